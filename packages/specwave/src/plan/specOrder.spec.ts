import fc from 'fast-check';
import type { SpecIdentity } from '../tasklist/model';
import { edgesOf, sortByDependencies } from './graph';
import { orderSpecs } from './specOrder';

function spec(name: string, more: Partial<SpecIdentity> = {}): SpecIdentity {
  return {
    name,
    id: name,
    title: name,
    kind: name.startsWith('I') ? 'infrastructure' : 'feature',
    phase: null,
    path: `specs/${name}-x`,
    taskFile: `specs/${name}-x/tasks.md`,
    contextFiles: [],
    dependencies: [],
    declaresInfrastructure: false,
    problems: [],
    ...more,
  };
}

const needs = (...refs: string[]): Pick<SpecIdentity, 'dependencies'> => ({
  dependencies: refs.map((ref) => ({ ref, file: 'spec.md' })),
});

function edges(...specs: SpecIdentity[]): string[] {
  return orderSpecs(specs)
    .edges.map(({ from, to }) => `${from} after ${to}`)
    .toSorted();
}

describe('orderSpecs', () => {
  it.each([
    ['a declared id', [spec('F001'), spec('F002', needs('F001'))], ['F002 after F001']],
    ['a declared path', [spec('F001'), spec('F002', needs('specs/F001-x'))], ['F002 after F001']],
    [
      'the end of a path',
      [spec('F001', { path: 'specs/phase-0/001-auth' }), spec('F002', needs('phase-0/001-auth'))],
      ['F002 after F001'],
    ],
    [
      'a phase after the one before it, of its kind',
      [
        spec('F001', { phase: 1 }),
        spec('F002', { phase: 3 }),
        spec('A001', { phase: 2, kind: 'application' }),
      ],
      ['F002 after F001'],
    ],
    [
      'a feature after the infrastructure of the phase before',
      [spec('I001', { phase: 0 }), spec('F001', { phase: 1 })],
      ['F001 after I001'],
    ],
    [
      'a feature that declares its infrastructure after that only',
      [
        spec('I001', { phase: 0 }),
        spec('I002', { phase: 0 }),
        spec('F001', { phase: 1, declaresInfrastructure: true, ...needs('I002') }),
      ],
      ['F001 after I002'],
    ],
    ['infrastructure without a phase implies nothing', [spec('I001'), spec('F001', { phase: 1 })], []],
    [
      'a declared dependency wins over what phases imply',
      [spec('I001', { phase: 0, ...needs('I002') }), spec('I002', { phase: 1 })],
      ['I001 after I002'],
    ],
  ])('%s', (_, specs, expected) => {
    expect(edges(...specs)).toEqual(expected);
  });

  it('reports a spec that does not exist, at the spec that names it', () => {
    expect(orderSpecs([spec('F001', needs('F099'))]).problems.get('F001')).toMatchObject([
      { code: 'unknown-spec', file: 'spec.md' },
    ]);
  });

  it('reports a name that several specs could mean, with their paths', () => {
    const specs = [
      spec('F001', { path: 'specs/a/001-x' }),
      spec('F002', { path: 'specs/b/001-x' }),
      spec('F003', needs('001-x')),
    ];
    expect(orderSpecs(specs).problems.get('F003')).toMatchObject([
      { code: 'ambiguous-spec', message: expect.stringContaining('specs/b/001-x') },
    ]);
  });

  it('reports specs that wait for one another on each of them, and leaves these edges out', () => {
    const { edges: kept, problems } = orderSpecs([spec('F001', needs('F002')), spec('F002', needs('F001'))]);
    expect(kept).toEqual([]);
    expect([...problems.keys()].toSorted()).toEqual(['F001', 'F002']);
  });

  it('never gives a circle, whatever is declared and whatever the phases are', () => {
    const names = ['I1', 'I2', 'I3', 'F1', 'F2', 'F3'];
    const arbitrary = fc.record({
      phases: fc.array(fc.option(fc.nat(3)), { minLength: names.length, maxLength: names.length }),
      declared: fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { maxLength: 8 }),
    });
    fc.assert(
      fc.property(arbitrary, ({ phases, declared }) => {
        const specs = names.map((name, place) => {
          const refs = declared.filter(([from]) => from === place).map(([, to]) => names[to] ?? name);
          return spec(name, { phase: phases[place] ?? null, ...needs(...refs) });
        });
        const order = edgesOf(names);
        for (const { from, to } of orderSpecs(specs).edges) order.get(from)?.add(to);
        expect(sortByDependencies(order).cycles).toEqual([]);
      }),
    );
  });
});
