/** What a task names as its own, and what it only speaks of. */
import { readTaskList } from '../../tasklist/read';
import { codeOf } from '../code/code';
import { namedSymbols, saysName } from './symbols';

function symbolsOf(lines: string): string[] {
  const [task] = readTaskList(`- [ ] T001 ${lines}`, 'specs/F001/tasks.md').tasks;
  if (!task) throw new Error('the test itself is wrong');
  return namedSymbols(task);
}

it.each<[string, string[]]>([
  ['Implement `createUser(name)` in `src/users.ts`', ['createUser']],
  ['Implement `async load(id: string): Promise<Item>` in `src/a.ts`', ['load']],
  ['Implement `Cart.total()` and `Cart.tax()`', ['total', 'tax']],
  ['Create class `RateLimiter` in `src/limit.ts`', ['RateLimiter']],
  ['Create the `CartBadge` React component', ['CartBadge']],
  ['Add the hooks `useCart` and `useSession`', ['useCart', 'useSession']],
  ['Define interface `Store`, type `Key` and enum `Mode`', ['Store', 'Key', 'Mode']],
  ['Create the `PaymentService` service', ['PaymentService']],
  ['Add `def total(items)` to `cart.py`', ['total']],
  ['Share dates\n  - functions: `parseDate`, `formatDate`', ['parseDate', 'formatDate']],
  ['Rename `getUser()` to `findUser()`', ['findUser']],
])('%s: names %j', (lines, expected) => {
  expect(symbolsOf(lines)).toEqual(expected);
});

it.each([
  'Add a button that calls `save()` and `close()`',
  'Build the page using the `Card` component',
  'Import `Store` from the class `Base`',
  'Remove the class `OldStore`',
  'Delete `legacyTotal()`',
  'Replace `moment()` by something smaller',
  'Make sure `eval()` is never called',
  'Do not call `exit()`',
  'Export `toCents()` or `parseCents()`',
  'Export `a1()`, `b1()` or `c1()`',
  'Add helpers, e.g. `slugify()`',
  'Write tests for `parse()`',
  'Add logging to `save()`',
  'Add field `email` of type `string`',
  'Add the `Date` type or so',
  'Answer the `OPTIONS` method',
  'Add the column `price` `DECIMAL(10,2)`',
  'Add the css class `Active`',
  'Add the `pre-commit` hook',
  'Create the `User` model',
  'Review `createUser()` in `src/users.ts`',
  'Refactor it\n  - _Prompt: use `helper()`_',
  'Copy this\n\n  ```ts\n  `notMine()`\n  ```',
])('%s: names nothing', (lines) => {
  expect(symbolsOf(lines)).toEqual([]);
});

it.each([
  ['a.ts', 'export const createUser = 1;', true],
  ['a.py', 'def create_user(name): ...', true],
  ['a.go', 'func CreateUser() {}', true],
  ['a.ts', '// createUser', false],
  ['a.ts', 'export const createUserAccount = 1;', false],
  ['a.ts', 'export const recreateUser = 1;', false],
])('%s: %s says createUser: %s', (path, text, expected) => {
  const code = codeOf(path, text);
  expect(code && saysName(code, 'createUser')).toBe(expected);
});
