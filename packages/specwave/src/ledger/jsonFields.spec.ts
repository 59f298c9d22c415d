import * as fc from 'fast-check';
import { type Fields, withFields } from './jsonFields';

const completed = (at = 'T'): Fields => ({
  status: 'completed',
  completed_at: at,
  remaining_tasks: undefined,
});

it.each<[string, string, Fields, string]>([
  ['a value is replaced', '{ "a": 1, "status": "planned" }', { status: 'x' }, '{ "a": 1, "status": "x" }'],
  [
    'a new field comes last, on a line of its own where the others have one',
    '{\n\t"id": "F001",\n\t"status": "planned"\n}\n',
    completed(),
    '{\n\t"id": "F001",\n\t"status": "completed",\n\t"completed_at": "T"\n}\n',
  ],
  [
    'a new field has the line ends of the others',
    '{\r\n  "id": 1,\r\n  "b": 2\r\n}',
    { c: 3 },
    '{\r\n  "id": 1,\r\n  "b": 2,\r\n  "c": 3\r\n}',
  ],
  [
    'a new field stays on the line of the others',
    '{"id":1,"b":2}',
    { c: ['x', 'y'] },
    '{"id":1,"b":2,"c":["x","y"]}',
  ],
  [
    'a list has spaces where the file has them',
    '{ "id" : 1 }',
    { c: ['x', 'y'] },
    '{ "id" : 1, "c" : ["x", "y"] }',
  ],
  ['commas in front stay in front', '{ "a": 1\n, "b": 2\n}', { c: 3 }, '{ "a": 1\n, "b": 2, "c": 3\n}'],
  [
    'the first field is taken away with its comma',
    '{\n  "completed_at": "T",\n  "id": 1\n}',
    { completed_at: undefined },
    '{\n  "id": 1\n}',
  ],
  [
    'the last field is taken away with the comma before',
    '{\n  "id": 1,\n  "b": 2\n}',
    { b: undefined },
    '{\n  "id": 1\n}',
  ],
  ['the only field is taken away', '{ "b": 2 }', { b: undefined }, '{  }'],
  [
    'a value that is there already stays as it is written',
    '{ "a": [ "x",\n"y" ] }',
    { a: ['x', 'y'] },
    '{ "a": [ "x",\n"y" ] }',
  ],
  ['what is not there is not taken away', '{ "a": 1 }', { b: undefined }, '{ "a": 1 }'],
  ['an object without fields gets one', '{}', { a: 1 }, '{"a": 1}'],
])('%s', (_, before, fields, after) => {
  expect(withFields(before, [], fields)).toBe(after);
});

it('where there is no object, nothing changes', () => {
  expect(withFields('{ "items": [1] }', ['items', 0], { a: 1 })).toBe('{ "items": [1] }');
});

describe('for any JSON in any writing', () => {
  const gap = fc.stringMatching(/^[ \t\r\n]{0,4}$/);
  /** A text of `value` with whitespace as it comes. */
  const written = (value: unknown, gaps: () => string): string => {
    const list = (open: string, parts: string[], close: string): string =>
      `${open}${gaps()}${parts.join(`${gaps()},${gaps()}`)}${gaps()}${close}`;
    if (Array.isArray(value))
      return list(
        '[',
        value.map((each) => written(each, gaps)),
        ']',
      );
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    const fields = Object.entries(value).map(
      ([key, each]) => `${JSON.stringify(key)}${gaps()}:${gaps()}${written(each, gaps)}`,
    );
    return list('{', fields, '}');
  };
  const item = fc.dictionary(
    fc.oneof(fc.constantFrom('status', 'completed_at', 'remaining_tasks', '//', 'id'), fc.string()),
    fc.jsonValue({ maxDepth: 2 }),
  );
  const fields = fc.record({
    status: fc.constantFrom('completed', 'in_progress'),
    completed_at: fc.option(fc.string(), { nil: undefined }),
    remaining_tasks: fc.option(fc.array(fc.string()), { nil: undefined }),
  });

  it('the object says what it is told, all before and after it stays, and a second time changes nothing', () => {
    fc.assert(
      fc.property(
        fc.array(item),
        item,
        fc.array(item),
        fields,
        fc.array(gap, { minLength: 1 }),
        (...given) => {
          const [before, own, after, changes, gaps] = given;
          let next = 0;
          const gapped = (): string => gaps[(next += 1) % gaps.length] ?? '';
          const parts = [...before, own, ...after].map((each) => written(each, gapped));
          const head = `{"x":[${parts
            .slice(0, before.length)
            .map((part) => `${part},`)
            .join('')}`;
          const tail = `${parts
            .slice(before.length + 1)
            .map((part) => `,${part}`)
            .join('')}],"end":${gapped()}null}\n`;
          const text = `${head}${parts[before.length]}${tail}`;
          const changed = withFields(text, ['x', before.length], changes);

          expect(changed.startsWith(head) && changed.endsWith(tail)).toBe(true);
          const now: unknown = JSON.parse(changed.slice(head.length, changed.length - tail.length));
          const expected = Object.entries({ ...JSON.parse(JSON.stringify(own)), ...changes });
          expect(Object.entries(now ?? {})).toEqual(expected.filter(([, value]) => value !== undefined));
          expect(withFields(changed, ['x', before.length], changes)).toBe(changed);
        },
      ),
    );
  });
});
