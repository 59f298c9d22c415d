/** What Node finds from an agent's tree, in layouts that package managers make (cut down to what matters). */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { captureChanges } from '../capture';
import { completePackages, laidIn, layPackages } from './packages';
import { takeSnapshot } from '../snapshot';
import {
  type Files,
  foldersFor,
  gitIn,
  opened,
  removeFolders,
  repositoryOf,
  valueOf,
  write,
} from '../testing/repository';
import { claimSlot, fillSlot, type Slot } from './slots';

afterAll(removeFolders);

const manifest = (name: string, more: object = {}): string =>
  JSON.stringify({ name, version: '1.0.0', ...more });

const SOURCES: Files = {
  'package.json': manifest('root', { workspaces: ['packages/*'] }),
  'packages/lib/package.json': manifest('@acme/lib'),
  'packages/lib/index.js': 'lib',
  'packages/lib/cli.js': { executable: '#!/usr/bin/env node' },
  'packages/app/package.json': manifest('@acme/app'),
};

/** Hoisted, with a second version below the package that wants it. */
const NPM: Files = {
  'node_modules/@acme/lib': { link: '../../packages/lib' },
  'node_modules/@acme/app': { link: '../../packages/app' },
  'node_modules/@types/node/package.json': manifest('@types/node'),
  'node_modules/dep/package.json': manifest('dep', { scripts: { test: 'x' } }),
  'node_modules/dep/cli.js': { executable: '' },
  'node_modules/.bin/dep': { link: '../dep/cli.js' },
  'node_modules/.bin/lib': { link: '../@acme/lib/cli.js' },
  'node_modules/.cache/tool/file': 'cached',
  'node_modules/.vite/deps': 'cached',
  'node_modules/.package-lock.json': '{}',
  'packages/app/node_modules/dep/package.json': manifest('dep', { version: '2.0.0' }),
};

const STORE = 'node_modules/.pnpm';
const PNPM: Files = {
  [`${STORE}/dep@1/node_modules/dep/package.json`]: manifest('dep'),
  [`${STORE}/dep@2/node_modules/dep/package.json`]: manifest('dep', { version: '2.0.0' }),
  'node_modules/.modules.yaml': '',
  'node_modules/dep': { link: '.pnpm/dep@1/node_modules/dep' },
  'packages/app/node_modules/dep': { link: '../../../node_modules/.pnpm/dep@2/node_modules/dep' },
  'packages/app/node_modules/@acme/lib': { link: '../../../lib' },
  'packages/app/node_modules/.bin/lib': {
    executable: '#!/bin/sh\nexec "$(dirname "$0")/../@acme/lib/cli.js"',
  },
};

interface Made {
  main: string;
  tree: string;
  slot: Slot;
  base: string;
  /** Fills the same tree anew, as for the next task. */
  again(): Promise<void>;
  capture: () => ReturnType<typeof captureChanges>;
  complete(): void;
}

/** `installed` is on the disk only; `.gitignore` does not name it unless `sources` says so. */
async function treeOf(installed: Files, sources: Files = {}): Promise<Made> {
  const main = repositoryOf({ ...SOURCES, ...sources });
  write(main, installed);
  const repository = await opened(main);
  const folders = foldersFor(main);
  const base = valueOf(await takeSnapshot(repository, [], folders.scratch)).commit;
  const slot = valueOf(await claimSlot(repository, folders, new Set(), base));
  const again = async (): Promise<void> => {
    valueOf(await fillSlot(repository, folders, slot, base, laidIn(slot)));
    valueOf(await layPackages(repository, folders, slot));
  };
  await again();
  return {
    main,
    tree: realpathSync(slot.path),
    slot,
    base,
    again,
    capture: () => captureChanges(repository, slot, base, [], folders.scratch),
    complete: () => valueOf(completePackages(repository, folders, slot)),
  };
}

/** Where Node finds `name` from a folder: the real path of the first that there is on the way up. */
function found(from: string, name: string): string {
  const path = join(from, 'node_modules', name);
  if (existsSync(path)) return realpathSync(path);
  return dirname(from) === from ? 'nowhere' : found(dirname(from), name);
}

