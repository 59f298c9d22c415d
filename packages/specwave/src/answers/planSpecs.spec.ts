/** `plan` and `status`, in a workspace with two specs, one of them begun. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createColors } from 'picocolors';
import type { Problem } from '../config/problem';
import { NO_RUN_HINTS, type RunHints } from '../plan/hints';
import type { Scope } from '../plan/selection';
import type { RunEvent } from '../report/events';
import type { PlanAnswer, PlanTask } from '../report/plan';
import type { StatusAnswer } from '../report/status';
import { linesOf } from '../report/terminal';
import { newHolder } from '../state/holder';
import { keepOwn } from '../state/ownResults';
import { readResult, writeResult } from '../state/resultStore';
import { agentOf } from '../workspace/agentOf';
import { cliWorkspaceAt } from '../workspace/cliWorkspace';
import { readSpec } from '../workspace/readSpec';
import { planSpecs } from './planSpecs';
import { selectSpecs } from './selectSpecs';
import { showStatus } from './showStatus';

// The extension that Node needs is none that Jest finds.
jest.mock('../workspace/parse.js', () => jest.requireActual('../workspace/parse'), { virtual: true });
jest.mock('../workspace/parseConfig.js', () => jest.requireActual('../workspace/parseConfig'), {
  virtual: true,
});
jest.mock('../workspace/identifySpec.js', () => jest.requireActual('../workspace/identifySpec'), {
  virtual: true,
});

const SIGN_UP = `# Tasks for F001: Sign-up and everything that somebody needs who has never been here before

## Layer 0: Foundations (Run First)
- [x] T001 Create the user store in \`src/users.ts\`
- [ ] T002 Create the password rules in \`packages/accounts/src/lib/passwords/rules.ts\` and tell people what is wrong with theirs
  - Agent: writer
- [ ] T003 Create the mail in \`src/mail.ts\`
  - Agent: writer

## Layer 1: Services (Parallel)
- [ ] T004 Create sign-up in \`src/sign-up.ts\`
  - Dependencies: T001, T002
- [ ] T005 Set up auth in \`src/auth.ts\`
  - Agent: writer
`;
const LOGIN =
  '# Tasks for F002: Sign-in\n\n- [ ] T001 Create `src/sign-in.ts`\n- [ ] T001 Twice (depends on T001)\n';
const ENTRY = { started_at: '2026-01-01T10:00:00+00:00', last_updated: '2026-01-01T10:01:01+00:00' };
const LEDGER = {
  session: '2026-01-01T10:00:00+00:00',
  specs: {
    F001: {
      status: 'partial',
      cost_usd: 0.4,
      ...ENTRY,
      tasks: {
        T001: { status: 'completed', outcome: 'landed', agent: 'writer', cost_usd: 0.4 },
        T002: {
          status: 'pending',
          outcome: 'invalid',
          agent: 'writer',
          message: 'The agent says that it is done, but `npm test` fails.\nlast words',
          next: 'Look at what the agent left, which is in .nx/specwave/worktrees/F001/T002, and run again.',
        },
        T003: { status: 'in_progress', agent: 'writer', started_at: '2026-01-01T10:00:30+00:00' },
      },
    },
    F009: {
      status: 'completed',
      tasks: { T001: { status: 'completed', outcome: 'landed', agent: 'writer', cost_usd: 0.2 } },
    },
  },
};

let root: string;
const before = process.env['SPECWAVE_HINT'];
beforeEach(() => {
  delete process.env['SPECWAVE_HINT'];
  root = realpathSync(mkdtempSync(join(tmpdir(), 'specwave-plan-')));
  write('nx.json', '{ "plugins": ["specwave"] }');
  write(
    'specwave.yaml',
    'agents: { writer: { driver: command, command: [node, a.mjs] } }\nlimits: { budgetUsd: 0.5 }\n',
  );
  write('specs/phase-0/F001-sign-up/tasks.md', SIGN_UP);
  write('specs/phase-1/F002-sign-in/tasks.md', LOGIN);
  write('.claude/execution/execution.json', JSON.stringify(LEDGER));
});
afterEach(() => {
  rmSync(root, { recursive: true });
  if (before === undefined) delete process.env['SPECWAVE_HINT'];
  else process.env['SPECWAVE_HINT'] = before;
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** What each verb reports, and the problems that it ends with. */
async function ask(verb: 'plan' | 'status', scope: Scope = { kind: 'all' }, hints: RunHints = NO_RUN_HINTS) {
  const workspace = cliWorkspaceAt(root);
  const selection = workspace.ok ? await selectSpecs(workspace.value, scope) : workspace;
  if (!workspace.ok || !selection.ok) throw new Error(JSON.stringify([workspace, selection]));
  const events: RunEvent[] = [];
  const report = (event: RunEvent): number => events.push(event);
  const done =
    verb === 'plan'
      ? await planSpecs(workspace.value, selection.value, hints, report)
      : await showStatus(workspace.value, selection.value, report);
  return { events, problems: done.ok ? ([] as Problem[]) : done.problems };
}

