/** What `nx g specwave:claude-command` writes, followed to the letter by a script instead of a model. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { boxes, recipeTask, taskList } from './support/specs';
import { type NxResult, Workspace } from './support/workspace';

const FOLDER = '.claude/commands/implementation';
/** Step 1 of the instructions: "letters, digits, spaces and `. , _ / = -`". */
const SAFE = /^[A-Za-z0-9 .,_/=-]*$/;

let workspace: Workspace;
beforeAll(async () => {
  workspace = Workspace.create();
  workspace.write('specs/F001/tasks.md', taskList('F001', [recipeTask('T001', 'out/a.mjs')]));
  workspace.write('specs/F002/tasks.md', taskList('F002', [recipeTask('T001', 'out/b.mjs')]));
  workspace.write('AGENTS.md', '# Ours\n');
  await workspace.succeeds('g', 'specwave:claude-command');
  workspace.commit('Specs');
});
afterAll(() => workspace.close());

/** As the chat does with `/implementation:<name> <typed>`; null where the instructions say to run nothing. */
function typed(name: string, words: string): NxResult | null {
  const prompt = workspace
    .read(`${FOLDER}/${name}.md`)
    .split(/^---$/m)
    .slice(2)
    .join('---')
    .replaceAll('$ARGUMENTS', words);
  const given = /<arguments>\n([^]*?)\n<\/arguments>/.exec(prompt)?.[1] ?? '';
  expect(prompt).toContain('anything but letters, digits, spaces and `. , _ / = -`');
  if (!SAFE.test(given)) return null;
  const line = /```sh\n\s*(.+)\n\s*```/.exec(prompt)?.[1] ?? '';
  const quoted = given
    .split(' ')
    .filter(Boolean)
    .map((word) => `'${word}'`);
  const clean = Object.entries(process.env).filter(
    ([key]) => !/^(NX_|npm_|FORCE_COLOR$|CI$|SPECWAVE_)/.test(key),
  );
  const { status, stdout, stderr } = spawnSync('bash', ['-c', line.replace('WORDS', quoted.join(' '))], {
    cwd: workspace.root,
    encoding: 'utf8',
    env: {
      ...Object.fromEntries(clean),
      NX_DAEMON: 'false',
      NX_CACHE_DIRECTORY: join(workspace.root, '.nx/cache'),
      NO_COLOR: '1',
    },
  });
  return { exitCode: status ?? -1, output: `${stdout}${stderr}` };
}

it('the chat does what the shell does: the same specs, the same end', async () => {
  const chat = typed('execute', 'F001 use clerk agents in parallel');
  expect(chat).toEqual({ exitCode: 0, output: expect.stringContaining('Mode: single-spec') });
  expect(boxes(workspace.read('specs/F001/tasks.md'))).toBe('1/1');
  expect(boxes(workspace.read('specs/F002/tasks.md'))).toBe('0/1');

  const checked = typed('check-tasks', 'F002');
  const inShell = await workspace.specwave('check-tasks', 'F002');
  expect(checked).toMatchObject({ exitCode: 1, output: expect.stringContaining(inShell.output.trim()) });
  expect(typed('check-tasks', 'F001')).toMatchObject({ exitCode: 0 });
});

it.each([
  'F001; touch pwned',
  '$(touch pwned)',
  '`touch pwned`',
  "F001' ; touch pwned '",
  'F001\ntouch pwned',
])('words that are more than words are not run: %j', (words) => {
  expect(typed('check-tasks', words)).toBeNull();
  expect(workspace.has('pwned')).toBe(false);
});

it('the generator keeps a command that is there, says so without a stack, and replaces it with --force', async () => {
  workspace.write(`${FOLDER}/execute.md`, 'mine\n');
  const refused = await workspace.nx('g', 'specwave:claude-command');
  expect(refused).toMatchObject({ exitCode: 1 });
  expect(refused.output).toContain(`${FOLDER}/execute.md - error command-exists`);
  expect(refused.output).not.toMatch(/\n\s+at .+:\d+:\d+\)?\n/);
  expect(workspace.read(`${FOLDER}/execute.md`)).toBe('mine\n');
  await workspace.succeeds('g', 'specwave:claude-command', '--force');
  expect(workspace.read(`${FOLDER}/execute.md`)).toContain('npx specwave WORDS');
  expect(workspace.read('AGENTS.md')).toMatch(/^# Ours\n\n<!-- specwave: start -->/);
});
