/** What all parts of the schema of `specwave.yaml` are made of. */
import * as z from 'zod';

export const KEYS_SEPARATOR = ' ';

/** An object without other keys. Its message for an unknown key is the list of the known ones: see issue.ts. */
export function section<Shape extends z.core.$ZodLooseShape>(shape: Shape, expected: string) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? Object.keys(shape).join(KEYS_SEPARATOR) : expected,
  });
}

export const word = (expected: string) => z.string({ error: expected }).min(1, { error: expected });

/** One way out of several, by name. */
export const choice = <const Names extends readonly string[]>(names: Names) =>
  z.enum(names, { error: `one of ${names.map((name) => `\`${name}\``).join(', ')}` });

/** A record for names that users choose: `constructor` is found in it only where somebody wrote it. */
export function plain<T>(record: Record<string, T>): Record<string, T> {
  return Object.assign(Object.create(null), record);
}
