import { readOptions } from '../config/options';
import type { SpecIdentity } from '../tasklist/model';
import type { ParsedSpec } from '../workspace/parsedSpec';
import { NO_PROGRESS, type SpecProgress } from '../ledger/progress';
import { specProject } from './targets';

const IDENTITY: SpecIdentity = {
  name: 'F001',
  id: 'F001',
  title: 'First',
  kind: 'feature',
  phase: 1,
  path: 'specs/F001',
  taskFile: 'specs/F001/tasks.md',
  contextFiles: ['specs/F001/spec.md'],
  dependencies: [],
  declaresInfrastructure: false,
  problems: [],
};

/** `A B | c`: waves apart by a bar, finished tasks in capitals. */
function specOf(shape: string): ParsedSpec {
  const waves = shape.split('|').map((words, index) => ({
    title: `Layer ${index}`,
    tasks: words
      .trim()
      .split(' ')
      .map((id) => ({
        id: id.toLowerCase(),
        title: id,
        done: id !== id.toLowerCase(),
        hasBox: true,
        after: [],
        digest: '',
        settings: '',
      })),
  }));
  return { title: null, titleId: null, waves, files: [] };
}

function targetsOf(shape: string, progress: Partial<SpecProgress> = {}, isolated = true) {
  const { options } = readOptions({});
  const project = specProject(IDENTITY, specOf(shape), { ...NO_PROGRESS, ...progress }, options, isolated);
  return project.targets ?? {};
}

/** What each target that `implement` leads to waits for: `implement: wave-0; wave-0: a`. */
function scheduled(...args: Parameters<typeof targetsOf>): string {
  const targets = targetsOf(...args);
  const found: string[] = [];
  const queue = ['implement'];
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    const before = (targets[name]?.dependsOn ?? []).map(String);
    found.push(`${name}: ${before.join(' ')}`.trim());
    for (const each of before) if (!each.startsWith('^') && !queue.includes(each)) queue.push(each);
  }
  return found.filter((each) => !each.startsWith('begin')).join('; ');
}

describe('what is scheduled', () => {
  it.each<[string, string, Partial<SpecProgress>, string]>([
    ['waves with open tasks', 'a | b', {}, 'implement: wave-1; wave-1: b; b: wave-0; wave-0: a; a: begin'],
    ['no finished wave', 'A | b', {}, 'implement: wave-1; wave-1: b; b: begin'],
    [
      'a finished wave whose gate is open, before the next one',
      'A | b',
      { openGates: new Set([0]) },
      'implement: wave-1; wave-1: b; b: wave-0; wave-0: begin',
    ],
    [
      'a finished wave whose gate is open, after the one before',
      'a | B',
      { openGates: new Set([1]) },
      'implement: wave-1; wave-1: wave-0; wave-0: a; a: begin',
    ],
    [
      'a gate that is open while tasks of its wave are: as ever',
      'a b | C',
      { openGates: new Set([0]) },
      'implement: wave-0; wave-0: a b; a: begin; b: begin',
    ],
    ['the gate of a wave that is gone: not', 'A', { openGates: new Set([7]) }, 'implement: begin'],
  ])('%s', (_, shape, progress, expected) => {
    expect(scheduled(shape, progress)).toBe(expected);
  });

  it.each<[string, string, Partial<SpecProgress>, string]>([
    ['completed', 'A | B', { completed: true }, 'nx:noop'],
    [
      'completed, with an open gate',
      'A | B',
      { completed: true, openGates: new Set([0]) },
      'specwave:implement',
    ],
    [
      'completed, with the gate of a wave that is gone',
      'A | B',
      { completed: true, openGates: new Set([2]) },
      'nx:noop',
    ],
    ['completed, with an open task', 'A | b', { completed: true }, 'specwave:implement'],
    ['not recorded as completed', 'A | B', {}, 'specwave:implement'],
  ])('implement of a spec that is %s', (_, shape, progress, executor) => {
    expect(targetsOf(shape, progress)['implement']?.executor).toBe(executor);
  });
});

it('neither ticks nor gates show in what Nx hashes of every target', () => {
  const hashed = (...args: Parameters<typeof targetsOf>) =>
    Object.entries(targetsOf(...args)).map(([name, { executor, options, outputs }]) => [
      name,
      executor,
      options,
      outputs,
    ]);
  const fresh = hashed('a | b');
  expect(hashed('A | b')).toEqual(fresh);
  expect(hashed('A | b', { openGates: new Set([0]) })).toEqual(fresh);
  expect(hashed('A | B', { openGates: new Set([0, 1]), completed: true })).toEqual(fresh);
});

it.each([
  ['worktrees: tasks, and the check', true, ['a', 'b', 'check-tasks']],
  ['the shared tree: the check only', false, ['check-tasks']],
])('what is cached with work in %s', (_, isolated, expected) => {
  const targets = targetsOf('a | b', {}, isolated);
  expect(Object.keys(targets).filter((name) => targets[name]?.cache)).toEqual(expected);
});

it("the check is affected by the spec's own files and the settings only, and waits for nothing", () => {
  const { dependsOn, inputs } = targetsOf('a | B')['check-tasks'] ?? {};
  expect(dependsOn).toBeUndefined();
  expect(inputs).toEqual([
    '{workspaceRoot}/specs/F001/tasks.md',
    '{workspaceRoot}/specs/F001/spec.md',
    '{workspaceRoot}/specwave.yaml',
    { fileset: '{workspaceRoot}/.nx/specwave/inputs/F001/check-tasks.json', includeIgnored: true },
    { externalDependencies: [] },
  ]);
});
