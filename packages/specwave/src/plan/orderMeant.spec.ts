import { readTaskList } from '../tasklist/read';
import { planTasks } from './plan';

function warnings(...lines: string[]): string[] {
  const { problems } = planTasks(readTaskList(lines.join('\n'), 'tasks.md'), 'tasks.md');
  return problems.map(({ code, at }) => `${code} ${at?.line}:${at?.column}`);
}

describe('tasks that run at once', () => {
  it.each([
    'Then wire the store',
    'Finally: write the manual',
    'Step 2: write the model',
    'Write the model after the previous task',
    'Write the model, building on the store: it builds on task T001',
  ])('are warned of where one says %j', (words) => {
    expect(warnings('## Layer 0', '- [ ] T001 Write the store', `- [ ] T002 ${words}`)).toEqual([
      'order-unclear 3:1',
    ]);
  });

  it.each([
    [
      'their words speak of no order',
      ['## Layer 0', '- [ ] T001 a', '- [ ] T002 Show the next page after login'],
    ],
    [
      'the one that does waits already',
      ['## Layer 0', '- [ ] T001 a', '- [ ] T002 Then b (depends on T001)'],
    ],
    ['it is the first', ['## Layer 0', '- [ ] T001 Then a', '- [ ] T002 b']],
    ['the layer is in order', ['## Layer 0 (Sequential)', '- [ ] T001 a', '- [ ] T002 Then b']],
    ['the list is in order', ['- [ ] T001 a', '- [ ] T002 Then b']],
  ])('are not warned of where %s', (_, lines) => {
    expect(warnings(...lines)).toEqual([]);
  });
});

describe('a graph of the tasks', () => {
  const graph = (...block: string[]): string[] =>
    warnings('- [ ] 1. a', '- [ ] 2. b', '', '## Task Dependency Graph', ...block);

  it.each([
    ['that is no JSON', ['```json', '{ "waves": [["1"] }', '```'], ['graph-not-read 5:1']],
    ['in another notation', ['```mermaid', 'graph TD', '1 --> 2', '```'], ['graph-not-read 5:1']],
    ['without waves', ['```json', '{ "tasks": [] }', '```'], ['graph-not-read 5:1']],
    ['with an unknown task', ['```json', '{ "waves": [["1"], ["3"]] }', '```'], ['unknown-in-graph 5:1']],
    ['that is right', ['```json', '{ "waves": [["1"], ["2"]] }', '```'], []],
  ])('%s', (_, block, expected) => {
    expect(graph(...block)).toEqual(expected);
  });
});

describe('a checkpoint in a layer', () => {
  it('comes after all before it, and before all behind it', () => {
    const list = readTaskList(
      '## Layer 0\n- [ ] T1 a\n- [ ] T2 b\n- [ ] T3 Checkpoint - all tests pass\n- [ ] T4 c\n- [ ] T5 d\n',
      'tasks.md',
    );
    const [wave] = planTasks(list, 'tasks.md').waves;
    expect(wave?.tasks.map(({ task, after }) => [task.id, ...after])).toEqual([
      ['T1'],
      ['T2'],
      ['T3', 'T1', 'T2'],
      ['T4', 'T3'],
      ['T5', 'T3'],
    ]);
  });
});
