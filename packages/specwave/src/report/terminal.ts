/** Turns events into lines for people. The only place that prints. */
import { createColors } from 'picocolors';
import type { AgentEvent } from '../agents/driver';
import { placeOf, type Problem } from '../config/problem';
import { agentTable } from './agents';
import { cleanedLines } from './clean';
import type { Report, RunEvent } from './events';
import { landedFlagLines } from './flags';
import { clip, count, formatDuration, formatMoment, formatTokens, formatUsd, plain } from './format';
import { writePaged } from './pager';
import { planLines } from './plan';
import { redoLines } from './redo';
import type { Screen } from './screen';
import { nxCommandText, outcomeLines, selectionLines } from './selection';
import { findingLines, firstSteps, surveyLines } from './survey';
import { statusLines } from './status';
import { summaryLines } from './summary';
import { readableTalk } from './talk';
import { taskCheckLines } from './taskCheck';

type Colors = ReturnType<typeof createColors>;

/** Colours on a terminal only, and never where `NO_COLOR` is set (to anything but the empty string: no-color.org). */
export function wantsColors(screen: Screen, environment: NodeJS.ProcessEnv): boolean {
  return screen.isTTY === true && !environment['NO_COLOR'];
}

export function problemLines(problem: Problem, colors: Colors): string[] {
  const label = problem.severity === 'error' ? colors.red('error') : colors.yellow('warning');
  return [
    `${plain(placeOf(problem))} - ${label} ${problem.code}: ${plain(problem.message)}`,
    `  ${colors.dim('next:')} ${plain(problem.next)}`,
  ];
}

/** Tasks run in parallel and share a screen: each line says whose it is. */
function agentLines(task: string, event: AgentEvent, colors: Colors): string[] {
  const whose = colors.dim(`${task} |`);
  switch (event.type) {
    case 'agent-started':
      return [];
    case 'agent-output':
      return [`  ${whose} ${plain(event.line)}`];
    case 'agent-said':
      return plain(event.text)
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => `  ${whose} ${line}`);
    case 'agent-step':
      return [`  ${whose} ${colors.cyan('›')} ${clip(event.text, 160)}`];
    case 'agent-retries':
      return [`  ${whose} ${colors.yellow('↻')} ${clip(event.message, 200)}`];
    case 'agent-file':
      return [`  ${whose} ${event.change === 'unchanged' ? 'as it was' : event.change} ${plain(event.path)}`];
    case 'agent-usage': {
      const { input_tokens, output_tokens, cost_usd } = event.usage;
      const parts = [
        input_tokens === undefined ? [] : [`${formatTokens(input_tokens)} tokens in`],
        output_tokens === undefined ? [] : [`${formatTokens(output_tokens)} tokens out`],
        cost_usd === undefined ? [] : [formatUsd(cost_usd)],
      ].flat();
      return parts.length === 0 ? [] : [`  ${whose} used ${parts.join(', ')}`];
    }
  }
}

function indent(text: string): string[] {
  return plain(text)
    .split('\n')
    .map((line) => `  ${line}`);
}

/** Of what is no terminal (a pipe, a file, a log of CI): as a wide one. */
const WIDTH_OF_PIPES = 200;

/** Answers that may be longer than a screen, and end what was asked for. */
const PAGED: ReadonlySet<RunEvent['type']> = new Set(['plan', 'status']);

/**
 * The lines that tell of an event. Exhaustive: a new event does not compile until somebody words it. `width`: columns
 * of the screen, which long answers are fitted to.
 */
