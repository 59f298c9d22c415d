/** A workspace of packages as a package manager makes it: two libraries and an app that uses both. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Workspace } from './workspace';

export interface Manager {
  name: string;
  /** Started with the program's arguments in a folder of the workspace. */
  program: readonly string[];
  install: readonly string[];
  /** The folder of programs in which it goes by its usual name; on the machine's `PATH` unless told. */
  programs?: string;
  /** What makes the app depend on `is-odd`, in the shell of a tree. */
  add: string;
  /** The version of a package of the workspace in a manifest. */
  own: string;
  files: Readonly<Record<string, string>>;
}

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

/** `is-number` in two versions: 7 for the app, 6 for the library. */
export function sourcesOf(own: string): Record<string, string> {
  return {
    'package.json': json({
      name: 'workspace',
      private: true,
      workspaces: ['packages/*'],
      devDependencies: { 'is-number': '7.0.0' },
    }),
    'packages/util/package.json': json({
      name: '@acme/util',
      version: '1.0.0',
      bin: { 'acme-util': 'cli.js' },
    }),
    'packages/util/index.js': `exports.unit = 'cm';\n`,
    'packages/util/cli.js': `#!/usr/bin/env node\nconsole.log(require('./index.js').unit);\n`,
    'packages/lib/package.json': json({
      name: '@acme/lib',
      version: '1.0.0',
      dependencies: { '@acme/util': own, 'is-number': '6.0.0' },
    }),
    'packages/lib/index.js': [
      `const { unit } = require('@acme/util');`,
      `exports.size = (value) => value + unit;`,
      `exports.version = require('is-number/package.json').version;\n`,
    ].join('\n'),
    'packages/app/package.json': json({
      name: '@acme/app',
      version: '1.0.0',
      dependencies: { '@acme/lib': own, '@acme/util': own, 'is-number': '7.0.0' },
    }),
    'packages/app/index.js': `exports.show = () => require('@acme/lib').size(1);\n`,
    'packages/app/app.test.js': [
      `const test = require('node:test');`,
      `const assert = require('node:assert');`,
      `const lib = require('@acme/lib');`,
      `test('shows a size', () => assert.match(require('./index.js').show(), /^1 ?cm$/));`,
      `test('each has its own version', () => {`,
      `  assert.equal(lib.version, '6.0.0');`,
      `  assert.equal(require('is-number/package.json').version, '7.0.0');`,
      `});\n`,
    ].join('\n'),
  };
}

/** Makes the workspace, with its packages installed; Specwave stands among them, and is in no manifest. */
export function packageWorkspace({ program, install, own, files }: Manager): Workspace {
  const workspace = Workspace.create();
  const { root } = workspace;
  rmSync(join(root, 'node_modules'));
  for (const [path, text] of Object.entries({ ...sourcesOf(own), ...files })) workspace.write(path, text);
  run(root, program, install);
  linkSpecwave(workspace);
  return workspace;
}

/** Puts Specwave among the packages again: package managers take away what no manifest names. */
export function linkSpecwave({ root }: Workspace): void {
  const link = join(root, 'node_modules/specwave');
  const installation = process.env['SPECWAVE_E2E_NX24'] ?? '';
  rmSync(link, { recursive: true, force: true });
  symlinkSync(realpathSync(join(installation, 'node_modules/specwave')), link);
}

function run(root: string, [program = '', ...first]: readonly string[], args: readonly string[]): void {
  const own = Object.entries(process.env).filter(([name]) => !/^npm_/.test(name));
  execFileSync(program, [...first, ...args], { cwd: root, env: Object.fromEntries(own), stdio: 'pipe' });
}

/** Every file and link below the workspace's `node_modules` folders, with its content: what nobody may have touched. */
export function installedIn(workspace: Workspace): string[] {
  const found: string[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(workspace.root, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (entry.isSymbolicLink()) found.push(`${path} -> ${readlinkSync(join(workspace.root, path))}`);
      else found.push(`${path} ${readFileSync(join(workspace.root, path), 'base64')}`);
    }
  };
  for (const folder of [
    'node_modules',
    ...['lib', 'util', 'app'].map((name) => `packages/${name}/node_modules`),
  ])
    if (workspace.has(folder)) walk(folder);
  return found.toSorted();
}
