/** Lists of five tools as their templates write them, each where its tool keeps it; no setting says how they are read. */
import { DrivenAgents, type Invocation } from './support/drivenAgent';
import { boxes } from './support/specs';
import { Workspace } from './support/workspace';

interface Case {
  name: string;
  list: string;
  beside?: Record<string, string>;
  /** Tasks in the order in which they have to end; those in one array are at work at the same time. */
  order: (string | [string, string])[];
}

const CASES: Record<string, Case> = {
  '.kiro/specs/login': {
    name: 'login',
    list: `# Implementation Plan

- [ ] 1. Accounts
  - [ ] 1.1 Write the model
    - _Requirements: 1.1_
  - [ ] 1.2 Write the store
    - _Requirements: 1.2_
  - [ ]* 1.3 Write unit tests
    - _Requirements: 1.2_
- [ ] 2. Mail
  - [ ] 2.1 Write the sender
    - _Requirements: 2.1_

## Task Dependency Graph

\`\`\`json
{ "waves": [{ "id": 0, "tasks": ["1.1", "2.1"] }, { "id": 1, "tasks": ["1.2"] }] }
\`\`\`
`,
    beside: { 'requirements.md': '# Requirements\n', 'design.md': '# Design\n' },
    order: [['1.1', '2.1'], '1.2'],
  },
  'openspec/changes/add-search': {
    name: 'add-search',
    list: `## 1. Index

- [ ] 1.1 Write the table
- [ ] 1.2 Write the model

## 2. Query

- [ ] 2.1 Read the model
`,
    beside: { 'proposal.md': '## Why\n', 'specs/search/spec.md': '## ADDED Requirements\n' },
    order: ['1.1', '1.2', '2.1'],
  },
  'specs/001-photos': {
    name: '001-photos',
    list: `# Tasks: Photo albums

## Phase 1: Setup

- [ ] T001 Create the package
- [ ] T002 Install the linter

## Phase 2: User Story 1 - Albums

- [ ] T003 [US1] Write the album

## Validation Checklist

- [ ] All stories have tests
`,
    beside: { 'plan.md': '# Plan\n' },
    order: ['T001', 'T002', 'T003'],
  },
  '.kiro/specs/payments': {
    name: 'payments',
    list: `# Implementation Plan

- [ ] 1. Core
- [ ] 1.1 (P) Write the model
  - _Requirements: 1.1_
- [ ] 1.2 (P) Write the rules
  - _Boundary: Rules_
- [ ] 1.3 Wire both
  - _Depends: 1.1, 1.2_
`,
    beside: { 'requirements.md': '# Requirements\n' },
    order: [['1.1', '1.2'], '1.3'],
  },
  '.spec-workflow/specs/profile': {
    name: 'profile',
    list: `# Tasks Document

- [ ] 1. Make the types
  - File: out/profile-1.txt
  - _Leverage: src/base.ts_
  - _Prompt: Role: developer | Task: make the types, then mark it in tasks.md_
- [ ] 2. Make the store
  - File: out/profile-2.txt
  - _Leverage: out/profile-1.txt_
`,
    beside: { 'design.md': '# Design\n' },
    order: ['1', '2'],
  },
};

let workspace: Workspace;
let agents: DrivenAgents;
/** By spec: tasks as they began, and as they ended. */
const begun = new Map<string, string[]>();
const ended = new Map<string, string[]>();

/** Those that wait for the one that is to be at work together with them. */
const waiting: Invocation[] = [];

async function finish(invocation: Invocation): Promise<void> {
  const { spec, task } = invocation;
  await invocation.write(`out/${spec}-${task}.txt`, task);
  ended.set(spec, [...(ended.get(spec) ?? []), task]);
  await invocation.exit(0);
}

/** Ends a task at once; one that has to be at work together with another when that has begun too. */
async function work(invocation: Invocation): Promise<void> {
  const { spec, task } = invocation;
  const { order } = Object.values(CASES).find(({ name }) => name === spec) ?? { order: [] };
  begun.set(spec, [...(begun.get(spec) ?? []), task]);
  const pair = order.find((step) => Array.isArray(step) && step.includes(task)) ?? [task];
  const other = waiting.find((each) => each.spec === spec && each.task !== task && pair.includes(each.task));
  if (pair.length === 2 && !other) waiting.push(invocation);
  else await Promise.all([invocation, ...(other ? [other] : [])].map(finish));
}

beforeAll(async () => {
  workspace = Workspace.create();
  agents = await DrivenAgents.listen();
  agents.handleAll(work);
  for (const [path, { list, beside = {} }] of Object.entries(CASES)) {
    workspace.write(`${path}/tasks.md`, list);
    for (const [name, text] of Object.entries(beside)) workspace.write(`${path}/${name}`, text);
  }
  workspace.write('specwave.yaml', agents.configuration('commit: off\n'));
  await workspace.succeeds('run-many', '-t', 'implement', '--parallel=5');
});
afterAll(async () => {
  agents.close();
  await workspace.close();
});

describe.each(Object.entries(CASES))('%s', (path, { name, order }) => {
  it('is done in its order, and what it says may run at once does', () => {
    const places = order.map((step) => [step].flat().map((task) => (ended.get(name) ?? []).indexOf(task)));
    expect(ended.get(name)?.toSorted()).toEqual(order.flat().toSorted());
    places.slice(1).forEach((step, place) => {
      expect(Math.min(...step)).toBeGreaterThan(Math.max(...(places[place] ?? [])));
    });
    // A task of a later step begins after those before have ended.
    const first = [order[0] ?? []].flat().toSorted();
    expect(begun.get(name)?.slice(0, first.length).toSorted()).toEqual(first);
  });

  it('has every box of its work ticked, and no other', () => {
    const { tasks_total: total, status } = workspace.ledger().specs[name] ?? {};
    expect({ total, status }).toEqual({ total: order.flat().length, status: 'completed' });
    const text = workspace.read(`${path}/tasks.md`);
    expect(boxes(text)).toBe(EXPECTED_BOXES[name]);
    expect(text).not.toContain('[x]*');
  });
});

/** Ticked of all boxes, optional ones (`[ ]*`) left out: containers with their last part; checklists stay as they are. */
const EXPECTED_BOXES: Record<string, string> = {
  login: '5/5',
  'add-search': '3/3',
  '001-photos': '3/4',
  payments: '4/4',
  profile: '2/2',
};
