/** At a spec's end: what its work exports and nothing in the workspace uses, as a list for people. */
import { join } from 'node:path';
import { CHECKS } from '../config/checks';
import { taskOf } from '../ledger/entries';
import type { ChangedFile } from '../state/resultSchema';
import { readResult } from '../state/resultStore';
import { isProgram } from '../verify/code/code';
import { textOf } from '../verify/content';
import { type UnusedExport, unusedExports } from '../verify/unusedExports';
import { readBounded } from '../workspace/boundedFile';
import type { RunContext } from '../workspace/context';
import type { Spec } from '../workspace/readSpec';
import { readBlobs } from '../worktree/git/blobs';
import { git, partsOf } from '../worktree/git/git';

/** In bytes. Nobody writes larger programs by hand. */
const LARGEST = 1024 * 1024;
/** More files than that take longer to read than the list is worth. */
const MOST_FILES = 20_000;
const NAMED_AT_MOST = 10;

/** Says what the tasks of the spec have exported and nobody uses; nothing where `checks` turn it off, or where git is missing. */
export async function tellUnused({ workspaceRoot, report }: RunContext, current: Spec): Promise<void> {
  const { checks } = current.config;
  if ((checks['unused-exports'] ?? CHECKS['unused-exports']) === 'off') return;
  const files = filesOf(workspaceRoot, current).filter(({ path }) => isProgram(path));
  if (files.length === 0) return;
  const unused = await unusedAmong(workspaceRoot, files);
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

async function unusedAmong(workspaceRoot: string, files: readonly ChangedFile[]): Promise<UnusedExport[]> {
  const listed = await git(['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: workspaceRoot,
  });
  const paths = partsOf(listed.stdout);
  if (listed.code !== 0 || paths.length > MOST_FILES) return [];
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
  return made.length === 0 ? [] : unusedExports(made, textsOf(workspaceRoot, paths));
}

/** Read one after another, and only as far as the search goes. */
function* textsOf(
  workspaceRoot: string,
  paths: readonly string[],
): Generator<{ path: string; text: string }> {
  for (const path of paths) {
    const text = isText(path) ? readBounded(join(workspaceRoot, path), LARGEST) : null;
    if (text !== null) yield { path, text };
  }
}

/** Programs, and what names parts of them: templates and settings. A document is no use. */
function isText(path: string): boolean {
  return isProgram(path) || /\.(?:vue|svelte|astro|html?|ya?ml|json|toml)$/.test(path);
}
