/** When a quota ends, as Codex says it: `try again at 11:03 PM`, `try again at Nov 25th, 2026 5:06 AM`, `try again in 12.5s`. */

const MINUTE_MS = 60_000;
const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: MINUTE_MS,
  h: 60 * MINUTE_MS,
  d: 24 * 60 * MINUTE_MS,
};

const AT = /try again at (?:([A-Z][a-z]{2}) (\d{1,2})(?:st|nd|rd|th), (\d{4}) )?(\d{1,2}):(\d{2}) (AM|PM)/;
const IN = /try again in ((?:\d+(?:\.\d+)?\s*[a-z]+\s*)+)/;
const PART = /(\d+(?:\.\d+)?)\s*(ms|[smhd])/g;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** ISO 8601; undefined where no time is said, none that is understood, or one that has passed. Clock times are local ones. */
export function resetTimeIn(words: string, now: Date): string | undefined {
  const time = clockTime(words, now) ?? spanFrom(words, now);
  return time === undefined || Number.isNaN(time.getTime()) || time <= now ? undefined : time.toISOString();
}

function clockTime(words: string, now: Date): Date | undefined {
  const match = AT.exec(words);
  if (!match) return undefined;
  const [, month, day, year, hour, minute, half] = match;
  const hours = (Number(hour) % 12) + (half === 'PM' ? 12 : 0);
  const date =
    month === undefined
      ? new Date(now.getFullYear(), now.getMonth(), now.getDate(), hours, Number(minute))
      : new Date(Number(year), monthOf(month), Number(day), hours, Number(minute));
  // Its seconds are cut off: a minute later it is over for sure.
  return new Date(date.getTime() + MINUTE_MS);
}

function monthOf(name: string): number {
  const month = MONTHS.indexOf(name);
  return month < 0 ? Number.NaN : month;
}

function spanFrom(words: string, now: Date): Date | undefined {
  const span = IN.exec(words.toLowerCase())?.[1];
  if (span === undefined) return undefined;
  const parts = [...span.matchAll(PART)].map(
    ([, amount, unit]) => Number(amount) * (UNITS_MS[unit ?? ''] ?? 0),
  );
  return new Date(now.getTime() + parts.reduce((sum, part) => sum + part, 0));
}
