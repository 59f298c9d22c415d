/** What the checks of a result come to, on its whole way: refused and told, or landed and told everywhere, or landed. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DrivenAgents, type Invocation } from './support/drivenAgent';
import { boxes } from './support/specs';
import { Workspace } from './support/workspace';

const LIST = 'specs/F001/tasks.md';

interface Entry {
  outcome?: string;
  attempts?: number;
  message?: string;
  files?: string[];
  flags?: { check: string; message: string; path?: string; quiet?: boolean }[];
}

let agents: DrivenAgents;
let workspace: Workspace;

beforeAll(async () => {
  agents = await DrivenAgents.listen();
});
afterAll(() => agents.close());
beforeEach(() => {
  workspace = Workspace.create();
});
afterEach(() => workspace.close());

/** `settings`: of specwave.yaml, beside the agent. */
function furnish(tasks: string[], settings = '', files: Record<string, string> = {}): void {
  workspace.write(LIST, `# Tasks for F001: True\n\n## Layer 0: All\n\n${tasks.join('\n')}\n`);
  workspace.write('specwave.yaml', agents.configuration(`commit: off\n${settings}`));
  for (const [path, text] of Object.entries(files)) workspace.write(path, text);
  workspace.commit();
}

/** What the agent does, by task and attempt. Then it says it is done. */
function does(work: (invocation: Invocation) => void | Promise<void>): Map<string, string> {
  const prompts = new Map<string, string>();
  agents.handleAll(async (invocation) => {
    prompts.set(`${invocation.task} ${invocation.attempt}`, invocation.prompt);
    await work(invocation);
    await invocation.exit(0);
  });
  return prompts;
}

function entry(task: string): Entry {
  return workspace.ledger().specs['F001']?.tasks[task] ?? {};
}

function flagsOf(task: string): string[] {
  return (entry(task).flags ?? []).map(({ check }) => check);
}

const SUM = 'export const sum = (a, b) => a + b;\n';
const SUM_TEST =
  "import assert from 'node:assert';\nimport { sum } from '../src/sum.mjs';\nassert.equal(sum(1, 2), 3);\n";

describe('a check that refuses', () => {
  it('has nothing landed of who changes the rules, and runs the checks of the user; the next attempt is told', async () => {
    furnish(['- [ ] T001 Create `out/T001.txt`'], 'verify: ["test -e out/good.txt"]\n');
    const prompts = does(async (invocation) => {
      await invocation.write('out/T001.txt', 'done');
      if (invocation.attempt === 1) await invocation.write('specwave.yaml', 'verify: []\n');
    });
    const { exitCode, output } = await workspace.carryOut('F001');
    expect({ exitCode, output }).toMatchObject({ exitCode: 1 });
    expect(prompts.get('T001 2')).toMatch(/`invalid`[^]*`specwave\.yaml`[^]*own-rules/);
    expect(output).toContain('own-rules');
    // On the second attempt the user's own `verify` was run, and failed.
    expect(entry('T001')).toMatchObject({
      outcome: 'invalid',
      message: expect.stringContaining('out/good.txt'),
    });
    expect(boxes(workspace.read(LIST))).toBe('0/1');
    expect(workspace.read('specwave.yaml')).toContain('out/good.txt');
  });

  it('lets the same work land where it is set to flag, or off', async () => {
    const work = async (invocation: Invocation): Promise<void> => {
      await invocation.write(`src/${invocation.task}.mjs`, ' \n');
    };
    furnish(['- [ ] T001 Create `src/T001.mjs`'], 'limits: { attempts: 1 }\n');
    does(work);
    expect(await workspace.carryOut('F001')).toMatchObject({ exitCode: 1 });
    expect(entry('T001')).toMatchObject({
      outcome: 'invalid',
      message: expect.stringContaining('blank-file'),
    });
    workspace.write('specwave.yaml', agents.configuration('commit: off\nchecks: { blank-file: flag }\n'));
    await workspace.carriesOut('F001');
    expect(flagsOf('T001')).toEqual(['blank-file']);
    workspace.write(LIST, workspace.read(LIST).replace('[x] T001', '[ ] T002').replace('T001', 'T002'));
    workspace.write('specwave.yaml', agents.configuration("commit: off\nchecks: { blank-file: 'off' }\n"));
    await workspace.carriesOut('F001');
    expect(flagsOf('T002')).toEqual([]);
  });
});

