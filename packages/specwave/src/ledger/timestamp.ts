/** `date -Iseconds` in UTC, as the original wrote: `2026-01-01T10:00:00+00:00`. */
export function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}+00:00`;
}
