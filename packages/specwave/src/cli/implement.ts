/** `specwave F001 ...`: says which specs and which Nx command, has Nx do it, and says how it ended. */
import { ok, type Result } from '../config/problem';
import { spentTogether } from '../plan/price';
import type { Report } from '../report/events';
import type { SpecRow } from '../report/rows';
import type { ImplementAnswer, ImplementOutcome, SelectedSpec } from '../report/selection';
import type { CliWorkspace } from '../workspace/cliWorkspace';
import { noteOwnCommand } from '../state/ownCommand';
import { summariseRun } from '../answers/summariseRun';
import { EXIT, type ExitCode, outcomeOf } from '../answers/outcomeOf';
import type { Selection } from '../answers/selectSpecs';
import type { Command } from './command';
import { nxCommandOf } from './nxCommand';
import { runNx } from './runNx';

type Implement = Extract<Command, { name: 'implement' }>;

const OUTCOME_OF: Record<ExitCode, ImplementOutcome> = {
  0: 'complete',
  1: 'left',
  2: 'left',
  75: 'later',
  130: 'interrupted',
};

function selected({ chosen }: Selection): SelectedSpec[] {
  return chosen.map(({ spec, identity, state, why, done, total, phase, neededBy }) => ({
    spec: spec.name,
    title: identity.title,
    state,
    why,
    done,
    total,
    phase,
    neededBy,
  }));
}

/** How the chosen specs stand now, with what was found before. */
function standing(
  specs: readonly SelectedSpec[],
  rows: readonly SpecRow[],
  { chosen }: Selection,
): Pick<ImplementAnswer, 'specs' | 'overall'> {
  const byName = new Map(rows.map((row) => [row.spec, row]));
  const isOpen = (name: string): boolean => byName.get(name)?.status !== 'completed';
  const waits = new Map(
    chosen.map(({ spec, after }) => [spec.name, isOpen(spec.name) ? after.filter(isOpen) : []]),
  );
  const unread = {
    status: 'pending',
    remaining: [],
    elapsedMs: null,
    spent: spentTogether([]),
    uncommitted: null,
  } as const;
  return {
    specs: specs.map((spec) => ({
      ...spec,
      ...unread,
      remaining: [],
      flagged: [],
      ...byName.get(spec.spec),
      waitsFor: waits.get(spec.spec) ?? [],
    })),
    overall: {
      specs: specs.length,
      completed: rows.filter(({ status }) => status === 'completed').length,
      done: rows.reduce((sum, { done }) => sum + done, 0),
      total: rows.reduce((sum, { total }) => sum + total, 0),
      spent: spentTogether(rows.map(({ spent }) => spent)),
    },
  };
}

export interface RunReports {
  /** For people. */
  screen: Report;
  /** For how it ended: the same, or the program that asked for JSON. */
  answer: Report;
}

/** Resolves with the exit code. Problems: those of `runNx`. */
export async function implement(
  workspace: CliWorkspace,
  selection: Selection,
  { hints, nxArgs, dryRun, json }: Implement,
  { screen: report, answer }: RunReports,
): Promise<Result<ExitCode>> {
  const specs = selected(selection);
  const { mode, why } = selection;
  const { strategy } = hints;
  report({ type: 'selection', selection: { mode, strategy, why, specs } });
  const open = selection.chosen.filter(({ state }) => state === 'to-do');
  const isBlocked = selection.chosen.some(({ state }) => state === 'blocked');
  const command = nxCommandOf(workspace.implementTargetName, open, hints, nxArgs);
  const since = Date.now();
  const end = (outcome: ImplementOutcome | null, nxCode: number): Result<ExitCode> => {
    const { rows, code } = outcomeOf(
      workspace,
      selection.chosen.map(({ spec }) => spec),
      since,
      nxCode,
      isBlocked,
    );
    const exitCode = outcome === 'dry-run' || outcome === 'nothing-to-do' ? EXIT.complete : code;
    const facts = {
      mode,
      strategy,
      why,
      outcome: outcome ?? OUTCOME_OF[code],
      exitCode,
      command: open.length === 0 ? null : ['npx', 'nx', ...command.args],
      hint: command.hint,
    };
    const event = { type: 'implemented', answer: { ...facts, ...standing(specs, rows, selection) } } as const;
    if (json) report(event);
    answer(event);
    return ok(exitCode);
  };
  if (open.length === 0) return end(isBlocked ? 'blocked' : 'nothing-to-do', EXIT.complete);
  report({ type: 'nx-command', ...command, dryRun });
  if (dryRun) return end('dry-run', EXIT.complete);
  const noted = noteOwnCommand(workspace.root, command.args);
  if (!noted.ok) return noted;
  const ran = await runNx(workspace.root, command, json).finally(noted.value);
  if (!ran.ok) return ran;
  await summariseRun(
    { workspaceRoot: workspace.root, report },
    open.map(({ spec }) => spec),
    since,
    selection.all,
  );
  return end(null, ran.value);
}
