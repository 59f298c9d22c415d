/** What a `command` agent leaves in its result file. Written by others: read with care, and never a reason to fail. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import * as z from 'zod';
import { errorCode } from '../../config/systemError';
import type { Usage } from '../driver';

const MAX_BYTES = 1024 * 1024;
const MAX_SUMMARY_LENGTH = 4_000;

const amount = z.number().nonnegative();
const resultSchema = z.object({
  summary: z.string().nullish(),
  usage: z
    .object({
      input_tokens: amount.optional(),
      output_tokens: amount.optional(),
      cost_usd: amount.optional(),
    })
    .nullish(),
});

export interface LeftResult {
  /** The agent's words, with a note where the file is not as expected; null where there is neither. */
  summary: string | null;
  usage: Usage;
}

/** Reads `{ summary, usage }`. A missing file is an empty result; one that is not valid gives a note in the summary. */
export function readResultFile(file: string): LeftResult {
  const read = readCapped(file);
  if (read === null) {
    return { summary: null, usage: {} };
  }
  if ('fault' in read) {
    return { summary: note(read.fault), usage: {} };
  }
  let value: unknown;
  try {
    value = JSON.parse(read.text);
  } catch {
    return { summary: note('it is not JSON'), usage: {} };
  }
  const whole = resultSchema.safeParse(value);
  if (whole.success) {
    return { summary: shortened(whole.data.summary), usage: whole.data.usage ?? {} };
  }
  const issue = whole.error.issues[0];
  const fault = note(`${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'not as expected'}`);
  // Half a result is better than none: words whose figures are wrong are still words.
  const words = resultSchema.pick({ summary: true }).safeParse(value);
  const figures = resultSchema.pick({ usage: true }).safeParse(value);
  const summary = words.success ? shortened(words.data.summary) : null;
  return {
    summary: summary === null ? fault : `${summary}\n${fault}`,
    usage: (figures.success ? figures.data.usage : null) ?? {},
  };
}

function note(fault: string): string {
  return `(The agent's result file was passed over: ${fault}.)`;
}

function shortened(summary: string | null | undefined): string | null {
  const text = summary?.trim() ?? '';
  if (text === '') {
    return null;
  }
  return text.length > MAX_SUMMARY_LENGTH ? `${text.slice(0, MAX_SUMMARY_LENGTH)} ...` : text;
}

/** Null where there is no file. Links and pipes are not followed: an agent may have put one there. */
function readCapped(file: string): { text: string } | { fault: string } | null {
  let handle: number;
  try {
    handle = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? null : { fault: `it cannot be opened (${errorCode(error)})` };
  }
  try {
    const { size } = fstatSync(handle);
    if (!fstatSync(handle).isFile()) {
      return { fault: 'it is not a regular file' };
    }
    if (size > MAX_BYTES) {
      return { fault: `it has ${size} bytes, more than ${MAX_BYTES}` };
    }
    const buffer = Buffer.alloc(size);
    return { text: buffer.toString('utf8', 0, readSync(handle, buffer, 0, size, 0)) };
  } catch {
    return { fault: 'it cannot be read' };
  } finally {
    closeSync(handle);
  }
}
