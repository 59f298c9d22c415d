/** From the text of `execution.json` to a ledger, or to the reason why it is none of ours. */
import { fail, ok, type Result } from '../config/problem';
import { jsonErrorAt } from './jsonPlace';
import { ledgerSchema, specEntrySchema, taskEntrySchema, type Ledger } from './schema';

/** Gives the very data of `text`, so that unknown keys and the order of keys survive. Problems: see `readLedger`. */
export function parseLedger(text: string, file: string): Result<Ledger> {
  const json = text.replace(/^\uFEFF/, '');
  let raw: unknown;
  try {
    raw = JSON.parse(json);
  } catch {
    return fail({
      code: 'ledger-invalid',
      severity: 'error',
      message: 'The ledger is no valid JSON from here on; it is left as it is.',
      file,
      at: jsonErrorAt(json),
      next: 'Correct the line (perhaps a merge conflict), restore the file from git, or remove it to begin a new ledger.',
    });
  }
  const reason = mismatchOf(raw);
  if (reason !== null || !isLedger(raw)) {
    return fail({
      code: 'ledger-foreign',
      severity: 'error',
      message: `This is no ledger of Specwave: ${reason}. An object with \`specs\` by id was expected; it is left as it is.`,
      file,
      next: 'Correct that, or move the file away to begin a new ledger.',
    });
  }
  return ok(raw);
}

function isLedger(raw: unknown): raw is Ledger {
  return ledgerSchema.safeParse(raw).success;
}

/** What does not fit, as `specs.F001.status: Invalid option`; null where all fits. */
function mismatchOf(raw: unknown): string | null {
  const whole = mismatch(ledgerSchema, raw, []);
  if (whole !== null || !isLedger(raw)) return whole;
  // The checker passes over keys called `__proto__`: they are checked by hand.
  const spec = protoOf(raw.specs);
  const hidden = spec === undefined ? null : mismatch(specEntrySchema, spec, ['specs', '__proto__']);
  if (hidden !== null) return hidden;
  for (const [id, { tasks }] of Object.entries(raw.specs)) {
    const task = tasks && protoOf(tasks);
    const found = task && mismatch(taskEntrySchema, task, ['specs', id, 'tasks', '__proto__']);
    if (found) return found;
  }
  return null;
}

function protoOf<T>(record: Record<string, T>): T | undefined {
  return Object.hasOwn(record, '__proto__') ? record['__proto__'] : undefined;
}

function mismatch(schema: Checker, value: unknown, above: string[]): string | null {
  const issue = schema.safeParse(value).error?.issues[0];
  if (!issue) return null;
  const path = [...above, ...issue.path].join('.');
  return `\`${path === '' ? 'the file' : path}\`: ${issue.message}`;
}

interface Checker {
  safeParse(value: unknown): { error?: { issues: { path: PropertyKey[]; message: string }[] } };
}
