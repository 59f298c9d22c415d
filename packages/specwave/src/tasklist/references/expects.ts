/** `Expect: exports createUser; src/app.ts uses createUser`: what an author says of a result, to have it checked exactly. */
import type { Problem } from '../../config/problem';
import type { Part } from '../fields';
import type { Source } from '../markdown/source';
import type { Expectation } from '../model';
import { asPath } from './paths';

/** In a sentence too: "Create the store. Expect: exports load". */
const LABEL = /(?:^|[\s(.;*_])(?:[*_]{1,2})?Expects?(?:[*_]{1,2})?:(?:[*_]{1,2})?\s+/;
const NAME = '`?[A-Za-z_$][\\w$.]*(?:\\(\\))?`?';
const NAMES = `(${NAME}(?:(?:\\s*,\\s*|\\s+and\\s+)${NAME})*)`;
const FILE = '(`[^`]+`|\\S*[\\w)\\]])';
const FILES = `(${FILE.slice(1, -1)}(?:(?:\\s*,\\s*|\\s+and\\s+)(?:${FILE.slice(1, -1)}))*)`;

const FORMS: readonly { form: RegExp; read: (match: RegExpExecArray) => Expectation[] | null }[] = [
  { form: /^(?:no changes?|nothing(?: (?:is )?changed)?)$/i, read: () => [{ kind: 'no-change' }] },
  {
    form: new RegExp(
      `^(?:no changes? (?:to|in)|leaves?|keeps?)\\s+(?:${FILES})(?:\\s+(?:as (?:it is|they are)|unchanged))?$`,
      'i',
    ),
    read: (match) => filesIn(match[1], 'unchanged'),
  },
  {
    form: new RegExp(`^(?:${FILES})\\s+(?:is|are|stays?)\\s+unchanged$`, 'i'),
    read: (match) => filesIn(match[1], 'unchanged'),
  },
  {
    form: new RegExp(`^exports\\s+${NAMES}(?:\\s+(?:in|from)\\s+(?:${FILE}))?$`),
    read: (match) => namesIn(match[1], match[2] ?? null, 'exports'),
  },
  {
    form: new RegExp(`^(?:${FILE})\\s+(exports|uses)\\s+${NAMES}$`),
    read: (match) => namesIn(match[3], match[1] ?? null, match[2] === 'uses' ? 'uses' : 'exports'),
  },
  { form: new RegExp(`^(?:${FILES})\\s+exists?$`, 'i'), read: (match) => filesIn(match[1], 'exists') },
  {
    form: new RegExp(`^(?:${FILES})\\s+(?:is|are)\\s+(?:gone|deleted|removed)$`, 'i'),
    read: (match) => filesIn(match[1], 'gone'),
  },
];

/** What is expected, and what was not understood. `fields`: what stands behind the label; `prose`: all other words. */
export function readExpects(
  source: Source,
  id: string,
  fields: readonly Part[],
  prose: readonly Part[],
): { expects: Expectation[]; problems: Problem[] } {
  const expects: Expectation[] = [];
  const problems: Problem[] = [];
  for (const part of [...prose.flatMap(behindLabel), ...fields]) {
    for (const clause of clausesOf(part)) {
      const read = readClause(clause.text);
      if (read) expects.push(...read);
      else problems.push(unclear(source, id, clause));
    }
  }
  return { expects, problems };
}

function behindLabel({ text, offset }: Part): Part[] {
  const label = LABEL.exec(text);
  if (!label) return [];
  const from = label.index + label[0].length;
  return [{ text: text.slice(from), offset: offset + from }];
}

function clausesOf({ text, offset }: Part): Part[] {
  return [...text.matchAll(/[^;]+/g)].flatMap((match) => {
    const lead = /^[\s*_-]*/.exec(match[0])?.[0].length ?? 0;
    const clause = match[0].slice(lead).replace(/[\s.*_]+$/, '');
    return clause === '' ? [] : [{ text: clause, offset: offset + match.index + lead }];
  });
}

function readClause(text: string): Expectation[] | null {
  for (const { form, read } of FORMS) {
    const match = form.exec(text);
    if (match) return read(match);
  }
  return null;
}

function filesIn(list: string | undefined, kind: 'exists' | 'gone' | 'unchanged'): Expectation[] | null {
  const files = listed(list).map(asPath);
  return files.every((file) => file !== null) && files.length > 0
    ? files.map((file) => ({ kind, file }))
    : null;
}

function namesIn(
  list: string | undefined,
  place: string | null,
  kind: 'exports' | 'uses',
): Expectation[] | null {
  const file = place === null ? null : asPath(place.replaceAll('`', ''));
  if (place !== null && file === null) return null;
  return listed(list).map((name) => ({ kind, file, name: name.replace(/\(\)$/, '') }));
}

function listed(list = ''): string[] {
  return list
    .split(/\s*,\s*|\s+and\s+/)
    .map((each) => each.replaceAll('`', '').trim())
    .filter((each) => each !== '');
}

function unclear(source: Source, id: string, { text, offset }: Part): Problem {
  return {
    code: 'expect-unclear',
    severity: 'warning',
    message: `"${text.length > 80 ? `${text.slice(0, 77)}...` : text}" among what ${id} expects is not understood, and not checked.`,
    file: source.file,
    at: source.positionAt(offset),
    next: 'Write it as one of: "exports NAME", "FILE exports NAME", "FILE uses NAME", "FILE exists", "FILE is gone", "no change to FILE", "no change".',
  };
}
