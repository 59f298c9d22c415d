/**
 * The answer of `specwave plan`: its shape, which is also what `--json` writes, and its lines. Pure.
 * On a wide screen each spec is a table, on a narrow one each task is a paragraph.
 */
import type { createColors } from 'picocolors';
import type { LikelyCost } from '../plan/likelyCost';
import { clip, count, formatUsd } from './format';
import type { FlagRow } from './rows';
import { type Understood, problemLines, understoodLines } from './understood';
import { type FittedCell, fittedTable, hang } from './wrap';

type Colors = ReturnType<typeof createColors>;

/** A task that is left to do. */
export interface PlanTask {
  id: string;
  title: string;
  /** As specwave.yaml names it. */
  agent: string;
  /** The specialist that it is asked to be; null where none is. */
  role: string | null;
  /** What it is to make or change, relative to the workspace root. */
  files: string[];
  /** Ids of the tasks that it waits for, done or not: those declared, and those that come before it in its wave. */
  dependsOn: string[];
  /** `replay`: a result of this very task, by the same agent, is stored here. `run`: none is. */
  will: 'replay' | 'run';
  /** US dollars; 0 where nothing is started that costs; null where nothing is known. */
  likelyCostUsd: number | null;
  /** The commands that are its own checks. */
  checks: string[];
  /** What is said of the stored result that is to be replayed. */
  flags: FlagRow[];
}

export interface PlanWave {
  /** Counts from 0. */
  wave: number;
  title: string;
  /** `in-order`: each after the one before it. `at-once`: none waits for another. */
  order: 'in-order' | 'at-once' | 'mixed';
  /** Ids of the tasks that are done. */
  done: string[];
  /** What is left of it. */
  tasks: PlanTask[];
}

interface PlanTotals {
  replays: number;
  runs: number;
  likelyCost: LikelyCost;
}

export interface PlanSpec extends PlanTotals, Understood {
  spec: string;
  title: string;
  /** Its folder, relative to the workspace root. */
  path: string;
  phase: number | null;
  state: 'complete' | 'blocked' | 'to-do';
  /** By what it is blocked, or what needs it; null where there is nothing to say. */
  why: string | null;
  done: number;
  total: number;
  waves: PlanWave[];
}

/** Its totals leave out what is blocked. */
export interface PlanAnswer extends PlanTotals {
  /** In the order in which they run. */
  specs: PlanSpec[];
  /** `limits.budgetUsd` of specwave.yaml; null where there is none. */
  budgetUsd: number | null;
}

/** From here on tasks stand in a table. */
const TABLE_WIDTH = 120;
/** Titles and paths are shown whole; but a line of a megabyte is none of them. */
const LONGEST = 400;
const INDENT = '    ';
const MOST_NAMED = 8;
/** Fewer finished tasks than that are named. */
const FEW = 6;

/** `$1.20`, `$1.20 and 2 tasks of unknown cost`, `nothing`; null where nothing is known of any. */
function costWords({ usd, unknown }: LikelyCost, tasks: number): string | null {
  if (unknown === tasks && tasks > 0) return null;
  const known = usd === 0 ? 'nothing' : formatUsd(usd);
  return unknown === 0 ? known : `${known}, and ${count(unknown, 'task')} of unknown cost`;
}

function totalWords({ replays, runs, likelyCost }: PlanTotals): string {
  const cost = costWords(likelyCost, replays + runs);
  const parts = [`${runs} to run`, replays === 0 ? '' : `${replays} to replay`];
  return `${parts.filter(Boolean).join(', ')}; likely cost: ${cost ?? 'not known yet'}`;
}

function taskCost({ will, likelyCostUsd }: PlanTask): string {
  if (likelyCostUsd === null) return 'cost not known';
  return likelyCostUsd === 0 ? (will === 'replay' ? '' : 'free') : `about ${formatUsd(likelyCostUsd)}`;
}

function agentWords({ agent, role }: PlanTask): string {
  return role === null ? clip(agent, LONGEST) : clip(`${agent} as ${role}`, LONGEST);
}

const WILL = { replay: 'replays', run: 'runs' } as const;

/** How it is done and by whom; where that is the same for all tasks, it is said once. */
function whoWords(task: PlanTask): string {
  return [WILL[task.will], agentWords(task), taskCost(task)].filter(Boolean).join(', ');
}

/** One line for the title; a second one for what neither it, nor the wave's line, nor `together` says. */
function narrowLines(
  task: PlanTask,
  { order }: PlanWave,
  together: boolean,
  width: number,
  colors: Colors,
): string[] {
  const paint = task.will === 'replay' ? colors.green : colors.cyan;
  const files = task.files.filter((file) => !task.title.includes(file));
  const waits = order === 'in-order' ? '' : after(task);
  const more = [
    together ? '' : paint(whoWords(task)),
    files.length === 0 ? '' : `files: ${list(files)}`,
    waits === '' ? '' : `after: ${waits}`,
    checksOf(task) === '' ? '' : `checks: ${checksOf(task)}`,
  ].filter(Boolean);
  const front = `    ${task.id}  `;
  return [
    front + clip(task.title, Math.max(20, width - front.length)),
    ...(more.length === 0 ? [] : hang('        ', more.join('; '), width)),
  ];
}

function checksOf({ checks }: PlanTask): string {
  return checks.map((command) => `\`${clip(command, LONGEST)}\``).join(', ');
}

