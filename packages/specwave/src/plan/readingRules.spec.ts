/** How the settings `order`, `stories` and `optional` change what a list means. */
import { AS_WRITTEN, readTaskList } from '../tasklist/read';
import { containersToTick } from '../tasklist/tick';
import type { ReadingRules } from '../tasklist/model';
import { planTasks } from './plan';

function plan(text: string, rules: Partial<ReadingRules> = {}): string[] {
  const list = readTaskList(text, 'tasks.md', new Set(), { ...AS_WRITTEN, ...rules });
  return planTasks(list, 'tasks.md').waves.map(
    (wave) =>
      `${wave.title}: ${wave.tasks.map(({ task, after }) => [task.id, ...after].join('<')).join(' ')}`,
  );
}

const GROUPS =
  '## 1. Data\n- [ ] 1.1 a\n- [ ] 1.2 b\n## 2. Service\n- [ ] 2.1 c\n- [ ] 2.2 d (depends on 2.1)\n';
const CONTAINERS = '- [ ] 1. Data\n  - [ ] 1.1 a\n  - [ ] 1.2 b\n- [ ] 2. Service\n  - [ ] 2.1 c\n';
const GRAPH = '- [ ] 1. a\n- [ ] 2. b\n\n## Task Dependency Graph\n```json\n{"waves":[["2"],["1"]]}\n```\n';
const ONE_FILE = '- [ ] T1 make `a.ts`\n- [ ] T2 test `a.ts`\n';

describe('order', () => {
  it.each<[ReadingRules['order'], string, string[]]>([
    ['written', GROUPS, ['1. Data: 1.1 1.2<1.1', '2. Service: 2.1 2.2<2.1']],
    ['groups', GROUPS, ['1. Data: 1.1 1.2', '2. Service: 2.1 2.2<2.1']],
    ['dependencies', GROUPS, ['Tasks: 1.1 1.2 2.1 2.2<2.1']],
    ['written', CONTAINERS, ['Tasks: 1.1 1.2<1.1 2.1<1.2']],
    ['groups', CONTAINERS, ['Data: 1.1 1.2', 'Service: 2.1']],
    ['dependencies', CONTAINERS, ['Tasks: 1.1 1.2 2.1']],
    ['dependencies', '## Layer 0\n- [ ] T1 a\n## Layer 1\n- [ ] T2 b\n', ['Tasks: T1 T2']],
    ['dependencies', GRAPH, ['Tasks: 1 2']],
    ['dependencies', ONE_FILE, ['Tasks: T1 T2<T1']],
  ])('%s plans %j', (order, text, expected) => {
    expect(plan(text, { order })).toEqual(expected);
  });

  it.each(['groups', 'dependencies'] as const)('is told to come from the setting: %s', (order) => {
    const list = readTaskList(GROUPS, 'tasks.md', new Set(), { ...AS_WRITTEN, order });
    expect(list.orderReason).toContain(`order: ${order}`);
  });
});

describe('stories', () => {
  const text = (second = ''): string =>
    [
      '## Phase 1: Setup',
      '- [ ] T001 a',
      '## Phase 2: User Story 1 - Sign in',
      '### Tests for User Story 1',
      '- [ ] T002 [P] [US1] b',
      '- [ ] T003 [P] [US1] c',
      '### Implementation',
      '- [ ] T004 [US1] d',
      `## Phase 3: User Story 2 - Pay${second}`,
      '- [ ] T005 [US2] e',
      '- [ ] T006 [US2] f',
      '## Phase N: Polish',
      '- [ ] T007 [P] g',
    ].join('\n');

  it('wait for one another where nothing is set', () => {
    expect(plan(text()).map((wave) => wave.replace(/^.*: /, ''))).toEqual([
      'T001',
      'T002 T003 T004<T002<T003',
      'T005 T006<T005',
      'T007',
    ]);
  });

  it('run side by side, after what stands before them and before what stands behind', () => {
    expect(plan(text(), { stories: 'parallel' })).toEqual([
      'Phase 1: Setup: T001',
      'User stories: T002 T003 T004<T002<T003 T005 T006<T005',
      'Phase N: Polish: T007',
    ]);
  });

  it('wait where the heading of one says so', () => {
    const [, stories] = plan(text(' (depends on User Story 1)'), { stories: 'parallel' });
    expect(stories).toContain('T005<T002<T003<T004');
  });
});

describe('optional', () => {
  const text = (first = ' ', second = ' '): string =>
    `- [ ] 1. Store\n  - [${first}] 1.1 Write it\n  - [${second}]* 1.2 Test it\n- [ ] 2. Next (depends on 1.2)\n`;
  const read = (optional: ReadingRules['optional'], boxes: [string, string] = [' ', ' ']) =>
    readTaskList(text(...boxes), 'tasks.md', new Set(), { ...AS_WRITTEN, optional });

  it('is work like any other where it is to run', () => {
    expect(plan(text(), { optional: 'run' })).toEqual(['Tasks: 1.1 1.2<1.1 2<1.2']);
  });

  it('is no work where it is skipped, and nobody waits for it', () => {
    expect(plan(text(), { optional: 'skip' })).toEqual(['Tasks: 1.1 2<1.1']);
    expect(planTasks(read('skip'), 'tasks.md').problems).toEqual([]);
  });

  it.each<[ReadingRules['optional'], [string, string], string[]]>([
    ['skip', ['x', ' '], ['1']],
    ['run', ['x', ' '], []],
    ['run', ['x', 'x'], ['1']],
    ['skip', [' ', ' '], []],
    ['skip', [' ', 'x'], []],
  ])('%s: with boxes %j, %j are to be ticked', (optional, boxes, ids) => {
    expect(containersToTick(read(optional, boxes)).map(({ id }) => id)).toEqual(ids);
  });

  it('is done where it is ticked', () => {
    const { tasks } = read('skip', [' ', 'x']);
    expect(tasks.find(({ id }) => id === '1.2')?.state).toBe('done');
  });

  it('holds for the parts of an optional task', () => {
    expect(plan('- [ ]* 1. Tests\n  - [ ] 1.1 a\n- [ ] 2. b\n', { optional: 'skip' })).toEqual(['Tasks: 2']);
  });
});

it('takes no line of front matter for a part of the list', () => {
  const front = '---\norder: groups\ntitle: A\n---\n';
  const list = readTaskList(`${front}# Tasks for F001: Shop\n- [ ] T1 a\n`, 'tasks.md');
  expect(list).toMatchObject({ titleId: 'F001', layers: [], tasks: [{ id: 'T1', at: { line: 6 } }] });
});