describe('from a tree', () => {
  it.each([
    ['npm', NPM],
    ['pnpm', PNPM],
  ])(
    "a package of the workspace is the tree's own, every other one as in the main tree (%s)",
    async (_, files) => {
      const { main, tree } = await treeOf(files);
      const app = join(tree, 'packages/app');
      expect(found(app, '@acme/lib')).toBe(join(tree, 'packages/lib'));
      for (const folder of ['', 'packages/lib', 'packages/app'])
        expect(found(join(tree, folder), 'dep')).toBe(found(join(main, folder), 'dep'));
    },
  );

  it('programs are those of the tree, or of the main tree where they were installed', async () => {
    const npm = await treeOf(NPM);
    expect(found(npm.tree, '.bin/lib')).toBe(join(npm.tree, 'packages/lib/cli.js'));
    expect(found(npm.tree, '.bin/dep')).toBe(join(npm.main, 'node_modules/dep/cli.js'));
    // pnpm's scripts look for their program from where they stand.
    const pnpm = await treeOf(PNPM);
    const script = join(pnpm.tree, 'packages/app/node_modules/.bin/lib');
    expect(lstatSync(script).isFile()).toBe(true);
    expect(lstatSync(script).mode & 0o111).not.toBe(0);
  });

  it("a script of pnpm's that names the store runs the main tree's, one that names the tree's package is copied", async () => {
    const scriptTo = (way: string): { executable: string } => ({
      executable: `#!/bin/sh\nexec "$(dirname "$0")"/'${way}' "$@"\n# cmd-shim-target=${way}\n`,
    });
    const { tree } = await treeOf({
      [`${STORE}/dep@1/node_modules/dep/cli.js`]: { executable: '#!/bin/sh\necho "dep $1"' },
      'node_modules/.bin/dep': scriptTo('../.pnpm/dep@1/node_modules/dep/cli.js'),
      'node_modules/.bin/lib': scriptTo('../../packages/lib/cli.js'),
    });
    const bin = join(tree, 'node_modules/.bin');
    expect(execFileSync(join(bin, 'dep'), ['a b'], { encoding: 'utf8' })).toBe('dep a b\n');
    expect(readFileSync(join(bin, 'lib'), 'utf8')).toContain('../../packages/lib/cli.js');
  });

  it("caches and stores are not there, nor the package manager's notes, but for those that Nx asks for", async () => {
    const { tree } = await treeOf(NPM);
    expect(readdirSync(join(tree, 'node_modules')).toSorted()).toEqual([
      '.bin',
      '.gitignore',
      '@acme',
      '@types',
      'dep',
    ]);
    const pnpm = await treeOf(PNPM);
    expect(readdirSync(join(pnpm.tree, 'node_modules')).toSorted()).toEqual([
      '.gitignore',
      '.modules.yaml',
      'dep',
    ]);
  });

  it('a link to what a build is going to make leads into the tree', async () => {
    const { tree } = await treeOf({ 'node_modules/built': { link: '../dist/built' } });
    write(tree, { 'dist/built/package.json': manifest('built') });
    expect(found(tree, 'built')).toBe(join(tree, 'dist/built'));
  });

  it('a package in a repository of its own, whose files the tree does not have, is that of the main tree', async () => {
    const { main, tree } = await treeOf({
      'vendor/sub/package.json': manifest('sub'),
      'vendor/sub/.git/HEAD': '',
      'node_modules/sub': { link: '../vendor/sub' },
    });
    expect(found(tree, 'sub')).toBe(join(main, 'vendor/sub'));
  });

  it.each([
    [
      'JSON',
      JSON.stringify({ injectedDeps: { 'packages/lib': [`${STORE}/lib@file/node_modules/@acme/lib`] } }),
    ],
    [
      'YAML',
      `hoistPattern: []\ninjectedDeps:\n  packages/lib:\n    - ${STORE}/lib@file/node_modules/@acme/lib\nshamefullyHoist: false\n`,
    ],
  ])(
    "a package of the workspace that pnpm has copied is the tree's own (its notes in %s)",
    async (_, notes) => {
      const copy = `${STORE}/lib@file/node_modules/@acme/lib`;
      const { tree } = await treeOf({
        'node_modules/.modules.yaml': notes,
        [`${copy}/package.json`]: manifest('@acme/lib'),
        'packages/app/node_modules/@acme/lib': { link: `../../../../${copy}` },
      });
      expect(found(join(tree, 'packages/app'), '@acme/lib')).toBe(join(tree, 'packages/lib'));
    },
  );

  it.each([
    ['JSON', (way: string) => JSON.stringify({ virtualStoreDir: way, included: {} }, null, 2)],
    ['YAML', (way: string) => `storeDir: /a\nvirtualStoreDir: ${way}\nincluded: {}\n`],
  ])(
    'a store of pnpm outside of the repository is the same for a tree (its notes in %s)',
    async (_, text) => {
      const name = 'node_modules/.modules.yaml';
      const { main, tree, again } = await treeOf({ [name]: text('../../store/links') });
      const way = relative(join(tree, 'node_modules'), join(main, '../store/links'));
      expect(readFileSync(join(tree, name), 'utf8')).toBe(text(way));
      write(main, { [name]: text('../store') });
      await again();
      expect(readFileSync(join(tree, name), 'utf8')).toBe(text('../store'));
    },
  );

  it('pnpm is told that all is installed, where it is told so in the main tree', async () => {
    const name = 'node_modules/.pnpm-workspace-state-v1.json';
    const { main, tree, again } = await treeOf({});
    const installedAt = (lastValidatedTimestamp: number): void =>
      write(main, {
        [name]: JSON.stringify({ lastValidatedTimestamp, projects: { [join(main, 'packages/app')]: 1 } }),
      });
    const made = statSync(join(main, 'packages/app/package.json')).mtimeMs;
    installedAt(made + 1);
    await again();
    const state = JSON.parse(readFileSync(join(tree, name), 'utf8'));
    expect(state.projects).toEqual({ [join(tree, 'packages/app')]: 1 });
    expect(state.lastValidatedTimestamp).toBeGreaterThan(
      statSync(join(tree, 'packages/app/package.json')).mtimeMs,
    );
    installedAt(made - 1000);
    await again();
    expect(existsSync(join(tree, name))).toBe(false);
  });

  it('packages that git tracks are those of the commit', async () => {
    const { tree } = await treeOf(
      { 'node_modules/dep/package.json': manifest('dep') },
      { 'node_modules/own/index.js': 'own' },
    );
    expect(found(tree, 'own')).toBe(join(tree, 'node_modules/own'));
    expect(gitIn(tree, ['status', '--porcelain'])).toBe('');
  });
});

