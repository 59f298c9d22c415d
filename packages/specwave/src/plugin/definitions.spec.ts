import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ParsedSpec } from '../workspace/parsedSpec';
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

/** No task was ever asked for again. */
const NEVER: ReadonlyMap<string, string> = new Map();

const read = (task: string): unknown =>
  JSON.parse(readFileSync(join(inputs, 'F001', `${task}.json`), 'utf8'));

it("a task's file holds its definition and its agent's settings", () => {
  writeDefinitions(inputs, 'F001', specOf(['T001', 'd1', 's1']), NEVER, 'alone');
  expect(read('T001')).toEqual({ task: 'T001', digest: 'd1', settings: 's1' });
});

it.each<[string, [string, string, string]]>([
  ['another definition', ['T001', 'd2', 's1']],
  ['another agent', ['T001', 'd1', 's2']],
])('%s is written', (_, [id, digest, settings]) => {
  writeDefinitions(inputs, 'F001', specOf(['T001', 'd1', 's1']), NEVER, 'alone');
  writeDefinitions(inputs, 'F001', specOf([id, digest, settings]), NEVER, 'alone');
  expect(read('T001')).toEqual({ task: id, digest, settings });
});

it('a task that was asked for again has another definition, and another one each time', () => {
  const digestAfter = (redone: ReadonlyMap<string, string>): unknown => {
    writeDefinitions(inputs, 'F001', specOf(['T001', 'd1', 's1'], ['T002', 'd2', 's2']), redone, 'alone');
    expect(read('T002')).toEqual({ task: 'T002', digest: 'd2', settings: 's2' });
    return read('T001');
  };
  const definitions = [
    digestAfter(NEVER),
    digestAfter(new Map([['T001', '2026-01-01T10:00:00.000Z']])),
    digestAfter(new Map([['T001', '2026-01-01T10:00:00.001Z']])),
  ];
  expect(new Set(definitions.map((definition) => JSON.stringify(definition))).size).toBe(3);
});

it('what is unchanged is not written again', () => {
  const file = join(inputs, 'F001', 'T001.json');
  writeDefinitions(inputs, 'F001', specOf(['T001', 'd1', 's1'], ['T002', 'd2', 's2']), NEVER, 'alone');
  utimesSync(file, 1, 1);
  writeDefinitions(inputs, 'F001', specOf(['T001', 'd1', 's1'], ['T002', 'd2', 'other']), NEVER, 'alone');
  expect(statSync(file).mtimeMs).toBe(1000);
});

it('what is gone is removed', () => {
  writeDefinitions(inputs, 'F001', specOf(['T001', 'd1', 's1'], ['T002', 'd2', 's2']), NEVER, 'alone');
  writeDefinitions(inputs, 'F001', specOf(['T002', 'd2', 's2']), NEVER, 'alone');
  expect(readdirSync(join(inputs, 'F001')).filter((name) => name.startsWith('T'))).toEqual(['T002.json']);
});

it('what the check follows from is in a file of its own, and in no other', () => {
  writeDefinitions(inputs, 'F001', specOf(['T001', 'd1', 's1']), NEVER, 'alone');
  const before = read('T001');
  writeDefinitions(inputs, 'F001', specOf(['T001', 'd1', 's1']), NEVER, 'with others');
  expect(read('check-tasks')).toEqual({ surroundings: 'with others' });
  expect(read('T001')).toEqual(before);
});
