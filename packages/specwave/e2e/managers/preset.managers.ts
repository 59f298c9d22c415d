/** The workspaces that Nx itself makes, from end to end: what `nx affected` finds in a tree is the tree's own. */
import type { Workspace } from '../support/workspace';
import { appTest, libTest, NX_VERSIONS, presetWorkspace, utilTest } from './presetWorkspace';

const UTIL = 'packages/util/src/lib/util';

function task(id: string, title: string, files: Record<string, string>): string {
  const blocks = Object.entries(files).map(
    ([path, text]) => `  \`\`\`ts file=${path}\n${text.replace(/^(?=.)/gm, '  ')}  \`\`\`\n`,
  );
  return [`- [ ] ${id} ${title}`, '', ...blocks].join('\n');
}

const util = (word: string): string => `export const util = (): string => '${word}';\n`;

const TOGETHER = task('T001', `Say another word in \`${UTIL}.ts\`, and expect it everywhere`, {
  [`${UTIL}.ts`]: util('word'),
  [`${UTIL}.spec.ts`]: utilTest('word'),
  'packages/lib/test/lib.test.mjs': libTest('word'),
  'packages/app/src/lib/app.spec.ts': appTest('word'),
});
const ALONE = task('T002', `Break \`${UTIL}.ts\` for who uses it`, {
  [`${UTIL}.ts`]: util('broken'),
  [`${UTIL}.spec.ts`]: utilTest('broken'),
});
/** Every test passes; only the compiler sees that the library's user wants a string. */
const WRONG_TYPE = task('T003', `Return a number from \`${UTIL}.ts\``, {
  [`${UTIL}.ts`]: `export const util = (): number => 1;\n`,
  [`${UTIL}.spec.ts`]: `import { util } from './util.js';\nit('counts', () => expect(util()).toBe(1));\n`,
  'packages/lib/test/lib.test.mjs': libTest('1'),
  'packages/app/src/lib/app.spec.ts': appTest('1'),
});

describe.each(Object.keys(NX_VERSIONS) as (keyof typeof NX_VERSIONS)[])('with nx %s', (major) => {
  let workspace: Workspace;

  beforeAll(() => {
    workspace = presetWorkspace(major);
  });
  afterAll(() => workspace.close());

  it('a change of a library and of who uses it lands; one that breaks a test or a type of who uses it does not', async () => {
    const layers = [TOGETHER, ALONE, WRONG_TYPE].map((text, n) => `## Layer ${n}: Step ${n}\n\n${text}`);
    workspace.write('specs/F001/tasks.md', `# Tasks for F001: Words\n\n${layers.join('\n')}`);
    workspace.write(
      'specwave.yaml',
      'verify: [npx nx affected -t test typecheck]\nlimits: { attempts: 1 }\norder: groups\n',
    );
    workspace.commit();
    const outcomes: (string | undefined)[] = [];
    for (const id of ['T001', 'T002', 'T003']) {
      const { output } = await workspace.nx('run', `F001:${id}`, '--output-style=static');
      const outcome = workspace.ledger().specs['F001']?.tasks[id]?.outcome;
      outcomes.push(outcome ?? output);
      // The next layer opens once this one is done.
      const list = workspace.read('specs/F001/tasks.md');
      workspace.write('specs/F001/tasks.md', list.replace(`[ ] ${id}`, `[x] ${id}`));
    }
    expect(outcomes).toEqual(['landed', 'invalid', 'invalid']);
    expect(workspace.read(`${UTIL}.ts`)).toBe(util('word'));
  });
});
