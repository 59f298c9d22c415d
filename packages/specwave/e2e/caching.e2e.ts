/** Finished work is not paid for again: what Nx's cache and the executor's own last results are worth. */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { implement as implementSpec } from './support/calls';
import { DrivenAgents, type Invocation } from './support/drivenAgent';
import { boxes } from './support/specs';
import { Workspace } from './support/workspace';

const LIST = 'specs/F001/tasks.md';

let workspace: Workspace;
let agents: DrivenAgents;
/** What agents write from now on, so that old work can be told from new. */
let generation: string;
/** The commit to go back to. */
let start: string;

/** Each agent makes the file that its task is named after. */
async function finish(invocation: Invocation): Promise<void> {
  await invocation.write(`out/${invocation.task}.txt`, `${invocation.task} ${generation}\n`);
  await invocation.exit(0);
}

async function open(list: string): Promise<void> {
  generation = 'old';
  workspace = Workspace.create();
  agents = await DrivenAgents.listen();
  agents.handleAll(finish);
  workspace.write(LIST, list);
  workspace.write('specwave.yaml', agents.configuration('commit: off\n'));
  commitStart();
}

async function close(): Promise<void> {
  agents.close();
  await workspace.close();
}

function commitStart(): void {
  workspace.commit();
  start = workspace.git('rev-parse', 'HEAD').trim();
}

/** Implements the spec, and expects agents to be called for these tasks and no others; gives what is on the screen. */
function implement(calls: readonly string[], ...args: string[]): Promise<string> {
  return implementSpec(workspace, agents, calls, '--parallel=8', ...args);
}

/** Everything as it was before the first run, but for what git ignores. */
function reset(): void {
  workspace.git('reset', '--quiet', '--hard', start);
  workspace.git('clean', '-fdq');
}

function edit(change: (list: string) => string): void {
  const list = workspace.read(LIST);
  const edited = change(list);
  if (edited === list) throw new Error('The edit changed nothing.');
  workspace.write(LIST, edited);
  commitStart();
}

/** The tasks whose file holds work of that generation. */
function madeIn(word: string): string[] {
  return readdirSync(join(workspace.root, 'out'))
    .filter((file) => workspace.read(`out/${file}`).endsWith(` ${word}\n`))
    .map((file) => file.replace('.txt', ''))
    .toSorted();
}

describe('a finished spec of 12 tasks in 3 layers', () => {
  const DEPENDENCIES: Readonly<Record<string, string>> = { T005: 'T003', T009: 'T005', T010: 'T004' };
  const ids = Array.from({ length: 12 }, (_, task) => `T${String(task + 1).padStart(3, '0')}`);
  const line = (id: string): string => {
    const before = DEPENDENCIES[id];
    return `- [ ] ${id} Create \`out/${id}.txt\`\n${before ? `  - Dependencies: ${before}\n` : ''}`;
  };
  const list = [0, 1, 2]
    .map(
      (layer) =>
        `## Layer ${layer}: Step ${layer}\n\n${ids
          .slice(4 * layer, 4 * layer + 4)
          .map(line)
          .join('')}`,
    )
    .join('\n');
  const allBut = (...some: string[]): string[] => ids.filter((id) => !some.includes(id));

  beforeAll(async () => {
    await open(`# Tasks for F001: Many\n\n${list}`);
    await implement(ids);
  });
  afterAll(close);
  // Each test goes on from the list that the one before has left, all of it finished.
  beforeEach(reset);

  it('git reset --hard, and nothing changed: no agent is called, all is ticked and recorded, and it says so', async () => {
    const output = await implement([]);
    expect(output).toContain('F001:T001 replayed (1 file)');
    expect(output.match(/ replayed /g)).toHaveLength(12);
    expect(boxes(workspace.read(LIST))).toBe('12/12');
    expect(madeIn('old')).toEqual(ids);
    const { status, tasks_completed, remaining, tasks } = workspace.ledger().specs['F001'] ?? {};
    expect({ status, tasks_completed, remaining }).toEqual({
      status: 'completed',
      tasks_completed: 12,
      remaining: 0,
    });
    for (const id of ids)
      expect({ id, ...tasks?.[id] }).toMatchObject({
        id,
        status: 'completed',
        outcome: 'landed',
        agent: 'driven',
      });
  });

  it('a task is added at the end: only that one calls an agent', async () => {
    generation = 'added';
    edit((text) => `${text}${line('T013')}`);
    await implement(['T013']);
    expect(boxes(workspace.read(LIST))).toBe('13/13');
    expect(madeIn('old')).toEqual(ids);
  });

  it('one is removed, one moved to another layer, a heading reworded: no agent is called, and the removed work does not come back', async () => {
    edit((text) =>
      text
        .replace(line('T012'), '')
        .replace(line('T002'), '')
        .replace('## Layer 1: Step 1\n\n', `## Layer 1: Other words\n\n${line('T002')}`),
    );
    const output = await implement([]);
    expect(output).toContain('Other words');
    expect(boxes(workspace.read(LIST))).toBe('12/12');
    expect(madeIn('old')).toEqual(allBut('T012'));
  });

  it('one task is reworded: it and what declares to build on it are done anew, directly or not, and nothing else', async () => {
    generation = 'reworded';
    edit((text) => text.replace('T003 Create', 'T003 Now create'));
    await implement(['T003', 'T005', 'T009']);
    expect(boxes(workspace.read(LIST))).toBe('12/12');
    expect(madeIn('reworded')).toEqual(['T003', 'T005', 'T009']);
    expect(madeIn('old')).toEqual(allBut('T003', 'T005', 'T009', 'T012'));
    expect(madeIn('added')).toEqual(['T013']);
  });
});

