/** Nothing lands because an agent says so: what it left is looked at, and the next attempt is told what was wrong. */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DrivenAgents, type Invocation } from './support/drivenAgent';
import { E2E_RUN, killRun } from './support/processes';
import { isAlive } from './support/processes';
import { boxes, recipeTask } from './support/specs';
import { until } from './support/until';
import { Workspace } from './support/workspace';

const LIST = 'specs/F001/tasks.md';
const SECRET = 'sk-fake-0123456789';

let agents: DrivenAgents;

beforeAll(async () => {
  agents = await DrivenAgents.listen();
});
afterAll(() => agents.close());

/** What an agent does that lands nothing, and what is said of it. */
interface Misdeed {
  name: string;
  outcome: 'empty' | 'invalid';
  /** Done beside making the declared file, unless `instead`. */
  does: (invocation: Invocation) => void | Promise<void>;
  instead?: boolean;
  /** What it was about, in the ledger and in the prompt of the next attempt. */
  says: string | RegExp;
}

/** Outside of every tree. */
const outside = mkdtempSync(join(tmpdir(), 'specwave-outside-'));
afterAll(() => rmSync(outside, { recursive: true }));

function linkIn({ tree, task }: Invocation, target: string): void {
  mkdirSync(join(tree, 'links'), { recursive: true });
  symlinkSync(target, join(tree, `links/${task}`));
}

const MISDEEDS: Misdeed[] = [
  {
    name: 'nothing at all',
    outcome: 'empty',
    does: () => undefined,
    instead: true,
    says: '',
  },
  {
    name: 'half of it',
    outcome: 'invalid',
    does: ({ tree, task }) => rmSync(join(tree, `out/${task}-too.txt`)),
    says: /`out\/T\d+-too\.txt`/,
  },
  {
    name: 'another file',
    outcome: 'invalid',
    does: (invocation) => invocation.write('out/other.txt', 'other'),
    instead: true,
    says: /`out\/T\d+\.txt`, .*`out\/T\d+-too\.txt`/,
  },
  {
    name: 'a tick in its own box',
    outcome: 'invalid',
    does: ({ tree, task }) => {
      const list = readFileSync(join(tree, LIST), 'utf8');
      writeFileSync(join(tree, LIST), list.replace(`[ ] ${task}`, `[x] ${task}`));
    },
    says: `\`${LIST}\``,
  },
  {
    name: 'a change of the ledger',
    outcome: 'invalid',
    does: (invocation) => invocation.write('.claude/execution/execution.json', '{ "specs": {} }'),
    says: '`.claude/execution/execution.json`',
  },
  {
    name: 'a link to a file of the system',
    outcome: 'invalid',
    does: (invocation) => linkIn(invocation, '/etc/passwd'),
    says: /`links\/T\d+`/,
  },
  {
    name: 'a link upwards, out of the tree',
    outcome: 'invalid',
    does: (invocation) => linkIn(invocation, '../..'),
    says: /`links\/T\d+`/,
  },
  {
    name: 'its file behind a link out of the tree',
    outcome: 'invalid',
    does: ({ tree, task }) => {
      rmSync(join(tree, 'out'), { recursive: true });
      symlinkSync(outside, join(tree, 'out'));
      writeFileSync(join(tree, `out/${task}.txt`), task);
      writeFileSync(join(tree, `out/${task}-too.txt`), task);
    },
    says: '`out`',
  },
  {
    name: 'a repository inside of the repository',
    outcome: 'invalid',
    does: ({ tree }) => {
      execFileSync('git', ['init', '--quiet', 'nested'], { cwd: tree });
      writeFileSync(join(tree, 'nested/file.txt'), 'lost');
    },
    says: '`nested/`',
  },
];

