/**
 * A workspace as `create-nx-workspace --preset=ts` makes it: packages that resolve to each other's sources (`@acme/source`) or
 * build output, TypeScript with project references, two packages tested by vitest and one by `node --test`. The preset is out
 * for nx 23 only; with nx 24 the same packages have targets of their own in place of its plugins.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Workspace } from '../support/workspace';

const CACHE = resolve(__dirname, '../../../../.cache/presets');
const CREATED_BY = '23.2.1';

export const NX_VERSIONS = {
  '23': { nx: '23.3.1', devkit: '23.3.1' },
  '24': { nx: '24.0.6', devkit: '24.0.0' },
} as const;
type Major = keyof typeof NX_VERSIONS;

interface Manifest {
  devDependencies: Record<string, string>;
  [key: string]: unknown;
}

function run(folder: string, program: string, ...args: string[]): void {
  const own = Object.entries(process.env).filter(([name]) => !/^(?:npm_|NX_)/.test(name));
  const env = { ...Object.fromEntries(own), CI: '1', NX_DAEMON: 'false' };
  try {
    execFileSync(program, args, { cwd: folder, env, stdio: 'pipe' });
  } catch (error) {
    throw new Error(`${program} ${args.join(' ')}: ${String((error as { stdout?: Buffer }).stdout)}`, {
      cause: error,
    });
  }
}

const install = ['install', '--install-links', '--no-audit', '--no-fund', '--silent'];

function edit<T>(file: string, change: (value: T) => void): void {
  const value = JSON.parse(readFileSync(file, 'utf8')) as T;
  change(value);
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

const SOURCES = {
  'packages/lib/package.json': JSON.stringify({
    name: '@acme/lib',
    version: '0.0.1',
    private: true,
    type: 'module',
    exports: {
      '.': { '@acme/source': './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' },
    },
    dependencies: { '@acme/util': '*', tslib: '^2.3.0' },
    nx: { targets: { test: { command: 'node --test packages/lib/test', dependsOn: ['build'] } } },
  }),
  'packages/lib/tsconfig.json': JSON.stringify({
    extends: '../../tsconfig.base.json',
    files: [],
    include: [],
    references: [{ path: './tsconfig.lib.json' }],
  }),
  'packages/lib/src/index.ts': `import { util } from '@acme/util';\nconst word: string = util();\nexport const lib = (): string => \`lib of \${word}\`;\n`,
  'packages/lib/test/lib.test.mjs': libTest('util'),
  'packages/app/src/lib/app.ts': `import { lib } from '@acme/lib';\nexport const app = (): string => \`app with \${lib()}\`;\n`,
  'packages/app/src/lib/app.spec.ts': appTest('util'),
};

export function utilTest(word: string): string {
  return `import { util } from './util.js';\nit('says it', () => expect(util()).toBe('${word}'));\n`;
}
export function libTest(word: string): string {
  return [
    `import test from 'node:test';`,
    `import assert from 'node:assert';`,
    `import { lib } from '@acme/lib';`,
    `test('says it', () => assert.equal(lib(), 'lib of ${word}'));\n`,
  ].join('\n');
}
export function appTest(word: string): string {
  return `import { app } from './app.js';\nit('says it', () => expect(app()).toBe('app with lib of ${word}'));\n`;
}

/** Makes the workspace in this folder, which is there and empty. */
function create(folder: string): void {
  const how = ['--preset=ts', '--pm=npm', '--nxCloud=skip', '--no-interactive'];
  run(dirname(folder), 'npx', '-y', `create-nx-workspace@${CREATED_BY}`, 'acme', ...how);
  renameSync(join(dirname(folder), 'acme'), folder);
  edit<Manifest>(join(folder, 'package.json'), ({ devDependencies }) => {
    for (const [name, version] of Object.entries(devDependencies))
      if (version === CREATED_BY) devDependencies[name] = NX_VERSIONS['23'].nx;
  });
  run(folder, 'npm', ...install);
  const lib = ['--bundler=tsc', '--linter=none', '--no-interactive', '--unitTestRunner=vitest'];
  for (const name of ['util', 'app']) run(folder, 'npx', 'nx', 'g', '@nx/js:lib', `packages/${name}`, ...lib);
  write(folder, SOURCES);
  cpSync(join(folder, 'packages/app/tsconfig.lib.json'), join(folder, 'packages/lib/tsconfig.lib.json'));
  edit<{ references: object[] }>(join(folder, 'tsconfig.json'), ({ references }) => {
    references.push({ path: './packages/lib' });
  });
  edit<{ dependencies: object }>(join(folder, 'packages/app/package.json'), ({ dependencies }) => {
    Object.assign(dependencies, { '@acme/lib': '*', '@acme/util': '*' });
  });
  run(folder, 'npm', ...install);
  run(folder, 'npx', 'nx', 'sync');
  // Made only where none is around it.
  rmSync(join(folder, '.git'), { recursive: true, force: true });
}

/** Takes Nx's plugins away, and gives each package the targets that they made. */
function withoutPlugins(folder: string): void {
  edit<Manifest>(join(folder, 'package.json'), ({ devDependencies }) => {
    for (const name of Object.keys(devDependencies))
      if (name.startsWith('@nx/')) delete devDependencies[name];
    devDependencies['nx'] = NX_VERSIONS['24'].nx;
  });
  edit<{ plugins: unknown[]; targetDefaults: object }>(join(folder, 'nx.json'), (nx) => {
    nx.plugins = [];
    nx.targetDefaults = {
      build: { dependsOn: ['^build'], cache: true },
      typecheck: { dependsOn: ['^build'], cache: true },
      test: { dependsOn: ['^build'], cache: true },
    };
  });
  for (const name of ['util', 'lib', 'app'])
    edit<{ nx?: { targets: object } }>(join(folder, 'packages', name, 'package.json'), (manifest) => {
      const at = { cwd: `packages/${name}` };
      manifest.nx = {
        targets: {
          test: { command: 'vitest run', options: at },
          ...manifest.nx?.targets,
          build: { command: 'tsc --build tsconfig.lib.json', options: at, outputs: ['{projectRoot}/dist'] },
          typecheck: { command: 'tsc --build tsconfig.json --emitDeclarationOnly', options: at },
        },
      };
    });
  run(folder, 'npm', ...install);
}

/** Absolute: a workspace that was made once, to be copied. */
function template(major: Major): string {
  const key = createHash('sha256').update(readFileSync(__filename)).digest('hex').slice(0, 12);
  const folder = join(CACHE, `${major}-${key}`);
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE, { recursive: true });
  const making = `${folder}.${process.pid}`;
  rmSync(making, { recursive: true, force: true });
  if (major === '23') create(making);
  else {
    cpSync(template('23'), making, { recursive: true, verbatimSymlinks: true });
    withoutPlugins(making);
  }
  renameSync(making, folder);
  return folder;
}

/** A workspace of its own for a test, with Specwave installed as users do. */
export function presetWorkspace(major: Major): Workspace {
  const workspace = Workspace.create();
  const link = join(workspace.root, 'node_modules');
  const specwave = realpathSync(join(link, 'specwave'));
  rmSync(link);
  cpSync(template(major), workspace.root, { recursive: true, verbatimSymlinks: true });
  run(workspace.root, 'npm', ...install, '-D', specwave, `@nx/devkit@${NX_VERSIONS[major].devkit}`);
  run(workspace.root, 'npx', 'nx', 'g', 'specwave:init');
  return workspace;
}
