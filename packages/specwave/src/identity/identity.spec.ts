import { identify, type IdentityInput } from './identity';
import { readProjectFiles } from './projectFiles';

interface Given extends Partial<Omit<IdentityInput, 'project'>> {
  projectJson?: unknown;
  featuresJson?: unknown;
}

function identity(given: Given) {
  const { projectJson, featuresJson, ...rest } = given;
  const json = (value: unknown): string | null =>
    value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value);
  const path = given.path ?? 'specs/features/phase-1/001-auth';
  return identify({
    path,
    taskFile: `${path}/tasks.md`,
    title: null,
    titleId: null,
    specText: null,
    contextFiles: [],
    project: readProjectFiles(json(projectJson), json(featuresJson)),
    ...rest,
  });
}

const needed = (item: object): object => ({ infrastructure: { existing: [], needed: [item] } });

describe('the id', () => {
  const path = 'specs/infrastructure/phase-0/001-test-auth';
  it.each<[string, Given]>([
    ['project.json', { path, projectJson: needed({ id: 'I012', spec_path: path }) }],
    [
      'project.json with a list',
      { path, projectJson: { infrastructure: [{ id: 'I012', spec_path: path }] } },
    ],
    [
      'project.json, from the spec root',
      { path, projectJson: needed({ id: 'I012', spec_path: './phase-0/001-test-auth/' }) },
    ],
    ['features.json', { path, featuresJson: { features: [{ id: 'I012', spec_path: `${path}/spec.md` }] } }],
    ['front matter', { path, specText: '---\ninfrastructure_id: I012\n---\n# X' }],
    ['front matter with CRLF', { path, specText: '\uFEFF---\r\nid: I012\r\n---\r\n# X' }],
    ['the title of the list', { path, titleId: 'I012' }],
    ['the folder', { path: 'specs/I012-auth' }],
  ])('comes from %s', (_, given) => {
    expect(identity(given)).toMatchObject({ id: 'I012', name: 'I012', problems: [] });
  });

  it('is null for a folder with a number only, which goes by its name', () => {
    expect(identity({ path })).toMatchObject({ id: null, name: '001-test-auth' });
  });

  it('is that of the first source where several disagree, with a warning', () => {
    expect(identity({ path: 'specs/F001-a', titleId: 'F002' })).toMatchObject({
      id: 'F002',
      problems: [{ code: 'spec-id-disagreement', severity: 'warning' }],
    });
  });

  it('does not come from a spec_path of one word, which may name several folders', () => {
    expect(identity({ path, projectJson: needed({ id: 'I012', spec_path: '001-test-auth' }) }).id).toBeNull();
  });
});

describe('kind and phase', () => {
  it.each<[Given, string, number | null]>([
    [{ path: 'specs/infrastructure/phase-0/001-a' }, 'infrastructure', 0],
    [{ path: 'specs/website/W001' }, 'website', null],
    [{ path: 'specs/A001-x' }, 'application', null],
    [{ path: 'specs/x', specText: '---\nkind: website\nphase: 2\n---\n' }, 'website', 2],
    [{ path: 'specs/x', specText: '---\nphase: phase-3\n---\n' }, 'feature', 3],
    [{ path: 'specs/I001', projectJson: needed({ id: 'I001', phase: 4 }) }, 'infrastructure', 4],
    [{ path: 'specs/F001', featuresJson: { features: [{ id: 'F001', phase: 5 }] } }, 'feature', 5],
    [
      {
        path: 'specs/F001',
        featuresJson: { features: [{ id: 'F001', phase: 'MVP' }], phases: [{ number: 1, name: 'MVP' }] },
      },
      'feature',
      1,
    ],
    [
      { path: 'specs/F001', featuresJson: { features: [{ id: 'F001' }], phases: { '2': ['F001'] } } },
      'feature',
      2,
    ],
    [
      {
        path: 'specs/F001',
        featuresJson: { features: [{ id: 'F001', phase: 'Later', infrastructure_phase: 2 }] },
      },
      'feature',
      3,
    ],
  ])('of %j are %s, %s', (given, kind, phase) => {
    expect(identity(given)).toMatchObject({ kind, phase });
  });
});

it('gathers dependencies from front matter, project.json and features.json, with their files', () => {
  const spec = identity({
    path: 'specs/F001-a',
    specText:
      '---\ndepends_on: [F000]\ndependencies: F007, F008\ninfrastructure_dependencies:\n  - id: I001\n---\n',
    featuresJson: {
      features: [{ id: 'F001', dependencies: ['F000', 'F009'], infrastructure_dependencies: ['I002'] }],
    },
  });
  expect(spec.dependencies.map(({ ref }) => ref)).toEqual(['F000', 'F007', 'F008', 'I001', 'F009', 'I002']);
  expect(spec.dependencies.at(-1)?.file).toBe('features.json');
  expect(spec.declaresInfrastructure).toBe(true);
});

it.each<[Given, string]>([
  [{ title: 'Login', titleId: 'F001', specText: '# Other' }, 'Login'],
  [{ specText: '# Feature Specification: Login\r\n' }, 'Login'],
  [{ specText: '---\ntitle: Login\n---\ntext' }, 'Login'],
  [{}, '001-auth'],
])('takes the title of %j: %s', (given, title) => {
  expect(identity(given).title).toBe(title);
});

describe('broken input is a problem with its place', () => {
  it.each<[Given, string, number, number]>([
    [{ specText: '---\nid: [F001\n---\n' }, 'front-matter', 3, 1],
    [{ specText: '---\nid: F001\nmore' }, 'front-matter', 1, 1],
    [{ specText: '---\n- a\n---\n' }, 'front-matter', 2, 1],
    [{ specText: '---\nid: a\ndepends_on: { a: 1 }\n---\n' }, 'front-matter', 3, 13],
    [{ projectJson: '{ "infrastructure": [' }, 'project-file', 1, 22],
    [{ projectJson: { infrastructure: 'all' } }, 'project-file', 1, 19],
    [{ projectJson: { infrastructure: [{ name: 'x' }] } }, 'project-file', 1, 20],
    [{ projectJson: '{"infrastructure":\n{"needed":[\n{"name":"x"}]}}' }, 'project-file', 3, 1],
    [{ featuresJson: '{"features": 3}' }, 'project-file', 1, 14],
    [{ featuresJson: '[]' }, 'project-file', 1, 1],
  ])('%j', (given, code, line, column) => {
    expect(identity(given).problems).toMatchObject([{ code, at: { line, column } }]);
  });

  it('takes a line across the page for what it is', () => {
    expect(identity({ specText: '---\n\nSome words.' }).problems).toEqual([]);
  });
});

it('gives context files relative to the workspace root, sorted', () => {
  expect(
    identity({ path: 'specs/F001', contextFiles: ['specs/F001/spec.md', 'specs/F001/contracts/api.yaml'] })
      .contextFiles,
  ).toEqual(['specs/F001/contracts/api.yaml', 'specs/F001/spec.md']);
});
