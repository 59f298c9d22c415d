import { parseCommand } from './command';

const problemsOf = (...words: string[]) => {
  const parsed = parseCommand(words);
  if (parsed.ok) throw new Error(`expected problems, got ${JSON.stringify(parsed.value)}`);
  return parsed.problems.map(({ message, next }) => `${message} ${next}`);
};

it.each([
  [[], { name: 'help', json: false }],
  [['--help'], { name: 'help', json: false }],
  [['-h'], { name: 'help', json: false }],
  [['agents', '--help'], { name: 'help', json: false }],
  [['agents'], { name: 'agents', json: false }],
  [['agents', '--json'], { name: 'agents', json: true }],
  [['--json', 'agents'], { name: 'agents', json: true }],
])('%j is read as %j', (words, command) => {
  expect(parseCommand(words)).toEqual({ ok: true, value: command });
});

it.each([
  [['agent'], 'Did you mean `agents`?'],
  [['wizardry'], 'expected one of agents. Run: specwave --help'],
  [
    ['agents', '--jsn'],
    '`--jsn` is no option of specwave; expected one of --json, --help. Did you mean `--json`?',
  ],
  [['agents', 'claude'], '`claude` is one word too many behind `agents`.'],
  [['--json=yes', '-x'], '`-x` is no option of specwave'],
])('%j is refused: %s', (words, expected) => {
  expect(problemsOf(...words).join('\n')).toContain(expected);
});
