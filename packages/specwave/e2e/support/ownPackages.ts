/** What has to hold in a workspace of packages, whoever made it: the same tests for each package manager. */
import { installedIn, type Manager, packageWorkspace } from './packageWorkspace';
import type { Workspace } from './workspace';

const LIST = 'specs/F001/tasks.md';
const CHECK = '- Verification: `node --test packages/app/app.test.js`';
const LIB = `const { unit } = require('@acme/util');\nexports.version = require('is-number/package.json').version;\n`;

function task(
  id: string,
  title: string,
  files: Record<string, string>,
  more: readonly string[] = [],
): string {
  const blocks = Object.entries(files).map(
    ([path, text]) => `  \`\`\`js file=${path}\n${text.replace(/^(?=.)/gm, '  ')}  \`\`\`\n`,
  );
  return [`- [ ] ${id} ${title}`, ...more.map((line) => `  ${line}`), '', ...blocks].join('\n');
}

/** Changes what the library is called by, and who calls it: neither passes the app's test without the other. */
const TOGETHER = task(
  'T001',
  'Say sizes by an object, in the library and in the app',
  {
    'packages/lib/index.js': `${LIB}exports.sizeOf = ({ value }) => value + ' ' + unit;\n`,
    'packages/app/index.js': `exports.show = () => require('@acme/lib').sizeOf({ value: 1 });\n`,
  },
  [CHECK],
);

const BREAKS = task(
  'T002',
  'Break the library',
  { 'packages/lib/index.js': `${LIB}exports.sizeOf = () => 'broken';\n` },
  [CHECK],
);

const program = (add: string): string =>
  [
    '- [ ] T003 Depend on `is-odd` in `packages/app/package.json`',
    "  - Verification: `cd packages/app && node -e \"require('is-odd'); require('@acme/lib')\"`",
    '',
    '  ```sh run',
    "  # The program of a package of the workspace is the tree's.",
    '  echo "exports.unit = \'inch\';" > packages/util/index.js',
    '  PATH="$PWD/packages/app/node_modules/.bin:$PATH"',
    '  [ "$(acme-util)" = inch ]',
    '  git checkout packages/util/index.js',
    `  ${add}`,
    '  ```',
    '',
  ].join('\n');

export function describeOwnPackages(manager: Manager): void {
  describe(`a workspace of packages, made by ${manager.name}`, () => {
    let workspace: Workspace;

    beforeAll(() => {
      workspace = packageWorkspace(manager);
    });
    afterAll(() => workspace.close());

    it("a tree has its own packages, and nothing that is done in it reaches the main tree's", async () => {
      const layers = [TOGETHER, BREAKS, program(manager.add)].map(
        (text, layer) => `## Layer ${layer}: Step ${layer}\n\n${text}`,
      );
      workspace.write(LIST, `# Tasks for F001: Packages\n\n${layers.slice(0, 2).join('\n')}`);
      workspace.write('specwave.yaml', 'install: off\n');
      workspace.commit();
      const before = installedIn(workspace);

      const { output } = await workspace.carryOut('F001');
      const tasks = workspace.ledger().specs['F001']?.tasks;
      expect({ T001: tasks?.['T001']?.outcome, T002: tasks?.['T002']?.outcome, output }).toEqual({
        T001: 'landed',
        T002: 'invalid',
        output: expect.stringContaining('app.test.js'),
      });
      expect(workspace.read('packages/lib/index.js')).toContain('sizeOf = ({ value })');

      workspace.write(
        LIST,
        `# Tasks for F001: Packages\n\n${[layers[0]?.replace('[ ]', '[x]'), layers[2]].join('\n')}`,
      );
      workspace.commit();
      await workspace.carriesOut('F001');
      expect(JSON.parse(workspace.read('packages/app/package.json')).dependencies).toHaveProperty('is-odd');
      expect(installedIn(workspace)).toEqual(before);
      expect(workspace.git('status', '--porcelain')).toBe('');
    });
  });
}
