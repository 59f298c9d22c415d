import { beginSpec } from '../run/beginSpec';
import { TestRun } from '../run/task/testing/run';

// The extension that Node needs is none that Jest finds.
jest.mock('../workspace/parse.js', () => jest.requireActual('../workspace/parse'), { virtual: true });
jest.mock('../workspace/parseConfig.js', () => jest.requireActual('../workspace/parseConfig'), {
  virtual: true,
});
jest.mock('../workspace/identifySpec.js', () => jest.requireActual('../workspace/identifySpec'), {
  virtual: true,
});

let test: TestRun;
const hint = process.env['SPECWAVE_HINT'];
afterEach(() => {
  if (hint === undefined) delete process.env['SPECWAVE_HINT'];
  else process.env['SPECWAVE_HINT'] = hint;
  test.close();
});

/** What `begin` says of a task with that line, and whether the spec can be worked on. */
async function begun(line: string, settings = ''): Promise<{ problems: string[]; isOk: boolean }> {
  test = new TestRun(settings);
  test.write('specs/F001/tasks.md', `# Tasks\n\n- [ ] T001 Write \`a.txt\`\n  - ${line}\n`);
  const isOk = await beginSpec(test.context, []);
  const problems = test
    .eventsOf('problem')
    .map(({ problem }) => `${problem.severity} ${problem.code}: ${problem.message} ${problem.next}`);
  return { problems, isOk };
}

it.each([
  ['Agent: scrpt', 'Did you mean `script`?'],
  ['Agent: codex', 'Add `codex` below `agents` in specwave.yaml'],
])('%s stops the spec before an agent is paid for it: %s', async (line, next) => {
  const { problems, isOk } = await begun(line);
  expect(problems.join('\n')).toMatch(/^error unknown-agent: Task T001 names `/);
  expect(problems.join('\n')).toContain(next);
  expect(isOk).toBe(false);
});

it('a specialist that does not exist here is said, and asked for all the same', async () => {
  const { problems, isOk } = await begun('Agent: supabase-architect');
  expect(problems.join('\n')).toMatch(
    /^warning unknown-agent: .*`script` does it, asked to be that specialist/,
  );
  expect(isOk).toBe(true);
});

it.each(['Agent: script', 'Agent: clerk:*', 'Complexity: Mid'])('nothing is said of %s', async (line) => {
  expect(await begun(line)).toEqual({ problems: [], isOk: true });
});

it('nothing is said where the embedded agent does the task', async () => {
  const { problems } = await begun(
    'Agent: codex',
    'routes: [{ domain: clerk, agent: recipe }]\ndomains: { clerk: [write] }',
  );
  expect(problems).toEqual([]);
});

it.each([
  [
    'clrek',
    ['warning unknown-hint: `clrek` in SPECWAVE_HINT is no domain; it has no effect. Did you mean `clerk`?'],
  ],
  ['use clerk agents directly', []],
])('the hint %s: %j', async (words, problems) => {
  process.env['SPECWAVE_HINT'] = words;
  expect((await begun('Complexity: Mid')).problems).toEqual(problems);
});