function list(words: readonly string[]): string {
  return words.map((word) => clip(word, LONGEST)).join(', ');
}

/** `All layers complete` may be hundreds; all of them are in the answer for programs. */
function after({ dependsOn }: PlanTask): string {
  const more = dependsOn.length - MOST_NAMED;
  return more <= 1 ? list(dependsOn) : `${list(dependsOn.slice(0, MOST_NAMED))} and ${more} more`;
}

const ORDER_WORDS = { 'in-order': ', in order', 'at-once': ', at once', mixed: '' } as const;

function cells(task: PlanTask, { order }: PlanWave, withChecks: boolean, colors: Colors): FittedCell[] {
  const paint = task.will === 'replay' ? colors.green : colors.cyan;
  return [
    { text: task.id },
    { text: clip(task.title, LONGEST) },
    { text: agentWords(task) },
    { text: list(task.files) || '-' },
    ...(withChecks ? [{ text: checksOf(task) || '-' }] : []),
    { text: (order === 'in-order' ? '' : after(task)) || '-' },
    { text: WILL[task.will], paint },
    { text: taskCost(task) || '-' },
  ];
}

function headings(withChecks: boolean, colors: Colors): FittedCell[] {
  const checks = withChecks ? ['Checks'] : [];
  return ['Task', 'Title', 'Agent', 'Files', ...checks, 'After', 'Will', 'Likely cost'].map((text) => ({
    text,
    paint: colors.dim,
  }));
}

function waveLine({ wave, title, order, done, tasks }: PlanWave, width: number, colors: Colors): string[] {
  const named = done.length > 0 && done.length < FEW ? ` (${list(done)})` : '';
  const words = `${clip(title, LONGEST)} — ${done.length} of ${count(done.length + tasks.length, 'task')} done${named}${tasks.length > 1 ? ORDER_WORDS[order] : ''}`;
  return hang(`  wave ${wave}: `, words, width, tasks.length === 0 ? colors.dim : undefined);
}

function waveLines(spec: PlanSpec, width: number, colors: Colors): string[] {
  const tasks = spec.waves.flatMap((wave) => wave.tasks);
  if (width < TABLE_WIDTH) {
    const together = new Set(tasks.map(whoWords)).size === 1 && tasks.length > 1;
    return [
      ...(together ? hang('  each task ', whoWords(tasks[0] as PlanTask), width, colors.dim) : []),
      ...spec.waves.flatMap((wave) => [
        ...waveLine(wave, width, colors),
        ...wave.tasks.flatMap((task) => narrowLines(task, wave, together, width, colors)),
      ]),
    ];
  }
  if (tasks.length === 0) return spec.waves.flatMap((wave) => waveLine(wave, width, colors));
  const withChecks = tasks.some(({ checks }) => checks.length > 0);
  const [heading = [], ...rows] = fittedTable(
    [
      headings(withChecks, colors),
      ...spec.waves.flatMap((wave) => wave.tasks.map((task) => cells(task, wave, withChecks, colors))),
    ],
    width - INDENT.length,
  ).map((lines) => lines.map((line) => INDENT + line));
  const linesOf = new Map(tasks.map((task, place) => [task, rows[place] ?? []]));
  return [
    ...heading,
    ...spec.waves.flatMap((wave) => [
      ...waveLine(wave, width, colors),
      ...wave.tasks.flatMap((task) => linesOf.get(task) ?? []),
    ]),
  ];
}

function specLines(spec: PlanSpec, width: number, colors: Colors): string[] {
  const state = spec.state === 'blocked' ? ', blocked' : '';
  const why = spec.why === null ? '' : ` (${clip(spec.why, LONGEST)})`;
  const head = `${clip(spec.title, LONGEST)} — ${spec.done} of ${count(spec.total, 'task')} done${state}${why}`;
  return [
    ...hang(`${spec.spec}: `, head, width, colors.bold),
    ...(spec.done === spec.total
      ? problemLines(spec.spec, spec.problems, width, colors)
      : understoodLines(spec.spec, spec, width, colors)),
    // A wave that is done says nothing where all of them are.
    ...(spec.done === spec.total ? [] : waveLines(spec, width, colors)),
    ...(spec.runs + spec.replays === 0 || spec.state === 'blocked'
      ? []
      : hang('  ', totalWords(spec), width)),
    '',
  ];
}

function budgetLine({ budgetUsd, likelyCost }: PlanAnswer, width: number, colors: Colors): string[] {
  if (budgetUsd === null || likelyCost.usd <= budgetUsd) return [];
  const words = `That is likely to be more than limits.budgetUsd of specwave.yaml allows one run (${formatUsd(budgetUsd)}): what is left then goes on with the next run.`;
  return hang('', words, width, colors.yellow);
}

/** The lines of the plan, at most `width` columns wide. */
export function planLines(plan: PlanAnswer, width: number, colors: Colors): string[] {
  const { specs, runs, replays } = plan;
  const blocked = specs.filter(({ state }) => state === 'blocked').length;
  const which = `${count(specs.length, 'spec')}${blocked === 0 ? '' : ` (${blocked} blocked)`}`;
  const nothing = blocked === 0 ? 'nothing is left to do' : 'nothing can be done';
  const totals = `${which}: ${runs + replays === 0 ? nothing : totalWords(plan)}`;
  return [
    ...specs.flatMap((spec) => specLines(spec, width, colors)),
    ...hang('', totals, width, colors.bold),
    ...budgetLine(plan, width, colors),
  ];
}
