/** Checks what an agent left that says it is done: its changes first, then the task's commands and those of the settings. */
import { join } from 'node:path';
import { TRAITS } from '../../config/agents';
import { type Ending, endingOf } from '../../plan/ending';
import { lastLines } from '../../processes/output';
import type { CheckRecord, Flag } from '../../state/resultSchema';
import { HOW_TO_MARK } from '../../verify/changeNeeded';
import { checkChanges, type ChangesVerdict } from '../../verify/changes';
import type { Work } from '../../verify/checks/check';
import { findAll } from '../../verify/checks/registry';
import { type Judgement, judge, refusalOf } from '../../verify/judge';
import { secretsAdded } from '../../verify/secrets';
import { isWhole, wentInto } from '../../verify/standing';
import { takeBackTick } from '../trees/boxGuard';
import { type AgentTree, isEmptyFolder, isIn, type Work as Left } from '../trees/place';
import { reservedFiles } from '../trees/reserved';
import { type Attempted, brokenBy, RUN_AGAIN, type Said, without } from './ending';
import { gitMoved } from './gitMoved';
import { lookAt } from './lookAt';
import { whatPassingIsWorth } from './proofs';
import { refusedEnding } from './refused';
import type { TaskRun } from './taskRun';
import { commandsOf, verifyWork } from './verify';

const WORDS_LINES = 10;
const LOOK = 'Look at what the agent did, then run again.';

/** `landed`, where it passes, means: fit to land. */
export async function checkWork(run: TaskRun, tree: AgentTree, said: Said): Promise<Attempted> {
  const collected = await tree.collect();
  if (!collected.ok) return without(brokenBy(collected.problems, { again: 'at-once' }));
  const left = collected.value;
  const { files, patch } = left;
  // Not even kept: results are stored, and may be shared.
  const secrets = secretsAdded(patch ?? Buffer.alloc(0), run.secretsIn);
  if (secrets.length > 0) return without(withSecrets(secrets));
  const work = await lookAt(run, tree, left);
  const { fault, checks, flags, next } = await changesIn(run, tree, left, work);
  const failing = (
    outcome: 'empty' | 'invalid',
    message: string,
    found: CheckRecord[],
    then: string,
  ): Attempted => {
    const words = lastLines(said.lastLines ?? '', WORDS_LINES);
    const told = words === '' ? message : `${message}\nThe agent said last:\n${words}`;
    const denied = refusedEnding(said, told, run.agent.name);
    return { ending: denied ?? endingOf(outcome, told, then), files, patch, checks: found, flags: [] };
  };
  if (fault) return failing(fault.outcome, fault.message, checks, next);

  const verified = await verifyWork(run, tree, left);
  if (verified.kind === 'cancelled') return interrupted(left);
  const all = [...checks, ...verified.checks];
  const failed = all.find(({ passed }) => !passed);
  if (failed) {
    const message = `The agent says that it is done, but \`${failed.name}\` fails. ${failed.detail ?? ''}`;
    return failing('invalid', message, all, LOOK);
  }
  const later = isByTheLetter(run)
    ? { refused: [], flags: [] }
    : await judgedAfter(run, { tree, left, work, commands: commandsOf(run), idle: verified.idle });
  if (run.context.signal.aborted) return interrupted(left);
  if (later.refused.length > 0)
    return failing(
      'invalid',
      later.refused.map(refusalOf).join(' '),
      [...all, ...recordsOf(later)],
      nextFor(later),
    );
  return {
    ending: endingOf('landed', said.summary, null),
    files,
    patch,
    checks: all,
    flags: [...flags, ...later.flags],
  };
}

/** The embedded agent does what the author has spelled out: there is nobody to be checked. */
function isByTheLetter({ agent }: TaskRun): boolean {
  return TRAITS[agent.settings.driver].isRepeatable;
}

async function judgedAfter(
  run: TaskRun,
  passed: Parameters<typeof whatPassingIsWorth>[1],
): Promise<Judgement> {
  const findings = [...(await whatPassingIsWorth(run, passed)), ...(await gitMoved(run, passed.tree))];
  return judge(findings, run.current.config.checks);
}

