/** Checks that are run once more, in another tree, to tell what their passing is worth. By content, so that none is run twice. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../plan/digest';
import type { Finding, Work } from '../../verify/checks/check';
import { isLooking } from '../../verify/kindOfWork';
import type { IdleCommand } from '../../verify/commands';
import { languageOf } from '../../verify/code/languages';
import { canProve, namesNew, ownScripts, ownTests } from '../../verify/ownTests';
import { checkEnding } from '../../config/checkSettings';
import { keepProof, readProof } from '../../state/proofs';
import { asInput, git } from '../../worktree/git/git';
import { pristineIndex, treeOf } from '../../worktree/slots/slots';
import type { Isolated } from '../trees/isolation';
import { type AgentTree, slotTree, type Work as Left } from '../trees/place';
import { openSpare, type Spare } from '../trees/spareTree';
import { userCommands } from '../trees/userCommands';
import type { TaskRun } from './taskRun';

/** Of work whose checks have passed. */
export interface Passed {
  tree: AgentTree;
  left: Left;
  work: Work;
  /** The commands that passed. */
  commands: readonly string[];
  /** Those of them that say that they ran nothing. */
  idle: readonly IdleCommand[];
}

/** What these runs tell. Where one cannot be made (no tree, `setup` fails), nothing is told. */
export async function whatPassingIsWorth(run: TaskRun, passed: Passed): Promise<Finding[]> {
  return [
    ...(await withOldTests(run, passed)),
    ...(await withoutWork(run, passed)),
    ...withoutRunning(run, passed),
  ];
}

/** A runner that does not see the work passes whatever the work is: "No tasks were run". Of prose that says nothing. */
function withoutRunning(run: TaskRun, { work, idle }: Passed): Finding[] {
  const name = 'check-proves-nothing';
  const [first] = idle;
  const isCode = work.changed.some(({ path }) => languageOf(path)?.program);
  if (!first || !isCode || !isMade(run, name)) return [];
  return [
    {
      check: name,
      message: `\`${first.command}\` passed and ran nothing, though code was changed; it says: "${first.words}".`,
      next: 'Have it run what looks at the changed code. Where there is nothing yet that does, take the command out.',
      path: null,
      line: null,
    },
  ];
}

async function withOldTests(run: TaskRun, { tree, left, work, commands }: Passed): Promise<Finding[]> {
  const name = 'passes-only-with-own-tests';
  const own = ownTests(work);
  if (own.length === 0 || !isMade(run, name)) return [];
  const passes = await passesIn(run, tree, commands, `without ${own.join(' ')}`, left, (spare, isolation) =>
    putBack(isolation, spare, own),
  );
  if (passes !== false) return [];
  const names = own.slice(0, 5).map((path) => `\`${path}\``);
  const more = own.length > names.length ? ` and ${own.length - names.length} more` : '';
  return [
    {
      check: name,
      message: `The checks pass only with ${names.join(', ')}${more} as the result changed them; with what stood there before, they fail.`,
      next: 'Leave what checks the work as it was, or look whether the change of it was asked for.',
      path: own[0] ?? null,
      line: null,
    },
  ];
}

/** As they were in the base. */
async function putBack(
  { repository }: Isolated,
  { slot }: Spare,
  paths: readonly string[],
): Promise<boolean> {
  const done = await git(['checkout-index', '--force', '-z', '--stdin'], {
    cwd: slot.path,
    index: pristineIndex(slot),
    tree: treeOf(repository, slot),
    input: asInput(paths.map((path) => `${repository.prefix}${path}`)),
  });
  return done.code === 0;
}

async function withoutWork(run: TaskRun, { tree, left, work }: Passed): Promise<Finding[]> {
  const name = 'check-proves-nothing';
  const { task } = run.planned;
  const checks = task.verify.filter(canProve);
  if (checks.length === 0 || isLooking(task) || left.files.length === 0 || !isMade(run, name)) return [];
  const [script] = ownScripts(work, checks);
  if (script !== undefined) {
    const message = `The task's own check runs \`${script}\`, which this very result wrote.`;
    return [{ check: name, message, next: 'Look at what the script checks.', path: script, line: null }];
  }
  // It cannot pass without a file that it names and that the work made.
  if (checks.some((check) => namesNew(work, check))) return [];
  const passes = await passesIn(run, tree, checks, 'base', null, async () => true);
  if (passes !== true) return [];
  const commands = checks.map((command) => `\`${command}\``).join(', ');
  return [
    {
      check: name,
      message: `The task's own check passes without the work too, on the tree as it was before: ${commands}.`,
      next: 'Have the check fail where the work is not done.',
      path: null,
      line: null,
    },
  ];
}

/**
 * Whether tests that are to fail for now are all that fails: without the files that the result added, the commands pass,
 * or nothing else was changed.
 */
export async function isRedOnlyInAdded(
  run: TaskRun,
  tree: AgentTree,
  left: Left,
  command: string,
): Promise<boolean> {
  const added = left.files.filter(({ from }) => from === null).map(({ path }) => path);
  if (added.length === 0) return false;
  if (added.length === left.files.length) return true;
  const passes = await passesIn(run, tree, [command], 'without added', left, async ({ path }) => {
    for (const each of added) rmSync(join(path, each), { force: true });
    return true;
  });
  return passes === true;
}

function isMade({ current }: TaskRun, name: 'passes-only-with-own-tests' | 'check-proves-nothing'): boolean {
  return checkEnding(name, current.config.checks) !== 'off';
}

/**
 * Whether the commands pass in a tree of the same base, with the work in it (`left`) and then changed by `prepare`. Null
 * where that cannot be told. `how`: what tells this tree from others of the same work.
 */
async function passesIn(
  run: TaskRun,
  { base }: AgentTree,
  commands: readonly string[],
  how: string,
  left: Left | null,
  prepare: (spare: Spare, isolation: Isolated) => Promise<boolean>,
): Promise<boolean | null> {
  const { context, current, isolation, name } = run;
  const { workspaceRoot } = context;
  if (isolation.kind === 'none' || base === null || commands.length === 0) return null;
  const { repository } = isolation;
  const tree = await git(['rev-parse', `${base}^{tree}`], { cwd: repository.top });
  const patch = left?.patch?.toString('latin1') ?? '';
  const key = sha256(tree.stdout.toString('utf8').trim(), patch, how, commands, current.config.setup);
  const known = readProof(workspaceRoot, key);
  if (known !== null) return known;

  const opened = await openSpare(context, isolation, current.config, `${name.task}.again`, base);
  const spare = opened.ok ? opened.value : null;
  if (!spare) return null;
  try {
    const own = slotTree(isolation, spare.slot, base, [], null);
    const commandsIn = userCommands({
      // What they say has been heard once.
      context: {
        ...context,
        report: (event) => (event.type === 'commands-started' ? context.report(event) : undefined),
      },
      task: name.task,
      tree: spare.path,
      limits: current.config.limits,
      mark: spare.mark,
      redact: run.redact,
    });
    if ((await commandsIn('setup', current.config.setup)).kind !== 'passed') return null;
    if (left?.patch && !(await own.put(left.files, left.patch))) return null;
    if (!(await prepare(spare, isolation))) return null;
    const end = await commandsIn('again', commands);
    if (end.kind === 'cancelled') return null;
    keepProof(workspaceRoot, key, end.kind === 'passed');
    return end.kind === 'passed';
  } finally {
    spare.release();
  }
}
