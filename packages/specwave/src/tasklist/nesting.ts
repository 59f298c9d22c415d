import type { Draft } from './collect';
import type { Head } from './head';

/**
 * Makes `N` the container of `N.M` where both stand in one column, as cc-sdd and others write them. Only what stands
 * before a task can hold it, so that a list's order stays that of its containers.
 */
export function nestByNumber(drafts: readonly Draft[], heads: readonly Head[]): void {
  const seen = new Map<string, Draft>();
  drafts.forEach((draft, index) => {
    const id = heads[index]?.rawId?.replace(/\.0+$/, '');
    if (id === undefined || !draft.box || !/^\d+(?:\.\d+)*$/.test(id)) return;
    const above = id.includes('.') ? seen.get(id.slice(0, id.lastIndexOf('.'))) : undefined;
    if (above && above !== draft && draft.parent === above.parent && draft.start >= above.itemEnd) {
      draft.parent = above;
      above.children.push(draft);
    }
    // `1.0` beside `1.1` is a task of its own.
    if (heads[index]?.rawId === id) seen.set(id, draft);
  });
}