describe('a check that flags', () => {
  const files = { 'old/notes.mjs': 'export const a = 1;\n', 'src/sum.mjs': SUM };
  const task = '- [ ] T001 Create `out/T001.txt`';

  async function deletes(invocation: Invocation): Promise<void> {
    await invocation.write('out/T001.txt', 'done');
    rmSync(join(invocation.tree, 'old/notes.mjs'));
  }

  it('is told on the screen, in the ledger, by status and by check-tasks, and in no exit code', async () => {
    furnish([task], '', files);
    does(deletes);
    const output = await workspace.carriesOut('F001');
    expect(output.match(/deleted: .*old\/notes\.mjs/g)?.length).toBeGreaterThanOrEqual(2);
    expect(entry('T001').flags).toMatchObject([{ check: 'deleted', path: 'old/notes.mjs' }]);
    const status = await workspace.specwave('status', 'F001', '--json');
    expect(JSON.parse(status.output)).toMatchObject({
      specs: [{ flagged: [{ id: 'T001', flags: [{ check: 'deleted', path: 'old/notes.mjs' }] }] }],
    });
    const checked = await workspace.specwave('check-tasks', 'F001', '--json');
    expect(checked.exitCode).toBe(0);
    expect(JSON.parse(checked.output)).toMatchObject({
      specs: [{ flagged: [{ id: 'T001', flags: [{ check: 'deleted' }] }] }],
    });
  });

  it('is told again where the result is replayed, and does not land by replay once it refuses', async () => {
    furnish([task], '', files);
    does(deletes);
    await workspace.carriesOut('F001');
    const again = (): void => {
      workspace.git('checkout', '--quiet', '--', '.');
      rmSync(join(workspace.root, 'out'), { recursive: true });
      rmSync(join(workspace.root, '.claude'), { recursive: true });
    };
    again();
    const started = agents.started.length;
    expect(await workspace.carriesOut('F001')).toContain('replayed');
    expect(agents.started).toHaveLength(started);
    expect(flagsOf('T001')).toEqual(['deleted']);
    again();
    workspace.write('specwave.yaml', agents.configuration('commit: off\nchecks: { deleted: refuse }\n'));
    does(async (invocation) => {
      if (invocation.attempt === 1) await deletes(invocation);
      else await invocation.write('out/T001.txt', 'done');
    });
    await workspace.carriesOut('F001');
    expect(agents.started).toHaveLength(started + 2);
    expect({ ...entry('T001'), flags: flagsOf('T001') }).toMatchObject({ attempts: 2, flags: [] });
    expect(workspace.has('old/notes.mjs')).toBe(true);
  });
});

describe('what the passing of checks is worth', () => {
  const verify = 'verify: ["node test/sum.test.mjs"]\n';
  const files = { 'src/sum.mjs': SUM, 'test/sum.test.mjs': SUM_TEST };

  it('is said where they pass only with the tests that the result changed', async () => {
    furnish(
      ['- [ ] T001 Round in `src/sum.mjs`', '- [ ] T002 Name the file in `src/sum.mjs`'],
      verify,
      files,
    );
    does(({ task, tree }) => {
      if (task === 'T001') {
        writeFileSync(join(tree, 'src/sum.mjs'), SUM.replace('a + b', 'a + b + 1'));
        writeFileSync(join(tree, 'test/sum.test.mjs'), SUM_TEST.replace('3)', '4)'));
      } else {
        writeFileSync(join(tree, 'src/sum.mjs'), SUM.replace('a + b', 'b + a + 1'));
        writeFileSync(
          join(tree, 'test/sum.test.mjs'),
          `${SUM_TEST.replace('3)', '4)')}assert.equal(sum(2, 2), 5);\n`,
        );
      }
    });
    const output = await workspace.carriesOut('F001');
    expect({ output, flags: entry('T001').flags }).toMatchObject({
      flags: expect.arrayContaining([
        expect.objectContaining({ check: 'passes-only-with-own-tests', path: 'test/sum.test.mjs' }),
      ]),
    });
    // What T001 left is the base of T002, whose old test passes with its work too.
    expect(flagsOf('T002')).not.toContain('passes-only-with-own-tests');
  });

  it('is said where what has to pass ran nothing, and code was changed', async () => {
    furnish(
      ['- [ ] T001 Create `src/T001.mjs`', '- [ ] T002 Create `out/T002.txt`'],
      "verify: ['echo NX No tasks were run']\n",
      {},
    );
    does(async (invocation) => {
      if (invocation.task === 'T001') await invocation.write('src/T001.mjs', 'export const one = 1;\n');
      else await invocation.write('out/T002.txt', 'done');
    });
    await workspace.carriesOut('F001', { parallel: 1 });
    expect(flagsOf('T001')).toEqual(['check-proves-nothing']);
    expect(flagsOf('T002')).toEqual([]);
  });

  it("is said where the task's own check passes without the work; one that fails without it is none", async () => {
    furnish(
      [
        '- [ ] T001 Create `out/T001.txt`\n  - Verification: `test -f package.json`',
        '- [ ] T002 Create `out/T002.txt`\n  - Verification: `test -f out/T002.txt`',
        '- [ ] T003 Create `out/T003.txt`\n  - Verification: `node tools/prove.mjs`',
      ],
      '',
      {},
    );
    does(async (invocation) => {
      await invocation.write(`out/${invocation.task}.txt`, 'done');
      if (invocation.task === 'T003') await invocation.write('tools/prove.mjs', 'process.exit(0);\n');
    });
    await workspace.carriesOut('F001', { parallel: 1 });
    expect(flagsOf('T001')).toEqual(['check-proves-nothing']);
    expect(flagsOf('T002')).toEqual([]);
    expect(flagsOf('T003')).toEqual(['check-proves-nothing']);
  });
});

