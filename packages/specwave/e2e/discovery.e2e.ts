/** Specs of four tools in one workspace, which says nothing but `"plugins": ["specwave"]`. */
import { Workspace } from './support/workspace';

/** By the spec's folder: what all specs of its tool have, and one task in that tool's writing. */
const TOOLS: Record<string, { name: string; own: string; shared: string; list: string }> = {
  'specs/001-photos': {
    name: '001-photos',
    own: 'plan.md',
    shared: '.specify/memory/constitution.md',
    list: '# Tasks: [FEATURE NAME]\n\n## Phase 1: Setup\n\n- [ ] T001 Write `a.txt`\n',
  },
  '.kiro/specs/login': {
    name: 'kiro-specs-login',
    own: 'requirements.md',
    shared: '.kiro/steering/tech.md',
    list: '# Implementation Plan\n\n- [ ] 1. Write `b.txt`\n  - _Requirements: 1.1_\n',
  },
  'openspec/changes/add-search': {
    name: 'add-search',
    own: 'specs/search/spec.md',
    shared: 'openspec/project.md',
    list: '## 1. Search\n\n- [ ] 1.1 Write `c.txt`\n',
  },
  '.spec-workflow/specs/login': {
    name: 'spec-workflow-specs-login',
    own: 'design.md',
    shared: '.spec-workflow/steering/product.md',
    list: '# Tasks Document\n\n- [ ] 1. Write the letter in d.txt\n  - File: d.txt\n',
  },
};

let workspace: Workspace;

beforeAll(() => {
  workspace = Workspace.create();
  for (const [path, { own, shared, list }] of Object.entries(TOOLS)) {
    workspace.write(`${path}/tasks.md`, list);
    workspace.write(`${path}/${own}`, 'What is wanted\n');
    workspace.write(shared, 'What holds for all\n');
  }
  workspace.write('openspec/changes/archive/2025-01-01-old/tasks.md', '- [x] 1.1 Done long ago\n');
  workspace.commit();
});
afterAll(() => workspace.close());

const byPath = (specs: { spec: string; path: string; title: string }[]): [string, string, string][] =>
  specs.map(({ path, spec, title }): [string, string, string] => [path, spec, title]).toSorted();

it('the command finds all of them, each by its folder', async () => {
  const { output } = await workspace.specwave('plan', '--json');
  const expected = Object.entries(TOOLS).map(([path, { name }]) => [
    path,
    name,
    path.slice(path.lastIndexOf('/') + 1),
  ]);
  expect(byPath(JSON.parse(output).specs)).toEqual(expected.toSorted());
});

it('Nx knows the same specs, and their context as inputs of each task', async () => {
  await workspace.nx('graph', '--file=graph.json');
  const { graph } = JSON.parse(workspace.read('graph.json'));
  for (const [path, { name, own, shared }] of Object.entries(TOOLS)) {
    const { root, targets } = graph.nodes[name].data;
    expect(root).toBe(path);
    const tasks = Object.values<{ executor: string; inputs: unknown[] }>(targets).filter(
      ({ executor }) => executor === 'specwave:task',
    );
    expect(tasks.map(({ inputs }) => inputs)).toEqual([
      expect.arrayContaining([`{workspaceRoot}/${path}/${own}`, `{workspaceRoot}/${shared}`]),
    ]);
  }
});

it('status says which folders of tools are not read, where other ones are named', async () => {
  workspace.write(
    'nx.json',
    JSON.stringify({ plugins: [{ plugin: 'specwave', options: { specRoots: ['plans'] } }] }),
  );
  const { output } = await workspace.specwave('status');
  expect(output).toContain('Not looked in: specs (1 spec), .kiro/specs (1 spec)');
});
