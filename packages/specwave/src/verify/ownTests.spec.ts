import { canProve } from './ownTests';

it.each([
  'npm test',
  'npm run build && npm run lint',
  'npx tsc --noEmit',
  'pytest',
  'cargo test --all',
  'go test ./...',
  'make test',
  './gradlew check',
  'pnpm -s test',
])('runs everything, so that it passes without the work too: %s', (command) => {
  expect(canProve(command)).toBe(false);
});

it.each([
  'node tools/check.mjs',
  'npx jest src/a.test.ts',
  'grep -q total src/a.ts',
  'npm test -- -t "adds up"',
  'test -f out/a.txt',
  'pytest tests/test_a.py::test_total',
  'npm test && grep -q x a.ts',
])('tells this work from none: %s', (command) => {
  expect(canProve(command)).toBe(true);
});
