import { domainWords } from '../plan/routes';
import { specsNamed } from '../plan/selection';
import { identity } from '../plan/testing/specs';
import { type Command, parseCommand, type Scope, type Vocabulary } from './command';

const SPECS = [
  identity('I012', 'specs/infrastructure/phase-0/001-auth'),
  identity('I013', 'specs/infrastructure/phase-1/001-store'),
  identity('F001', 'specs/features/phase-1/F001-first'),
  identity('sign-up', 'specs/features/phase-1/sign-up', null),
  identity('redis', 'specs/features/phase-2/redis', null),
  identity('spaces', 'specs/my own/spaces', null),
];

const VOCABULARY: Vocabulary = {
  domains: domainWords({ billing: ['stripe'] }),
  specs: SPECS.map(({ name }) => name),
  isSpec: (word) => specsNamed(SPECS, word).length > 0,
};

const specs = (...refs: string[]): Scope => ({ kind: 'specs', refs });

function commandOf(words: readonly string[]): Command {
  const parsed = parseCommand(words, VOCABULARY);
  if (!parsed.ok)
    throw new Error(parsed.problems.map(({ message, next }) => `${message} ${next}`).join('\n'));
  return parsed.value;
}

function problemsOf(words: readonly string[]): string {
  const parsed = parseCommand(words, VOCABULARY);
  if (parsed.ok) throw new Error(`expected problems, got ${JSON.stringify(parsed.value)}`);
  expect(parsed.problems.map(({ code }) => code)).toEqual(parsed.problems.map(() => 'wrong-usage'));
  return parsed.problems.map(({ message, next }) => `${message} ${next}`).join('\n');
}

describe('the scope', () => {
  it.each<[string, Scope]>([
    ['F001', specs('F001')],
    ['I012', specs('I012')],
    ['f001', specs('f001')],
    ['F001 I012', specs('F001', 'I012')],
    ['F001,I012', specs('F001', 'I012')],
    ['F001 F001', specs('F001')],
    ['F999', specs('F999')],
    ['001', specs('001')],
    ['phase-0/001-auth', specs('phase-0/001-auth')],
    ['./specs/features/phase-1/F001-first/', specs('./specs/features/phase-1/F001-first/')],
    ['specs/nowhere', specs('specs/nowhere')],
    ['sign-up', specs('sign-up')],
    ['redis', specs('redis')],
    ['redis use redis agents', specs('redis')],
    ['--phase-0', { kind: 'phase', phase: 0 }],
    ['--phase-12', { kind: 'phase', phase: 12 }],
    ['--phase=0', { kind: 'phase', phase: 0 }],
    ['--phase 0', { kind: 'phase', phase: 0 }],
    ['--phase-0 --phase=0', { kind: 'phase', phase: 0 }],
    ['--infrastructure', { kind: 'infrastructure' }],
    ['--features', { kind: 'features' }],
    ['--all', { kind: 'all' }],
    ['', { kind: 'continue' }],
    ['use redis agents', { kind: 'continue' }],
    ['--all redis', { kind: 'all' }],
  ])('of `specwave %s` is %j', (line, scope) => {
    expect(commandOf(line === '' ? [] : line.split(' '))).toMatchObject({ name: 'implement', scope });
  });

  it('of a path with a blank in it is that path, where there is such a spec', () => {
    expect(commandOf(['specs/my own/spaces'])).toMatchObject({ scope: specs('specs/my own/spaces') });
  });

  it.each([
    ['F001 --all', '`F001` and `--all` name different specs'],
    ['--features --infrastructure', '`--features` and `--infrastructure` name different specs'],
    ['--phase-0 --phase-1', '`--phase-0` and `--phase-1` name different specs'],
    ['--phase=x', '`--phase=x` names no phase; a number was expected.'],
    ['--phase', '`--phase` names no phase'],
    ['--phase-', '`--phase-` names no phase'],
    ['--phase-0=1', '`--phase-0=1` names no phase'],
    ['--features=yes', '`--features` takes no value. Write only: --features'],
    ['--feature', 'Did you mean `--features`?'],
    ['features', 'Did you mean `--features`?'],
    ['sign-pu', 'Did you mean `sign-up`?'],
  ])('of `specwave %s` is refused: %s', (line, expected) => {
    expect(problemsOf(line.split(' '))).toContain(expected);
  });
});

const NO_HINT = { strategy: 'default', domains: [], direct: false };

