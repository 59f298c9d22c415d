/** At a spec's end: what its work exports and nothing in the workspace uses, as a list for people. */
import { join } from 'node:path';
import { CHECKS } from '../config/checks';
import { taskOf } from '../ledger/entries';
import type { ChangedFile } from '../state/resultSchema';
import { readResult } from '../state/resultStore';
import { isProgram } from '../verify/code/code';
import { textOf } from '../verify/content';
import { newExports, type UnusedExport, unusedAmong } from '../verify/unusedExports';
import { readBounded } from '../workspace/boundedFile';
import type { RunContext } from '../workspace/context';
import type { Spec } from '../workspace/readSpec';
import { readBlobs } from '../worktree/git/blobs';
import { git } from '../worktree/git/git';

/** In bytes. Nobody writes larger programs by hand. */
const LARGEST = 1024 * 1024;
const NAMED_AT_MOST = 10;

/** Says what the tasks of the spec have exported and nobody uses; nothing where `checks` turn it off, or where git is missing. */
export async function tellUnused({ workspaceRoot, report }: RunContext, current: Spec): Promise<void> {
  const { checks } = current.config;
  if ((checks['unused-exports'] ?? CHECKS['unused-exports']) === 'off') return;
  const files = filesOf(workspaceRoot, current).filter(({ path }) => isProgram(path));
  if (files.length === 0) return;
  const unused = await unusedIn(workspaceRoot, files);
  if (unused.length === 0) return;
  const named = unused.slice(0, NAMED_AT_MOST).map(({ path, name }) => `\`${name}\` (${path})`);
  const more = unused.length > NAMED_AT_MOST ? ` and ${unused.length - NAMED_AT_MOST} more` : '';
  report({
    type: 'notice',
    message: `${current.identity.name}: exported by its tasks, and used nowhere: ${named.join(', ')}${more}.`,
    next: 'Look whether something was left unwired. To hear nothing of it: checks: { unused-exports: off } in specwave.yaml.',
  });
}

/** What landed results have changed, each as it was before the first of them. */
function filesOf(workspaceRoot: string, { identity, plan, ledger }: Spec): ChangedFile[] {
  const first = new Map<string, ChangedFile>();
  for (const { task } of plan.tasks.values()) {
    const entry = taskOf(ledger, identity.name, task.id);
    const result =
      entry?.outcome === 'landed' ? readResult(workspaceRoot, identity.name, task.id)?.result : null;
    if (result?.digest !== entry?.digest) continue;
    for (const file of result?.files ?? []) if (!first.has(file.path)) first.set(file.path, file);
  }
  return [...first.values()];
}

async function unusedIn(workspaceRoot: string, files: readonly ChangedFile[]): Promise<UnusedExport[]> {
  const blobs = await readBlobs(
    { cwd: workspaceRoot },
    files.flatMap(({ from }) => from?.id ?? []),
  );
  const made = files.flatMap(({ path, from }) => {
    const text = readBounded(join(workspaceRoot, path), LARGEST);
    const bytes = from && blobs.get(from.id)?.bytes;
    // What stood there before and cannot be read tells nothing of what is new.
    if (text === null || (from && !bytes)) return [];
    return [{ path, text, before: bytes ? textOf(bytes) : null }];
  });
  const exported = newExports(made);
  return exported.length === 0 ? [] : unusedAmong(exported, await occurrencesOf(workspaceRoot, exported));
}

/** A document, a task list or the ledger that says a name is no use of it. */
const NO_USE = ['*.md', '*.mdx', '*.txt', '.claude/**'].map((pattern) => `:(exclude,glob)**/${pattern}`);

/** Every place where one of the names is said, as `git grep` finds it. */
async function occurrencesOf(
  workspaceRoot: string,
  exported: readonly UnusedExport[],
): Promise<{ path: string; name: string }[]> {
  const how = ['--untracked', '-I', '-z', '-o', '-w', '-F', '--no-color', '-f', '-'];
  const found = await git(['grep', ...how, '--', '.', ...NO_USE], {
    cwd: workspaceRoot,
    input: exported.map(({ name }) => `${name}\n`).join(''),
  });
  return found.stdout
    .toString('utf8')
    .split('\n')
    .flatMap((line) => {
      const [path, name] = line.split('\0');
      return path === undefined || name === undefined ? [] : [{ path, name }];
    });
}
