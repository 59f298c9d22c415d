/** Writes a result's files into the user's tree, and notes before it does so what is to be installed after them. */
import { fail, ok, type Result } from '../../config/problem';
import type { Config } from '../../config/schema';
import { canBeMadeAnew, stepsFor } from '../../packages/installing';
import { askForTheSame, isManifest, nameOf } from '../../packages/managers';
import { dueInstall, noteInstall, setInstall } from '../../state/installs';
import type { TaskResult } from '../../state/resultSchema';
import type { RunContext } from '../../workspace/context';
import { type Landing, landPatch } from '../../worktree/landing/land';
import { isInstallUnderWay } from './install';
import type { Isolation } from './isolation';
import { askedByLanding, noteAsMade, textIn } from './lockFiles';

export type FilesLanded =
  /** `asks`: for something to be installed. */
  | { kind: 'landed'; asks: boolean }
  /** Another result's packages are being installed, and the lock file with them. */
  | { kind: 'busy' }
  | Exclude<Landing, { kind: 'landed' }>;

/** To be called while holding the workspace's lock. `waits`: whether `busy` is an answer. */
export async function landFiles(
  { workspaceRoot, spec, report }: Pick<RunContext, 'workspaceRoot' | 'spec' | 'report'>,
  isolation: Isolation,
  config: Config,
  task: string,
  { files, patch }: { files: TaskResult['files']; patch: Buffer | null },
  waits: boolean,
): Promise<Result<FilesLanded>> {
  const write = async (): Promise<Result<Landing>> =>
    isolation.kind === 'worktree' && patch !== null
      ? landPatch(isolation.repository, files, patch, isolation.folders.scratch, (path) =>
          canBeMadeAnew(path, config),
        )
      : ok({ kind: 'landed', written: [], anew: [] });
  const paths = files.map(({ path }) => path);
  const asked = await askedByLanding(workspaceRoot, isolation, config, paths);
  if (asked === null) {
    const landing = await write();
    if (!landing.ok) return landing;
    return ok(landing.value.kind === 'landed' ? { kind: 'landed', asks: false } : landing.value);
  }
  if (waits && isInstallUnderWay(workspaceRoot)) return ok({ kind: 'busy' });

  const before = textIn(workspaceRoot);
  const texts = asked.changed.map((path) => ({ path, text: before(path) }));
  const earlier = dueInstall(workspaceRoot);
  const noted = noteInstall(workspaceRoot, { spec: spec.name, task, anew: [], ...asked });
  if (!noted.ok) return noted;
  const landing = await write();
  // What is half written is completed by the next run, which installs then.
  if (!landing.ok) return fail(...landing.problems);
  if (landing.value.kind !== 'landed') {
    setInstall(workspaceRoot, earlier);
    return ok(landing.value);
  }
  noteAsMade(workspaceRoot, asked.ours);
  const read = textIn(workspaceRoot);
  const { anew } = landing.value;
  const isSame = texts.every(
    ({ path, text }) =>
      patch !== null && nameOf(path) === 'package.json' && askForTheSame(text ?? '', read(path) ?? ''),
  );
  const changed = isSame ? [] : asked.changed;
  const asks = stepsFor({ changed, anew }, config, read).length > 0;
  if (!asks && config.install === 'auto' && changed.some(isManifest))
    report({
      type: 'notice',
      message: `${task} has changed what packages are asked for (${changed.join(', ')}), and no lock file says who installs them.`,
      next: 'Install them yourself, or set `install` in specwave.yaml to the command that does.',
    });
  const due = { ...noted.value, anew: [...new Set([...noted.value.anew, ...anew])] };
  setInstall(workspaceRoot, asks ? due : earlier);
  return ok({ kind: 'landed', asks });
}
