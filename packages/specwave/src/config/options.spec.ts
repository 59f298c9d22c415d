import { join } from 'node:path';
import { transformFileSync } from '@swc/core';
import * as fc from 'fast-check';
import { readOptions } from './options';

const ROOTS = ['specs', '.kiro/specs', 'openspec/changes', '.spec-workflow/specs'];
const DEFAULTS = { specRoots: ROOTS, implementTargetName: 'implement', checkTargetName: 'check-tasks' };

test.each([undefined, null, {}])('without options (%j), everything has its default', (raw) => {
  expect(readOptions(raw)).toEqual({ options: DEFAULTS, problems: [] });
});

it('options that are given are taken', () => {
  const raw = {
    specRoots: ['plans', 'docs/specs'],
    implementTargetName: 'build-it',
    checkTargetName: 'check_it',
  };
  expect(readOptions(raw)).toEqual({ options: raw, problems: [] });
});

it('roots are written in one way, each once', () => {
  const { options, problems } = readOptions({
    specRoots: ['./specs/', 'specs', 'docs\\specs', 'specs/features'],
  });
  expect(options.specRoots).toEqual(['specs', 'docs/specs']);
  expect(problems).toEqual([]);
});

it('the whole workspace can be a root', () => {
  expect(readOptions({ specRoots: ['.'] }).options.specRoots).toEqual(['.']);
});

test.each([
  '..',
  '../specs',
  'specs/../../x',
  '/specs',
  'C:\\specs',
  'C:specs',
  '\\\\host\\x',
  '',
  ' ',
  'specs/*',
  'a\0b',
  7,
  null,
])('the root %j is refused, and the others stay', (root) => {
  const { options, problems } = readOptions({ specRoots: [root, 'plans'] });
  expect(options.specRoots).toEqual(['plans']);
  expect(problems).toMatchObject([{ code: 'options-spec-root', file: 'nx.json', severity: 'error' }]);
});

test.each(['', 'a b', 'a:b', 'T*', 'ä', 'begin', 'wave-0', 'wave-12', '-x', '__proto__', 3, null])(
  'the target name %j is refused for its default',
  (name) => {
    const { options, problems } = readOptions({ implementTargetName: name });
    expect(options).toEqual(DEFAULTS);
    expect(problems).toMatchObject([{ code: 'options-target-name' }]);
  },
);

it('one name for both targets is refused', () => {
  const { options, problems } = readOptions({ implementTargetName: 'check-tasks' });
  expect(options).toEqual(DEFAULTS);
  expect(problems).toMatchObject([{ code: 'options-target-name' }]);
});

it('an unknown option is reported with the one that was meant', () => {
  const { options, problems } = readOptions({ specRoot: ['plans'] });
  expect(options).toEqual(DEFAULTS);
  expect(problems).toMatchObject([{ code: 'options-unknown-key', next: 'Did you mean `specRoots`?' }]);
});

it('nothing makes it throw, and what it gives can always be used', () => {
  fc.assert(
    fc.property(fc.anything({ withBigInt: false }), (value) => {
      for (const raw of [
        value,
        { specRoots: value },
        { specRoots: [value] },
        { implementTargetName: value },
      ]) {
        const { options } = readOptions(raw);
        expect(options.specRoots.length).toBeGreaterThan(0);
        expect(options.implementTargetName).toMatch(/^[\w.-]+$/);
      }
    }),
  );
});

it('loading it loads no library: every nx command loads it', () => {
  const compiled = ['options', 'nearest']
    .map((name) => transformFileSync(join(__dirname, `${name}.ts`), { module: { type: 'commonjs' } }).code)
    .join('\n');
  const required = [...compiled.matchAll(/require\("(.*?)"\)/g)].map((match) => match[1]);
  expect(required).toEqual(['./nearest']);
});

it.each([
  ['alone leaves out of what is found without it', ['!specs/old'], [...ROOTS, '!specs/old']],
  ['leaves out of the folders that are named', ['plans', '!./plans/old/'], ['plans', '!plans/old']],
])('a folder with `!` in front of it %s', (_, given, specRoots) => {
  expect(readOptions({ specRoots: given })).toMatchObject({ options: { specRoots }, problems: [] });
});

it('everything cannot be left out', () => {
  const { options, problems } = readOptions({ specRoots: ['!.'] });
  expect(options.specRoots).toEqual(ROOTS);
  expect(problems).toMatchObject([{ code: 'options-spec-root' }]);
});
