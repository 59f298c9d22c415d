import { IN_ORDER, type Dialect } from './dialect';

/** OpenSpec: `## 1. Group` over `1.1`, `1.2`. */
export const openSpec: Dialect = {
  name: 'openspec',
  orderReason: 'in order, as OpenSpec lists are',
  recognises: ({ source, headings }) =>
    (headings.some((heading) => /^\d+\.\s/.test(heading)) &&
      /^[-*][ \t]+\[.\][ \t]+\d+\.\d+/m.test(source.text)) ||
    /(?:^|\/)openspec\/changes\//.test(source.file),
  layers: IN_ORDER,
};
