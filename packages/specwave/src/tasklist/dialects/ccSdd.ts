import { PARTS, type Dialect } from './dialect';

/** cc-sdd: as Kiro, with `(P)` for neighbours that run at once. */
export const ccSdd: Dialect = {
  name: 'cc-sdd',
  orderReason: 'in order, neighbours marked (P) at once, as cc-sdd lists are',
  recognises: ({ source }) =>
    /^[ \t]*[-*+][ \t]+\[.\]\*?[ \t]+[\d.]+[ \t].*\(P\)|_(?:Boundary|Depends):/m.test(source.text),
  layers: { heading: PARTS, order: () => 'marked', inlineTags: false },
};
