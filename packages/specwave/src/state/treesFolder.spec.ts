import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { allTreesFolders, forPeople, TREES_VARIABLE, treesFolder, treesRoot } from './treesFolder';

let folder: string;
let workspace: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'specwave-trees-')));
  workspace = join(folder, 'work/My shop');
  mkdirSync(workspace, { recursive: true });
  process.env[TREES_VARIABLE] = join(folder, 'trees');
});
afterEach(() => {
  delete process.env[TREES_VARIABLE];
  rmSync(folder, { recursive: true, force: true });
});

const codes = (result: ReturnType<typeof treesFolder>): string[] =>
  result.ok ? [] : result.problems.map(({ code }) => code);

it.each<[string, NodeJS.Platform, Record<string, string>, string]>([
  ['where the user says', 'linux', { [TREES_VARIABLE]: '/fast', XDG_CACHE_HOME: '/x' }, '/fast'],
  ['in the cache folder', 'linux', { XDG_CACHE_HOME: '/x' }, '/x/specwave'],
  [
    'in the usual one where a relative one is named',
    'linux',
    { XDG_CACHE_HOME: 'x' },
    `${homedir()}/.cache/specwave`,
  ],
  ["in macOS's", 'darwin', {}, `${homedir()}/Library/Caches/specwave`],
  ["in Windows's", 'win32', { LOCALAPPDATA: '/Local' }, '/Local/specwave'],
])('trees stand %s', (_, platform, environment, expected) => {
  expect(treesRoot(environment, platform)).toBe(expected);
});

it('each workspace has its own folder, by whatever link it is called, and the folder says whose it is', () => {
  const other = join(folder, 'other/My shop');
  const link = join(folder, 'link');
  mkdirSync(other, { recursive: true });
  symlinkSync(workspace, link);
  const own = treesFolder(workspace, workspace);
  expect(own).toMatchObject({ ok: true, value: expect.stringContaining('/trees/My-shop-') });
  expect(treesFolder(link, link)).toEqual(own);
  expect(treesFolder(other, other)).not.toEqual(own);
  expect(
    allTreesFolders()
      .map((each) => each.workspace)
      .toSorted(),
  ).toEqual([other, workspace].toSorted());
});

it('what is called otherwise than we would call it is none of ours', () => {
  const made = treesFolder(workspace, workspace);
  mkdirSync(join(folder, 'trees/other'), { recursive: true });
  symlinkSync(join(made.ok ? made.value : '', 'workspace.json'), join(folder, 'trees/other/workspace.json'));
  expect(allTreesFolders()).toHaveLength(1);
});

it('a folder in the repository is refused, also behind a link', () => {
  const link = join(folder, 'link');
  symlinkSync(workspace, link);
  for (const place of [join(workspace, '.cache'), join(link, '.cache')]) {
    process.env[TREES_VARIABLE] = place;
    expect(codes(treesFolder(workspace, workspace))).toEqual(['trees-unusable']);
  }
});

it('a place that is a file is refused', () => {
  process.env[TREES_VARIABLE] = __filename;
  expect(codes(treesFolder(workspace, workspace))).toEqual(['trees-unusable']);
});

it('a path below the home folder is told as people write it', () => {
  expect(forPeople(join(homedir(), '.cache/x'))).toBe('~/.cache/x');
  expect(forPeople('/elsewhere/x')).toBe('/elsewhere/x');
});