describe('an agent that says done and left', () => {
  const misdeeds = new Map<string, Misdeed>(
    MISDEEDS.map((misdeed, n) => [`T${String(n + 1).padStart(3, '0')}`, misdeed]),
  );
  const kept = (task: string): string => workspace.trees(`kept/F001/${task}`);
  let workspace: Workspace;
  let output: string;

  async function doRight(invocation: Invocation): Promise<void> {
    await invocation.write(`out/${invocation.task}.txt`, invocation.task);
    await invocation.write(`out/${invocation.task}-too.txt`, invocation.task);
  }

  async function doWrong(invocation: Invocation): Promise<void> {
    const misdeed = misdeeds.get(invocation.task);
    if (!misdeed?.instead) await doRight(invocation);
    await misdeed?.does(invocation);
  }

  beforeAll(async () => {
    workspace = Workspace.create();
    const lines = [...misdeeds.keys()].map(
      (id) => `- [ ] ${id} Create \`out/${id}.txt\` and \`out/${id}-too.txt\`\n`,
    );
    workspace.write(LIST, `# Tasks for F001: Trust\n\n## Layer 0: All\n\n${lines.join('')}`);
    workspace.write('specwave.yaml', agents.configuration('commit: off\nlimits: { attempts: 1 }\n'));
    workspace.commit();
    agents.handleAll(async (invocation) => {
      await doWrong(invocation);
      await invocation.exit(0);
    });
    const run = await workspace.carryOut('F001', { parallel: 5 });
    output = run.output;
    if (run.exitCode !== 1) throw new Error(`the run ended with ${run.exitCode}:\n${output}`);
  });
  afterAll(() => workspace.close());

  describe.each([...misdeeds])('(%s)', (task, { name, outcome, says }) => {
    it(`${name}: ${outcome}, with the reason and what to do next in the ledger`, () => {
      expect({ output, entry: workspace.ledger().specs['F001']?.tasks[task] }).toMatchObject({
        entry: {
          status: 'pending',
          outcome,
          attempts: 1,
          message: typeof says === 'string' ? expect.stringContaining(says) : expect.stringMatching(says),
          next: expect.any(String),
        },
      });
    });

    it(`${name}: what it left is kept where it is said to be`, () => {
      // There is nothing to look at where it left nothing.
      const isKept = outcome !== 'empty';
      expect(existsSync(kept(task))).toBe(isKept);
      if (isKept) expect(output).toContain(kept(task));
    });
  });

  it('none of it landed, and no box is ticked', () => {
    expect(boxes(workspace.read(LIST))).toBe(`0/${misdeeds.size}`);
    expect(workspace.git('status', '--porcelain', '--untracked-files=all')).toBe(
      '?? .claude/execution/execution.json\n',
    );
    expect(existsSync(join(workspace.root, 'nested'))).toBe(false);
  });

  it('lands when it does right on its second attempt, which is told what was wrong', async () => {
    workspace.write('specwave.yaml', agents.configuration('commit: off\nlimits: { attempts: 2 }\n'));
    const prompts = new Map<string, string>();
    agents.handleAll(async (invocation) => {
      if (invocation.attempt === 1) await doWrong(invocation);
      else {
        prompts.set(invocation.task, invocation.prompt);
        await doRight(invocation);
      }
      await invocation.exit(0);
    });
    await workspace.carriesOut('F001', { parallel: 5 });
    for (const [task, { name, outcome, says }] of misdeeds) {
      const prompt = prompts.get(task);
      expect({ name, prompt }).toMatchObject({ prompt: expect.stringContaining(`\`${outcome}\``) });
      expect(prompt).toEqual(
        typeof says === 'string' ? expect.stringContaining(says) : expect.stringMatching(says),
      );
      const entry = workspace.ledger().specs['F001']?.tasks[task];
      expect({ name, entry }).toMatchObject({ entry: { outcome: 'landed', attempts: 2 } });
      expect(workspace.read(`out/${task}-too.txt`)).toBe(task);
      expect(existsSync(kept(task))).toBe(false);
    }
    expect(boxes(workspace.read(LIST))).toBe(`${misdeeds.size}/${misdeeds.size}`);
    expect(workspace.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
  });
});

describe('commands', () => {
  let workspace: Workspace;
  beforeEach(() => {
    workspace = Workspace.create({ environment: { FAKE_API_KEY: SECRET } });
  });
  afterEach(() => workspace.close());

  function entry(task: string): object | undefined {
    return workspace.ledger().specs['F001']?.tasks[task];
  }

  it('of a task and of specwave.yaml that fail cost an attempt, and the next prompt has their output', async () => {
    workspace.write(
      LIST,
      [
        '# Tasks for F001: Checks\n\n## Layer 0: All\n',
        '- [ ] T001 Create `out/T001.txt`',
        "  - Verification: `grep -q good out/T001.txt || { echo 'T001 is not good'; exit 4; }`",
        '- [ ] T002 Create `out/T002.txt`\n',
      ].join('\n'),
    );
    const rule = "test ! -e forbidden.txt || { echo 'forbidden.txt has to go' >&2; exit 5; }";
    workspace.write(
      'specwave.yaml',
      agents.configuration(`commit: off\nverify: [${JSON.stringify(rule)}]\n`),
    );
    workspace.commit();
    const prompts = new Map<string, string>();
    agents.handleAll(async (invocation) => {
      const { task, attempt, prompt } = invocation;
      prompts.set(`${task} ${attempt}`, prompt);
      await invocation.write(`out/${task}.txt`, attempt === 2 ? 'good' : 'bad');
      if (task === 'T002' && attempt === 1) await invocation.write('forbidden.txt', '');
      await invocation.exit(0);
    });
    const output = await workspace.carriesOut('F001');
    expect(prompts.get('T001 1')).toContain(rule);
    expect(prompts.get('T001 2')).toMatch(/`invalid`[^]*grep -q good[^]*4[^]*T001 is not good/);
    expect(prompts.get('T002 2')).toMatch(/`invalid`[^]*5[^]*forbidden\.txt has to go/);
    expect(output).toContain('forbidden.txt has to go');
    for (const task of ['T001', 'T002']) {
      expect(entry(task)).toMatchObject({ outcome: 'landed', attempts: 2 });
      const { checks } = JSON.parse(workspace.read(`.nx/specwave/results/F001/${task}/result.json`));
      expect(checks).toContainEqual({ name: rule, passed: true, detail: null });
    }
    expect(workspace.has('forbidden.txt')).toBe(false);
  });

  it('that hang are ended by the limit, with all that they started', async () => {
    const pid = join(outside, 'pid');
    const hangs = `sleep 1000 & echo $! > ${pid}; wait`;
    workspace.write(
      LIST,
      `# Tasks for F001: Checks\n\n${recipeTask('T001', 'out/a.mjs', [`- Verification: \`${hangs}\``])}`,
    );
    workspace.write('specwave.yaml', 'commit: off\nlimits: { timeout: 1s, attempts: 1 }\n');
    workspace.commit();
    const { exitCode, output } = await workspace.carryOut('F001');
    expect({ exitCode, output }).toMatchObject({ exitCode: 1 });
    expect(entry('T001')).toMatchObject({
      outcome: 'invalid',
      message: expect.stringContaining('sleep 1000'),
    });
    expect(workspace.has('out')).toBe(false);
    expect(isAlive(Number(readFileSync(pid, 'utf8')))).toBe(false);
  });

  it('of `setup` run in the fresh tree before the agent; where they fail, no agent is started', async () => {
    workspace.write(LIST, '# Tasks for F001: Setup\n\n- [ ] T001 Create `out/T001.txt`\n');
    workspace.write('.gitignore', `${workspace.read('.gitignore')}prepared\n`);
    const before = agents.started.length;
    const configure = (setup: string): void =>
      workspace.write(
        'specwave.yaml',
        agents.configuration(`commit: off\nsetup: [${JSON.stringify(setup)}]\n`),
      );
    configure("echo 'no network'; exit 6");
    workspace.commit();
    const failed = await workspace.carryOut('F001');
    expect(failed).toMatchObject({ exitCode: 1, output: expect.stringContaining('no network') });
    expect(agents.started).toHaveLength(before);
    expect(entry('T001')).toMatchObject({
      outcome: 'failed',
      message: expect.stringMatching(/`setup`[^]*6[^]*no network/),
    });

    configure('mkdir prepared; pwd > prepared/where; echo made > setup.txt');
    const found: string[] = [];
    agents.handleAll(async (invocation) => {
      found.push(`${invocation.tree}\n`, readFileSync(join(invocation.tree, 'prepared/where'), 'utf8'));
      await invocation.write('out/T001.txt', 'done');
      await invocation.exit(0);
    });
    await workspace.carriesOut('F001');
    const [tree, where] = found;
    expect(where).toBe(tree);
    expect(where).toContain(workspace.trees('trees'));
    // What it makes is not the agent's work.
    for (const path of ['prepared', 'setup.txt']) expect(workspace.has(path)).toBe(false);
    expect(entry('T001')).toMatchObject({ files: ['out/T001.txt'] });
  });

  it('and agents that print secrets of the environment leave them in no output, transcript, result or ledger', async () => {
    workspace.write(
      LIST,
      [
        '# Tasks for F001: Secrets\n\n## Layer 0: All\n',
        '- [ ] T001 Create `out/T001.txt`',
        '  - Verification: `printenv FAKE_API_KEY; exit 1`',
        '- [ ] T002 Create `out/T002.txt`',
        '- [ ] T003 Create `out/T003.txt`\n',
      ].join('\n'),
    );
    workspace.write('specwave.yaml', agents.configuration('commit: off\nlimits: { attempts: 2 }\n'));
    workspace.commit();
    agents.handleAll(async (invocation) => {
      await invocation.print(`my key is ${SECRET}, as JSON ${JSON.stringify({ key: SECRET })}`);
      await invocation.result({ summary: `I used ${SECRET}.` });
      if (invocation.task === 'T003') return invocation.exit(1);
      await invocation.write(`out/${invocation.task}.txt`, 'done');
      await invocation.exit(0);
    });
    const { output } = await workspace.carryOut('F001');
    expect(output).toContain('my key is [FAKE_API_KEY]');
    expect(entry('T001')).toMatchObject({ message: expect.stringContaining('[FAKE_API_KEY]') });
    expect(entry('T002')).toMatchObject({ outcome: 'landed' });
    expect(entry('T003')).toMatchObject({ message: expect.stringContaining('I used [FAKE_API_KEY].') });
    for (const task of ['T001', 'T002', 'T003']) {
      const results = `.nx/specwave/results/F001/${task}`;
      expect(workspace.read(`${results}/transcript.jsonl`)).toContain('my key is [FAKE_API_KEY]');
      expect(workspace.has(`${results}/result.json`)).toBe(true);
    }
    const told = [output, workspace.read('.claude/execution/execution.json')];
    for (const path of readdirSync(join(workspace.root, '.nx'), { recursive: true, encoding: 'utf8' })) {
      const file = join(workspace.root, '.nx', path);
      if (lstatSync(file).isFile()) told.push(`${path}\n${readFileSync(file, 'latin1')}`);
    }
    expect(told.filter((text) => text.includes(SECRET))).toEqual([]);
  });

  describe('of `gate`', () => {
    const runs = join(outside, 'gate-runs');
    const gateRuns = (): number => (existsSync(runs) ? readFileSync(runs, 'utf8').split('\n').length - 1 : 0);
    /** Each of two files alone is fine. */
    const RULE = `test ! -e out/T001.txt -o ! -e out/T002.txt -o -e mended.txt || { echo 'one too many'; exit 9; }`;
    const list = [
      '# Tasks for F001: Gates\n\n## Layer 0: First\n',
      '- [ ] T001 Create `out/T001.txt`',
      '- [ ] T002 Create `out/T002.txt`',
      '\n## Layer 1: Second\n',
      '- [ ] T003 Create `out/T003.txt`\n',
    ].join('\n');

    beforeEach(() => {
      rmSync(runs, { force: true });
      workspace.write(LIST, list);
      const gate = JSON.stringify(`echo run >> ${runs}; ${RULE}`);
      workspace.write(
        'specwave.yaml',
        agents.configuration(`commit: off\nverify: [${JSON.stringify(RULE)}]\ngate: [${gate}]\n`),
      );
      workspace.commit();
    });

    async function finish(invocation: Invocation): Promise<void> {
      await invocation.write(`out/${invocation.task}.txt`, invocation.task);
      await invocation.exit(0);
    }

    const gate = (wave: number): object | undefined => workspace.ledger().specs['F001']?.gates?.[wave];

    it('that two results pass alone and fail together stop the later waves, until they pass on the mended tree', async () => {
      const before = agents.started.length;
      const calls = (): string[] =>
        agents.started
          .slice(before)
          .map(({ task }) => task)
          .toSorted();
      agents.handleAll(finish);
      const first = await workspace.carryOut('F001');
      expect(first).toMatchObject({
        exitCode: 1,
        output: expect.stringContaining('one too many'),
      });
      expect(calls()).toEqual(['T001', 'T002']);
      expect(boxes(workspace.read(LIST))).toBe('2/3');
      const failed = { status: 'failed', message: expect.stringMatching(/9[^]*one too many/) };
      expect(gate(0)).toMatchObject(failed);
      expect(workspace.ledger().specs['F001']).toMatchObject({ status: 'partial' });
      expect(gateRuns()).toBe(1);

      const again = await workspace.carryOut('F001');
      expect(again).toMatchObject({ exitCode: 1, output: expect.stringContaining('one too many') });
      expect(calls()).toHaveLength(2);
      expect(gateRuns()).toBe(2);
      expect(gate(0)).toMatchObject(failed);

      workspace.write('mended.txt', '');
      await workspace.carriesOut('F001');
      expect(calls()).toEqual(['T001', 'T002', 'T003']);
      expect(boxes(workspace.read(LIST))).toBe('3/3');
      expect([gate(0), gate(1)]).toMatchObject([{ status: 'passed' }, { status: 'passed' }]);
      expect(workspace.ledger().specs['F001']).toMatchObject({ status: 'completed' });
      expect(gateRuns()).toBe(4);
    });

    it('are made up for by the next run where a run was killed after the last landing of their wave', async () => {
      workspace.write('mended.txt', '');
      const manual = await DrivenAgents.listen();
      workspace.write(
        'specwave.yaml',
        workspace.read('specwave.yaml').replace(String(agents.port), String(manual.port)),
      );
      const name = basename(workspace.root);
      const run = workspace.launch(['implement', 'F001', '--parallel=2'], {
        environment: { [E2E_RUN]: name },
      });
      await Promise.all([manual.next().then(finish), manual.next().then(finish)]);
      const isLanded = (text: string): boolean => /\[x\] T001[^]*\[x\] T002/.test(text);
      await until(join(workspace.root, LIST), isLanded, run.done);
      await killRun(name);
      await run.done;
      expect(boxes(workspace.read(LIST))).toBe('2/3');
      expect(gateRuns()).toBe(0);
      expect(gate(0)).toMatchObject({ status: 'open' });

      manual.handleAll(finish);
      await workspace.succeeds('implement', 'F001');
      manual.close();
      expect(manual.started.map(({ task }) => task).toSorted()).toEqual(['T001', 'T002', 'T003']);
      expect(gateRuns()).toBe(2);
      expect([gate(0), gate(1)]).toMatchObject([{ status: 'passed' }, { status: 'passed' }]);
    });
  });
});