async function plan(scope?: Scope, hints?: RunHints): Promise<PlanAnswer> {
  const [event] = (await ask('plan', scope, hints)).events;
  if (event?.type !== 'plan') throw new Error(`expected a plan, got ${JSON.stringify(event)}`);
  return event.plan;
}

async function status(): Promise<StatusAnswer> {
  const [event] = (await ask('status')).events;
  if (event?.type !== 'status') throw new Error(`expected a status, got ${JSON.stringify(event)}`);
  return event.status;
}

async function task(id: string, hints?: RunHints): Promise<PlanTask | undefined> {
  const { specs } = await plan({ kind: 'all' }, hints);
  return specs[0]?.waves.flatMap(({ tasks }) => tasks).find((each) => each.id === id);
}

/** Stores a landed result for a task of F001, as a run would have. `changed`: one for another definition. */
function store(id: string, changed = false): void {
  const spec = { name: 'F001', path: 'specs/phase-0/F001-sign-up' };
  const read = readSpec({ workspaceRoot: root, spec });
  const planned = read.ok ? read.value.plan.tasks.get(id) : undefined;
  if (!read.ok || !planned) throw new Error('the test itself is wrong');
  const digest = changed ? '0'.repeat(64) : (read.value.digests.get(id) ?? '');
  const now = new Date().toISOString();
  const result = {
    digest,
    settings: agentOf(read.value, planned).key,
    agent: 'writer',
    outcome: 'landed' as const,
    attempts: 1,
    started_at: now,
    ended_at: now,
    duration_ms: 1,
    message: null,
    next: null,
    usage: {},
    files: [],
    checks: [],
    flags: [],
    unmade: [],
    role: null,
  };
  const stored = writeResult(root, 'F001', id, result, Buffer.from(''), join(root, 'none'));
  if (!stored.ok) throw new Error(JSON.stringify(stored.problems));
}

/** A lease on a task of F001. */
function lease(id: string, isDead: boolean): void {
  const holder = newHolder();
  const note = {
    digest: '',
    settings: '',
    attempt: 2,
    startedAt: new Date(Date.now() - 61_000).toISOString(),
    worktree: null,
    base: null,
    ending: null,
  };
  const file = { holder: isDead ? { ...holder, started: 1 } : holder, note, left: null };
  write(`.nx/specwave/locks/tasks/F001/${id}/lease.json`, JSON.stringify(file));
}

/** All files but Nx's own, with their bytes and times. */
function files(): Record<string, string> {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).toSorted();
  return Object.fromEntries(
    paths
      .filter((path) => path !== '.nx' && !`${path}/`.startsWith('.nx/workspace-data/'))
      .map((path) => {
        const stat = statSync(join(root, path));
        return [
          path,
          stat.isFile() ? `${stat.mtimeMs} ${readFileSync(join(root, path), 'base64')}` : 'folder',
        ];
      }),
  );
}

