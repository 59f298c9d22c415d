/** Honest work that leaves no change, or not the one that the words say: it lands, with a remark or a flag. */
import type { Expectation } from '../tasklist/model';
import { isTestsFirst } from './changeNeeded';
import { checkChanges, type LeftChanges } from './changes';
import { ALREADY_THERE } from './dueChange';

function check(
  given: Partial<LeftChanges> & {
    title: string;
    files?: string[];
    expects?: Expectation[];
    there?: string[];
  },
) {
  const { title, files = [], expects = [], there = files } = given;
  const verdict = checkChanges({
    task: { title, files, expects },
    changed: [],
    existsAfter: (path) => there.includes(path),
    existedBefore: (path) => there.includes(path),
    reserved: [],
    isRecipe: false,
    ...given,
  });
  const remarks = verdict.checks.flatMap(({ passed, detail }) => (passed && detail ? [detail] : []));
  return {
    outcome: verdict.fault?.outcome ?? 'lands',
    flags: verdict.findings.map((each) => each.check),
    remarks,
  };
}

describe('already there', () => {
  it.each([
    'Create `src/a.ts`',
    'Write `src/a.ts` with the types',
    'Set up `src/a.ts`',
    'Erstelle `src/a.ts`',
    'Crée `src/a.ts`',
    'Crear `src/a.ts`',
    'Создать `src/a.ts`',
    '创建 `src/a.ts`',
    '`src/a.ts` を作成する',
  ])('a file that was to be made: %s', (title) => {
    expect(check({ title, files: ['src/a.ts'] })).toEqual({
      outcome: 'lands',
      flags: [],
      remarks: [ALREADY_THERE],
    });
  });

  it('a symbol that was to be added', () => {
    const found = check({
      title: 'Add `total()` to `src/a.ts`',
      files: ['src/a.ts'],
      symbols: { named: 1, isWhole: true },
    });
    expect(found).toEqual({ outcome: 'lands', flags: [], remarks: [ALREADY_THERE] });
  });

  it.each<[string, Parameters<typeof check>[0]]>([
    [
      'a symbol is missing',
      { title: 'Create `src/a.ts`', files: ['src/a.ts'], symbols: { named: 1, isWhole: false } },
    ],
    [
      'a file is missing',
      { title: 'Create `src/a.ts`, `src/b.ts`', files: ['src/a.ts', 'src/b.ts'], there: ['src/a.ts'] },
    ],
    ['what stands was to be changed', { title: 'Fix the sum in `src/a.ts`', files: ['src/a.ts'] }],
    [
      'what stands was to be changed, with a symbol',
      { title: 'Update `total()` in `src/a.ts`', files: ['src/a.ts'], symbols: { named: 1, isWhole: true } },
    ],
    ['in German', { title: 'Behebe den Fehler in `src/a.ts`', files: ['src/a.ts'] }],
    ['in Chinese', { title: '修复 `src/a.ts` 中的错误', files: ['src/a.ts'] }],
  ])('not where %s', (_, given) => {
    expect(check(given).outcome).toBe('empty');
  });
});

describe('a task that may need no change', () => {
  it.each([
    'Clean up the imports',
    'Code cleanup and refactoring',
    'Performance optimization across all stories',
    'Security hardening',
    'Optimise the start',
    'Harden the server',
    'Polish',
    'Design approval by the customer',
  ])('lands with a flag: %s', (title) => {
    expect(check({ title })).toMatchObject({ outcome: 'lands', flags: ['changed-nothing'] });
  });

  it.each([
    'Führe die Tests aus',
    'Bereinige den Code',
    'Vérifie que tout passe',
    'Ejecuta las pruebas',
    'Verifique os testes',
    'Esegui i test',
    'Проверить сборку',
    '运行测试并检查',
    'テストを実行する',
    '테스트 실행',
  ])('in other languages: %s', (title) => {
    expect(check({ title })).toMatchObject({ outcome: 'lands', flags: ['changed-nothing'] });
  });

  it('and one of which its author says so lands without', () => {
    const title = 'Talk to the others';
    const said = check({ title, expects: [{ kind: 'no-change' }] });
    expect(said).toMatchObject({ outcome: 'lands', flags: [] });
    expect(check({ title, expects: [{ kind: 'unchanged', file: 'a.ts' }] }).outcome).toBe('empty');
  });

  it.each([
    'Add an audit log',
    'Implement input validation',
    'Create the review page',
    'Product review form',
    'Search',
  ])('but not one that makes something: %s', (title) => {
    expect(check({ title }).outcome).toBe('empty');
  });
});

