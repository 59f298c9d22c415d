import { IN_ORDER, type Dialect } from './dialect';

/** Lists of any other make whose tasks have numbers. */
export const numbered: Dialect = {
  name: 'numbered',
  orderReason: 'in order, as numbered lists are',
  recognises: ({ source }) => /^[ \t]*[-*+][ \t]+\[.\]\*?[ \t]+\d+(?:\.\d+)*[.):]?[ \t]/m.test(source.text),
  layers: IN_ORDER,
};
