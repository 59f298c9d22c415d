import * as fc from 'fast-check';
import { type ChangesVerdict, type LeftChanges, checkChanges } from './changes';

interface Case {
  title?: string;
  files?: string[];
  changed?: string[];
  before?: string[];
  /** Where left out: what was before and what was changed. */
  after?: string[];
  reserved?: string[];
  isRecipe?: boolean;
}

function check({
  title = 'Create the store',
  files = [],
  changed = [],
  before = [],
  after = [...before, ...changed],
  reserved = [],
  isRecipe = false,
}: Case): ChangesVerdict {
  const left: LeftChanges = {
    task: { title, files, expects: [] },
    changed: changed.map((path) => ({ path })),
    existsAfter: (path) => after.includes(path),
    existedBefore: (path) => before.includes(path),
    reserved,
    isRecipe,
  };
  return checkChanges(left);
}

const LIST = 'specs/F001/tasks.md';

describe('a change was due', () => {
  it('and none was made: the result is empty', () => {
    expect(check({ title: 'Add a login page' }).fault).toEqual({
      outcome: 'empty',
      message: 'The agent changed nothing, where a change was due.',
    });
  });

  it('and none was made: what is missing is told with it', () => {
    expect(check({ title: 'Create `src/a.ts`', files: ['src/a.ts'] }).fault).toEqual({
      outcome: 'empty',
      message:
        'The agent changed nothing, where a change was due. `src/a.ts`, which the task declares, does not exist.',
    });
  });

  it('but not from the embedded agent, which says that all was there', () => {
    expect(check({ isRecipe: true })).toEqual({
      fault: null,
      checks: [
        { name: 'reserved files', passed: true, detail: null },
        {
          name: 'a change where one was due',
          passed: true,
          detail: 'All that the task spells out was there.',
        },
      ],
      findings: [],
    });
  });

  it.each([
    'Run the tests',
    '**Run** `npm test`',
    '[US1] Check that the page loads',
    'Verify: all links lead somewhere',
    'Review the code',
    'Re-run the benchmark',
    'Double-check the settings',
    'Final checkpoint - Ensure all tests pass',
    'Manually test the login',
    'Test the login by hand',
    'Deploy to staging',
    'ENSURE that the build is green',
  ])('but not where the task is one of running or looking: %s', (title) => {
    expect(check({ title }).fault).toBeNull();
  });

  it.each([
    'Runtime checks for the API',
    'Checkout page',
    'Look-and-feel of the editor',
    'Reviewer role in the API',
    'Fix what the tests run into',
    '`npm test` in CI',
    '',
  ])('where the task only looks like one of running or looking: %s', (title) => {
    expect(check({ title }).fault?.outcome).toBe('empty');
  });

  it.each([
    'Test the login in `test/login.spec.ts`',
    'Audit log in `src/audit.ts`',
    'Validate input in `src/form.ts`',
    'Füge Pagination in `src/list.ts` hinzu',
  ])('where all declared files stand, that may be so: it lands with a flag: %s', (title) => {
    const file = /`(.*)`/.exec(title)?.[1] ?? '';
    const { fault, findings } = check({ title, files: [file], before: [file] });
    expect({ fault, names: findings.map((each) => each.check) }).toEqual({
      fault: null,
      names: ['changed-nothing'],
    });
  });

  it('from a task of running that is to leave a file, and did not', () => {
    expect(check({ title: 'Run the benchmark and write `out.md`', files: ['out.md'] }).fault).toEqual({
      outcome: 'empty',
      message:
        'The agent changed nothing, where a change was due. `out.md`, which the task declares, does not exist.',
    });
  });

  it('but not from a task of running whose file is there and not kept by git', () => {
    expect(
      check({ title: 'Run the build to create `dist/a.js`', files: ['dist/a.js'], after: ['dist/a.js'] })
        .fault,
    ).toBeNull();
  });

  it('but not from a task of looking at a file that is there', () => {
    expect(check({ title: 'Review', files: ['src/a.ts'], before: ['src/a.ts'] }).fault).toBeNull();
  });
});

