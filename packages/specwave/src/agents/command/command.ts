/** Any program as an agent: the contract is in design section 3, "A `command` agent". */
import { promptFor } from './promptWay';
import type { SettingsOf } from '../../config/agents';
import type { AgentEnding, AgentJob, Driver } from '../driver';
import { notStartedEnding, stoppedEnding } from '../endings';
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
  switch (end.kind) {
    case 'exited':
      return exitEnding(end.code, evidenceOf(end, summary), summary, program, usage);
    case 'killed':
      return {
        outcome: 'failed',
        message: `The agent \`${program}\` was ended by ${end.signal}${evidenceOf(end, summary)}`,
        next: 'See who ended it (out of memory, an administrator, itself), and run again.',
        usage,
      };
    case 'not-started':
      return notStartedEnding(end.code, program, job.tree);
    default:
      return stoppedEnding(end.kind, `The agent \`${program}\``, job.limits, usage);
  }
}

function exitEnding(
  code: number,
  evidence: string,
  summary: string | null,
  program: string,
  usage: LeftResult['usage'],
): AgentEnding {
  switch (code) {
    case EXIT_DONE:
      return { outcome: 'done', summary, usage, refused: [] };
    case EXIT_NO_QUOTA:
      return {
        outcome: 'quota',
        message: `The agent \`${program}\` has no quota now (exit code ${EXIT_NO_QUOTA})${evidence}`,
        next: 'Run the same command again later: what was finished is kept.',
        usage,
      };
    case EXIT_CANNOT:
      return {
        outcome: 'needs-agent',
        message: `The agent \`${program}\` cannot do this task (exit code ${EXIT_CANNOT})${evidence}`,
        next: 'Give the task to another agent: `routes` or `default` in specwave.yaml.',
        usage,
      };
    default:
      return {
        outcome: 'failed',
        message: `The agent \`${program}\` ended with exit code ${code}${evidence}`,
        next: 'See its output for the reason, and run again.',
        usage,
      };
  }
}

/** What the agent said about it: its own summary, else the end of standard error, else of all its output. */
function evidenceOf(said: { output: string; stderr: string }, summary: string | null): string {
  const words = summary ?? lastLines(said.stderr || said.output, EVIDENCE_LINES);
  return words === '' ? ', without a word.' : `:\n${words}`;
}