describe('what npm would run or install in a link', () => {
  const FILES: Files = {
    'node_modules/native/package.json': manifest('native', {
      main: 'main.js',
      scripts: { postinstall: 'node build', prepare: 'rm -rf build', test: 'jest' },
    }),
    'node_modules/native/main.js': 'main',
    'node_modules/native/binding.gyp': '{}',
    'node_modules/old/package.json': manifest('old'),
    'node_modules/old/node_modules/dep/package.json': manifest('dep', { version: '0.1.0' }),
  };

  it('is not there: the package is a folder of links, its manifest without these scripts', async () => {
    const { main, tree } = await treeOf(FILES);
    const native = join(tree, 'node_modules/native');
    expect(lstatSync(native).isDirectory()).toBe(true);
    expect(JSON.parse(readFileSync(join(native, 'package.json'), 'utf8'))).toEqual({
      name: 'native',
      version: '1.0.0',
      main: 'main.js',
      scripts: { test: 'jest' },
    });
    expect(readdirSync(native)).not.toContain('binding.gyp');
    // Node goes by real paths: what the package itself needs is found in the main tree.
    expect(realpathSync(join(native, 'main.js'))).toBe(join(main, 'node_modules/native/main.js'));
    const old = join(tree, 'node_modules/old/node_modules');
    expect(lstatSync(old).isDirectory()).toBe(true);
    expect(realpathSync(join(old, 'dep'))).toBe(join(main, 'node_modules/old/node_modules/dep'));
  });

  it('is found again after the package was installed anew', async () => {
    const { main, tree, again } = await treeOf(FILES);
    rmSync(join(main, 'node_modules/old'), { recursive: true });
    write(main, { 'node_modules/old/package.json': manifest('old', { version: '2.0.0' }) });
    await again();
    expect(found(tree, 'old')).toBe(join(main, 'node_modules/old'));
  });
});