/** The work itself is done, and paid for: it is kept, and checked by the next run. */
function interrupted({ files, patch }: Left): Attempted {
  const message =
    'The run was interrupted while the work was checked. It is kept, and checked by the next run.';
  return { ending: endingOf('cancelled', message, RUN_AGAIN), files, patch, checks: [], flags: [] };
}

function withSecrets(names: readonly string[]): Ending {
  return endingOf(
    'invalid',
    `The agent wrote the value of ${names.join(', ')} into a file. Secrets of the environment do not land.`,
    'Say in the task where the value comes from at run time, and run again.',
  );
}

interface Looked extends Pick<ChangesVerdict, 'fault' | 'checks'> {
  flags: Flag[];
  next: string;
}

async function changesIn(run: TaskRun, tree: AgentTree, left: Left, work: Work): Promise<Looked> {
  const cannot = untakeable(run, left);
  if (cannot) return { ...cannot, flags: [], next: LOOK };
  const verdict = await checkPaths(run, tree, left, work);
  const found = work.changed.length === 0 || isByTheLetter(run) ? [] : findAll(work);
  const judged = judge([...verdict.findings, ...found], run.current.config.checks);
  const checks = [...verdict.checks, ...recordsOf(judged)];
  if (verdict.fault === null && judged.refused.length === 0)
    return { fault: null, checks, flags: judged.flags, next: LOOK };
  const outcome = verdict.fault?.outcome ?? 'invalid';
  const message = [...(verdict.fault ? [verdict.fault.message] : []), ...judged.refused.map(refusalOf)].join(
    ' ',
  );
  const next = outcome === 'empty' ? `${LOOK} ${HOW_TO_MARK}` : nextFor(judged);
  return { fault: { outcome, message }, checks, flags: [], next };
}

function recordsOf({ refused }: Judgement): CheckRecord[] {
  return refused.map((each) => ({ name: each.check, passed: false, detail: refusalOf(each) }));
}

/** A check may be wrong: people are told how to have it their way. */
function nextFor({ refused }: Judgement): string {
  const [first] = refused;
  if (!first) return LOOK;
  return `${LOOK} Where the check is wrong here: \`checks: { ${first.check}: flag }\` in specwave.yaml.`;
}

/** What no check has to look at: it cannot be taken over as it is. */
function untakeable(
  { context, planned }: TaskRun,
  { refused, patch }: Left,
): Pick<ChangesVerdict, 'fault' | 'checks'> | null {
  if (refused.length > 0) {
    const detail = refused.map(({ path, reason }) => `\`${path}\` ${reason}.`).join(' ');
    return {
      fault: { outcome: 'invalid', message: `What the agent left cannot be taken over: ${detail}` },
      checks: [{ name: 'changes that can be taken over', passed: false, detail }],
    };
  }
  // Agents that share the tree write the very file.
  if (patch === null && takeBackTick(context, planned.task.id)) {
    const message =
      'The agent ticked the box of its task itself. Only Specwave ticks, after its checks; the tick was taken back.';
    return {
      fault: { outcome: 'invalid', message },
      checks: [{ name: 'reserved files', passed: false, detail: message }],
    };
  }
  return null;
}

async function checkPaths(
  run: TaskRun,
  tree: AgentTree,
  { files, patch }: Left,
  work: Work,
): Promise<ChangesVerdict> {
  const { context, planned } = run;
  const { task } = planned;
  const exists = isIn(tree);
  // Only a bare name has to be looked for.
  const isNeeded = task.files.some((file) => !file.includes('/') && !exists(file));
  const paths = isNeeded ? await tree.paths() : null;
  return checkChanges({
    task,
    changed: files,
    existsAfter: exists,
    existedBefore: work.existedBefore,
    reserved: reservedFiles(context),
    // In a shared tree, a task without declared files cannot be told to have changed nothing.
    isRecipe: isByTheLetter(run) || (patch === null && task.files.length === 0),
    symbols: isWhole(work),
    wentElsewhere: (path) => wentInto(work, path),
    ...(paths === null || paths.length === 0
      ? {}
      : { isSomewhere: (name: string) => paths.some((path) => path.endsWith(`/${name}`)) }),
    isEmptyFolder: (path) => isEmptyFolder(join(tree.path, path)),
  });
}
