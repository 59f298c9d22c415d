/** Indexes of our own as something to try a patch on. */
import { existsSync, rmSync } from 'node:fs';
import type { FileState } from '../../state/resultSchema';
import { git, type GitOutput, partsOf } from '../git/git';

/** Files by path from the top of the repository. */
export type States = ReadonlyMap<string, FileState>;

const MODES: readonly string[] = ['100644', '100755', '120000'] satisfies FileState['mode'][];
const isMode = (mode: string): mode is FileState['mode'] => MODES.includes(mode);

export function same(a: FileState | null | undefined, b: FileState | null | undefined): boolean {
  return a?.id === b?.id && a?.mode === b?.mode;
}

/** What an index holds, but for what did not merge. */
export async function readIndex(
  cwd: string,
  index: string,
): Promise<{ states: States; isUnmerged: boolean }> {
  const states = new Map<string, FileState>();
  // None of the files is there: all of them are new.
  if (!existsSync(index)) return { states, isUnmerged: false };
  // `<mode> <id> <stage>\t<path>`
  const listed = await git(['ls-files', '-z', '--stage'], { cwd, index });
  let isUnmerged = false;
  for (const entry of partsOf(listed.stdout)) {
    const end = entry.indexOf('\t');
    const [mode = '', id = '', stage] = entry.slice(0, end).split(' ');
    const path = entry.slice(end + 1);
    if (stage !== '0') isUnmerged = true;
    else if (isMode(mode)) states.set(path, { mode, id });
  }
  return { states, isUnmerged };
}

export function apply(cwd: string, index: string, patch: Buffer, only: string[]): Promise<GitOutput> {
  // Three-way against the blobs that the agent saw.
  const how = ['--cached', '--3way', '--whitespace=nowarn', '--no-ignore-whitespace'];
  return git(['apply', ...how, ...only, '-'], { cwd, index, input: patch });
}

/** Makes these the whole of the index. */
export async function resetIndex(cwd: string, index: string, states: States): Promise<void> {
  const entries = [...states].map(([path, { mode, id }]) => `${mode} ${id}\t${path}\0`).join('');
  rmSync(index, { force: true });
  await git(['update-index', '-z', '--add', '--index-info'], { cwd, index, input: entries });
}

/** Makes these paths again what `states` says, whatever a patch that did not merge has left of them. */
export async function restore(
  cwd: string,
  index: string,
  paths: readonly string[],
  states: States,
): Promise<void> {
  const entries = paths.flatMap((path) => {
    const state = states.get(path);
    // With as many zeros as an id has.
    const nothing = '0'.repeat(state?.id.length ?? [...states.values()][0]?.id.length ?? 40);
    return [`0 ${nothing}\t${path}\0`, ...(state ? [`${state.mode} ${state.id}\t${path}\0`] : [])];
  });
  await git(['update-index', '-z', '--add', '--index-info'], { cwd, index, input: entries.join('') });
}