describe('honest work', () => {
  it('of tests that are to fail for now lands where only they fail', async () => {
    furnish(
      [
        '- [ ] T001 Write a failing test for `product()` in `test/product.test.mjs`',
        '- [ ] T002 Write a failing test for `quotient()` in `test/quotient.test.mjs`',
      ],
      'verify: ["for each in test/*.mjs; do node $each; done"]\nlimits: { attempts: 1 }\n',
      { 'src/sum.mjs': SUM, 'test/sum.test.mjs': SUM_TEST },
    );
    does(async (invocation) => {
      const name = invocation.task === 'T001' ? 'product' : 'quotient';
      const test = SUM_TEST.replaceAll('sum', name);
      await invocation.write(`test/${name}.test.mjs`, test);
      // What stood before fails too.
      if (name === 'quotient') writeFileSync(join(invocation.tree, 'src/sum.mjs'), SUM.replace('+', '-'));
    });
    await workspace.carryOut('F001', { parallel: 1 });
    expect(entry('T001')).toMatchObject({ outcome: 'landed' });
    expect(entry('T002')).toMatchObject({ outcome: 'invalid' });
  });

  it('that finds all of it there, or leaves empty folders, lands with a word', async () => {
    furnish(
      [
        '- [ ] T001 Create `src/sum.mjs` with `sum()`',
        '- [ ] T002 Create the folders `lib/models/` and `lib/views/`',
      ],
      '',
      { 'src/sum.mjs': 'export function sum(a, b) {\n  return a + b;\n}\n' },
    );
    does((invocation) => {
      if (invocation.task === 'T002')
        for (const name of ['models', 'views'])
          mkdirSync(join(invocation.tree, 'lib', name), { recursive: true });
    });
    const output = await workspace.carriesOut('F001');
    expect(output).toContain('already there');
    expect(boxes(workspace.read(LIST))).toBe('2/2');
    expect(flagsOf('T001')).toEqual([]);
  });
});

it('an empty folder in the place of work is none', async () => {
  furnish(['- [ ] T001 Create the store\n  - Files: lib/store'], 'limits: { attempts: 1 }\n');
  does(({ tree }) => void mkdirSync(join(tree, 'lib/store'), { recursive: true }));
  expect(await workspace.carryOut('F001')).toMatchObject({ exitCode: 1 });
  expect(entry('T001')).toMatchObject({ outcome: 'empty' });
});

it("what an agent moves in the user's repository is said, with the way back", async () => {
  furnish(['- [ ] T001 Create `out/T001.txt`'], '', { 'src/sum.mjs': SUM });
  workspace.write('src/sum.mjs', `${SUM}// Mine.\n`);
  workspace.git('stash');
  workspace.git('branch', 'feature');
  // Its tree has a repository of its own, so it has to go where the user's is.
  does(async (invocation) => {
    await invocation.write('out/T001.txt', 'done');
    workspace.git('branch', '-D', 'feature');
    workspace.git('branch', 'mine');
    workspace.git('stash', 'drop');
    workspace.git('config', 'core.hooksPath', 'hooks');
    mkdirSync(join(workspace.root, '.git/hooks'), { recursive: true });
    writeFileSync(join(workspace.root, '.git/hooks/pre-push'), '#!/bin/sh\n');
  });
  await workspace.carriesOut('F001');
  const said = (entry('T001').flags ?? []).filter(({ check }) => check === 'git-state');
  const words = said.map(({ message }) => message).join('\n');
  for (const what of ['feature', 'mine', 'git stash store', 'core.hookspath', 'pre-push'])
    expect(words).toContain(what);
});
