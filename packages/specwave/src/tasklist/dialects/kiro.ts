import { IN_ORDER, type Dialect } from './dialect';

/** Kiro: numbered tasks that name their requirements, or a graph of waves. */
export const kiro: Dialect = {
  name: 'kiro',
  orderReason: 'in order, as Kiro lists are',
  recognises: ({ source, headings }) =>
    /_Requirements?:/.test(source.text) ||
    headings.some((heading) => /^Task Dependency Graph\b/i.test(heading)) ||
    source.file.includes('.kiro/'),
  layers: IN_ORDER,
};
