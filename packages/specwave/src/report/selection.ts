/** Which specs a run is about, and the Nx command that it stands for. Pure: facts in, lines out. */
import type { createColors } from 'picocolors';
import type { Spent } from '../plan/price';
import type { SpecRow } from './rows';
import { clip, count, plain } from './format';

type Colors = ReturnType<typeof createColors>;

/** A chosen spec as it is told. */
export interface SelectedSpec {
  spec: string;
  title: string;
  state: 'complete' | 'blocked' | 'to-do';
  why: string | null;
  done: number;
  total: number;
  phase: number | null;
  /** Specs of the scope that need this one, which is none of the scope. */
  neededBy: string[];
}

export interface SelectionAnswer {
  mode: string;
  strategy: string;
  why: string | null;
  /** In the order in which they run. */
  specs: SelectedSpec[];
}

/** `Mode: phase, Strategy: default`, as the original command said it; how many specs; and how each stands. */
export function selectionLines({ mode, strategy, why, specs }: SelectionAnswer, colors: Colors): string[] {
  const found = specs.filter(({ neededBy }) => neededBy.length === 0);
  const inState = (state: SelectedSpec['state']): SelectedSpec[] =>
    specs.filter((spec) => spec.state === state);
  const [complete, blocked, open] = [inState('complete'), inState('blocked'), inState('to-do')];
  const counts = [
    complete.length > 0 ? [`${complete.length} complete`] : [],
    blocked.length > 0 ? [`${blocked.length} blocked`] : [],
    open.length > 0 ? [`${open.length} to do`] : [],
  ].flat();
  const needed = specs.length - found.length;
  const more = needed === 0 ? '' : ` (and ${needed} needed before)`;
  return [
    colors.bold(`Mode: ${mode}, Strategy: ${strategy}`),
    `Found ${count(found.length, 'spec')}${more}${counts.length === 0 ? '' : `: ${counts.join(', ')}`}${why === null ? '' : `; ${why}`}`,
    ...(complete.length === 0
      ? []
      : [`  ${colors.green('complete')}, skipped: ${complete.map(({ spec }) => spec).join(', ')}`]),
    ...blocked.flatMap((spec) => [
      `  ${colors.red('blocked')}  ${heading(spec)}`,
      `           ${plain(spec.why ?? '')}`,
    ]),
    ...open.map((spec) => {
      const note = spec.why === null ? '' : `; ${plain(spec.why)}`;
      return `  ${colors.cyan('to do')}    ${heading(spec)}: ${spec.done} of ${count(spec.total, 'task')} done${note}`;
    }),
  ];
}

function heading({ spec, title, phase }: SelectedSpec): string {
  return `${clip(spec, 60)} ${clip(title, 60)}${phase === null ? '' : ` (phase ${phase})`}`;
}

/** As somebody would type it: a word that a shell would read otherwise stands in quotes. */
export function shellWord(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** The Nx command in a form that can be copied. `hint`: the value of `SPECWAVE_HINT`; null where it is not set. */
export function nxCommandText(args: readonly string[], hint: string | null): string {
  const variable = hint === null ? [] : [`SPECWAVE_HINT=${shellWord(hint)}`];
  return plain([...variable, 'npx', 'nx', ...args.map(shellWord)].join(' '));
}

export type ImplementOutcome =
  'complete' | 'left' | 'later' | 'interrupted' | 'nothing-to-do' | 'blocked' | 'dry-run';

export interface ImplementedSpec extends SelectedSpec, Omit<SpecRow, 'spec' | 'title' | 'done' | 'total'> {
  /** Specs that have to be complete before it and are not. */
  waitsFor: string[];
}

/** What a run came to: the one JSON document of `specwave --json`. */
export interface ImplementAnswer extends Omit<SelectionAnswer, 'specs'> {
  outcome: ImplementOutcome;
  exitCode: number;
  /** What was run (`--dry-run`: would be), as words; null where there was nothing to run. */
  command: string[] | null;
  /** The value of `SPECWAVE_HINT`; null where the hints set none. */
  hint: string | null;
  /** `state` is what was found before, `status` and the rest how the spec stands afterwards. */
  specs: ImplementedSpec[];
  overall: { specs: number; completed: number; done: number; total: number; spent: Spent };
}

/** What is to be said at the end of a run beside what Nx has said; mostly nothing. */
export function outcomeLines({ outcome, specs }: Pick<ImplementAnswer, 'outcome' | 'specs'>): string[] {
  switch (outcome) {
    case 'nothing-to-do':
      return specs.length === 0
        ? [
            'Nothing to do: no spec was found. A spec is a folder with a `tasks.md` of checkboxes, such as specs/001-login/tasks.md.',
            'Then: npx specwave plan      shows how it is read',
            '      npx specwave           implements it',
            '      npx specwave doctor    says what stands in the way',
          ]
        : ['Nothing to do: all of it is complete.'];
    case 'blocked':
      return [
        'Nothing can be run: what is left is blocked. Mend what is said above, and run the same command again.',
      ];
    case 'later':
      return [
        ...notRun(specs),
        'Stopped for quota or budget only: run the same command again later, or raise the budget.',
      ];
    case 'left':
      return notRun(specs);
    case 'complete':
    case 'interrupted':
    case 'dry-run':
      return [];
  }
}

/** Nx names tasks that it did not run, and not why. */
function notRun(specs: readonly ImplementedSpec[]): string[] {
  return specs
    .filter(({ state, waitsFor }) => state === 'to-do' && waitsFor.length > 0)
    .map(
      ({ spec, waitsFor }) =>
        `Blocked: ${spec} was not run, because ${waitsFor.join(', ')} ${waitsFor.length === 1 ? 'is' : 'are'} not complete.`,
    );
}
