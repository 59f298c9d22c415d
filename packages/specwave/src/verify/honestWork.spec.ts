/** Task lines in the shapes that people write, and what an agent that does what they say leaves: all of it lands. */
import { readTaskList } from '../tasklist/read';
import { checkChanges } from './changes';

interface Work {
  lines: string;
  declared: string[];
  /** A `-` before a path: it was there and is gone. A `~`: it was there and is changed. */
  left: string[];
  /** What was there and stays as it was. */
  there?: string[];
}

const HONEST: Work[] = [
  { lines: 'Create `src/store.ts`', declared: ['src/store.ts'], left: ['src/store.ts'] },
  {
    lines: 'Add the tax field to `Invoice.tsx` in `apps/web/src/pages/`',
    declared: ['apps/web/src/pages/Invoice.tsx'],
    left: ['~apps/web/src/pages/Invoice.tsx'],
  },
  { lines: 'Implement `total()` in `cart.ts`', declared: ['cart.ts'], left: ['~packages/shop/src/cart.ts'] },
  { lines: 'Add a guard to `src/auth.ts`', declared: ['src/auth.ts'], left: ['~packages/api/src/auth.ts'] },
  {
    lines: 'In `src/models/`, create `user.py` and `post.py`',
    declared: ['src/models/user.py', 'src/models/post.py'],
    left: ['src/models/user.py', 'src/models/post.py'],
  },
  {
    lines: 'Create `a.ts` and `b.ts` in `src/lib/`',
    declared: ['src/lib/a.ts', 'src/lib/b.ts'],
    left: ['src/lib/a.ts', 'src/lib/b.ts'],
  },
  {
    lines: 'Export it in `index.ts` (full path: `packages/core/src/index.ts`)',
    declared: ['packages/core/src/index.ts'],
    left: ['~packages/core/src/index.ts'],
  },
  { lines: 'Add the palette to `theme.ts` or `colors.ts`', declared: [], left: ['~src/colors.ts'] },
  {
    lines: 'Put the settings in `config/app.json`, `config/app.yaml` or `config/app.toml`',
    declared: [],
    left: ['config/app.toml'],
  },
  { lines: 'Add helpers in a new file, e.g. `src/helpers.ts`', declared: [], left: ['src/util/dates.ts'] },
  { lines: 'Create fixtures such as `test/user.json`', declared: [], left: ['test/people.json'] },
  {
    lines: 'Update `src/a.ts`, and `src/b.ts` if needed',
    declared: ['src/a.ts'],
    left: ['~src/a.ts'],
    there: ['src/b.ts'],
  },
  {
    lines: 'Create the parser (see `src/lexer.ts`)',
    declared: [],
    left: ['src/parser.ts'],
    there: ['src/lexer.ts'],
  },
  { lines: 'Create a logger that writes to `logs/app.txt`', declared: [], left: ['src/logger.ts'] },
  { lines: 'Add a loader that reads settings from `app.json`', declared: [], left: ['src/loader.ts'] },
  {
    lines: 'Create the form based on `src/LoginForm.tsx`',
    declared: [],
    left: ['src/SignUpForm.tsx'],
    there: ['src/LoginForm.tsx'],
  },
  {
    lines: 'Add a dark variant to `.btn-primary` and `.card.active`',
    declared: [],
    left: ['~src/button.css'],
  },
  { lines: 'Add the route to `/api/users` and `api/users/[id]`', declared: [], left: ['src/routes.ts'] },
  { lines: 'Add types to `src/**/*.ts`', declared: [], left: ['~src/a.ts'] },
  {
    lines: 'Add `DATABASE_URL` to `process.env` and `.env.example`',
    declared: ['.env.example'],
    left: ['.env.example'],
  },
  { lines: 'Add a server in `Next.js` that answers with `res.json`', declared: [], left: ['app/page.tsx'] },
  {
    lines: 'Make types\n  - File: src/types.ts\n  - _Leverage: src/base.ts, src/util.ts_',
    declared: ['src/types.ts'],
    left: ['src/types.ts'],
  },
  {
    lines:
      'Make types\n  - File: src/types.ts\n  - _Prompt: Role: developer | Task: make the types in `src/all.ts`, then mark it in tasks.md_',
    declared: ['src/types.ts'],
    left: ['src/types.ts'],
  },
  {
    lines: 'Make types\n  - File: src/types.ts\n  - _Requirements: as in `docs/needs.md`_',
    declared: ['src/types.ts'],
    left: ['src/types.ts'],
  },
  {
    lines: 'Write the store and tick it in `tasks.md` and `execution.json`',
    declared: [],
    left: ['src/store.ts'],
  },
  { lines: 'Fill in `plan.md` and `specs/001-shop/research.md`', declared: [], left: ['docs/plan.md'] },
  { lines: 'Remove the cart from `src/shop.ts`', declared: [], left: ['~src/shop.ts'] },
  { lines: 'Clean up: delete `src/old.ts`', declared: [], left: ['-src/old.ts'] },
  {
    lines: 'Rename `src/old.ts` to `src/new.ts`',
    declared: ['src/new.ts'],
    left: ['-src/old.ts', 'src/new.ts'],
  },
  {
    lines: 'Merge the helpers in `src/a.ts` and `src/b.ts` into one',
    declared: ['src/a.ts', 'src/b.ts'],
    left: ['~src/a.ts', '-src/b.ts'],
  },
  {
    lines: 'Simplify the shop: move what is in `cart.ts` and `price.ts` into `shop.ts`',
    declared: ['cart.ts', 'price.ts', 'shop.ts'],
    left: ['-lib/cart.ts', '-lib/price.ts', '~lib/shop.ts'],
  },
  {
    lines: 'Consolidate\n  - Files: `src/one.ts`, `src/two.ts` (delete)',
    declared: ['src/one.ts'],
    left: ['~src/one.ts', '-src/two.ts'],
  },
  { lines: 'Create `src/Button.ts`', declared: ['src/Button.ts'], left: ['src/Button.tsx'] },
  { lines: 'Create `.eslintrc.json`', declared: ['.eslintrc.json'], left: ['eslint.config.mjs'] },
  {
    lines: 'Create `jest.config.js` and `tsconfig.json`',
    declared: ['jest.config.js', 'tsconfig.json'],
    left: ['jest.config.ts', '~tsconfig.json'],
  },
  {
    lines: 'Write it\n  - Files: `src/shop/`: `cart.ts`, `price.ts`',
    declared: ['src/shop', 'src/shop/cart.ts', 'src/shop/price.ts'],
    left: ['src/shop/cart.ts', 'src/shop/price.ts'],
  },
  {
    lines: 'Write it\n  - Files: src/a.ts (new), src/b.ts (optional)',
    declared: ['src/a.ts'],
    left: ['src/a.ts'],
  },
  { lines: 'Write it\n  - Files: src/a.ts or src/b.ts', declared: [], left: ['src/b.ts'] },
  { lines: 'Write it\n  - Files: `src/grove/**/*.test.ts`', declared: [], left: ['src/grove/x/a.test.ts'] },
  {
    lines: 'Fix the sum in `sum.ts` and `tax.ts`',
    declared: ['sum.ts', 'tax.ts'],
    left: ['~lib/sum.ts'],
    there: ['lib/tax.ts'],
  },
  { lines: 'Add a service in `src/shop/`', declared: [], left: ['src/shop/service.ts'] },
  {
    lines: 'Add tests\n  - File: src/a.test.ts\n  - **Note**: as in `src/b.test.ts`',
    declared: ['src/a.test.ts'],
    left: ['src/a.test.ts'],
  },
  {
    lines: 'Copy the model from `src/a.py` and write `src/b.py`',
    declared: ['src/b.py'],
    left: ['src/b.py'],
    there: ['src/a.py'],
  },
];

