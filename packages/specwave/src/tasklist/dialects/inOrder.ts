import { PARTS, type Dialect } from './dialect';

/** What no other dialect knows as its own: as written, except where neighbours are marked `[P]`. */
export const inOrder: Dialect = {
  name: 'in-order',
  orderReason: 'in order, as written',
  recognises: () => true,
  layers: { heading: PARTS, order: () => 'marked', inlineTags: false },
};
