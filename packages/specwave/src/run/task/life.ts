/**
 * The life of a task once it is this process's, top down. `LIFE` is its picture: each state, and those that may follow.
 *
 *     replaying -> opening -> working -> checking -> storing -> landing -> closing -> landed
 *                     ^                                                       |-----> ended
 *                     +---------------------- pausing <-----------------------+
 *
 * Shorter ways: what is stored already lands (`replaying -> landed`); an agent was done when an earlier run was killed
 * (`opening -> checking`); none can be started (`opening -> closing`); it does not say that it is done
 * (`working -> storing`); its work is not fit to land (`storing -> closing`). CONTRIBUTING.md says what each state does.
 */
import type { LedgerFlag } from '../../ledger/schema';
import type { Ending } from '../../plan/ending';
import type { LeaseNote } from '../../state/lease';
import type { ToLand } from '../trees/landTask';
import type { AgentTree } from '../trees/place';
import { attemptAfter, beginAttempt, firstAttempt, isAnotherDue, pauseAfter } from './attempt';
import { checkWork } from './check';
import { endLanded, endWithout } from './end';
import { type Attempt, type Attempted, type Said, type Unchecked, without } from './ending';
import { landWork, replay, storeWork } from './replay';
import { closeTree } from './site';
import type { TaskRun } from './taskRun';
import { work } from './work';

export const LIFE = {
  replaying: ['landed', 'opening'],
  opening: ['working', 'checking', 'closing'],
  working: ['checking', 'storing'],
  checking: ['storing'],
  storing: ['landing', 'closing'],
  landing: ['closing'],
  closing: ['landed', 'pausing', 'ended'],
  pausing: ['opening'],
  landed: [],
  ended: [],
} as const;

type Name = keyof typeof LIFE;

/** What is known of a task in each state. */
interface Known {
  /** `left`: what a killed run had noted of the task. */
  replaying: { left: LeaseNote | null };
  opening: { attempt: Attempt; left: LeaseNote | null };
  working: { attempt: Attempt; tree: AgentTree; unchecked: Unchecked | null };
  checking: { attempt: Attempt; tree: AgentTree; said: Said };
  storing: { attempt: Attempt; tree: AgentTree; attempted: Attempted };
  landing: { attempt: Attempt; tree: AgentTree; ending: Ending; work: ToLand };
  /** `tree`: null where none was opened. `landed`: what has. */
  closing: { attempt: Attempt; tree: AgentTree | null; ending: Ending; landed: ToLand | null };
  /** `kept`: absolute path of the tree that the attempt left for people to look at. */
  pausing: { attempt: Attempt; ending: Ending; kept: string | null };
  /** `files`: how many. `replayed`: by a result that was there already. */
  landed: { files: number; flags: readonly LedgerFlag[]; remarks: string[]; replayed: boolean };
  ended: { attempt: Attempt; ending: Ending; kept: string | null };
}

type In<Some extends Name> = { [Each in Some]: { at: Each } & Known[Each] }[Some];
/** A state that may follow on this one. */
type After<Some extends Name> = Promise<In<(typeof LIFE)[Some][number]>>;

/** Has the task done, whatever it takes. `left`: see `Known`. Resolves with whether it has landed. */
export async function live(run: TaskRun, left: LeaseNote | null): Promise<boolean> {
  let state: In<Name> = { at: 'replaying', left };
  while (state.at !== 'landed' && state.at !== 'ended') state = await step(run, state);
  if (state.at === 'landed') endLanded(run, state);
  else await endWithout(run, state.attempt, state.ending, state.kept);
  return state.at === 'landed';
}

function step(run: TaskRun, state: In<Exclude<Name, 'landed' | 'ended'>>): Promise<In<Name>> {
  switch (state.at) {
    case 'replaying':
      return replaying(run, state);
    case 'opening':
      return opening(run, state);
    case 'working':
      return working(run, state);
    case 'checking':
      return checking(run, state);
    case 'storing':
      return storing(run, state);
    case 'landing':
      return landing(run, state);
    case 'closing':
      return closing(run, state);
    case 'pausing':
      return pausing(run, state);
  }
}

async function replaying(run: TaskRun, { left }: In<'replaying'>): After<'replaying'> {
  const own = await replay(run);
  if (own !== null) return landed(own, true);
  return { at: 'opening', attempt: firstAttempt(run, left), left };
}

async function opening(run: TaskRun, { attempt: due, left }: In<'opening'>): After<'opening'> {
  const begun = await beginAttempt(run, due, left);
  const attempt = { ...due, spent: begun.spent };
  switch (begun.kind) {
    case 'open':
      return { at: 'working', attempt, tree: begun.tree, unchecked: begun.unchecked };
    case 'taken-over':
      return { at: 'checking', attempt, tree: begun.tree, said: begun.said };
    case 'ended':
      return { at: 'closing', attempt, tree: null, ending: begun.ending, landed: null };
  }
}

async function working(run: TaskRun, { attempt: begun, tree, unchecked }: In<'working'>): After<'working'> {
  const worked = await work(run, tree, begun, unchecked);
  const attempt = { ...begun, spent: worked.spent };
  if (worked.kind === 'done') return { at: 'checking', attempt, tree, said: worked.said };
  return { at: 'storing', attempt, tree, attempted: without(worked.ending) };
}

async function checking(run: TaskRun, { attempt, tree, said }: In<'checking'>): After<'checking'> {
  return { at: 'storing', attempt, tree, attempted: await checkWork(run, tree, said) };
}

async function storing(run: TaskRun, { attempt, tree, attempted }: In<'storing'>): After<'storing'> {
  const { ending, toLand } = storeWork(run, attempt, attempted);
  if (toLand) return { at: 'landing', attempt, tree, ending, work: toLand };
  return { at: 'closing', attempt, tree, ending, landed: null };
}

async function landing(run: TaskRun, { attempt, tree, ending, work: own }: In<'landing'>): After<'landing'> {
  const fault = await landWork(run, own);
  return { at: 'closing', attempt, tree, ending: fault ?? ending, landed: fault ? null : own };
}

async function closing(
  run: TaskRun,
  { attempt, tree, ending, landed: own }: In<'closing'>,
): After<'closing'> {
  const kept = tree && (await closeTree(run, tree, ending.outcome));
  if (own) return landed(own, false);
  return { at: isAnotherDue(run, attempt, ending) ? 'pausing' : 'ended', attempt, ending, kept };
}

function landed({ files, entry, remarks }: ToLand, replayed: boolean): In<'landed'> {
  return { at: 'landed', files: files.length, flags: entry.flags ?? [], remarks, replayed };
}

async function pausing(run: TaskRun, { attempt, ending, kept }: In<'pausing'>): After<'pausing'> {
  const next = attemptAfter(attempt, ending, kept);
  await pauseAfter(run, attempt, ending, next.faults);
  return { at: 'opening', attempt: next, left: null };
}
