import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newHolder } from './holder';
import {
  dropAccount,
  isClosed,
  type Launch,
  listAccounts,
  type NewLaunch,
  openLaunch,
  type OpenLaunch,
  ownAccount,
  runningIn,
  spentIn,
} from './spending';
import { compileSources, SOURCES_ENVIRONMENT } from './testing/sources';

const NOTHING = { cost_usd: 0, input_tokens: 0, output_tokens: 0 };

let workspaceRoot: string;
beforeEach(() => {
  workspaceRoot = mkdtempSync(join(tmpdir(), 'specwave-spending-'));
});
afterEach(() => rmSync(workspaceRoot, { recursive: true }));

const newLaunch = (task: string): NewLaunch => ({
  spec: 'F001',
  task,
  agent: 'script',
  before: NOTHING,
  capUsd: 20,
});

function open(task = 'T001'): OpenLaunch {
  const launch = openLaunch(workspaceRoot, newLaunch(task));
  if (!launch.ok) throw new Error(JSON.stringify(launch.problems));
  return launch.value;
}

it('what running agents have told so far is spent, and what ended ones have told', () => {
  const [one, two] = [open('T001'), open('T002')];
  one.update({ cost_usd: 0.5, input_tokens: 10 });
  one.update({ cost_usd: 0.75 });
  two.end({ cost_usd: 1 });
  const account = ownAccount(workspaceRoot);
  expect(spentIn(account)).toEqual({ cost_usd: 1.75, input_tokens: 10, output_tokens: 0 });
  expect(runningIn(account).map(({ task }) => task)).toEqual(['T001']);
});

it('what an agent tells in the end does not take back what it told before', () => {
  const launch = open();
  launch.update({ cost_usd: 0.5, output_tokens: 3 });
  launch.end({});
  expect(spentIn(ownAccount(workspaceRoot))).toMatchObject({ cost_usd: 0.5, output_tokens: 3 });
  expect(runningIn(ownAccount(workspaceRoot))).toEqual([]);
});

it('the account is found again among all, is open as long as its run, and can be dropped', () => {
  open();
  const accounts = listAccounts(workspaceRoot);
  expect(accounts).toEqual([ownAccount(workspaceRoot)]);
  const [account] = accounts;
  if (!account) throw new Error('an account was expected');
  expect(isClosed(account, Date.now())).toBe(false);
  dropAccount(workspaceRoot, account);
  expect(listAccounts(workspaceRoot)).toEqual([]);
});

it('an account is closed when the `nx` of its run is gone, or, on another machine, is long past', () => {
  open();
  const launches = ownAccount(workspaceRoot).launches;
  const withRun = (run: Partial<Launch['run']>) => ({
    name: 'x',
    launches: launches.map((launch) => ({ ...launch, run: { ...newHolder(), ...run } })),
  });
  expect(isClosed(withRun({ started: 1 }), Date.now())).toBe(true);
  const elsewhere = withRun({ namespace: 'another' });
  expect(isClosed(elsewhere, Date.now())).toBe(false);
  expect(isClosed(elsewhere, Date.now() + 31 * 24 * 3_600_000)).toBe(true);
});

it('a launch whose process was killed runs no more, and what it had told stays spent', () => {
  open().update({ cost_usd: 2 });
  const { name, launches } = ownAccount(workspaceRoot);
  const killed = launches.map((launch) => ({ ...launch, holder: { ...launch.holder, started: 1 } }));
  expect(runningIn({ name, launches: killed })).toEqual([]);
  expect(spentIn({ name, launches: killed })).toMatchObject({ cost_usd: 2 });
});

