import type { CheckName } from '../config/checks';
import type { Finding } from './checks/check';
import { flagsNow, judge } from './judge';

function finding(check: CheckName, more: Partial<Finding> = {}): Finding {
  return { check, message: `It is ${check}.`, next: 'Mend it.', path: 'src/a.ts', line: 3, ...more };
}

const named = ({ refused, flags }: ReturnType<typeof judge>) => ({
  refused: refused.map(({ check }) => check),
  flags: flags.map(({ check, quiet }) => (quiet ? `${check}, quietly` : check)),
});

it('a check ends as it does by default', () => {
  const found = [
    finding('stub'),
    finding('deleted'),
    finding('snapshots'),
    finding('secret', { atMost: 'flag' }),
  ];
  expect(named(judge(found, {}))).toEqual({
    refused: ['stub'],
    flags: ['deleted', 'snapshots, quietly', 'secret'],
  });
});

it('a check ends as the settings say', () => {
  const found = [finding('stub'), finding('deleted'), finding('snapshots'), finding('junk')];
  const settings = { stub: 'flag', deleted: 'refuse', snapshots: 'flag', junk: 'off' } as const;
  expect(named(judge(found, settings))).toEqual({ refused: ['deleted'], flags: ['stub', 'snapshots'] });
});

it('of very many findings of a check, few are told, and how many more there are', () => {
  const { flags } = judge(
    Array.from({ length: 40 }, () => finding('deleted')),
    {},
  );
  expect(flags).toHaveLength(5);
  expect(flags.at(-1)?.message).toContain('35 more');
});

describe('a stored result', () => {
  const { flags } = judge(
    [finding('deleted'), finding('snapshots'), finding('secret', { atMost: 'flag' })],
    {},
  );
  const stored = { flags, unmade: ['junk'] };

  it('is told of as the settings are now', () => {
    expect(flagsNow(stored, {})?.map(({ check }) => check)).toEqual(['deleted', 'snapshots', 'secret']);
    expect(flagsNow(stored, { deleted: 'off' })?.map(({ check }) => check)).toEqual(['snapshots', 'secret']);
    expect(flagsNow(stored, { snapshots: 'flag' })?.every(({ quiet }) => quiet === undefined)).toBe(true);
  });

  it.each([
    ['what was told of it is refused now', { deleted: 'refuse' }],
    ['nobody knows what a check would have found that refuses now', { junk: 'refuse' }],
  ] as const)('does not land where %s', (_, settings) => {
    expect(flagsNow(stored, settings)).toBeNull();
  });

  it('lands where what was told of it was too weak to be refused', () => {
    expect(flagsNow(stored, { secret: 'refuse' })).not.toBeNull();
  });
});
