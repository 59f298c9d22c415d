import { placeOf } from '../config/problem';
import { type SpecStanding, type StatusFile, withStanding } from './statusItems';

const COMPLETE: SpecStanding = {
  path: 'specs/features/phase-1/F001-auth',
  id: 'F001',
  status: 'completed',
  completedAt: '2026-01-01T10:00:00+00:00',
  remaining: [],
  total: 3,
  done: 3,
};
const PARTIAL: SpecStanding = {
  ...COMPLETE,
  status: 'in_progress',
  completedAt: null,
  remaining: ['T002', 'T003'],
  done: 1,
};
const AT = '"completed_at": "2026-01-01T10:00:00+00:00"';

function entered(text: string, spec: SpecStanding, file: StatusFile = 'features.json'): string {
  const result = withStanding(text, file, spec);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

describe('features.json', () => {
  it('changes status fields of its item, and nothing else', () => {
    const file = (fields: string): string => `\uFEFF{
    "//": "Kept by hand",
    "phases": {"1": ["F001"]},
    "features": [
        {"id": "F000",   "status": "planned"},
        { "name": "Sign-up", "id": "F001", "owner": {"a": [1,2]}, ${fields} }
    ]
}`;
    expect(entered(file('"status": "planned"'), COMPLETE)).toBe(file(`"status": "completed", ${AT}`));
    expect(entered(file('"status": "planned"'), PARTIAL)).toBe(
      file('"status": "in_progress", "remaining_tasks": ["T002", "T003"]'),
    );
  });

  const item = (fields: string): string => `{ "features": [{ "id": "F001", ${fields} }] }`;

  it.each([
    [
      'counts where it has them',
      '"tasks_total": 0, "tasks_completed": 0',
      COMPLETE,
      '"tasks_total": 3, "tasks_completed": 3, "status": "completed"',
    ],
    ['one count where it has one', '"tasks_total": 9', PARTIAL, '"tasks_total": 3, "status": "in_progress"'],
  ])('keeps %s', (_, before, spec, after) => {
    expect(entered(item(before), spec)).toContain(after);
  });

  it('a completed spec loses what was left, and one that is partial again the time of its completion', () => {
    const complete = item(`"status": "completed", ${AT}`);
    const partial = item('"status": "in_progress", "remaining_tasks": ["T002", "T003"]');
    expect(entered(partial, COMPLETE)).toBe(complete);
    expect(entered(complete, PARTIAL)).toBe(partial);
  });

  it('a field that holds null stays where there is nothing to say', () => {
    const text = item('"status": "in_progress", "completed_at": null, "remaining_tasks": ["T002", "T003"]');
    expect(entered(text, PARTIAL)).toBe(text);
  });

  it('a time of completion that the ledger does not know stays', () => {
    const text = item('"status": "completed", "completed_at": "yesterday"');
    expect(entered(text, { ...COMPLETE, completedAt: null })).toBe(text);
  });

  it('an item that names the folder is the one, whatever it is called', () => {
    const text = '{ "features": [{ "id": "F001" }, { "id": "F7", "spec_path": "phase-1/F001-auth/" }] }';
    expect(entered(text, PARTIAL)).toContain('[{ "id": "F001" }, { "id": "F7"');
    expect(entered(text, PARTIAL)).toContain('"spec_path": "phase-1/F001-auth/", "status"');
  });

  it.each([
    ['no item of the spec', '{ "features": [{ "id": "F002" }, "F001", 1] }', COMPLETE],
    ['no items at all', '{ "phases": {} }', COMPLETE],
    ['an id that two specs claim', '{ "features": [{ "id": "F001" }] }', { ...COMPLETE, id: null }],
  ])('with %s it stays as it is', (_, text, spec) => {
    expect(entered(text, spec)).toBe(text);
  });
});

describe('.claude/project.json', () => {
  const spec = { ...COMPLETE, id: 'I012', path: 'specs/infrastructure/phase-0/001-auth' };
  const own = '{ "id": "I012", "status": "planned" }';
  const done = `{ "id": "I012", "status": "completed", ${AT} }`;

  it.each([
    ['an object', (item: string) => `{ "infrastructure": { "existing": ["git"], "needed": [${item}] } }`],
    ['a list', (item: string) => `{ "infrastructure": [${item}], "name": "x" }`],
  ])('has its item where `infrastructure` is %s', (_, file) => {
    expect(entered(file(own), spec, '.claude/project.json')).toBe(file(done));
  });

  it('leaves what exists already alone', () => {
    const text = `{ "infrastructure": { "existing": [${own}] } }`;
    expect(entered(text, spec, '.claude/project.json')).toBe(text);
  });
});

it.each<[string, StatusFile, string, string]>([
  ['is no JSON', 'features.json', '{\n  "features": [,]\n}', 'features.json:2:16'],
  ['has a comment', 'features.json', '{\n  // mine\n}', 'features.json:2:3'],
  ['is no object', 'features.json', '[]', 'features.json:1:1'],
  ['has features that are no list', 'features.json', '{ "features": {} }', 'features.json:1:15'],
  [
    'has infrastructure of words',
    '.claude/project.json',
    '{ "infrastructure": "x" }',
    '.claude/project.json:1:21',
  ],
  [
    'has needs that are no list',
    '.claude/project.json',
    '{ "infrastructure": { "needed": 1 } }',
    '.claude/project.json:1:33',
  ],
  [
    'has a field of the item twice',
    'features.json',
    '{ "features": [{ "id": "F001", "status": 1, "status": 2 }] }',
    'features.json:1:16',
  ],
  [
    'is nested too deeply',
    'features.json',
    `{ "features": [{ "id": "F001", "x": ${'['.repeat(50_000)}${']'.repeat(50_000)} }] }`,
    'features.json:1:1',
  ],
])('a file that %s is a warning with its place', (_, file, text, place) => {
  const result = withStanding(text, file, COMPLETE);
  const problems = result.ok ? [] : result.problems;
  expect(problems).toMatchObject([{ code: 'project-status', severity: 'warning' }]);
  expect(problems.map(placeOf)).toEqual([place]);
});
