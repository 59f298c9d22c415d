/** The agents of specwave.yaml, through the reader that people meet. */
import { readConfig } from './load';
import { placeOf } from './problem';

const agentsIn = (text: string) => {
  const result = readConfig(`agents:\n  a: ${text}\n`, 'specwave.yaml');
  if (!result.ok) throw new Error(JSON.stringify(result.problems, null, 2));
  return result.value.agents['a'];
};
const problemIn = (text: string) => {
  const result = readConfig(text, 'specwave.yaml');
  const [problem, ...others] = result.ok ? [] : result.problems;
  if (!problem || others.length > 0)
    throw new Error(`expected one problem, got ${JSON.stringify(result, null, 2)}`);
  return `${placeOf(problem)} ${problem.message} ${problem.next}`;
};

it.each(['claude', 'codex'])('%s needs no setting, and may only edit unless more is written', (driver) => {
  expect(agentsIn(`{ driver: ${driver} }`)).toEqual({ driver, permissions: 'edits', args: [] });
});

it('an ACP agent is one that is known by name', () => {
  expect(agentsIn('{ driver: acp, preset: gemini }')).toMatchObject({ preset: 'gemini' });
});

it('an ACP agent is any command', () => {
  expect(agentsIn('{ driver: acp, command: [gemini, --acp] }')).toMatchObject({
    command: ['gemini', '--acp'],
  });
});

it.each([
  '{ driver: command, command: [cline, "{prompt}"] }',
  '{ driver: command, command: [cline], prompt: argument }',
  '{ driver: command, command: ["{prompt}"], prompt: file }',
])('%s is refused: way and place of the prompt belong together', (text) => {
  expect(problemIn(`agents:\n  a: ${text}\n`)).toMatch(/`agents\.a` .*`\{prompt\}`.*`prompt: argument`/);
});

it('a command may get its prompt as an argument or a file', () => {
  const text = '{ driver: command, command: [aider, --message-file, "{prompt}"], prompt: file }';
  expect(agentsIn(text)).toMatchObject({ prompt: 'file' });
});

it.each([
  ['{ driver: acp }', 'neither'],
  ['{ driver: acp, preset: gemini, command: [gemini, --acp] }', 'both'],
])('%s is refused: it has %s of preset and command', (text) => {
  expect(problemIn(`agents:\n  a: ${text}\n`)).toMatch(
    /specwave\.yaml:2:\d+ `agents\.a` .*expected either `preset` \(one of `gemini`, .*\) or `command`/,
  );
});

it.each([
  ['{ driver: claude, permissions: all }', 'expected one of `edits`, `full`'],
  ['{ driver: claude, maxTurns: 0 }', 'expected a whole number from 1'],
  ['{ driver: claude, args: --verbose }', 'expected a list of arguments'],
  ['{ driver: codex, maxTurns: 3 }', 'maxTurns'],
  ['{ driver: acp, preset: gemni }', 'expected one of `gemini`'],
  ['{ driver: cluade }', 'expected one of `recipe`, `command`, `claude`, `codex`, `acp`'],
])('%s is refused: %s', (text, expected) => {
  expect(problemIn(`agents:\n  a: ${text}\n`)).toContain(expected);
});

it.each([
  ['limits: { budgetUsd: "20" }', 'expected an amount in US dollars'],
  ['limits: { budgetUsd: -1 }', 'expected an amount in US dollars'],
  ['limits: { quotaWait: 5 }', 'expected a duration'],
  ['prices: { gpt-5: { input: 1 } }', '`prices.gpt-5.output` is missing'],
  ['prices: { gpt-5: 3 }', 'expected prices, such as'],
])('%s is refused: %s', (text, expected) => {
  expect(problemIn(`${text}\n`)).toContain(expected);
});

it('there is no cap unless one is written', () => {
  const result = readConfig('', 'specwave.yaml');
  expect(result.ok && result.value.limits).toMatchObject({ budgetUsd: null, quotaWaitMs: 30 * 60_000 });
});