describe('the plan', () => {
  it('has for each task what is left its agent, files and dependencies', async () => {
    expect(await task('T004')).toEqual({
      id: 'T004',
      title: 'Create sign-up in `src/sign-up.ts`',
      agent: 'recipe',
      role: null,
      files: ['src/sign-up.ts'],
      dependsOn: ['T001', 'T002'],
      will: 'run',
      likelyCostUsd: 0,
      checks: [],
      flags: [],
    });
  });

  it('counts what is done, wave by wave', async () => {
    const [spec] = (await plan()).specs;
    expect(spec).toMatchObject({ spec: 'F001', phase: 0, done: 1, total: 5, runs: 4, replays: 0 });
    expect(spec?.waves.map(({ wave, done, tasks }) => [wave, done, tasks.length])).toEqual([
      [0, ['T001'], 2],
      [1, [], 2],
    ]);
  });

  it('expects a task to cost what those of its agent have cost, in all specs', async () => {
    expect((await task('T002'))?.likelyCostUsd).toBe(0.3);
    expect((await plan()).likelyCost).toEqual({ usd: 0.9, unknown: 0 });
  });

  it('knows no cost of an agent that has done nothing yet', async () => {
    write('.claude/execution/execution.json', '{ "specs": {} }');
    expect((await task('T002'))?.likelyCostUsd).toBeNull();
    expect((await plan()).likelyCost).toEqual({ usd: 0, unknown: 3 });
  });

  it('replays a task whose own result is stored, for nothing', async () => {
    store('T002');
    expect(await task('T002')).toMatchObject({ will: 'replay', likelyCostUsd: 0 });
    expect(await plan()).toMatchObject({ replays: 1 });
  });

  it('replays a task whose result is kept beside one that Nx put in its place', async () => {
    store('T002');
    const stored = readResult(root, 'F001', 'T002')?.result;
    if (!stored) throw new Error('the test itself is wrong');
    keepOwn(root, 'F001', 'T002', stored);
    store('T002', true);
    expect((await task('T002'))?.will).toBe('replay');
  });

  it.each([
    ['of another definition', () => store('T002', true), NO_RUN_HINTS],
    ['with another hint', () => store('T002'), { ...NO_RUN_HINTS, direct: true }],
    [
      'where nothing is isolated, so that nothing replays',
      () => {
        store('T002');
        write('specwave.yaml', `${readFileSync(join(root, 'specwave.yaml'), 'utf8')}isolation: none\n`);
      },
      NO_RUN_HINTS,
    ],
  ])('runs a task with a result %s', async (_, arrange, hints) => {
    arrange();
    expect((await task('T002', hints))?.will).toBe('run');
  });

  it('says how each list was read, and its problems', async () => {
    const [, spec] = (await plan()).specs;
    expect(spec).toMatchObject({
      spec: 'F002',
      state: 'blocked',
      dialect: 'in-order',
      problems: [{ code: 'duplicate-id' }],
    });
  });

  it('counts in all only what would run', async () => {
    const { runs, specs } = await plan();
    expect([runs, specs.map((spec) => spec.runs)]).toEqual([4, [4, 2]]);
  });

  it('of a spec whose task list is gone is left out, and its problem is told', async () => {
    const workspace = cliWorkspaceAt(root);
    const selection = workspace.ok ? await selectSpecs(workspace.value, { kind: 'all' }) : workspace;
    if (!workspace.ok || !selection.ok) throw new Error('the test itself is wrong');
    rmSync(join(root, 'specs/phase-1/F002-sign-in/tasks.md'));
    const events: RunEvent[] = [];
    const done = await planSpecs(workspace.value, selection.value, NO_RUN_HINTS, (event) =>
      events.push(event),
    );
    expect(events).toMatchObject([{ type: 'plan', plan: { specs: [{ spec: 'F001' }] } }]);
    expect(done).toMatchObject({ ok: false, problems: [{ code: 'tasks-unreadable' }] });
  });
});

describe('the status', () => {
  it('has what the ledger says beside what the files say', async () => {
    const { specs } = await status();
    expect(specs).toMatchObject([
      { spec: 'F001', status: 'partial', done: 1, total: 5, elapsedMs: 61_000, spent: { cost_usd: 0.4 } },
      { spec: 'F002', status: 'pending', done: 0, state: 'blocked', elapsedMs: null },
    ]);
    expect(specs[0]?.remaining.find(({ id }) => id === 'T002')).toMatchObject({ outcome: 'invalid' });
  });

  it.each([
    ['a run works on it', false],
    ['its run was killed', true],
  ])('tells of a task that is taken: %s', async (_, isInterrupted) => {
    lease('T003', isInterrupted);
    const { atWork } = await status();
    expect(atWork).toMatchObject([
      { spec: 'F001', task: 'T003', agent: 'writer', attempt: 2, isInterrupted },
    ]);
    expect(atWork[0]?.forMs).toBeGreaterThanOrEqual(61_000);
  });

  it('tells of nobody at work where nobody is', async () => {
    expect((await status()).atWork).toEqual([]);
  });
});

describe.each(['plan', 'status'] as const)('%s', (verb) => {
  it.each([
    ['as it is', () => undefined],
    ['with results and leases', () => (store('T002'), lease('T003', false))],
    ['without a ledger', () => rmSync(join(root, '.claude'), { recursive: true })],
  ])('leaves the workspace as it was, to the byte: %s', async (_, arrange) => {
    arrange();
    const was = files();
    await ask(verb);
    expect(files()).toEqual(was);
  });

  it.each([80, 200])('looks like this on %i columns', async (width) => {
    store('T005');
    const { events } = await ask(verb);
    const lines = events.flatMap((event) => linesOf(event, createColors(false), width));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    expect(`\n${lines.join('\n')}\n`).toMatchSnapshot();
  });
});