export function linesOf(event: RunEvent, colors: Colors, width: number = WIDTH_OF_PIPES): string[] {
  switch (event.type) {
    case 'refused':
      return event.problems.flatMap((problem) => problemLines(problem, colors));
    case 'problem':
      return problemLines(event.problem, colors);
    case 'spec-begun':
      return [
        `${colors.bold(`${event.spec}: ${clip(event.title, 80)}`)} — ${event.done} of ${count(event.total, 'task')} done, agents: ${event.agents.join(', ') || 'none'}`,
        ...event.waves.map(
          (wave, index) =>
            `  wave ${index}: ${clip(wave.title, 60)} — ${wave.total - wave.open} of ${wave.total} done`,
        ),
      ];
    case 'task-started': {
      const attempt = event.attempt > 1 ? `, attempt ${event.attempt} of ${event.attempts}` : '';
      const agent = event.role === null ? event.agent : `${event.agent} as ${plain(event.role)}`;
      return [
        `${colors.cyan('▶')} ${event.spec}:${event.task} ${clip(event.title, 80)} (${agent}${attempt})`,
      ];
    }
    case 'agent':
      return agentLines(event.task, event.event, colors);
    case 'attempt-failed':
      return [
        `${colors.yellow('↻')} ${event.spec}:${event.task} ${colors.yellow(`attempt ${event.attempt} of ${event.attempts} failed`)}`,
        ...indent(event.message),
        ...(event.waitMs === 0 ? [] : indent(`next attempt in ${formatDuration(event.waitMs)}`)),
      ];
    case 'agent-paused': {
      const until = formatMoment(new Date(event.until), new Date(event.now));
      return [
        `${colors.yellow('…')} ${event.spec}:${event.task} waits: the agent ${event.agent} has no quota until ${until} (${formatDuration(event.until - event.now)})`,
      ];
    }
    case 'task-already-done':
      return [`${colors.green('✔')} ${event.spec}:${event.task} is done already`];
    case 'task-waiting':
      return [
        `${colors.cyan('…')} ${event.spec}:${event.task} is being done by another run (process ${event.pid}): waiting for its result`,
      ];
    case 'replay-failed':
      return [
        `${colors.yellow('↻')} ${event.spec}:${event.task} has a result from before, which does not land: done anew`,
        ...indent(event.message),
      ];
    case 'task-resumed':
      return [
        `${colors.cyan('▶')} ${event.spec}:${event.task} goes on where a run that was killed had stopped: its agent was done`,
      ];
    case 'commands-started':
      return [
        `  ${colors.dim(`${event.task} | ${event.what}:`)} ${event.commands.map((command) => clip(command, 80)).join('; ')}`,
      ];
    case 'task-landed': {
      const how = event.replayed ? 'replayed' : `landed in ${formatDuration(event.durationMs)}`;
      return [
        `${colors.green('✔')} ${event.spec}:${event.task} ${how} (${count(event.files, 'file')})`,
        ...event.remarks.flatMap(indent),
        ...landedFlagLines(event.flags, colors),
      ];
    }
    case 'task-ended':
      return [
        `${colors.red('✖')} ${event.spec}:${event.task} ${colors.red(event.outcome)} after ${formatDuration(event.durationMs)}`,
        ...(event.message === null ? [] : indent(event.message)),
        ...(event.next === null ? [] : indent(`next: ${event.next}`)),
      ];
    case 'wave-closed':
      return [
        `${colors.green('■')} ${event.spec}: wave ${event.wave} closed (${clip(event.title, 60)}): ${event.done} of ${count(event.total, 'task')}; ${event.specDone} of ${event.specTotal} of the spec`,
      ];
    case 'gate-failed':
      return [
        `${colors.red('✖')} ${event.spec}: the gate of wave ${event.wave} failed: ${clip(event.command, 120)}`,
        ...indent(event.detail),
        ...indent(
          `next: Mend the tree (the tasks of the wave are done and stay done), and run: npx nx implement ${event.spec}`,
        ),
      ];
    case 'notice':
      return [
        `${colors.yellow('!')} ${plain(event.message)}`,
        ...(event.next === null ? [] : indent(`next: ${event.next}`)),
      ];
    case 'committed':
      return [
        `${colors.green('✔')} ${event.spec}: committed ${count(event.tasks, 'task')} as ${event.commit.slice(0, 10)}`,
      ];
    case 'help':
      return [event.text];
    case 'version':
      return [event.version];
    case 'selection':
      return selectionLines(event.selection, colors);
    case 'nx-command':
      return [`${event.dryRun ? 'Would run' : 'Running'}: ${nxCommandText(event.args, event.hint)}`];
    case 'implemented':
      return outcomeLines(event.answer);
    case 'agents-tried':
      return event.agents.length === 0
        ? ['No agent to try.']
        : [`Trying ${event.agents.join(', ')}: each does one tiny task, which costs money.`];
    case 'agents-checked':
      return agentTable(event.agents);
    case 'tasks-checked':
      return event.specs.flatMap((spec) => [
        ...spec.problems.flatMap((problem) => problemLines(problem, colors)),
        ...taskCheckLines(spec),
      ]);
    case 'plan':
      return planLines(event.plan, width, colors);
    case 'status':
      return statusLines(event.status, width, colors);
    case 'surveyed':
      return [
        ...surveyLines(event.survey),
        ...(event.isNew ? ['Written: specwave.yaml'] : []),
        '',
        ...firstSteps(),
      ];
    case 'examined':
      return findingLines(event.findings, colors);
    case 'report-written':
      return [
        `${colors.green('✔')} The report of ${count(event.answer.specs.length, 'spec')} is ${event.file}`,
      ];
    case 'redo':
      return redoLines(event);
    case 'cleaned':
      return cleanedLines(event);
    case 'spec-finished':
      return ['', ...summaryLines([event.row], event.run, event.next)];
    case 'run-finished':
      return event.rows.length === 0
        ? []
        : ['', colors.bold('Specwave'), ...summaryLines(event.rows, event.run, event.next), ''];
  }
}

/** A reporter that prints each event at once. */
export function terminalReport(screen: Screen, environment: NodeJS.ProcessEnv = process.env): Report {
  const colors = createColors(wantsColors(screen, environment));
  const readable = readableTalk();
  return (told) => {
    const event = readable(told);
    if (event === null) return;
    const lines = linesOf(event, colors, screen.columns || undefined);
    if (PAGED.has(event.type)) writePaged(screen, lines, environment);
    else if (lines.length > 0) screen.write(`${lines.join('\n')}\n`);
  };
}
