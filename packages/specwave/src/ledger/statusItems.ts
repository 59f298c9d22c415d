/**
 * What a spec's progress changes in the text of `.claude/project.json` or `features.json`: fields of its own item, and
 * nothing else. Pure.
 */
import { isDeepStrictEqual } from 'node:util';
import { findNodeAtLocation, type JSONPath, parseTree } from 'jsonc-parser';
import type { Position, Problem, Result } from '../config/problem';
import { fail, ok } from '../config/problem';
import { namesFolder } from '../identity/identity';
import { FEATURES_FILE, PROJECT_FILE } from '../identity/projectFiles';
import { makeSource } from '../tasklist/markdown/source';
import { type Fields, withFields } from './jsonFields';
import { jsonErrorAt } from './jsonPlace';

/** Both belong to the author. */
export const STATUS_FILES = [PROJECT_FILE, FEATURES_FILE] as const;
export type StatusFile = (typeof STATUS_FILES)[number];

/** How a spec stands. */
export interface SpecStanding {
  /** The spec's folder, relative to the workspace root. */
  path: string;
  /** What its item is called; null where another spec claims that id too, so that only `spec_path` tells. */
  id: string | null;
  status: 'completed' | 'in_progress';
  /** As in the ledger; null where that does not say. */
  completedAt: string | null;
  /** Ids of the tasks that are left. */
  remaining: readonly string[];
  total: number;
  done: number;
}

/**
 * `text` with the fields of the spec's item: `status`; `completed_at` once it is complete, `remaining_tasks` while it is
 * not; `tasks_total` and `tasks_completed` where the item has them. Without such an item, the text as it is.
 * Problem (a warning): `project-status`, with the place, for what is no JSON or holds no list of items.
 */
export function withStanding(text: string, file: StatusFile, spec: SpecStanding): Result<string> {
  try {
    return entered(text, file, spec);
  } catch (error) {
    // The stack of the parser that knows places.
    if (!(error instanceof RangeError)) throw error;
    const start = { line: 1, column: 1, offset: 0 };
    return fail(problem(file, spec, start, 'the file is nested too deeply'));
  }
}

function entered(text: string, file: StatusFile, spec: SpecStanding): Result<string> {
  const bom = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const json = text.slice(bom.length);
  let content: unknown;
  try {
    content = JSON.parse(json);
  } catch {
    return fail(problem(file, spec, jsonErrorAt(json), 'the file is no valid JSON from here on'));
  }
  const place = (path: JSONPath): Position => placeIn(json, path);
  const found = itemsOf(content, file);
  if (found.kind === 'none') return ok(text);
  if (found.kind === 'wrong')
    return fail(problem(file, spec, place(found.path), `${found.expected} was expected here`));
  let changed = json;
  for (const index of ownItems(found.items, spec)) {
    const item = found.items[index];
    if (!isRecord(item)) continue;
    const path = [...found.path, index];
    const fields = fieldsFor(item, spec);
    changed = withFields(changed, path, fields);
    if (!isDeepStrictEqual(valueAt(JSON.parse(changed), path), expectedItem(item, fields)))
      return fail(problem(file, spec, place(path), 'this item has a field twice'));
  }
  return ok(bom + changed);
}

function fieldsFor(item: Record<string, unknown>, spec: SpecStanding): Fields {
  const counts = {
    ...('tasks_total' in item ? { tasks_total: spec.total } : {}),
    ...('tasks_completed' in item ? { tasks_completed: spec.done } : {}),
  };
  // What holds nothing has nothing to lose: some files have all fields in each item.
  const without = (key: string): Fields => (item[key] == null ? {} : { [key]: undefined });
  if (spec.status === 'completed') {
    const at = spec.completedAt === null ? {} : { completed_at: spec.completedAt };
    return { status: 'completed', ...counts, ...at, ...without('remaining_tasks') };
  }
  const left = spec.remaining.length > 0 ? { remaining_tasks: spec.remaining } : without('remaining_tasks');
  return { status: 'in_progress', ...counts, ...left, ...without('completed_at') };
}

function expectedItem(item: Record<string, unknown>, fields: Fields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries({ ...item, ...fields }).filter(([, value]) => value !== undefined),
  );
}

type Items =
  | { kind: 'found'; path: JSONPath; items: unknown[] }
  | { kind: 'none' }
  | { kind: 'wrong'; path: JSONPath; expected: string };

/** In `project.json`, `infrastructure` holds the items in `needed`, or is the list itself. */
function itemsOf(content: unknown, file: StatusFile): Items {
  if (!isRecord(content)) return { kind: 'wrong', path: [], expected: 'an object' };
  if (file === FEATURES_FILE) return listAt(content['features'], ['features']);
  const { infrastructure } = content;
  return isRecord(infrastructure)
    ? listAt(infrastructure['needed'], ['infrastructure', 'needed'])
    : listAt(infrastructure, ['infrastructure']);
}

function listAt(value: unknown, path: JSONPath): Items {
  if (value === undefined || value === null) return { kind: 'none' };
  return Array.isArray(value)
    ? { kind: 'found', path, items: value }
    : { kind: 'wrong', path, expected: 'a list of items' };
}

/** An item that names the spec's folder is its item; else those of its id. */
function ownItems(items: readonly unknown[], { path, id }: SpecStanding): number[] {
  const where = (test: (item: Record<string, unknown>) => boolean): number[] =>
    items.flatMap((item, index) => (isRecord(item) && test(item) ? [index] : []));
  const byPath = where(({ spec_path: named }) => typeof named === 'string' && namesFolder(named, path));
  if (byPath.length > 0 || id === null) return byPath;
  return where((item) => ['string', 'number'].includes(typeof item['id']) && String(item['id']) === id);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function valueAt(content: unknown, path: JSONPath): unknown {
  let value = content;
  for (const step of path) value = value instanceof Object ? Reflect.get(value, step) : undefined;
  return value;
}

function placeIn(json: string, path: JSONPath): Position {
  const root = parseTree(json);
  const node = root && findNodeAtLocation(root, path);
  return makeSource(json, '').positionAt(node?.offset ?? 0);
}

function problem(file: StatusFile, spec: SpecStanding, at: Position, reason: string): Problem {
  return {
    code: 'project-status',
    severity: 'warning',
    message: `The status of ${spec.id ?? spec.path} (${spec.status}) is not entered here: ${reason}. The file is left as it is.`,
    file,
    at,
    next: `Correct the file; the status is in .claude/execution/execution.json.`,
  };
}
