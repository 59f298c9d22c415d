/** Tasks that add dependencies, in a workspace of packages, whoever made it: the same tests for each package manager. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { linkSpecwave, type Manager, packageWorkspace } from './packageWorkspace';
import { E2E_RUN, killRun } from './processes';
import { until } from './until';
import type { Workspace } from './workspace';

/** Marks the processes of runs that are killed. */
const MARK = `packages-${process.pid}-`;
const APP = 'packages/app/package.json';

/** As an agent edits a manifest: the dependency stands where package managers write it. */
const ADD = `const { readFileSync, writeFileSync } = require('node:fs');
const file = '${APP}';
const manifest = JSON.parse(readFileSync(file, 'utf8'));
manifest.dependencies[process.argv[2]] = 'file:../../vendor/' + process.argv[2] + '-1.0.0.tgz';
manifest.dependencies = Object.fromEntries(Object.entries(manifest.dependencies).sort());
writeFileSync(file, JSON.stringify(manifest, null, 2) + '\\n');
`;

/** A package that a registry would hand out, as a file. */
function pack(workspace: Workspace, name: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'specwave-pack-'));
  mkdirSync(join(folder, 'package'));
  writeFileSync(join(folder, 'package/package.json'), JSON.stringify({ name, version: '1.0.0' }));
  writeFileSync(join(folder, 'package/index.js'), `module.exports = '${name}';\n`);
  execFileSync('tar', ['-czf', 'it.tgz', 'package'], { cwd: folder });
  mkdirSync(join(workspace.root, 'vendor'), { recursive: true });
  cpSync(join(folder, 'it.tgz'), join(workspace.root, `vendor/${name}-1.0.0.tgz`));
  rmSync(folder, { recursive: true });
}

/** Requires these packages as the app does. */
const uses = (...names: string[]): string =>
  `cd packages/app && node -e "${names.map((name) => `require('assert').equal(require('${name}'), '${name}')`).join('; ')}"`;

/** `install`: what the agent runs in its own tree; null for one that changes the manifest only. */
const adding = (id: string, name: string, install: string | null): string =>
  [
    `- [ ] ${id} Depend on ${name}`,
    ...(install === null ? [] : [`  - Verification: \`${uses(name)}\``]),
    '',
    '  ```sh run',
    `  node tools/add.cjs ${name}`,
    ...(install === null ? [] : [`  ${install}`]),
    '  ```',
    '',
  ].join('\n');

const using = (id: string, names: readonly string[]): string =>
  [
    `- [ ] ${id} Use ${names.join(' and ')} in \`packages/app/${id}.js\``,
    `  - Verification: \`${uses(...names)}\``,
    '',
    `  \`\`\`js file=packages/app/${id}.js`,
    ...names.map((name) => `  require('${name}');`),
    '  ```',
    '',
  ].join('\n');