describe('a finished spec of two tasks, the one making a file, the other changing a line', () => {
  const CONFIG = 'src/config.txt';
  const made = (): string[] => [
    workspace.read('out/T001.txt').trim(),
    workspace.read(CONFIG).split('\n')[1] ?? '',
  ];

  /** Where Nx keeps what a task has left. */
  function cached(task: string): string[] {
    const cache = join(workspace.root, '.nx/cache');
    const folders = readdirSync(cache).map((hash) => join(cache, hash, '.nx/specwave/results/F001', task));
    const found = folders.filter((folder) => existsSync(folder));
    if (found.length === 0) throw new Error(`Nx has cached nothing for ${task}.`);
    return found;
  }

  beforeAll(async () => {
    await open(
      `# Tasks for F001: Two\n\n## Layer 0: Both\n\n- [ ] T001 Create \`out/T001.txt\`\n- [ ] T002 Update \`${CONFIG}\`\n`,
    );
    agents.handleAll(async (invocation) => {
      if (invocation.task === 'T001') return finish(invocation);
      const [first = '', , third = ''] = readFileSync(join(invocation.tree, CONFIG), 'utf8').split('\n');
      await invocation.write(CONFIG, [first, `T002 ${generation}`, third, ''].join('\n'));
      await invocation.exit(0);
    });
    workspace.write(CONFIG, 'one\ntwo\nthree\n');
    commitStart();
    generation = 'first';
    await implement(['T001', 'T002']);
  });
  afterAll(close);
  // Each test goes on from what the one before has left, all of it finished.
  beforeEach(reset);

  it("after nx reset, Nx's cache gone, the last results are used again", async () => {
    await workspace.succeeds('reset');
    const output = await implement([]);
    expect(output.match(/ replayed /g)).toHaveLength(2);
    expect(made()).toEqual(['T001 first', 'T002 first']);
  });

  it('with --skip-nx-cache the work is done anew', async () => {
    generation = 'skipped';
    await implement(['T001', 'T002'], '--skip-nx-cache');
    expect(made()).toEqual(['T001 skipped', 'T002 skipped']);
  });

  it('with other limits nothing is done anew', async () => {
    const settings = workspace.read('specwave.yaml');
    workspace.write('specwave.yaml', `${settings}limits: { attempts: 5, timeout: 1h }\n`);
    commitStart();
    await implement([]);
  });

  it('with other settings of its agent all is done anew', async () => {
    generation = 'large';
    workspace.write(
      'specwave.yaml',
      workspace.read('specwave.yaml').replace('env: {', 'env: { MODEL: large,'),
    );
    commitStart();
    await implement(['T001', 'T002']);
    expect(made()).toEqual(['T001 large', 'T002 large']);
  });

  it('a result that no longer merges with what the user has committed since counts as none; what is done instead is kept', async () => {
    workspace.write(CONFIG, 'one\nby the user\nthree and more\n');
    commitStart();
    generation = 'merged';
    const output = await implement(['T002']);
    expect(output).toContain('F001:T002 has a result from before, which does not land: done anew');
    expect(workspace.read(CONFIG)).toBe('one\nT002 merged\nthree and more\n');

    // Nx still has the older one, and brings it back.
    reset();
    await implement([]);
    expect(workspace.read(CONFIG)).toBe('one\nT002 merged\nthree and more\n');
  });

  describe('a cache of others, from which something else comes than was stored', () => {
    beforeEach(() => {
      for (const shelf of ['results', 'own'])
        rmSync(join(workspace.root, '.nx/specwave', shelf), { recursive: true });
    });

    it('a result that is empty, or whose patch is damaged, does not land: the work is done anew', async () => {
      for (const folder of cached('T001')) for (const file of readdirSync(folder)) rmSync(join(folder, file));
      for (const folder of cached('T002')) {
        const patch = readFileSync(join(folder, 'changes.patch'), 'utf8');
        writeFileSync(join(folder, 'changes.patch'), patch.replace('+T002', '+T666'));
      }
      generation = 'after damage';
      await implement(['T001', 'T002']);
      expect(made()).toEqual(['T001 after damage', 'T002 after damage']);
      expect(boxes(workspace.read(LIST))).toBe('2/2');
    });

    it('a result of the task as it was worded before does not land: the work is done anew', async () => {
      await workspace.succeeds('reset');
      generation = 'worded before';
      await implement(['T001', 'T002']);
      const before = join(workspace.root, '.nx/before');
      cpSync(join(workspace.root, '.nx/specwave/results/F001/T001'), before, { recursive: true });
      reset();
      edit((text) => text.replace('T001 Create', 'T001 Now create'));
      generation = 'reworded';
      await implement(['T001']);

      reset();
      rmSync(join(workspace.root, '.nx/specwave/own'), { recursive: true });
      for (const folder of cached('T001')) cpSync(before, folder, { recursive: true });
      generation = 'after mix-up';
      await implement(['T001']);
      expect(made()).toEqual(['T001 after mix-up', 'T002 worded before']);
    });
  });
});
