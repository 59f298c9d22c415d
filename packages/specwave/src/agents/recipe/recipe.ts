/** The embedded agent: carries out what a task spells out in its body. Free, and the same every time. */
import type { AgentEnding, Driver } from '../driver';
import { stoppedEnding } from '../endings';
import { applyDiff } from './diff';
import { type RunContext, runGenerator, runScript } from './run';
import { type Step, readSteps } from './steps';
import { type Refused, writeIn } from './treeFiles';
import { type Bounds, placeIn } from '../treePaths';

const HOW_TO_CONFIGURE = `Spell the work out in the task (a fence marked \`file=PATH\`, a \`diff\` fence, a fence marked \`sh run\`, or a line \`nx g ...\`), or give it to a coding agent in specwave.yaml, for instance:

default: claude
agents:
  claude: { driver: command, command: [claude, -p, --permission-mode, acceptEdits] }`;

/** The driver `recipe`. `graceMs` is for tests. */
export function recipeDriver({ graceMs }: { graceMs?: number } = {}): Driver {
  return {
    async run(job, emit, signal) {
      const { steps, faults } = readSteps(job.body);
      const refused = refusedPaths(steps, job);
      if (refused.length > 0) {
        return denied(refused);
      }
      if (faults.length > 0) {
        return failed(`Nothing was done, for the task cannot be read as a recipe. ${faults.join(' ')}`);
      }
      if (steps.length === 0) {
        return {
          outcome: 'needs-agent',
          message: 'The task spells out nothing that the embedded agent could carry out.',
          next: HOW_TO_CONFIGURE,
          usage: {},
        };
      }
      emit({ type: 'agent-started', command: 'recipe' });
      return carryOut(steps, { job, deadline: Date.now() + job.limits.timeoutMs, emit, signal, graceMs });
    },
  };
}

async function carryOut(steps: readonly Step[], context: RunContext): Promise<AgentEnding> {
  for (const step of steps) {
    if (context.signal.aborted) {
      return stoppedEnding('cancelled', step.name, context.job.limits, {});
    }
    const ending = await take(step, context);
    if (ending !== null) {
      return ending;
    }
  }
  const count = steps.length === 1 ? '1 block' : `${steps.length} blocks`;
  return { outcome: 'done', summary: `Carried out ${count} of the task.`, usage: {}, refused: [] };
}

/** Null means that the step is done. */
async function take({ name, action }: Step, context: RunContext): Promise<AgentEnding | null> {
  const { job, emit } = context;
  switch (action.kind) {
    case 'write': {
      const change = writeIn(job, action.path, action.text);
      if (change.kind === 'denied' || change.kind === 'failed') {
        return refusal(name, action.path, change);
      }
      emit({ type: 'agent-file', path: action.path, change: change.kind });
      return null;
    }
    case 'diff': {
      const refused = applyDiff(job, action.patches, emit);
      return refused === null ? null : refusal(name, refused.path, refused);
    }
    case 'script':
      return runScript(name, action.script, context);
    case 'generate':
      return runGenerator(name, action.args, context);
  }
}

/** Looked at before anything is done: a body with one refused path does nothing at all. */
function refusedPaths(steps: readonly Step[], bounds: Bounds): string[] {
  return steps.flatMap(({ name, action }) =>
    pathsOf(action).flatMap((path) => {
      const placed = placeIn(bounds, path);
      return placed.ok ? [] : [`${name} may not touch \`${path}\`: ${placed.reason}.`];
    }),
  );
}

function pathsOf(action: Step['action']): string[] {
  switch (action.kind) {
    case 'write':
      return [action.path];
    case 'diff':
      return action.patches.flatMap(({ path, from }) => (from === null ? [path] : [from, path]));
    case 'script':
    case 'generate':
      return [];
  }
}

function refusal(name: string, path: string, { kind, reason }: Refused): AgentEnding {
  return kind === 'denied'
    ? denied([`${name} may not touch \`${path}\`: ${reason}.`])
    : failed(`${name} cannot change \`${path}\`: ${reason}.`);
}

function denied(reasons: readonly string[]): AgentEnding {
  return {
    outcome: 'denied',
    message: reasons.join(' '),
    next: 'Name files inside the tree, by paths relative to it and not through links out of it, and none that Specwave keeps itself.',
    usage: {},
  };
}

function failed(message: string): AgentEnding {
  return {
    outcome: 'failed',
    message,
    next: "Correct the task's body, or the file that it changes, and run again.",
    usage: {},
  };
}