describe('a tree that is used again', () => {
  it('keeps its links, and has nothing of what the agent before it installed', async () => {
    const { main, tree, again } = await treeOf(NPM);
    const kept = lstatSync(join(tree, 'node_modules/@types/node')).ino;
    rmSync(join(tree, 'node_modules/dep'));
    write(tree, {
      'node_modules/dep/package.json': manifest('dep', { version: '9.0.0' }),
      'node_modules/more/package.json': manifest('more'),
      'node_modules/@acme/lib': { link: '/nowhere' },
      'node_modules/.bin': null,
      'node_modules/.package-lock.json': '{}',
      'packages/lib/node_modules/more/package.json': manifest('more'),
    });
    await again();
    expect(found(tree, 'dep')).toBe(join(main, 'node_modules/dep'));
    expect(found(tree, '@acme/lib')).toBe(join(tree, 'packages/lib'));
    expect(existsSync(join(tree, 'node_modules/more'))).toBe(false);
    expect(existsSync(join(tree, 'packages/lib/node_modules'))).toBe(false);
    expect(readdirSync(join(tree, 'node_modules'))).toEqual(
      expect.not.arrayContaining(['.package-lock.json']),
    );
    expect(readdirSync(join(tree, 'node_modules/.bin'))).toEqual(['dep', 'lib']);
    expect(lstatSync(join(tree, 'node_modules/@types/node')).ino).toBe(kept);
  });

  it('follows the main tree', async () => {
    const { main, tree, again } = await treeOf(NPM);
    rmSync(join(main, 'packages/app/node_modules'), { recursive: true });
    write(main, { 'node_modules/more/package.json': manifest('more') });
    await again();
    expect(found(tree, 'more')).toBe(join(main, 'node_modules/more'));
    expect(existsSync(join(tree, 'packages/app/node_modules'))).toBe(false);
  });

  it('writes nothing through a link, whatever the agent put in its place', async () => {
    const { main, tree, again } = await treeOf(NPM);
    rmSync(join(tree, 'node_modules'), { recursive: true });
    write(tree, { node_modules: { link: join(main, 'packages') } });
    await again();
    expect(readdirSync(join(main, 'packages')).toSorted()).toEqual(['app', 'lib']);
    expect(found(tree, '@acme/lib')).toBe(join(tree, 'packages/lib'));
  });
});

it('has its packages again for the checks where the agent took them away', async () => {
  const { tree, complete } = await treeOf(NPM);
  rmSync(join(tree, 'node_modules'), { recursive: true });
  rmSync(join(tree, 'packages/app/node_modules/dep'));
  write(tree, { 'packages/app/node_modules/dep/package.json': manifest('dep', { version: '3.0.0' }) });
  complete();
  expect(found(tree, '@acme/lib')).toBe(join(tree, 'packages/lib'));
  // What it installed is its own.
  expect(found(join(tree, 'packages/app'), 'dep')).toBe(join(tree, 'packages/app/node_modules/dep'));
});

it('is no change of the agent, though nothing ignores it', async () => {
  const { tree, capture } = await treeOf(NPM);
  expect(gitIn(tree, ['status', '--porcelain'])).toBe('');
  gitIn(tree, ['add', '--all']);
  writeFileSync(join(tree, 'node_modules/added.js'), '');
  writeFileSync(join(tree, 'packages/app/added.js'), '');
  expect(valueOf(await capture()).files.map(({ path }) => path)).toEqual(['packages/app/added.js']);
});

it('is nothing where nothing is installed', async () => {
  const { tree, slot } = await treeOf({});
  expect(existsSync(join(tree, 'node_modules'))).toBe(false);
  expect(laidIn(slot)).toEqual([]);
});
