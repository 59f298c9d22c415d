/** What a test file tests, and whether the tests of a file that is gone went somewhere else. */
import { holdsTests } from './kinds';
import type { ChangedContent, Work } from './check';
import { viewOf } from './view';

/** Test files of the base that are gone and went nowhere, whose subject still stands. */
export function deletedSubjects(work: Work): { path: string; subject: string }[] {
  return work.changed.flatMap((changed) => {
    const { path, before, after } = changed;
    if (before === null || after !== null || changed.isBinary || !holdsTests(path)) return [];
    const subject = subjectOf(work, path, before);
    return subject === null || hasMoved(work, changed) ? [] : [{ path, subject }];
  });
}

/** Whether what a file held is in a file that was made or changed: under another name, or as a part of it. */
export function hasMoved(work: Work, gone: ChangedContent): boolean {
  const name = nameOf(gone.path);
  const lines = new Set(linesOf(gone.before ?? ''));
  return work.changed.some((other) => {
    if (other.after === null || other.path === gone.path) return false;
    if (other.before === null && nameOf(other.path) === name) return true;
    if (lines.size === 0 || other.isBinary) return false;
    const kept = viewOf(other).added.filter(({ text }) => lines.has(text.trim())).length;
    return kept > 3 ? kept >= lines.size * 0.4 : kept > 0 && kept === lines.size;
  });
}

function subjectOf(work: Work, path: string, text: string): string | null {
  const found = candidates(path).find((each) => work.exists(each));
  if (found !== undefined) return found;
  const targets = [...text.matchAll(IMPORT)];
  // Of many, nobody knows which is tested.
  return targets.length === 1 ? (imported(path, text).find((each) => work.exists(each)) ?? null) : null;
}

/** `src/__tests__/a.test.ts`, `tests/test_a.py`, `src/test/java/ATest.java`: beside it, above it, or in the sources. */
function candidates(path: string): string[] {
  const slash = path.lastIndexOf('/');
  const folder = path.slice(0, Math.max(0, slash));
  const file = path.slice(slash + 1);
  const name = file
    .replace(/[._-](?:test|tests|spec|specs|e2e|cy)(?=\.)/, '')
    .replace(/^test_/, '')
    .replace(/(?:Tests?|Specs?|IT)(?=\.(?:java|kt|cs|scala|swift|php)$)/, '');
  if (name === file) return [];
  const folders = new Set([
    folder,
    folder.replace(/(?:^|\/)(?:__tests__|tests?|specs?)$/, ''),
    folder.replace(/(^|\/)(?:__tests__|tests?|specs?)(?=\/|$)/, '$1src'),
    folder.replace(/(^|\/)(?:__tests__|tests?|specs?)(?=\/|$)/, '$1lib'),
    folder.replace(/(^|\/)(?:__tests__|tests?|specs?)\//, '$1'),
    folder.replace(/(^|\/)src\/test\//, '$1src/main/'),
    'src',
    'lib',
    'app',
    '',
  ]);
  return [...folders].map((each) => (each === '' ? name : `${each}/${name}`));
}

const IMPORT = /\b(?:from|require\(|import\(?)\s*["'](\.{1,2}\/[^"'\n]+)["']/g;

/** What a script imports by a path of its own. */
function imported(path: string, text: string): string[] {
  const folder = path.split('/').slice(0, -1);
  return [...text.matchAll(IMPORT)].flatMap(([, target = '']) => {
    const parts = [...folder];
    for (const part of target.split('/')) {
      if (part === '..') parts.pop();
      else if (part !== '.') parts.push(part);
    }
    const base = parts.join('/').replace(/\.(?:js|jsx|mjs)$/, '');
    return ['', '.ts', '.tsx', '.js', '.jsx', '.mjs'].map((ending) => `${base}${ending}`);
  });
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.length > 8);
}