describe('hints', () => {
  it.each([
    ['', NO_HINT],
    ['sequential', { ...NO_HINT, strategy: 'sequential' }],
    ['run sequentially', { ...NO_HINT, strategy: 'sequential' }],
    ['one at a time, please', { ...NO_HINT, strategy: 'sequential' }],
    ['one by one', { ...NO_HINT, strategy: 'sequential' }],
    ['in parallel', { ...NO_HINT, strategy: 'parallel-agents' }],
    ['in PARALLEL.', { ...NO_HINT, strategy: 'parallel-agents' }],
    ['use clerk agents in parallel', { strategy: 'parallel-agents', domains: ['clerk'], direct: false }],
    ['use all clerk agents', { ...NO_HINT, domains: ['clerk'] }],
    ['use clerk:* agents', { ...NO_HINT, domains: ['clerk'] }],
    ['use clerk and supabase agents', { ...NO_HINT, domains: ['clerk', 'supabase'] }],
    ['use nextjs-frontend agents', { ...NO_HINT, domains: ['nextjs-frontend'] }],
    ['use nextjs agents', { ...NO_HINT, domains: ['nextjs-frontend'] }],
    ['use frontend agents', { ...NO_HINT, domains: ['nextjs-frontend'] }],
    ['use billing agents', { ...NO_HINT, domains: ['billing'] }],
    ['use stripe agents', { ...NO_HINT, domains: ['billing'] }],
    ['use redis agents', { ...NO_HINT, domains: ['redis'] }],
    ['run domain agents directly', { ...NO_HINT, direct: true }],
    [
      'run the clerk agents directly, in parallel',
      { strategy: 'parallel-agents', domains: ['clerk'], direct: true },
    ],
  ])('`F001 %s` asks for %j', (line, hints) => {
    expect(commandOf(['F001', ...line.split(' ')])).toMatchObject({ scope: specs('F001'), hints });
  });

  it.each([
    ['in front of the scope', ['use', 'clerk', 'agents', 'in', 'parallel', 'F001', '--dry-run']],
    ['as one word, as chats hand them over', ['F001 use clerk agents in parallel --dry-run']],
    ['around options', ['use', 'clerk', '--dry-run', 'agents', 'F001', 'in', 'parallel']],
    ['with blanks and line breaks', ['  F001\n use  clerk\tagents in parallel --dry-run ']],
  ])('mean the same %s', (_, words) => {
    expect(commandOf(words)).toEqual({
      name: 'implement',
      scope: specs('F001'),
      hints: { strategy: 'parallel-agents', domains: ['clerk'], direct: false },
      nxArgs: [],
      dryRun: true,
      json: false,
    });
  });

  it.each([
    ['sequential in parallel', 'One after another and in parallel contradict each other.'],
    [
      'paralell',
      '`paralell` is no word of specwave; expected one of a spec, a scope, a hint, a command. Did you mean `parallel`?',
    ],
    ['use clrek agents', 'Did you mean `clerk`?'],
    ['sequentialy', 'Did you mean `sequential`?'],
    ['wizardry', 'Run: specwave --help'],
    ['$(reboot)', '`$(reboot)` is no word of specwave'],
    ['constructor', '`constructor` is no word of specwave'],
  ])('`F001 %s` is refused: %s', (line, expected) => {
    expect(problemsOf(['F001', ...line.split(' ')])).toContain(expected);
  });

  it('that mean nothing are all said at once', () => {
    expect(problemsOf(['F001', 'foo', '--bar', 'quux']).split('\n')).toHaveLength(3);
  });
});

describe('words for nx', () => {
  it.each([
    [
      ['F001', '--', '--parallel=2', 'a b', '--json'],
      ['--parallel=2', 'a b', '--json'],
    ],
    [['F001 -- --parallel=2 --verbose'], ['--parallel=2', '--verbose']],
    [['--', '--help'], ['--help']],
    [
      ['F001', '--', '--', 'x'],
      ['--', 'x'],
    ],
    [['F001', '--'], []],
  ])('of %j are %j, untouched', (words, nxArgs) => {
    expect(commandOf(words)).toMatchObject({ name: 'implement', nxArgs });
  });

  it('have no meaning for commands that run no Nx', () => {
    expect(problemsOf(['plan', 'F001', '--', '--verbose'])).toContain(
      'runs no Nx command that could get `--verbose`',
    );
  });
});

