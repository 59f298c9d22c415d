import { readTaskList } from './read';

function read(text: string): { layers: string[]; tasks: string[]; warnings: string[] } {
  const list = readTaskList(text, 'tasks.md');
  return {
    layers: list.layers.map(({ number, title, order }) => `${number} ${title} (${order})`),
    tasks: list.tasks.map(({ id, layer }) => `${id}@${layer}`),
    warnings: list.problems.map(({ code, at }) => `${code} ${at?.line}:${at?.column}`),
  };
}

it.each([
  '## Layer 1: A',
  '# L1 - A',
  '#### Wave 1 (parallel)',
  '### Phase 1: A',
  '## **Layer 1**',
  '## 1. Layer 1',
  '## 🚀 Phase 1',
])('takes %j for a layer', (heading) => {
  expect(read(`${heading}\n- [ ] T1 a`).tasks).toEqual(['T1@1']);
});

it('runs a layer one after another whose heading says (Sequential)', () => {
  expect(read('## Layer 3: Integration (Sequential)\n- [ ] T1 a').layers).toEqual([
    '3 Layer 3: Integration (Sequential) (sequential)',
  ]);
});

it('keeps a layer over deeper headings and ends it at the next of its own depth', () => {
  const list = read('## Layer 1\n### Part\n- [ ] T1 a\n## Other\n- [ ] T2 deploy it');
  expect(list.tasks).toEqual(['T1@1', 'T2@3']);
  expect(list.warnings).toEqual(['task-in-no-layer 5:1']);
});

it('lets the heading decide over an inline tag', () => {
  expect(read('## Layer 1\n- [ ] T1 [L2] a').tasks).toEqual(['T1@1']);
});

it('takes inline tags for layers where the file starts at L0', () => {
  expect(read('- [ ] T1 [L0] a\n- [ ] T2 [L1] b')).toMatchObject({
    tasks: ['T1@0', 'T2@1'],
    layers: ['0 Layer 0 (parallel)', '1 Layer 1 (parallel)'],
  });
});

it('does not take inline tags for layers where the file starts at L1', () => {
  expect(read('- [ ] T1 [L1] a\n- [ ] T2 [L2] b')).toMatchObject({
    tasks: ['T1@null', 'T2@null'],
    layers: [],
  });
});

it('has no layers in a flat list', () => {
  expect(read('- [ ] T1 Set up a\n- [ ] T2 Deploy b')).toEqual({
    layers: [],
    tasks: ['T1@null', 'T2@null'],
    warnings: [],
  });
});

it.each([
  ['Set up the thing', 0],
  ['Install it', 0],
  ['Create the auth page', 1],
  ['Add a button', 2],
  ['Wire everything up', 3],
  ['Think about it', 3],
])('puts "%s", which stands in no layer of a layered file, into layer %i', (title, layer) => {
  expect(read(`- [ ] T0 ${title}\n## Layer 3\n- [ ] T1 a`).tasks[0]).toBe(`T0@${layer}`);
});

it('gives a sub-task the layer of its container', () => {
  const list = read('- [ ] T1 [L0] a\n  - [ ] T2 Deploy b');
  expect(list.tasks).toEqual(['T1@0', 'T2@0']);
  expect(list.warnings).toEqual([]);
});

it('counts layers in their place where phases have layers of their own', () => {
  const list = read(
    '# Phase 2\n## Layer 0\n- [ ] T3 c\n# Phase 1\n## Layer 0\n- [ ] T1 a\n## Layer 1\n- [ ] T2 b',
  );
  expect(list.tasks).toEqual(['T3@0', 'T1@1', 'T2@2']);
});

describe('Spec Kit', () => {
  it('takes phases for layers in which [P] marks what runs at once, and the last one is called N', () => {
    const text =
      '## Phase 1: Setup\n- [X] T001 a\n## Phase 2: Core\n- [ ] T002 [P] [US1] Do x in src/y.ts (depends on T001)\n## Phase N: Polish\n- [ ] T003 c';
    expect(readTaskList(text, 'tasks.md')).toMatchObject({
      dialect: 'spec-kit',
      layers: [
        { number: 1, title: 'Phase 1: Setup', order: 'marked' },
        { number: 2, order: 'marked' },
        { number: 3, title: 'Phase N: Polish' },
      ],
      tasks: [
        { id: 'T001', layer: 1 },
        { id: 'T002', layer: 2, parallel: true, files: ['src/y.ts'], dependencies: [{ ref: 'T001' }] },
        { id: 'T003', layer: 3 },
      ],
    });
  });

  it('takes the phases of older lists in their place', () => {
    const text =
      '## Phase 3.1: A\n- [ ] T001 a\n## Phase 3.10: B\n- [ ] T002 [P] b\n## Phase 3.2: C\n- [ ] T003 c';
    expect(read(text).tasks).toEqual(['T001@0', 'T002@1', 'T003@2']);
  });

  it.each([
    ['- [ ] T001 [US1] a', 'spec-kit'],
    ['## Format: `[ID] [P?] [Story] Description`\n## Phase 1\n- [ ] T001 a', 'spec-kit'],
    ['**Input**: Design documents from `/specs/001`\n- [ ] T001 a', 'spec-kit'],
    ['## Phase 1\n- [ ] T001 [P] a', 'spec-kit'],
    ['## Phase 1\n### Layer 0\n- [ ] T001 [P] a', 'original'],
    ['## Phase 1\n- [ ] T001 a', 'spec-kit'],
  ])('%j is read as %s', (text, dialect) => {
    expect(readTaskList(text, 'tasks.md').dialect).toBe(dialect);
  });
});
