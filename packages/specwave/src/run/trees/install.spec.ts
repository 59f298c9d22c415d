import { existsSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../config/load';
import { dueInstall, noteInstall, setInstall } from '../../state/installs';
import { TestRun } from '../task/testing/run';
import { installDue } from './install';

let test: TestRun;
afterEach(() => test.close());

const LOCK = 'pnpm-lock.yaml';

/** A workspace where this is to be run, and a result has landed that asks for it. */
function due(install: string): void {
  test = new TestRun(`commit: off\ninstall: ${install}`);
  test.write(LOCK, 'lock\n');
  const asked = { changed: ['package.json'], locks: [LOCK], anew: [], ours: [] };
  noteInstall(test.root, { spec: 'F001', task: 'T001', ...asked });
}

async function settle(again?: boolean): Promise<string | null> {
  const config = loadConfig(test.root);
  if (!config.ok) throw new Error(JSON.stringify(config.problems));
  return (await installDue(test.context, config.value, again))?.code ?? null;
}

const runs = (): number => test.eventsOf('commands-started').length;

it('is run once, in the workspace', async () => {
  due('touch here');
  await expect(settle()).resolves.toBeNull();
  expect(existsSync(join(test.root, 'here'))).toBe(true);
  await expect(settle()).resolves.toBeNull();
  expect(runs()).toBe(1);
});

it('where it fails, nothing may start, and it is not tried again until it is asked for or another result lands', async () => {
  due('test -e mended');
  await expect(settle()).resolves.toBe('not-installed');
  expect(test.eventsOf('problem').map(({ problem }) => problem.code)).toEqual(['install-failed']);
  await expect(settle()).resolves.toBe('not-installed');
  expect(runs()).toBe(1);
  test.write('mended', '');
  await expect(settle(true)).resolves.toBeNull();
  expect(dueInstall(test.root)).toBeNull();
});

it('two at once install once', async () => {
  due('test ! -e here && touch here');
  await expect(Promise.all([settle(), settle()])).resolves.toEqual([null, null]);
  expect(runs()).toBe(1);
});

it('an interrupted one is still due', async () => {
  due('exit 1');
  test.onEvent = ({ type }) => {
    if (type === 'commands-started') test.abort.abort();
  };
  await expect(settle()).resolves.toBeNull();
  expect(dueInstall(test.root)).toMatchObject({ failed: null });
});

it('what a killed package manager was writing beside its lock file is cleared away, and nothing of the user', async () => {
  due('"true"');
  const torn = [`${LOCK}.1910209455`, '_tmp_31605_1c76cab13ce1e0a0d53355e8e26e6228'];
  const users = [`${LOCK}.20240101`, `${LOCK}.bak`, '_tmp_1', LOCK];
  for (const name of [...torn, ...users]) test.write(name, 'x');
  utimesSync(join(test.root, `${LOCK}.20240101`), 0, 0);
  const noted = dueInstall(test.root);
  setInstall(test.root, noted && { ...noted, begunAt: Date.now() - 60_000 });
  await settle();
  const there = (names: string[]): string[] => names.filter((name) => existsSync(join(test.root, name)));
  expect(there(torn)).toEqual([]);
  expect(there(users)).toEqual(users);
});