export function describeAddedPackages(manager: Manager): void {
  describe(`dependencies that tasks add, installed by ${manager.name}`, () => {
    const install = [...manager.program, ...manager.install].join(' ');
    const path = [...(manager.programs ? [manager.programs] : []), process.env['PATH'] ?? ''].join(delimiter);
    const lasting = mkdtempSync(join(tmpdir(), 'specwave-manager-'));
    // In CI, package managers take lock files as they are unless told otherwise. Yarn 1 finds in its cache what another run has
    // packed under the same name.
    const environment = { PATH: path, CI: 'true', YARN_CACHE_FOLDER: join(lasting, 'yarn') };
    const run = `${MARK}${manager.name}`;
    let workspace: Workspace;

    beforeAll(() => {
      workspace = packageWorkspace(manager);
      for (const name of ['one', 'two', 'three']) pack(workspace, name);
      workspace.write('tools/add.cjs', ADD);
      workspace.git('config', 'user.name', 'Test');
      workspace.git('config', 'user.email', 'test@example.invalid');
    });
    afterAll(async () => {
      await killRun(run);
      await workspace.close();
      rmSync(lasting, { recursive: true });
    });

    /** A `PATH` on which the manager installs as ever, and then does not end. */
    function lastingPath(): string {
      const name = basename(manager.program.at(-1) ?? '');
      const called = manager.programs ? readdirSync(manager.programs)[0] : name;
      const real = manager.program.map((word) => `'${word}'`).join(' ');
      const file = join(lasting, 'bin', called ?? name);
      mkdirSync(dirname(file));
      writeFileSync(file, `#!/bin/sh\nPATH='${path}' ${real} "$@"\ntail -f /dev/null\n`);
      chmodSync(file, 0o755);
      return [dirname(file), path].join(delimiter);
    }

    function begin(spec: string, adds: readonly string[], use: string): void {
      const list = `# Tasks for ${spec}: Dependencies\n\n## Layer 0: Add\n${adds.join('\n')}\n## Layer 1: Use\n${use}`;
      workspace.write(`specs/${spec}/tasks.md`, list);
      workspace.commit();
      linkSpecwave(workspace);
    }
    const outcomes = (spec: string) =>
      Object.values(workspace.ledger().specs[spec]?.tasks ?? {}).map(({ outcome }) => outcome);

    it('two tasks of one wave add one each: both land, the next one uses both, and all of it is committed', async () => {
      begin(
        'F001',
        [adding('T001', 'one', install), adding('T002', 'two', install)],
        using('T003', ['one', 'two']),
      );
      const { output } = await workspace.carryOut('F001', { environment });
      expect({ outcomes: outcomes('F001'), output }).toEqual({
        outcomes: ['landed', 'landed', 'landed'],
        output: expect.stringContaining('| install:'),
      });
      const tasks = Object.values(workspace.ledger().specs['F001']?.tasks ?? {});
      expect(tasks.map(({ attempts }) => attempts)).toEqual([1, 1, 1]);
      const { dependencies } = JSON.parse(workspace.read(APP));
      expect(Object.keys(dependencies)).toEqual(expect.arrayContaining(['one', 'two']));
      execFileSync('bash', ['-c', uses('one', 'two')], { cwd: workspace.root });
      expect(workspace.git('status', '--porcelain')).toBe('');
    });

    it('killed while it installs, the next run installs anew, before the task that uses what it installs', async () => {
      begin('F002', [adding('T001', 'three', null)], using('T002', ['three']));
      const killed = workspace.startCarryOut('F002', {
        environment: { ...environment, PATH: lastingPath(), [E2E_RUN]: run },
      });
      await until(killed.log, (text) => text.includes('| install:'), killed.done);
      const places = ['', 'node_modules', 'packages/app/node_modules'].filter((each) => workspace.has(each));
      const watchers = places.map((place) => watch(join(workspace.root, place)));
      await Promise.race([...watchers.map((watcher) => once(watcher, 'change')), killed.done]);
      for (const watcher of watchers) watcher.close();
      await killRun(run);
      await killed.done;
      expect(workspace.has('.nx/specwave/install.json')).toBe(true);

      linkSpecwave(workspace);
      await workspace.carriesOut('F002', { environment });
      expect(outcomes('F002')).toEqual(['landed', 'landed']);
      execFileSync('bash', ['-c', uses('one', 'two', 'three')], { cwd: workspace.root });
      expect(workspace.git('status', '--porcelain')).toBe('');
    });

    it('a package that does not exist: the result has landed, nothing else is started, and it is said why', async () => {
      begin('F003', [adding('T001', 'none', null)], using('T002', ['none']));
      const { exitCode, output } = await workspace.carryOut('F003', { environment });
      expect(exitCode).toBe(1);
      expect(output).toContain('install-failed');
      expect(output).toMatch(/none-1\.0\.0\.tgz/);
      expect(outcomes('F003')).toEqual(['landed']);

      pack(workspace, 'none');
      linkSpecwave(workspace);
      await workspace.carriesOut('F003', { environment });
      expect(outcomes('F003')).toEqual(['landed', 'landed']);
    });
  });
}
