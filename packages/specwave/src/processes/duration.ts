/** `45 min`, `1.5 s`, `100 ms`: limits in messages. */
export function inWords(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  const [amount, unit] = ms < 60_000 ? [ms / 1_000, 's'] : [ms / 60_000, 'min'];
  return `${Math.round(amount * 10) / 10} ${unit}`;
}
