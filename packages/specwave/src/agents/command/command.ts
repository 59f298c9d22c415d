/** Any program as an agent: the contract is in design section 3, "A `command` agent". */
import { promptFor } from './promptWay';
import type { SettingsOf } from '../../config/agents';
import type { AgentEnding, AgentJob, Driver, Usage } from '../driver';
import { resetIn } from '../providerFault';
import { notStartedEnding, stoppedEnding, whoIs } from '../endings';
import { outputFault, OWN_LOGIN, saidLast } from '../faultEnding';
import { jobEnvironment } from '../jobEnvironment';
import { lastLines } from '../../processes/output';
import { type ProgramEnd, runProgram } from '../../processes/process';
import { type LeftResult, readResultFile } from './resultFile';

const EXIT_DONE = 0;
const EXIT_CANNOT = 3;
/** EX_TEMPFAIL of sysexits(3). */
const EXIT_NO_QUOTA = 75;

const EVIDENCE_LINES = 15;

/**
 * The driver `command`. Program and arguments are passed as written; a relative program path is looked up from the
 * tree, a bare name on the `PATH`, with the workspace's `node_modules/.bin` in front. `graceMs` is for tests.
 */
export function commandDriver(
  settings: SettingsOf<'command'>,
  { graceMs }: { graceMs?: number } = {},
): Driver {
  const [program] = settings.command;
  if (program === undefined) {
    throw new Error('An agent without a command: config/schema lets none through.');
  }
  return {
    async run(job, emit, signal) {
      const prompt = promptFor(settings, job);
      const end = await runProgram({
        program,
        args: prompt.args,
        cwd: job.tree,
        env: {
          ...jobEnvironment(job, 'all', settings.env),
          SPECWAVE_RESULT_FILE: job.resultFile,
        },
        input: prompt.input,
        limits: job.limits,
        graceMs,
        signal,
        onStart: (pid) => emit({ type: 'agent-started', pid, command: program }),
        onLine: (stream, line) => emit({ type: 'agent-output', stream, line }),
      });
      prompt.takeBack();
      const result = readResultFile(job.resultFile);
      if (Object.keys(result.usage).length > 0) {
        emit({ type: 'agent-usage', usage: result.usage });
      }
      return endingOf(end, result, program, job);
    },
  };
}

function endingOf(
  end: ProgramEnd,
  { summary, usage }: LeftResult,
  program: string,
  job: AgentJob,
): AgentEnding {
  const who = whoIs(job, program);
  if (end.kind === 'not-started') return notStartedEnding(end.code, program, job);
  const lines = lastLines(end.stderr || end.output, EVIDENCE_LINES);
  switch (end.kind) {
    case 'exited':
      return exitEnding(end.code, { summary, lines, all: lastLines(end.output, EVIDENCE_LINES) }, who, usage);
    case 'killed':
      return {
        outcome: 'failed',
        message: `${who} was ended by ${end.signal}${saidLast(summary ?? lines)}`,
        next: 'See who ended it (out of memory, an administrator, itself), and run again.',
        usage,
      };
    case 'timeout':
    case 'stalled':
    case 'cancelled':
      return stoppedEnding(end.kind, who, job.limits, usage, lines);
  }
}

/** What the program left in words. */
interface Words {
  /** Of its result file. */
  summary: string | null;
  /** The end of standard error, or of all its output where it said nothing there. */
  lines: string;
  /** The end of all its output. */
  all: string;
}

function exitEnding(code: number, { summary, lines, all }: Words, who: string, usage: Usage): AgentEnding {
  const said = saidLast(summary ?? lines);
  // Some say it in their summary, some as an error, some as if the model had said it.
  const fault = [summary ?? '', lines, all]
    .map((words) => outputFault(words, { who, login: OWN_LOGIN }, usage))
    .find((each) => each !== null);
  switch (code) {
    case EXIT_DONE: {
      return {
        outcome: 'done',
        summary,
        usage,
        refused: [],
        ...(all === '' ? {} : { lastLines: all }),
        ...(fault && { ifUnchanged: fault }),
      };
    }
    case EXIT_NO_QUOTA: {
      const resetsAt = resetIn(`${all}\n${summary ?? ''}`, new Date());
      return {
        outcome: 'quota',
        message: `${who} has no quota now (exit code ${EXIT_NO_QUOTA})${said}`,
        next: 'Run the same command again later: what was finished is kept.',
        usage,
        ...(resetsAt === undefined ? {} : { resetsAt }),
      };
    }
    case EXIT_CANNOT:
      return {
        outcome: 'needs-agent',
        message: `${who} cannot do this task (exit code ${EXIT_CANNOT})${said}`,
        next: 'Give the task to another agent: `routes` or `default` in specwave.yaml.',
        usage,
      };
    default:
      return (
        fault ?? {
          outcome: 'failed',
          message: `${who} ended with exit code ${code}${said}`,
          next: 'See its output for the reason, and run again.',
          usage,
        }
      );
  }
}
