import fc from 'fast-check';
import { addOrder, comesAfter, edgesOf, sortByDependencies } from './graph';

const ids = ['a', 'b', 'c', 'd', 'e'];
const pairs = fc.array(fc.tuple(fc.constantFrom(...ids), fc.constantFrom(...ids)), { maxLength: 12 });

describe('addOrder', () => {
  it('never closes a cycle, whatever is asked of it', () => {
    fc.assert(
      fc.property(pairs, (wishes) => {
        const edges = edgesOf(ids);
        for (const [later, earlier] of wishes) addOrder(edges, later, earlier);
        expect(sortByDependencies(edges).cycles).toEqual([]);
      }),
    );
  });

  it('orders every pair that it was asked to, one way or the other', () => {
    fc.assert(
      fc.property(pairs, (wishes) => {
        const edges = edgesOf(ids);
        for (const [later, earlier] of wishes) addOrder(edges, later, earlier);
        for (const [a, b] of wishes) expect(comesAfter(edges, a, b) || comesAfter(edges, b, a)).toBe(true);
      }),
    );
  });
});

describe('sortByDependencies', () => {
  it('puts each id after what it depends on, and names every id once', () => {
    fc.assert(
      fc.property(pairs, (wishes) => {
        const edges = edgesOf(ids);
        for (const [later, earlier] of wishes) addOrder(edges, later, earlier);
        const { order } = sortByDependencies(edges);
        expect(order.toSorted()).toEqual(ids);
        for (const [id, before] of edges) {
          for (const each of before) expect(order.indexOf(each)).toBeLessThan(order.indexOf(id));
        }
      }),
    );
  });

  it('finds a cycle and names the ids along it', () => {
    const edges = edgesOf(['a', 'b', 'c']);
    edges.get('a')?.add('b');
    edges.get('b')?.add('c');
    edges.get('c')?.add('b');
    expect(sortByDependencies(edges).cycles).toEqual([['b', 'c']]);
  });

  it('sorts a chain of 50,000 without running out of stack', () => {
    const chain = Array.from({ length: 50_000 }, (_, number) => String(number));
    const edges = edgesOf(chain);
    for (const id of chain.slice(0, -1)) edges.get(id)?.add(String(Number(id) + 1));
    expect(sortByDependencies(edges).order[0]).toBe('49999');
  });
});
