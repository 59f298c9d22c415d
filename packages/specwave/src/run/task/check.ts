/** Checks what an agent left that says it is done: its changes first, then the task's commands and those of the settings. */
import { TRAITS } from '../../config/agents';
import { type Ending, endingOf } from '../../plan/ending';
import { closesByCommands } from '../../plan/routes';
import { lastLines } from '../../processes/output';
import type { CheckRecord } from '../../state/resultSchema';
import { checkChanges } from '../../verify/changes';
import { secretsAdded } from '../../verify/secrets';
import { takeBackTick } from '../trees/boxGuard';
import { type AgentTree, isIn, type Work } from '../trees/place';
import { reservedFiles } from '../trees/reserved';
import { type Attempted, brokenBy, RUN_AGAIN, type Said, without } from './ending';
import { refusedEnding } from './refused';
import { commandsIn, type TaskRun } from './taskRun';

const WORDS_LINES = 10;
const LOOK = 'Look at what the agent did, then run again.';

/** `landed`, where it passes, means: fit to land. */
export async function checkWork(run: TaskRun, tree: AgentTree, said: Said): Promise<Attempted> {
  const { planned, current } = run;
  const collected = await tree.collect();
  if (!collected.ok) return without(brokenBy(collected.problems, { again: 'at-once' }));
  const { files, patch } = collected.value;
  // Not even kept: results are stored, and may be shared.
  const secrets = secretsAdded(patch ?? Buffer.alloc(0), run.secretsIn);
  if (secrets.length > 0) return without(withSecrets(secrets));
  const { fault, checks } = faultOf(run, tree, collected.value);
  const failing = (outcome: 'empty' | 'invalid', message: string, found: CheckRecord[]): Attempted => {
    const words = lastLines(said.lastLines ?? '', WORDS_LINES);
    const told = words === '' ? message : `${message}\nThe agent said last:\n${words}`;
    const denied = refusedEnding(said, told, run.agent.name);
    return { ending: denied ?? endingOf(outcome, told, LOOK), files, patch, checks: found };
  };
  if (fault) return failing(fault.outcome, fault.message, checks);

  const verified = await commandsIn(run, tree.path)('verify', [
    ...planned.task.verify,
    ...current.config.verify,
    ...(closesByCommands(planned.task, current.config) ? current.config.gate : []),
  ]);
  // The work itself is done, and paid for: it is kept, and checked by the next run.
  if (verified.kind === 'cancelled') {
    const message =
      'The run was interrupted while the work was checked. It is kept, and checked by the next run.';
    return { ending: endingOf('cancelled', message, RUN_AGAIN), files, patch, checks: [] };
  }
  const all = [...checks, ...verified.checks];
  const failed = all.find(({ passed }) => !passed);
  if (failed) {
    const message = `The agent says that it is done, but \`${failed.name}\` fails. ${failed.detail ?? ''}`;
    return failing('invalid', message, all);
  }
  return { ending: endingOf('landed', said.summary, null), files, patch, checks: all };
}

function withSecrets(names: readonly string[]): Ending {
  return endingOf(
    'invalid',
    `The agent wrote the value of ${names.join(', ')} into a file. Secrets of the environment do not land.`,
    'Say in the task where the value comes from at run time, and run again.',
  );
}

function faultOf(
  { context, planned, agent }: TaskRun,
  tree: AgentTree,
  { files, refused, patch }: Work,
): Pick<ReturnType<typeof checkChanges>, 'fault' | 'checks'> {
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
  const exists = isIn(tree);
  const changes = new Map(files.map((file) => [file.path, file]));
  return checkChanges({
    task: planned.task,
    changed: files,
    existsAfter: exists,
    existedBefore: (path) => {
      const change = changes.get(path);
      return change ? change.from !== null : exists(path);
    },
    reserved: reservedFiles(context),
    // In a shared tree, a task without declared files cannot be told to have changed nothing.
    isRecipe:
      TRAITS[agent.settings.driver].isRepeatable || (patch === null && planned.task.files.length === 0),
  });
}
