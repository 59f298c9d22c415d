/** Tasks that add dependencies, in a workspace of packages, whoever made it: the same tests for each package manager. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type Manager, packageWorkspace } from './packageWorkspace';
import type { Workspace } from './workspace';

const LIST = 'specs/F001/tasks.md';
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

const adding = (id: string, name: string, install: string): string =>
  [
    `- [ ] ${id} Depend on ${name}`,
    `  - Verification: \`${uses(name)}\``,
    '',
    '  ```sh run',
    `  node tools/add.cjs ${name}`,
    `  ${install}`,
    '  ```',
    '',
  ].join('\n');

const using = (id: string, names: readonly string[]): string =>
  [
    `- [ ] ${id} Use ${names.join(' and ')} in \`packages/app/both.js\``,
    `  - Verification: \`${uses(...names)}\``,
    '',
    '  ```js file=packages/app/both.js',
    ...names.map((name) => `  require('${name}');`),
    '  ```',
    '',
  ].join('\n');

export function describeAddedPackages(manager: Manager): void {
  describe(`dependencies that tasks add, installed by ${manager.name}`, () => {
    let workspace: Workspace;

    beforeAll(() => {
      workspace = packageWorkspace(manager);
    });
    afterAll(() => workspace.close());

    it('two tasks of one wave add one each: both land, the next one uses both, and all of it is committed', async () => {
      for (const name of ['one', 'two']) pack(workspace, name);
      const install = [...manager.program, ...manager.install].join(' ');
      workspace.write('tools/add.cjs', ADD);
      workspace.write(
        LIST,
        [
          '# Tasks for F001: Dependencies\n\n## Layer 0: Add\n',
          adding('T001', 'one', install),
          adding('T002', 'two', install),
          '## Layer 1: Use\n',
          using('T003', ['one', 'two']),
        ].join('\n'),
      );
      workspace.git('config', 'user.name', 'Test');
      workspace.git('config', 'user.email', 'test@example.invalid');
      workspace.commit();

      const path = [...(manager.programs ? [manager.programs] : []), process.env['PATH'] ?? ''].join(
        delimiter,
      );
      const { output } = await workspace.carryOut('F001', { environment: { PATH: path } });

      const tasks = Object.values(workspace.ledger().specs['F001']?.tasks ?? {});
      expect({ outcomes: tasks.map(({ outcome }) => outcome), output }).toEqual({
        outcomes: ['landed', 'landed', 'landed'],
        output: expect.stringContaining('install:'),
      });
      expect(tasks.map(({ attempts }) => attempts)).toEqual([1, 1, 1]);
      expect(Object.keys(JSON.parse(workspace.read(APP)).dependencies)).toEqual(
        expect.arrayContaining(['one', 'two']),
      );
      execFileSync('bash', ['-c', uses('one', 'two')], { cwd: workspace.root });
      expect(workspace.git('status', '--porcelain')).toBe('');
    });
  });
}
