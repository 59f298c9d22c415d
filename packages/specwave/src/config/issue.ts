/** Turns what zod found into sentences: what stands there, what was expected, what to do. */
import type { z } from 'zod';
import { nearest } from './nearest';
import { KEYS_SEPARATOR } from './section';
import { show, type KeyPath } from './yamlPlace';

export interface Finding {
  code: 'config-unknown-key' | 'config-invalid-value';
  path: KeyPath;
  /** Whether the key is wrong, or its value. */
  part: 'key' | 'value';
  message: string;
  next: string;
}

/** `raw` is the data that was checked: zod does not keep the values it refuses. */
export function describeIssue(issue: z.core.$ZodIssue, raw: unknown): Finding[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  if (issue.code === 'unrecognized_keys') {
    const known = issue.message.split(KEYS_SEPARATOR);
    return issue.keys.map((key) => unknownKey([...path, key], key, known));
  }
  if (issue.code === 'invalid_key') {
    const expected = issue.issues[0]?.message ?? issue.message;
    return [finding(path, 'key', `\`${show(path)}\` is no good name; expected ${expected}.`, 'Rename it.')];
  }
  const value = valueAt(raw, path);
  if (value === null) {
    const message = `\`${show(path)}\` has no value; expected ${issue.message}.`;
    return [finding(path, 'key', message, 'Write the value, or take the key out.')];
  }
  if (value === undefined) {
    const message = `\`${show(path)}\` is missing; expected ${issue.message}.`;
    return [finding(path, 'value', message, `Add \`${String(path.at(-1))}\`.`)];
  }
  const where = path.length === 0 ? 'The file' : `\`${show(path)}\``;
  return [
    finding(
      path,
      'value',
      `${where} is ${describe(value)}; expected ${issue.message}.`,
      'Correct the value.',
    ),
  ];
}

function finding(path: KeyPath, part: Finding['part'], message: string, next: string): Finding {
  return { code: 'config-invalid-value', path, part, message, next };
}

function unknownKey(path: KeyPath, key: string, known: readonly string[]): Finding {
  const meant = nearest(key, known);
  const keys = known.map((each) => `\`${each}\``).join(', ');
  return {
    code: 'config-unknown-key',
    path,
    part: 'key',
    message: `\`${show(path)}\` is no known key; expected one of ${keys}.`,
    next: meant ? `Did you mean \`${meant}\`?` : 'Take it out, or use one of the known keys.',
  };
}

/** What stands at `path`; undefined where nothing does. */
function valueAt(raw: unknown, path: KeyPath): unknown {
  let value = raw;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'string':
      return value.length > 60 ? `\`${value.slice(0, 60)}...\`` : `\`${value}\``;
    case 'number':
    case 'boolean':
    case 'bigint':
      return `the ${typeof value} \`${value}\``;
    default:
      return 'a group of keys';
  }
}