describe('declared files', () => {
  it('pass where they were made', () => {
    expect(check({ files: ['a.ts', 'b.ts'], changed: ['a.ts', 'b.ts'] })).toEqual({
      fault: null,
      checks: [
        { name: 'reserved files', passed: true, detail: null },
        { name: 'a change where one was due', passed: true, detail: null },
        { name: 'declared files', passed: true, detail: null },
      ],
      findings: [],
    });
  });

  it('are each named where they are missing', () => {
    expect(check({ files: ['a.ts', 'b.ts', 'c.ts'], changed: ['b.ts'] }).fault).toEqual({
      outcome: 'invalid',
      message: '`a.ts`, `c.ts`, which the task declares, do not exist.',
    });
  });

  it('have to be there after the embedded agent and after a task of looking too', () => {
    expect(check({ files: ['a.ts'], changed: ['b.ts'], isRecipe: true }).fault?.outcome).toBe('invalid');
    expect(check({ title: 'Check it', files: ['a.ts'], changed: ['b.ts'] }).fault?.outcome).toBe('invalid');
  });

  it.each(['Remove the old store', '**Delete** the old store', 'Drop it', 'Retire it'])(
    'may be gone where something is taken away: %s',
    (title) => {
      expect(
        check({ title, files: ['old.ts'], before: ['old.ts'], changed: ['old.ts'], after: [] }).fault,
      ).toBeNull();
    },
  );

  it.each(['Move the store', 'Rename the store'])(
    'may be gone, but what never was has to be there: %s',
    (title) => {
      const files = ['old.ts', 'new.ts'];
      expect(check({ title, files, before: ['old.ts'], changed: files, after: ['new.ts'] }).fault).toBeNull();
      expect(check({ title, files, before: ['old.ts'], changed: ['old.ts'], after: [] }).fault?.message).toBe(
        '`new.ts`, which the task declares, does not exist.',
      );
    },
  );

  it('that were made where git does not see them would be lost', () => {
    const fault = check({ files: ['.env', 'a.ts'], changed: ['a.ts'], after: ['.env', 'a.ts'] }).fault;
    expect(fault?.outcome).toBe('invalid');
    expect(fault?.message).toContain('`.env` was made, but cannot land: git does not keep what it ignores');
  });

  it('may be folders', () => {
    expect(
      check({ files: ['src/store'], changed: ['src/store/a.ts'], after: ['src/store'] }).fault,
    ).toBeNull();
  });

  it('are not met by a file whose name only begins alike', () => {
    expect(check({ files: ['src/a'], before: ['src/a'], changed: ['src/a.ts'] }).fault?.outcome).toBe(
      'invalid',
    );
  });
});

describe('the wrong file', () => {
  const wrong = {
    title: 'Fix the sum',
    files: ['c.ts', 'd.ts'],
    before: ['a.ts', 'c.ts', 'd.ts'],
    changed: ['a.ts', 'b.ts'],
  };

  it('is told where none of the declared files was changed', () => {
    expect(check(wrong).fault).toEqual({
      outcome: 'invalid',
      message:
        'The agent changed `a.ts`, `b.ts`, but none of the files that the task declares: `c.ts`, `d.ts`.',
    });
  });

  it('is not told where one of them was', () => {
    expect(check({ ...wrong, changed: ['a.ts', 'd.ts'] }).fault).toBeNull();
  });

  it('is not told of the embedded agent, nor of a task of looking', () => {
    expect(check({ ...wrong, isRecipe: true }).fault).toBeNull();
    expect(check({ ...wrong, title: 'Check the sum' }).fault).toBeNull();
  });

  it('is told in a line of bounded length', () => {
    const changed = Array.from({ length: 500 }, (_, index) => `src/${index}.ts`);
    const message = check({ ...wrong, changed }).fault?.message;
    expect(message).toContain('`src/9.ts` and 490 more, but none');
  });
});

describe('what only Specwave may write', () => {
  it('is named, with the reason why not to tick', () => {
    expect(check({ changed: [LIST, 'src/a.ts'], before: [LIST], reserved: [LIST] })).toMatchObject({
      fault: {
        outcome: 'invalid',
        message: `The agent changed \`${LIST}\`, which only Specwave may write (it ticks, after its checks).`,
      },
      checks: [{ name: 'reserved files', passed: false }, { passed: true }],
    });
  });

  it('is told together with what else is wrong', () => {
    expect(check({ files: ['a.ts'], changed: ['features.json'], reserved: ['features.json'] }).fault).toEqual(
      {
        outcome: 'invalid',
        message:
          'The agent changed `features.json`, which only Specwave may write. `a.ts`, which the task declares, does not exist.',
      },
    );
  });

  it('is refused from the embedded agent and from a task of looking too', () => {
    const changes = { changed: [LIST], reserved: [LIST] };
    expect(check({ ...changes, isRecipe: true }).fault?.outcome).toBe('invalid');
    expect(check({ ...changes, title: 'Run it' }).fault?.outcome).toBe('invalid');
  });

  it('is not asked for, though the task declares it', () => {
    expect(
      check({
        files: ['features.json'],
        changed: ['a.ts'],
        before: ['features.json'],
        reserved: ['features.json'],
      }).fault,
    ).toBeNull();
  });
});

it('a result with a fault has a failed check that tells of it, whatever was left; one without has none', () => {
  const path = fc.constantFrom('a.ts', 'b.ts', 'src', 'src/c.ts', LIST, '.git/config');
  const paths = fc.uniqueArray(path);
  fc.assert(
    fc.property(
      fc.record({
        title: fc.oneof(
          fc.constantFrom('Create it', 'Run it', 'Test it', 'Remove it', 'Move it'),
          fc.string(),
        ),
        files: paths,
        changed: paths,
        before: paths,
        after: paths,
        reserved: paths,
        isRecipe: fc.boolean(),
      }),
      (given) => {
        const { fault, checks } = check(given);
        const failed = checks.filter(({ passed }) => !passed).map(({ detail }) => detail);
        expect(fault?.message ?? '').toBe(failed.join(' '));
        expect(fault?.outcome === 'empty' && given.changed.length > 0).toBe(false);
      },
    ),
  );
});
