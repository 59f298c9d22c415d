/** Agents work apart: what they leave is merged or told as a conflict, never dropped, and nobody sees half-done work. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { DrivenAgents, type Invocation } from './support/drivenAgent';
import { boxes } from './support/specs';
import { until } from './support/until';
import { type NxResult, Workspace } from './support/workspace';

const LIST = 'specs/F001/tasks.md';

let workspace: Workspace;
let agents: DrivenAgents;

beforeEach(async () => {
  workspace = Workspace.create();
  agents = await DrivenAgents.listen();
});
afterEach(async () => {
  agents.close();
  await workspace.close();
});

/** The text of a file in an agent's tree; null where there is none. */
function seen({ tree }: Invocation, path: string): string | null {
  const file = join(tree, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

/** The next `count` agents, by task. */
async function arrive(count: number): Promise<(task: string) => Invocation> {
  const byTask = new Map<string, Invocation>();
  while (byTask.size < count) {
    const invocation = await agents.next();
    byTask.set(invocation.task, invocation);
  }
  return (task) => {
    const invocation = byTask.get(task);
    if (!invocation) throw new Error(`No agent for ${task} among ${[...byTask.keys()].join(', ')}`);
    return invocation;
  };
}

/** Makes the file that the task declares, and ends the agent. */
async function finish(invocation: Invocation): Promise<void> {
  await invocation.write(`out/${invocation.task}.txt`, `${invocation.task}\n`);
  await invocation.exit(0);
}

/** Resolves when the box of each of these tasks is ticked. */
async function ticked(tasks: readonly string[], run: Promise<NxResult>): Promise<void> {
  const isTicked = (text: string): boolean => tasks.every((task) => text.includes(`- [x] ${task} `));
  await until(join(workspace.root, LIST), isTicked, run);
}

/** Runs executors in one process; resolves with its exit code, and with what it said where that is not 0. */
async function execute(...targets: string[]): Promise<string> {
  const child = spawn(
    process.execPath,
    [join(__dirname, 'support/executor.cjs'), workspace.root, ...targets],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += String(data)));
  const [code, signal] = await once(child, 'close');
  return code === 0 ? '0' : `${signal ?? code}: ${said}`;
}

function entry(task: string): object | undefined {
  return workspace.ledger().specs['F001']?.tasks[task];
}

it('13 tasks of one wave, all at work at once, land all', async () => {
  const ids = Array.from({ length: 13 }, (_, n) => `T${String(n + 1).padStart(3, '0')}`);
  const lines = ids.map((id) => `- [ ] ${id} Create \`out/${id}.txt\`\n`);
  workspace.write(LIST, `# Tasks for F001: Many\n\n## Layer 0: All\n\n${lines.join('')}`);
  workspace.write('specwave.yaml', agents.configuration('commit: off\n'));
  workspace.commit();
  const run = workspace.start('implement', 'F001', '--parallel=13', '--output-style=static');
  const at = await arrive(13);
  await Promise.all(ids.map((id) => finish(at(id))));
  const { exitCode, output } = await run.done;
  expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
  expect(boxes(workspace.read(LIST))).toBe('13/13');
  expect(agents.started).toHaveLength(13);
  expect(workspace.ledger().specs['F001']).toMatchObject({ status: 'completed', tasks_completed: 13 });
  for (const id of ids) {
    expect(workspace.read(`out/${id}.txt`)).toBe(`${id}\n`);
    expect(entry(id)).toMatchObject({ outcome: 'landed', attempts: 1, files: [`out/${id}.txt`] });
  }
  expect(workspace.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
});

/** `npm run test:load` has 96 of them. */
const AT_ONCE = Number(process.env['SPECWAVE_TEST_AT_ONCE'] ?? 24);

it(`${AT_ONCE} agents that end at the same moment, watched by 24 processes, land ${AT_ONCE} tasks`, async () => {
  const ids = Array.from({ length: AT_ONCE }, (_, n) => `T${String(n + 1).padStart(3, '0')}`);
  const lines = ids.map((id) => `- [ ] ${id} Create \`out/${id}.txt\`\n`);
  workspace.write(LIST, `# Tasks for F001: Many\n\n## Layer 0: All\n\n${lines.join('')}`);
  const waiting: Socket[] = [];
  // Light agents: each waits for all the others.
  const barrier = createServer((socket) => {
    waiting.push(socket);
    if (waiting.length === ids.length) for (const each of waiting) each.end('go\n');
  });
  await once(barrier.listen(0, '127.0.0.1'), 'listening');
  const { port } = barrier.address() as AddressInfo;
  const script = [
    'cat > /dev/null',
    `exec 3<>/dev/tcp/127.0.0.1/${port}`,
    'read -r go <&3',
    'mkdir -p out',
    'echo "$SPECWAVE_TASK" > "out/$SPECWAVE_TASK.txt"',
  ].join('; ');
  const command = JSON.stringify(['bash', '-c', script]);
  workspace.write(
    'specwave.yaml',
    `default: light\nagents: { light: { driver: command, command: ${command} } }\ncommit: off\n`,
  );
  workspace.commit();
  expect(await execute('begin')).toBe('0');
  const endings = await Promise.all(
    Array.from({ length: 24 }, (_, n) => execute(...ids.filter((_id, at) => at % 24 === n))),
  );
  barrier.close();
  expect(endings.filter((ending) => ending !== '0')).toEqual([]);
  expect(boxes(workspace.read(LIST))).toBe(`${AT_ONCE}/${AT_ONCE}`);
  expect(workspace.ledger().specs['F001']).toMatchObject({ tasks_completed: AT_ONCE, remaining: 0 });
  for (const id of ids) {
    expect(workspace.read(`out/${id}.txt`)).toBe(`${id}\n`);
    expect(entry(id)).toMatchObject({ outcome: 'landed', attempts: 1, files: [`out/${id}.txt`] });
  }
});

const TWENTY_LINES = Array.from({ length: 20 }, (_, line) => `line ${line + 1}\n`);
const withLine = (number: number, text: string): string =>
  TWENTY_LINES.with(number - 1, `${text}\n`).join('');
const binary = (last: number): Buffer => Buffer.from([0, 255, 1, 254, last]);

interface Case {
  name: string;
  /** The shared file before; null: nobody has it. */
  before: string | Buffer | null;
  /** What the task that lands first makes of it, and the other one; null: it deletes the file. */
  first: string | Buffer | null;
  second: string | Buffer | null;
  /** What is there when both have landed at once; `undefined` where they conflict. */
  merged?: string;
  /** What the second makes of it when it has seen what the first did. */
  again?: string | Buffer | null;
}

const CASES: Case[] = [
  { name: 'the same line', before: 'old\n', first: 'one\n', second: 'two\n', again: 'one and two\n' },
  {
    name: 'different lines of one file',
    before: TWENTY_LINES.join(''),
    first: withLine(2, 'one'),
    second: withLine(19, 'two'),
    merged: withLine(2, 'one').replace('line 19', 'two'),
  },
  { name: 'a file that the first deletes', before: 'old\n', first: null, second: 'two\n', again: 'two\n' },
  { name: 'a file that the second deletes', before: 'old\n', first: 'one\n', second: null, again: null },
  { name: 'a binary file', before: binary(0), first: binary(1), second: binary(2), again: binary(3) },
  { name: 'a new file', before: null, first: 'one\n', second: 'two\n', again: 'one\ntwo\n' },
  {
    name: 'a new file of the same content',
    before: null,
    first: 'same\n',
    second: 'same\n',
    merged: 'same\n',
  },
];

/** Two tasks for each case: `T101` is to land before `T201`. They share a file that neither declares. */
describe('two tasks of one wave that change one file', () => {
  const cases = CASES.map((each, n) => ({
    ...each,
    path: `shared/${n}.dat`,
    first: { task: `T10${n}`, makes: each.first },
    second: { task: `T20${n}`, makes: each.second },
  }));
  const conflicting = cases.filter(({ merged }) => merged === undefined);

  function put(tree: string, path: string, content: string | Buffer | null): void {
    if (content === null) rmSync(join(tree, path));
    else writeFileSync(join(tree, path), content);
  }

  /** Has both agents of every case at work before one of them ends, and those of the first tasks land first. */
  async function firstThenSecond(limits: string): Promise<{ done: Promise<NxResult> }> {
    workspace.write('specwave.yaml', agents.configuration(`commit: off\nlimits: ${limits}\n`));
    const tasks = cases.flatMap(({ first, second }) => [first.task, second.task]);
    const lines = tasks.map((task) => `- [ ] ${task} Create \`out/${task}.txt\`\n`);
    workspace.write(LIST, `# Tasks for F001: Pairs\n\n## Layer 0: All\n\n${lines.join('')}`);
    workspace.write('shared/other.txt', 'other\n');
    for (const { path, before } of cases) if (before !== null) put(workspace.root, path, before);
    workspace.commit();
    const run = workspace.startCarryOut('F001', { parallel: tasks.length });
    const at = await arrive(tasks.length);
    for (const { path, first, second } of cases) {
      put(at(first.task).tree, path, first.makes);
      put(at(second.task).tree, path, second.makes);
    }
    await Promise.all(cases.map(({ first }) => finish(at(first.task))));
    await ticked(
      cases.map(({ first }) => first.task),
      run.done,
    );
    await Promise.all(cases.map(({ second }) => finish(at(second.task))));
    return run;
  }

  function inTree(path: string): Buffer | null {
    return workspace.has(path) ? readFileSync(join(workspace.root, path)) : null;
  }
  const bytes = (content: string | Buffer | null): Buffer | null =>
    content === null ? null : Buffer.from(content);

  it('merges them, or the second is run again on what the first left and told which file conflicted', async () => {
    const run = await firstThenSecond('{ attempts: 2 }');
    const at = await arrive(conflicting.length);
    for (const { name, path, first, second, again } of conflicting) {
      const invocation = at(second.task);
      expect({ name, attempt: invocation.attempt, prompt: invocation.prompt }).toMatchObject({
        attempt: 2,
        prompt: expect.stringMatching(new RegExp(`\`conflict\`[^]*${path}`)),
      });
      // It builds on what the first left, and finds its own last work beside it.
      const found = existsSync(join(invocation.tree, path))
        ? readFileSync(join(invocation.tree, path))
        : null;
      expect({ name, found }).toEqual({ name, found: bytes(first.makes) });
      expect(seen(invocation, `out/${second.task}.txt`)).toBeNull();
      if (again !== null || found !== null) put(invocation.tree, path, again ?? null);
    }
    const merging = cases.filter((each) => !conflicting.includes(each));
    await ticked(
      merging.map(({ second }) => second.task),
      run.done,
    );
    expect(boxes(workspace.read(LIST))).toBe(`${2 * cases.length - conflicting.length}/${2 * cases.length}`);
    await Promise.all(conflicting.map(({ second }) => finish(at(second.task))));

    const { exitCode, output } = await run.done;
    expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
    for (const { name, path, first, second, merged, again } of cases) {
      expect({ name, is: inTree(path) }).toEqual({ name, is: bytes(merged ?? again ?? null) });
      expect({ name, ...entry(first.task) }).toMatchObject({ outcome: 'landed', attempts: 1 });
      const attempts = merged === undefined ? 2 : 1;
      expect({ name, ...entry(second.task) }).toMatchObject({ outcome: 'landed', attempts });
      expect(workspace.read(`out/${second.task}.txt`)).toBe(`${second.task}\n`);
    }
    expect(boxes(workspace.read(LIST))).toBe(`${2 * cases.length}/${2 * cases.length}`);
    expect(agents.started).toHaveLength(2 * cases.length + conflicting.length);
  });

  it('with its attempts used up, the second is a conflict: not ticked, nothing of it landed, its tree kept', async () => {
    const { exitCode, output } = await (await firstThenSecond('{ attempts: 1 }')).done;
    expect({ exitCode, output }).toMatchObject({ exitCode: 1 });
    for (const { name, path, first, second, merged } of cases) {
      expect({ name, is: inTree(path) }).toEqual({ name, is: bytes(merged ?? first.makes) });
      expect({ name, ...entry(first.task) }).toMatchObject({ outcome: 'landed' });
      const isMerged = merged !== undefined;
      expect({ name, landed: workspace.has(`out/${second.task}.txt`) }).toEqual({ name, landed: isMerged });
      expect({ name, ...entry(second.task) }).toMatchObject(
        isMerged
          ? { outcome: 'landed' }
          : {
              status: 'pending',
              outcome: 'conflict',
              attempts: 1,
              message: expect.stringContaining(path),
              next: expect.stringContaining(workspace.trees(`kept/F001/${second.task}`)),
            },
      );
      const kept = workspace.trees(`kept/F001/${second.task}`);
      expect({ name, kept: existsSync(`${kept}/out/${second.task}.txt`) }).toEqual({
        name,
        kept: !isMerged,
      });
      if (!isMerged) expect(output).toContain(kept);
    }
    expect(boxes(workspace.read(LIST))).toBe(`${2 * cases.length - conflicting.length}/${2 * cases.length}`);
  });
});

it("the user's uncommitted edits: another line is merged, the same line is a conflict that leaves them as they are", async () => {
  const list = ['T001', 'T002', 'T003'].map((id) => `- [ ] ${id} Create \`out/${id}.txt\`\n`);
  workspace.write(LIST, `# Tasks for F001: Edits\n\n## Layer 0: All\n\n${list.join('')}`);
  workspace.write('specwave.yaml', agents.configuration('commit: off\nlimits: { attempts: 1 }\n'));
  for (const file of ['other.txt', 'same.txt', 'gone.txt']) workspace.write(file, TWENTY_LINES.join(''));
  workspace.commit();
  // Before the run: agents build on it.
  for (const file of ['other.txt', 'same.txt']) workspace.write(file, withLine(10, 'before'));
  const base = withLine(10, 'before');
  const run = workspace.startCarryOut('F001');
  const at = await arrive(3);
  expect(seen(at('T001'), 'other.txt')).toBe(base);
  // While agents work.
  workspace.write('other.txt', base.replace('line 2\n', 'user\n'));
  workspace.write('same.txt', base.replace('line 2\n', 'user\n'));
  rmSync(join(workspace.root, 'gone.txt'));
  await at('T001').write('other.txt', base.replace('line 19\n', 'agent\n'));
  await at('T002').write('same.txt', base.replace('line 2\n', 'agent\n'));
  await at('T003').write('gone.txt', withLine(2, 'agent'));
  await Promise.all(['T001', 'T002', 'T003'].map((task) => finish(at(task))));

  const { exitCode, output } = await run.done;
  expect({ exitCode, output }).toMatchObject({ exitCode: 1 });
  expect(workspace.read('other.txt')).toBe(
    base.replace('line 2\n', 'user\n').replace('line 19\n', 'agent\n'),
  );
  expect(entry('T001')).toMatchObject({ outcome: 'landed' });
  expect(workspace.read('same.txt')).toBe(base.replace('line 2\n', 'user\n'));
  expect(entry('T002')).toMatchObject({ outcome: 'conflict', message: expect.stringContaining('same.txt') });
  expect(workspace.has('gone.txt')).toBe(false);
  expect(entry('T003')).toMatchObject({ outcome: 'conflict', message: expect.stringContaining('gone.txt') });
  expect(boxes(workspace.read(LIST))).toBe('1/3');
  expect(workspace.has('out/T002.txt')).toBe(false);
});

it('agents see the tree as it was when their wave opened, and users see whole results only', async () => {
  workspace.write(
    LIST,
    [
      '# Tasks for F001: Views\n\n## Layer 0: First\n',
      '- [ ] T001 Create `out/T001.txt` and `out/list.txt`',
      '- [ ] T002 Create `out/T002.txt`',
      '- [ ] T003 Create `out/T003.txt` and add to `out/list.txt`',
      '\n## Layer 1: Second\n',
      '- [ ] T004 Create `out/T004.txt`\n',
    ].join('\n'),
  );
  workspace.write('specwave.yaml', agents.configuration('commit: off\n'));
  workspace.write('notes.txt', 'old\n');
  workspace.commit();
  const run = workspace.startCarryOut('F001', { parallel: 2 });
  const at = await arrive(2);
  workspace.write('notes.txt', 'edited after the wave opened\n');
  workspace.write('new.txt', 'made after the wave opened\n');

  await at('T001').write('out/list.txt', 'T001\n');
  expect(workspace.has('out')).toBe(false);
  expect(seen(at('T002'), 'out/list.txt')).toBeNull();
  await finish(at('T001'));
  await ticked(['T001'], run.done);
  expect(workspace.read('out/list.txt')).toBe('T001\n');
  expect(seen(at('T002'), 'out/T001.txt')).toBeNull();
  expect(seen(at('T002'), 'notes.txt')).toBe('old\n');
  expect(seen(at('T002'), 'new.txt')).toBeNull();

  // It names the same file as T001, so it comes after it, and builds on it.
  const third = await agents.next();
  expect(third.task).toBe('T003');
  expect(seen(third, 'out/list.txt')).toBe('T001\n');
  await third.write('out/list.txt', 'T001\nT003\n');
  await finish(third);
  await finish(at('T002'));

  const fourth = await agents.next();
  expect(fourth.task).toBe('T004');
  expect(seen(fourth, 'out/list.txt')).toBe('T001\nT003\n');
  expect(seen(fourth, 'out/T002.txt')).toBe('T002\n');
  expect(seen(fourth, 'notes.txt')).toBe('edited after the wave opened\n');
  expect(seen(fourth, LIST)).toContain('- [x] T003');
  await finish(fourth);
  const { exitCode, output } = await run.done;
  expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
  expect(boxes(workspace.read(LIST))).toBe('4/4');
});