it.each([
  ['the innermost nx around it', { NX_INVOCATION_ANCESTOR_PIDS: `1,${process.pid}` }, process.pid],
  ['the only one that nx 23 names', { NX_INVOCATION_ROOT_PID: String(process.pid) }, process.pid],
  ['its parent, where it was not started by nx', {}, process.ppid],
  ['its parent, where what stands there is no pid', { NX_INVOCATION_ANCESTOR_PIDS: '1,x' }, process.ppid],
])('the run of a process is that of %s', (_, environment, pid) => {
  const before = process.env;
  const { NX_INVOCATION_ANCESTOR_PIDS: _a, NX_INVOCATION_ROOT_PID: _r, ...rest } = before;
  process.env = { ...rest, ...environment };
  jest.isolateModules(() => {
    const { ownAccount: own } = jest.requireActual<typeof import('./spending')>('./spending');
    expect(own(workspaceRoot).name.split('-')[0]).toBe(String(pid));
  });
  process.env = before;
});

it('files that are none of ours are passed over', () => {
  open().end({ cost_usd: 1 });
  const folder = join(workspaceRoot, '.nx/specwave/spending', ownAccount(workspaceRoot).name);
  writeFileSync(join(folder, 'a.json'), '{');
  writeFileSync(join(folder, 'b.json'), '{"usage":{"cost_usd":99}}');
  writeFileSync(join(folder, 'c.json.tmp'), 'half');
  symlinkSync('/dev/zero', join(folder, 'd.json'));
  expect(spentIn(ownAccount(workspaceRoot)).cost_usd).toBe(1);
});

it.each([
  ['a link that leads out of the workspace', (folder: string) => symlinkSync(tmpdir(), folder), 'lease-link'],
  ['a file in the way', (folder: string) => writeFileSync(folder, ''), 'spending-unwritable'],
])('%s is a problem, and no launch', (_, spoil, code) => {
  mkdirSync(join(workspaceRoot, '.nx/specwave'), { recursive: true });
  spoil(join(workspaceRoot, '.nx/specwave/spending'));
  expect(openLaunch(workspaceRoot, newLaunch('T001'))).toMatchObject({ ok: false, problems: [{ code }] });
});

it('processes of one run that ask at once get no further than the cap, and all that they told is counted', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'specwave-spending-program-'));
  compileSources(folder);
  writeFileSync(
    join(folder, 'spend.js'),
    `const { withWorkspaceLock } = require('./state/lock');
     const { openLaunch, ownAccount, spentIn } = require('./state/spending');
     const [root, task] = process.argv.slice(2);
     const launch = { spec: 'F001', task, agent: 'script', before: { cost_usd: 0, input_tokens: 0, output_tokens: 0 }, capUsd: 3 };
     process.stdin.once('data', async () => {
       const opened = await withWorkspaceLock(root, () => {
         if (spentIn(ownAccount(root)).cost_usd >= 3) return null;
         const opened = openLaunch(root, launch);
         opened.value.update({ cost_usd: 1 });
         return opened.value;
       });
       for (let tokens = 1; tokens <= 50 && opened.value; tokens++) opened.value.update({ input_tokens: tokens });
       opened.value?.end({});
       process.exit(opened.value ? 0 : 75);
     });
     process.stdout.write('ready');`,
  );
  const children = Array.from({ length: 8 }, (_, n) =>
    spawn(process.execPath, [join(folder, 'spend.js'), workspaceRoot, `T${n}`], {
      env: { ...SOURCES_ENVIRONMENT, NX_INVOCATION_ANCESTOR_PIDS: `1,${process.pid}` },
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  await Promise.all(children.map((child) => once(child.stdout, 'data')));
  const ended = Promise.all(children.map((child) => once(child, 'exit')));
  for (const child of children) child.stdin.write('go\n');
  const codes = (await ended).map(([code]) => Number(code));
  expect(codes.toSorted((a, b) => a - b)).toEqual([0, 0, 0, 75, 75, 75, 75, 75]);
  const accounts = listAccounts(workspaceRoot);
  expect(accounts.map(spentIn)).toEqual([{ cost_usd: 3, input_tokens: 150, output_tokens: 0 }]);
  expect(accounts[0]?.name).toMatch(new RegExp(`^${process.pid}-`));
  expect(readdirSync(join(workspaceRoot, '.nx/specwave/spending', accounts[0]?.name ?? ''))).toHaveLength(3);
  rmSync(folder, { recursive: true });
});
