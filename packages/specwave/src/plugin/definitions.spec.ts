import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ParsedSpec } from '../run/reading/parsedSpec';
import { writeDefinitions } from './definitions';

let inputs: string;
beforeEach(() => {
  inputs = mkdtempSync(join(tmpdir(), 'specwave-inputs-'));
});
afterEach(() => rmSync(inputs, { recursive: true }));

/** Tasks as `[id, digest, settings]`. */
function specOf(...tasks: [string, string, string][]): ParsedSpec {
  const parsed = tasks.map(([id, digest, settings]) => {
    return { id, digest, settings, title: id, done: false, hasBox: true, after: [] };
  });
  return { title: null, titleId: null, waves: [{ title: 'Tasks', tasks: parsed }], files: [] };
}

const read = (task: string): unknown =>
  JSON.parse(readFileSync(join(inputs, 'F001', `${task}.json`), 'utf8'));

it("a task's file holds its definition and its agent's settings", () => {
  writeDefinitions(inputs, 'F001', specOf(['T001', 'd1', 's1']));
  expect(read('T001')).toEqual({ task: 'T001', digest: 'd1', settings: 's1' });
});

it.each<[string, [string, string, string]]>([
  ['another definition', ['T001', 'd2', 's1']],
  ['another agent', ['T001', 'd1', 's2']],
])('%s is written', (_, [id, digest, settings]) => {
  writeDefinitions(inputs, 'F001', specOf(['T001', 'd1', 's1']));
  writeDefinitions(inputs, 'F001', specOf([id, digest, settings]));
  expect(read('T001')).toEqual({ task: id, digest, settings });
});

it('what is unchanged is not written again', () => {
  const file = join(inputs, 'F001', 'T001.json');
  writeDefinitions(inputs, 'F001', specOf(['T001', 'd1', 's1'], ['T002', 'd2', 's2']));
  utimesSync(file, 1, 1);
  writeDefinitions(inputs, 'F001', specOf(['T001', 'd1', 's1'], ['T002', 'd2', 'other']));
  expect(statSync(file).mtimeMs).toBe(1000);
});

it('what is gone is removed', () => {
  writeDefinitions(inputs, 'F001', specOf(['T001', 'd1', 's1'], ['T002', 'd2', 's2']));
  writeDefinitions(inputs, 'F001', specOf(['T002', 'd2', 's2']));
  expect(readdirSync(join(inputs, 'F001')).filter((name) => name.endsWith('.json'))).toEqual(['T002.json']);
});
