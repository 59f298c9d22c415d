import type { SpecIdentity } from '../tasklist/model';
import { identity } from '../plan/testing/specs';
import { nameSpecs, pathName } from './names';

const SPECS = { roots: ['specs'] };

const spec = (path: string, id: string | null): SpecIdentity =>
  identity(id ?? path.slice(path.lastIndexOf('/') + 1), path, id);

it('gives specs that claim one id the names of their folders, with a problem that names the other', () => {
  const named = nameSpecs(
    [spec('specs/a/x', 'F001'), spec('specs/b', 'F002'), spec('specs/c', 'f001')],
    SPECS,
  );
  expect(named.map(({ name }) => name)).toEqual(['a-x', 'F002', 'c']);
  expect(named[0]?.problems).toMatchObject([
    { code: 'duplicate-spec-id', severity: 'error', message: expect.stringContaining('specs/c') },
  ]);
  expect(named[1]?.problems).toEqual([]);
});

it('only warns where two folders without an id are called the same', () => {
  const named = nameSpecs([spec('specs/a/auth', null), spec('specs/b/auth', null)], SPECS);
  expect(named.map(({ name }) => name)).toEqual(['a-auth', 'b-auth']);
  expect(named[0]?.problems).toMatchObject([{ severity: 'warning' }]);
});

it('gives those of one name below two roots their whole paths', () => {
  const specs = [spec('.kiro/specs/auth', null), spec('specs/auth', null), spec('specs/a/auth', null)];
  const named = nameSpecs(specs, { roots: ['specs', '.kiro/specs'] });
  expect(named.map(({ name }) => name)).toEqual(['kiro-specs-auth', 'specs-auth', 'a-auth']);
});

it('keeps names unique when a folder is called like another spec', () => {
  const named = nameSpecs([spec('specs/a', 'F001'), spec('specs/b', 'F001'), spec('specs/c', 'A')], SPECS);
  expect(new Set(named.map(({ name }) => name.toLowerCase())).size).toBe(3);
});

describe('next to other projects', () => {
  const names = (specs: SpecIdentity[], others: Record<string, string>): string[] =>
    nameSpecs(specs, { ...SPECS, others: new Map(Object.entries(others)) }).map(({ name }) => name);

  it.each<[string, SpecIdentity[], Record<string, string>, string[]]>([
    ['leaves a project its name', [spec('specs/auth', null)], { auth: 'packages/auth' }, ['specs-auth']],
    ['also where it has an id', [spec('specs/F001-a', 'F001')], { F001: 'apps/F001' }, ['specs-F001-a']],
    [
      'keeps the name of a project in its own folder',
      [spec('specs/auth', null)],
      { auth: 'specs/auth' },
      ['auth'],
    ],
    [
      'counts up until a name is free of specs and projects',
      [spec('specs/auth', null), spec('specs/specs-auth', null)],
      { auth: 'packages/auth', 'specs-auth-2': 'packages/x' },
      ['specs-auth-3', 'specs-auth'],
    ],
    [
      'also for specs that claim one name',
      [spec('specs/a/auth', null), spec('specs/b/auth', null)],
      { 'a-auth': 'packages/a' },
      ['specs-a-auth', 'b-auth'],
    ],
  ])('%s', (_, specs, others, expected) => {
    expect(names(specs, others)).toEqual(expected);
  });
});

it('names that Nx has given stand, in problems too', () => {
  const given = new Map([['specs/a/auth', 'specs-a-auth']]);
  const named = nameSpecs([spec('specs/a/auth', null), spec('specs/b/auth', null)], { ...SPECS, given });
  expect(named.map(({ name }) => name)).toEqual(['specs-a-auth', 'b-auth']);
  expect(named[0]?.problems[0]?.message).toContain('goes by specs-a-auth');
});

it.each([
  ['specs/auth', 'specs-auth'],
  ['.kiro/specs/auth', 'kiro-specs-auth'],
  ['specs/Über uns', 'specs-Uber-uns'],
])('the path %s as a name is %s', (path, name) => {
  expect(pathName(path)).toBe(name);
});