describe('folders', () => {
  it('that are empty land where they are asked for, and git keeps none', () => {
    const files = ['src/models', 'src/routes'];
    const found = check({
      title: 'Create the directories `src/models` and `src/routes`',
      files,
      existedBefore: () => false,
      isEmptyFolder: (path) => files.includes(path),
    });
    expect(found).toMatchObject({ outcome: 'lands', remarks: [expect.stringContaining('`src/models`')] });
  });

  it('without a name may have been made', () => {
    expect(check({ title: 'Create project structure per implementation plan' })).toMatchObject({
      outcome: 'lands',
      flags: ['changed-nothing'],
    });
  });

  it('in the place of a file are nothing', () => {
    const isEmptyFolder = (path: string): boolean => path === 'src/store';
    const given = { files: ['src/store'], existedBefore: () => false, isEmptyFolder };
    expect(check({ title: 'Create the store in `src/store`', ...given }).outcome).toBe('empty');
  });
});

describe('what is gone', () => {
  const gone = {
    files: ['src/a.ts'],
    existedBefore: (path: string) => path === 'src/a.ts',
    existsAfter: (path: string) => path === 'src/b.ts',
    changed: [{ path: 'src/a.ts' }, { path: 'src/b.ts' }],
  };

  it.each(['Move `src/a.ts`', 'Split `src/a.ts`', 'Convert `src/a.ts` to TypeScript'])(
    'went somewhere: %s',
    (title) => {
      expect(check({ title, ...gone, wentElsewhere: () => true }).outcome).toBe('lands');
      expect(check({ title, ...gone, wentElsewhere: () => false }).outcome).toBe('invalid');
    },
  );

  it('need go nowhere where it was to be removed', () => {
    expect(check({ title: 'Clean up: delete `src/a.ts`', ...gone, wentElsewhere: () => false }).outcome).toBe(
      'lands',
    );
  });
});

it('a bare name of a file that is nowhere is missed, though another declared file was changed', () => {
  const given = {
    title: 'Fix the sum in `sum.ts` and `tax.ts`',
    files: ['sum.ts', 'tax.ts'],
    changed: [{ path: 'lib/sum.ts' }],
    existsAfter: (path: string) => path === 'lib/sum.ts',
    existedBefore: (path: string) => path === 'lib/sum.ts',
  };
  expect(check({ ...given, isSomewhere: () => true }).outcome).toBe('lands');
  expect(check({ ...given, isSomewhere: () => false }).outcome).toBe('invalid');
});

describe('tests that are to fail for now', () => {
  it.each([
    ['Write a failing test for `total()`', '', ''],
    ['Add the contract test for orders', '- It must fail before T002', ''],
    ['Test for sign-up', '- Ensure it fails first', ''],
    ['Contract test for POST /users in `tests/users.test.ts`', '', 'Phase 3.2: Tests First (TDD)'],
    ['Schreibe einen Test, der fehlschlägt', '', ''],
  ])('are told by their words: %s', (title, body, heading) => {
    expect(isTestsFirst({ title, body }, heading)).toBe(true);
  });

  it.each([
    ['Write tests for `total()`', '', ''],
    ['Fix the failing build', '', ''],
    ['Show a message when the payment fails', '', ''],
    ['Implement the cart', '', 'Tests First (TDD)'],
    ['Implement the cart with tests (TDD)', '', ''],
    ['Write a failing test for `total()`, then implement it', '', ''],
    ['Tests for the cart', '- They should fail first; work until they pass', ''],
  ])('are no others: %s', (title, body, heading) => {
    expect(isTestsFirst({ title, body }, heading)).toBe(false);
  });
});
