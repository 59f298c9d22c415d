import * as fc from 'fast-check';
import { jsonErrorAt } from './jsonPlace';

test.each([
  ['{"a":1,}', '1:8'],
  ['{"a":1', '1:7'],
  ['{', '1:2'],
  ['', '1:1'],
  ['{"a":1}x', '1:8'],
  ['{"a":tru}', '1:9'],
  ['abc', '1:1'],
  ['{"a":"x', '1:8'],
  ['{\n  "a": 1\n<<<<<<< HEAD\n}', '3:1'],
  ['{"specs": {"F001": {"status": pending, "tasks_total": 5}}, "overall": {}}', '1:31'],
  ['{"a": "x\ny"}', '1:9'],
  ['[1 2]', '1:4'],
  ['{"a":"\\q"}', '1:8'],
])('%j stops being JSON at %s', (text, place) => {
  const { line, column } = jsonErrorAt(text);
  expect(`${line}:${column}`).toBe(place);
});

it('a character that is put into valid JSON is found there', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), (json, seed) => {
      const offset = seed % (json.length + 1);
      const text = `${json.slice(0, offset)}\u0001${json.slice(offset)}`;
      expect(jsonErrorAt(text).offset).toBe(offset);
    }),
  );
});
