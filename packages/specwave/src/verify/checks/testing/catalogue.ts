/**
 * Pieces of work to hold the checks against, one text file each: the task as it stands in a list, `-> ` and what is
 * expected, and the files. `=== before a.ts` and `=== after a.ts` are a file that was changed, `after` alone is new,
 * `before` alone is gone, `there` was there and stays; `others: b.ts T002`, below what is expected, is a file of another task, `runs: make test` a command that decides, beside `npm test`. `=== binary a.png 2000000` is no text. `~~` is taken out of
 * what stands there, so that no file of ours has what looks like a key.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKS, type CheckName } from '../../../config/checks';
import { readTaskList } from '../../../tasklist/read';
import { checkChanges } from '../../changes';
import { isWhole, wentInto } from '../../standing';
import type { ChangedContent, Work } from '../check';
import { findAll } from '../registry';

export interface Piece {
  /** `cheats/stub/python-pass`. */
  name: string;
  expected: { ending: 'refused' | 'flagged' | 'lands'; checks: string[] };
  work: Work;
}

export interface Verdict {
  refused: string[];
  flagged: string[];
  recorded: string[];
}

/** All of a folder, by name. */
export function readCatalogue(folder: string): Piece[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.txt'))
    .toSorted()
    .map((name) =>
      readPiece(name.replace(/\.txt$/, '').replaceAll('\\', '/'), readFileSync(join(folder, name), 'utf8')),
    );
}

export function readPiece(name: string, source: string): Piece {
  const [head = '', ...parts] = source.replaceAll('~~', '').split(/^=== /m);
  const [list = '', expected = ''] = head.split(/^-> /m);
  const [task] = readTaskList(list, 'specs/F001/tasks.md').tasks;
  if (!task) throw new Error(`${name} has no task`);
  const before = new Map<string, string>();
  const after = new Map<string, string>();
  const binary = new Map<string, number>();
  for (const part of parts) {
    const [line = '', ...rest] = part.split('\n');
    const [when = '', path = '', size = ''] = line.split(' ');
    const text = rest.join('\n').replace(/\n$/, '');
    if (when !== 'after') before.set(path, text);
    if (when !== 'before') after.set(path, text);
    if (when === 'binary') {
      before.delete(path);
      binary.set(path, Number(size));
    }
  }
  const [ending = '', ...checks] = (expected.split('\n')[0] ?? '')
    .split(/[\s,:]+/)
    .filter((word) => word !== '');
  if (ending !== 'refused' && ending !== 'flagged' && ending !== 'lands')
    throw new Error(`${name} expects ${ending}`);
  const others = /^others: (\S+) (\S+)$/m.exec(head);
  return {
    name,
    expected: { ending, checks },
    work: {
      task,
      changed: changesOf(before, after, binary),
      read: (path) => after.get(path) ?? null,
      readBefore: (path) => before.get(path) ?? null,
      exists: isIn(after),
      existedBefore: isIn(before),
      othersFiles: new Map(others ? [[others[1] ?? '', others[2] ?? '']] : []),
      commands: [
        'npm test',
        ...[...head.matchAll(/^runs: (.*)$/gm)].map((match) => match[1] ?? ''),
        ...task.verify,
      ],
      rules: ['specwave.yaml', 'specs/F001'],
    },
  };
}

function changesOf(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  binary: ReadonlyMap<string, number>,
): ChangedContent[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  return paths
    .filter((path) => before.get(path) !== after.get(path))
    .map((path) => ({
      path,
      before: before.get(path) ?? null,
      after: after.get(path) ?? null,
      isBinary: binary.has(path),
      size: binary.get(path) ?? Buffer.byteLength(after.get(path) ?? ''),
    }));
}

function isIn(files: ReadonlyMap<string, string>): (path: string) => boolean {
  return (path) => [...files.keys()].some((each) => each === path || each.startsWith(`${path}/`));
}

/** What is said of it where nothing is set, with the checks of the changes that come before. */
export function judge({ work }: Piece): Verdict {
  const { fault, findings } = checkChanges({
    task: work.task,
    changed: work.changed,
    existsAfter: work.exists,
    existedBefore: work.existedBefore,
    reserved: ['specs/F001/tasks.md'],
    symbols: isWhole(work),
    wentElsewhere: (path) => wentInto(work, path),
    isRecipe: false,
  });
  const verdict: Verdict = { refused: fault ? [fault.outcome] : [], flagged: [], recorded: [] };
  const found = [...findings, ...(work.changed.length === 0 ? [] : findAll(work))];
  for (const { check, atMost } of found) listOf(verdict, check, atMost).push(check);
  return verdict;
}

function listOf(verdict: Verdict, check: CheckName, atMost: 'flag' | undefined): string[] {
  const ending = CHECKS[check];
  if (ending === 'record') return verdict.recorded;
  return ending === 'flag' || atMost === 'flag' ? verdict.flagged : verdict.refused;
}