function isIn(paths: readonly string[]): (path: string) => boolean {
  return (path) => paths.some((each) => each === path || each.startsWith(`${path}/`));
}

function land({ lines, left, there = [] }: Work): {
  files: string[];
  verdict: ReturnType<typeof checkChanges>;
} {
  const [task] = readTaskList(`- [ ] T001 ${lines}`, 'specs/F001/tasks.md').tasks;
  if (!task) throw new Error('the test itself is wrong');
  const changed = left.map((each) => each.replace(/^[-~]/, ''));
  const before = [...there, ...left.filter((each) => /^[-~]/.test(each)).map((each) => each.slice(1))];
  const after = [
    ...there,
    ...left.filter((each) => !each.startsWith('-')).map((each) => each.replace(/^~/, '')),
  ];
  const verdict = checkChanges({
    task,
    changed: changed.map((path) => ({ path })),
    existsAfter: isIn(after),
    existedBefore: isIn(before),
    reserved: ['specs/F001'],
    isRecipe: false,
  });
  return { files: task.files, verdict };
}

it('there are forty', () => expect(HONEST.length).toBeGreaterThanOrEqual(40));

it.each(HONEST.map((work) => [work.lines, work] as const))('%s', (_, work) => {
  const { files, verdict } = land(work);
  expect(files).toEqual(work.declared);
  expect(verdict.fault).toBeNull();
});

it('a file with another ending is remarked on', () => {
  const { verdict } = land({ lines: 'Create `src/Button.ts`', declared: [], left: ['src/Button.tsx'] });
  expect(verdict.checks.at(-1)?.detail).toBe('`src/Button.ts` landed as `src/Button.tsx`.');
});

// What is not what was meant is refused as before.
it.each<Work>([
  { lines: 'Create `src/store.ts`', declared: [], left: ['src/other.ts'] },
  { lines: 'Create `Button.tsx`', declared: [], left: ['src/Button.css'] },
  { lines: 'Create `a.ts` and `b.ts`', declared: [], left: ['src/a.ts'] },
  { lines: 'Rename `src/old.ts` to `src/new.ts`', declared: [], left: ['-src/old.ts'] },
  { lines: 'Update `src/a.ts`', declared: [], left: ['-src/a.ts'] },
  { lines: 'Update `cart.ts`', declared: [], left: ['-lib/cart.ts'] },
  { lines: 'Update `src/a.ts`', declared: [], left: ['~src/b.ts'], there: ['src/a.ts'] },
  { lines: 'Create `src/a.ts` and remove the old store', declared: [], left: ['-src/store.ts'] },
])('refused: $lines with $left', (work) => {
  expect(land(work).verdict.fault?.outcome).toBe('invalid');
});
