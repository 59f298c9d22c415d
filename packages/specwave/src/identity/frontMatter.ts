import { isMap, LineCounter, parseDocument } from 'yaml';
import * as z from 'zod';
import type { Position, Problem } from '../config/problem';
import type { ReadingRules } from '../tasklist/model';
import { makeSource } from '../tasklist/markdown/source';

/** What the front matter of a `spec.md` says of the spec; null or absent where it says nothing. */
export interface FrontMatter {
  id: string | null;
  kind: string | null;
  title: string | null;
  phase: number | null;
  dependsOn: string[];
  /** Null where the key is absent. */
  infrastructure: string[] | null;
  /** How its task list is read; absent where it says nothing. */
  reading: Partial<ReadingRules>;
  problems: Problem[];
}

const scalar = z.union([z.string(), z.number()]).transform((value) => String(value).trim());
/** A list of ids, also `F001, F002` in one string, or objects that have an `id`. */
export const idList = z
  .union([
    z.null(),
    scalar,
    z.array(z.union([scalar, z.looseObject({ id: scalar }).transform((item) => item.id)])),
  ])
  .transform((value) => {
    const items = value === null ? [] : typeof value === 'string' ? value.split(',') : value;
    return items.map((item) => item.trim()).filter((item) => item !== '' && !/^(?:none|n\/a)$/i.test(item));
  });
const phase = z.union([
  z.number(),
  z
    .string()
    .regex(/^(?:phase[-\s]*)?\d+$/i)
    .transform((text) => Number(text.replace(/\D+/g, ''))),
]);

const ORDERS = '`written`, `groups` or `dependencies`';
const STORIES = '`sequential` or `parallel`';
const OPTIONALS = '`skip` or `run`';

const FENCE = /^---[ \t]*(?:\r\n|\n|\r)/;
const CLOSING = /^(?:---|\.\.\.)[ \t]*$/m;

/** Reads the front matter at the top of a Markdown text. Never throws: what is wrong is in `problems`. */
export function readFrontMatter(text: string, file: string): FrontMatter {
  const result: FrontMatter = {
    id: null,
    kind: null,
    title: null,
    phase: null,
    dependsOn: [],
    infrastructure: null,
    reading: {},
    problems: [],
  };
  const source = makeSource(text, file);
  const opening = FENCE.exec(source.text);
  if (!opening) return result;
  const start = opening[0].length;
  const closing = CLOSING.exec(source.text.slice(start));
  const report = (offset: number, message: string, severity: Problem['severity'] = 'error'): void => {
    result.problems.push(problem(file, source.positionAt(offset), message, severity));
  };
  if (!closing) {
    // A lone `---` is a line across the page, unless what follows is written like front matter.
    if (/^[\w-]+:/.test(source.text.slice(start)))
      report(0, 'The front matter is opened with "---" and never closed.');
    return result;
  }
  const document = parseDocument(source.text.slice(start, start + closing.index), {
    lineCounter: new LineCounter(),
    prettyErrors: false,
  });
  for (const error of document.errors)
    report(start + error.pos[0], `The front matter is not valid YAML: ${error.message}`);
  if (document.errors.length > 0 || document.contents === null) return result;
  const { contents } = document;
  if (!isMap(contents)) {
    report(start, 'The front matter has to be a list of "key: value" lines.');
    return result;
  }
  const read = <T>(
    key: string,
    schema: z.ZodType<T>,
    expected: string,
    severity?: Problem['severity'],
  ): T | null => {
    const node: unknown = contents.get(key, true);
    if (node === undefined) return null;
    const parsed = schema.safeParse(valueOf(node));
    if (parsed.success) return parsed.data;
    report(start + offsetOf(node), `"${key}" in the front matter has to be ${expected}.`, severity);
    return null;
  };
  const id = z.union([scalar, z.null()]);
  result.id =
    read('id', id, 'an id') ?? read('infrastructure_id', id, 'an id') ?? read('feature_id', id, 'an id');
  if (result.id === '') result.id = null;
  result.kind = read('kind', z.string(), 'a word') ?? null;
  result.title = read('title', scalar, 'words') ?? null;
  result.phase = read('phase', phase, 'a number') ?? null;
  // Other programs have keys of these names too (`order: 3` of a website): nothing stops at one.
  result.reading = {
    ...defined('order', read('order', z.enum(['written', 'groups', 'dependencies']), ORDERS, 'warning')),
    ...defined('stories', read('stories', z.enum(['sequential', 'parallel']), STORIES, 'warning')),
    ...defined('optional', read('optional', z.enum(['skip', 'run']), OPTIONALS, 'warning')),
  };
  const ids = 'a list of ids';
  result.infrastructure = read('infrastructure_dependencies', idList, ids);
  result.dependsOn = [
    ...(read('depends_on', idList, ids) ?? []),
    ...(read('dependencies', idList, ids) ?? []),
    ...(result.infrastructure ?? []),
  ];
  return result;
}

function defined<K extends keyof ReadingRules>(key: K, value: ReadingRules[K] | null): Partial<ReadingRules> {
  return value === null ? {} : { [key]: value };
}

/** A node as plain data; an alias without an anchor and the like count as nothing. */
function valueOf(node: unknown): unknown {
  const parsed = z.object({ toJSON: z.function() }).safeParse(node);
  if (!parsed.success) return node;
  try {
    return JSON.parse(JSON.stringify(node)) as unknown;
  } catch {
    return undefined;
  }
}

function offsetOf(node: unknown): number {
  const parsed = z.looseObject({ range: z.tuple([z.number()], z.number()) }).safeParse(node);
  return parsed.success ? parsed.data.range[0] : 0;
}

function problem(file: string, at: Position, message: string, severity: Problem['severity']): Problem {
  return {
    code: 'front-matter',
    severity,
    message,
    file,
    at,
    next: 'Correct the lines between the two "---" at the top of the file.',
  };
}
