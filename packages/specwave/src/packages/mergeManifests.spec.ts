import { mergeManifests } from './mergeManifests';

const manifest = (fields: object, indent: string | number = 2): string =>
  `${JSON.stringify({ name: 'app', files: ['dist'], ...fields }, null, indent)}\n`;
const of = (dependencies: object): string => manifest({ dependencies });

it('two dependencies at the same place are both there, in the order that package managers write', () => {
  const merged = mergeManifests(
    of({ b: '1', z: '1' }),
    of({ a: '1', b: '1', z: '1' }),
    of({ b: '1', c: '1', z: '1' }),
  );
  expect(merged).toBe(of({ a: '1', b: '1', c: '1', z: '1' }));
});

it('one that was taken away is gone, and one that was raised is raised', () => {
  const merged = mergeManifests(of({ a: '1', b: '1' }), of({ a: '1', b: '1', c: '1' }), of({ b: '2' }));
  expect(merged).toBe(of({ b: '2', c: '1' }));
});

it('a section that only one of them has is taken over', () => {
  const merged = mergeManifests(manifest({}), of({ a: '1' }), manifest({ devDependencies: { b: '1' } }));
  expect(merged).toBe(manifest({ dependencies: { a: '1' }, devDependencies: { b: '1' } }));
});

it.each(['\t', 4])('what stands beside it stays byte for byte (indent %j)', (indent) => {
  const compact = (text: string): string => text.replace(/\[\s+"dist"\s+\]/, '["dist"]');
  const text = (dependencies: object): string => compact(manifest({ dependencies }, indent));
  expect(mergeManifests(text({}), text({ a: '1' }), text({ b: '1' }))).toBe(text({ a: '1', b: '1' }));
});

it.each([
  ['one dependency in two versions', of({ a: '1' }), of({ a: '2' }), of({ a: '3' })],
  ['a dependency that one takes away and one raises', of({ a: '1' }), of({}), of({ a: '3' })],
  ['scripts that both have changed', ...['a', 'b', 'c'].map((test) => manifest({ scripts: { test } }))],
  ['what is no JSON', of({}), of({ a: '1' }), '{ "dependencies": '],
  ['a section that is no object', of({}), of({ a: '1' }), manifest({ dependencies: ['b'] })],
])('%s is a conflict', (_, base, ours, theirs) => {
  expect(mergeManifests(base ?? '', ours ?? '', theirs ?? '')).toBeNull();
});

it('a package of any name is an entry like others', () => {
  const names = '{ "dependencies": { "__proto__": "1", "constructor": "1" } }';
  const merged = mergeManifests('{ "dependencies": {} }', '{ "dependencies": { "a": "1" } }', names);
  expect(JSON.stringify(JSON.parse(merged ?? ''))).toBe(
    '{"dependencies":{"__proto__":"1","a":"1","constructor":"1"}}',
  );
});