describe('commands', () => {
  it.each<[string, object]>([
    ['--help', { name: 'help' }],
    ['-h', { name: 'help' }],
    ['agents --help', { name: 'help' }],
    ['nonsense --help', { name: 'help' }],
    ['--version', { name: 'version' }],
    ['agents', { name: 'agents', json: false }],
    ['agents --json', { name: 'agents', json: true }],
    ['agents --try', { name: 'agents', json: false, tries: true }],
    ['--json agents', { name: 'agents', json: true }],
    ['clean', { name: 'clean', dryRun: false, json: false }],
    ['clean --dry-run --json', { name: 'clean', dryRun: true, json: true }],
    ['plan', { name: 'plan', scope: { kind: 'continue' }, hints: NO_HINT, json: false }],
    [
      'plan --phase-1 --json',
      { name: 'plan', scope: { kind: 'phase', phase: 1 }, hints: NO_HINT, json: true },
    ],
    [
      'plan F001 use clerk agents',
      { name: 'plan', scope: specs('F001'), hints: { ...NO_HINT, domains: ['clerk'] }, json: false },
    ],
    ['plan redis', { name: 'plan', scope: specs('redis'), hints: NO_HINT, json: false }],
    ['status', { name: 'status', scope: { kind: 'continue' }, json: false }],
    ['status --features --json', { name: 'status', scope: { kind: 'features' }, json: true }],
    ['check-tasks F001', { name: 'check-tasks', scope: specs('F001'), json: false }],
    [
      'redo F001 T004',
      { name: 'redo', spec: 'F001', tasks: ['T004'], fromWave: null, dryRun: false, json: false },
    ],
    [
      'redo F001 T004 1.2,T005 --dry-run',
      {
        name: 'redo',
        spec: 'F001',
        tasks: ['T004', '1.2', 'T005'],
        fromWave: null,
        dryRun: true,
        json: false,
      },
    ],
    [
      'redo F001 T001 --json',
      { name: 'redo', spec: 'F001', tasks: ['T001'], fromWave: null, dryRun: false, json: true },
    ],
    [
      'redo F001 --from-wave 1',
      { name: 'redo', spec: 'F001', tasks: [], fromWave: 1, dryRun: false, json: false },
    ],
    [
      'redo --from-wave=0 F001',
      { name: 'redo', spec: 'F001', tasks: [], fromWave: 0, dryRun: false, json: false },
    ],
  ])('`specwave %s` is read as %j', (line, command) => {
    expect(commandOf(line.split(' '))).toEqual(command);
    expect(commandOf([line])).toEqual(command);
  });

  it('are commands in the first place only', () => {
    expect(problemsOf(['F001', 'plan'])).toContain('`plan` is no word of specwave');
  });

  it.each([
    ['agent', 'Did you mean `agents`?'],
    ['run all the tasks', '`run all the tasks` is no command of specwave'],
    ['plan everything', '`everything` is no command of specwave'],
    ['statsu', 'Did you mean `status`?'],
    ['agents --jsn', '`--jsn` is no option of specwave; expected one of --json,'],
    ['agents claude', '`claude` is one word too many behind `agents`.'],
    ['clean F001', '`F001` is one word too many behind `clean`.'],
    ['agents --all', '`--all` is one word too many behind `agents`.'],
    ['--json=yes -x', '`--json` takes no value.'],
    ['--json=yes -x', '`-x` is no option of specwave'],
    ['status --dry-run', '`--dry-run` has no meaning for `status`.'],
    ['F001 --from-wave 1', '`--from-wave` has no meaning for implementing.'],
    ['redo', '`redo` wants a spec, and which of its tasks.'],
    ['redo F001', '`redo F001` does not say which tasks.'],
    ['redo F001 T001 --from-wave 1', 'both were given'],
    ['redo F001 --from-wave x', '`--from-wave` wants the number of a wave'],
    ['redo F001 --from-wave', '`--from-wave` wants the number of a wave'],
    ['redo --all T001', '`--all` may name several'],
  ])('`specwave %s` is refused: %s', (line, expected) => {
    expect(problemsOf(line.split(' '))).toContain(expected);
  });
});

it.each([[['']], [['', ' ']]])(
  '%j, a variable that is not set, is refused: it would start everything',
  (words) => {
    const parsed = parseCommand(words, VOCABULARY);
    expect(parsed.ok ? parsed.value : parsed.problems[0]?.message).toContain('The argument is empty');
  },
);

it('`redo` takes a task as messages name it', () => {
  expect(parseCommand(['redo', 'F001:T004'], VOCABULARY)).toEqual({
    ok: true,
    value: { name: 'redo', spec: 'F001', tasks: ['T004'], fromWave: null, dryRun: false, json: false },
  });
});
