import { createColors } from 'picocolors';
import {
  type ImplementedSpec,
  nxCommandText,
  outcomeLines,
  type SelectedSpec,
  selectionLines,
} from './selection';

const spec = (
  name: string,
  state: SelectedSpec['state'],
  more: Partial<SelectedSpec> = {},
): SelectedSpec => ({
  spec: name,
  title: `Title of ${name}`,
  state,
  why: null,
  done: 1,
  total: 2,
  phase: 1,
  neededBy: [],
  ...more,
});

const linesOf = (...specs: SelectedSpec[]): string[] =>
  selectionLines({ mode: 'phase', strategy: 'default', why: null, specs }, createColors(false));

it('a selection says mode and strategy, how many specs there are, and how each stands', () => {
  expect(
    linesOf(
      spec('I001', 'complete'),
      spec('I002', 'to-do', { why: 'needed by F001', neededBy: ['F001'], phase: 0 }),
      spec('F001', 'to-do'),
      spec('F002', 'blocked', { why: 'waits for F009, which is blocked', phase: null }),
    ),
  ).toEqual([
    'Mode: phase, Strategy: default',
    'Found 3 specs (and 1 needed before): 1 complete, 1 blocked, 2 to do',
    '  complete, skipped: I001',
    '  blocked  F002 Title of F002',
    '           waits for F009, which is blocked',
    '  to do    I002 Title of I002 (phase 0): 1 of 2 tasks done; needed by F001',
    '  to do    F001 Title of F001 (phase 1): 1 of 2 tasks done',
  ]);
});

it('a selection of nothing says so', () => {
  expect(linesOf()).toEqual(['Mode: phase, Strategy: default', 'Found 0 specs']);
});

it('what a spec says of itself cannot move the cursor', () => {
  const lines = linesOf(spec('F001', 'blocked', { title: 'a\u001B[2Jb', why: 'c\u001B]0;d\u0007e\r' }));
  // eslint-disable-next-line no-control-regex
  expect(lines.join('')).not.toMatch(/[\u0000-\u001F]/);
});

it.each([
  [
    ['run-many', '-t', 'implement', '-p', 'F001,F002', '--parallel=3'],
    null,
    'npx nx run-many -t implement -p F001,F002 --parallel=3',
  ],
  [['run-many'], 'clerk direct', "SPECWAVE_HINT='clerk direct' npx nx run-many"],
  [['run-many'], 'clerk', 'SPECWAVE_HINT=clerk npx nx run-many'],
  [['--x=a b', "it's", '$(y)', ''], null, String.raw`npx nx '--x=a b' 'it'\''s' '$(y)' ''`],
])('the command of %j with the hint %j can be copied into a shell', (args, hint, expected) => {
  expect(nxCommandText(args, hint)).toBe(expected);
});

it('after a run, a spec that was not run is said with what it waits for', () => {
  const ended: ImplementedSpec = {
    ...spec('F001', 'to-do'),
    status: 'pending',
    remaining: [],
    flagged: [],
    uncommitted: null,
    elapsedMs: null,
    spent: { cost_usd: 0, input_tokens: 0, output_tokens: 0 },
    waitsFor: ['I001'],
  };
  expect(outcomeLines({ outcome: 'left', specs: [ended, { ...ended, spec: 'F002', waitsFor: [] }] })).toEqual(
    ['Blocked: F001 was not run, because I001 is not complete.'],
  );
});
