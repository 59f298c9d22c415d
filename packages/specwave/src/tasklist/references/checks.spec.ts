/** Ways to write a check: each is run, or told of with its place. Never neither. */
import type { Task } from '../model';
import { readTaskList } from '../read';

function read(words: string): { verify: Task['verify']; told: string[] } {
  const list = readTaskList(`- [ ] T001 ${words}\n`, 'specs/F001/tasks.md');
  const told = list.problems
    .filter(({ code }) => code === 'check-not-run')
    .map(({ message, at }) => `${at?.line}:${at?.column} ${message}`);
  return { verify: list.tasks.flatMap((task) => task.verify), told };
}

describe('run', () => {
  it.each<[words: string, verify: string[]]>([
    ['Do it\n  - Verification: unit tests pass (`npm test`)', ['npm test']],
    ['Do it\n  - Verify: `false`', ['false']],
    ['Do it\n  - Check: `true`', ['true']],
    ['Do it\n  - Test: `make`', ['make']],
    ['Do it\n  - **Verification**: `NPM test` passes', ['NPM test']],
    ['Do it\n  - Verify: `Rscript tests.R`', ['Rscript tests.R']],
    ['Do it\n  - Verify: `./check.sh`', ['./check.sh']],
    ['Do it\n  - Verify: `scripts/check.sh --all`', ['scripts/check.sh --all']],
    ['Do it\n  - Verify: `/usr/bin/false`', ['/usr/bin/false']],
    ['Do it\n  - Verify: `(cd app && npm test)`', ['(cd app && npm test)']],
    ['Do it\n  - Verify: `! grep -r TODO src`', ['! grep -r TODO src']],
    ['Do it\n  - Verify: `[ -f dist/a.js ]`', ['[ -f dist/a.js ]']],
    ['Do it\n  - Verify: `[[ -d dist ]]`', ['[[ -d dist ]]']],
    ['Do it\n  - Verify: `"$TOOL" check`', ['"$TOOL" check']],
    ['Do it\n  - Verify: `"./my check.sh"`', ['"./my check.sh"']],
    ['Do it\n  - Verify: `$CHECK --fast`', ['$CHECK --fast']],
    ['Do it\n  - Verify: `CI=1 npm test`', ['CI=1 npm test']],
    ['Do it\n  - Verify: `npm test` & `npm run lint`', ['npm test', 'npm run lint']],
    [
      'Do it\n  - Verify: `npm run build` → `npm test` → `npm run lint`',
      ['npm run build', 'npm test', 'npm run lint'],
    ],
    ['Do it\n  - Verify: `npm test → 12 pass`', ['npm test']],
    [
      'Do it\n  - Verify: `npm test`, `cargo test`; `go vet ./...` `pytest`',
      ['npm test', 'cargo test', 'go vet ./...', 'pytest'],
    ],
    [
      'Do it\n  - Verify:\n    - `npm test`\n    - the build (`npm run build`)',
      ['npm test', 'npm run build'],
    ],
    [
      'Do it\n  - Verify:\n\n    ```bash\n    npm test\n    npm run lint # all of it\n    ```',
      ['npm test', 'npm run lint # all of it'],
    ],
    ['Do it\n  Verification:\n  ```sh\n  $ npm test\n  12 pass\n  ```', ['npm test']],
    ['Do it\n  - Verification:\n\n```bash\ncd app\nnpm test\n```', ['cd app\nnpm test']],
    ['Do it and verify `npm test` passes', ['npm test']],
    ['Do it and verify with `npm run e2e` & `npm run lint`', ['npm run e2e', 'npm run lint']],
    ['Do it\n  - Write it, then verify: `npm test`', ['npm test']],
    ['Do it. Verify: `npm test`', ['npm test']],
    ['Verify: `npm test`', ['npm test']],
    ['Verify that `npm test` passes', ['npm test']],
    ['Do it\n  - Verify: ``npm test``', ['npm test']],
    ['Do it\n  - Verify: `npm run test\n    -- --all`', ['npm run test -- --all']],
    ['Do it\n  - Verify: `openspec validate add-shop --strict`', ['openspec validate add-shop --strict']],
  ])('%s', (words, verify) => {
    expect(read(words)).toEqual({ verify, told: [] });
  });
});

it('a title that is a test names its subject', () => {
  expect(read('Test: `fail_on` in `src/a.ts`')).toEqual({ verify: [], told: [] });
  expect(read('Verify that `UserService` answers')).toEqual({ verify: [], told: [] });
});

describe('told of, and not run', () => {
  it.each<[words: string, told: string]>([
    [
      'Do it\n  - Verify: `src/a.ts` exists',
      '2:13 `src/a.ts` among the checks of T001 is not run: it is a file',
    ],
    ['Do it\n  - Verify: `UserService`, `userId`', '2:13 `UserService`, `userId` among'],
    ['Do it\n  - Verify: `GET /api/users` answers', 'a route'],
    ['Do it\n  - Verify: `/api/users` answers', 'a route'],
    ['Do it\n  - Verify: do not run `npm test`', 'say not to'],
    ['Do it\n  - Verify: `npm test` fails', 'is to fail'],
    ['Do it\n  - Verify: `rg TODO src` returns nothing', 'finds nothing'],
    ['Do it\n  - Verify: `npm run dev`', 'does not end'],
    ['Do it\n  - Verify: `npm test -- <file>`', 'placeholder'],
    ['Do it\n  - Verify: `npm test', 'no partner'],
    ['Do it\n  - Verify: npm test', 'without backticks'],
    ['Do it\n  - Verify:\n    ```python\n    check()\n    ```', '3:5 `check()` among'],
    ['Do it\n  - Verify:\n    ```\n    npm test\n    ```', 'does not say `sh`'],
    ['Do it\n  - Verify:\n    ```sh run\n    npm test\n    ```', 'embedded agent'],
    ['Do it\n  - Verify: it says `user not found`', 'reads as words'],
    ['Do it\n  - Verify: `a === b` and `x => x`', 'not a command'],
    ['Do it\n  - Verify: `CI=1`', 'sets a variable'],
    ['Do it and verify `UserService`', '1:29 `UserService` among'],
  ])('%s', (words, told) => {
    const found = read(words);
    expect(found.verify).toEqual([]);
    expect(found.told).toEqual([expect.stringContaining(told)]);
  });
});
