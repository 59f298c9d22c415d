import { IN_ORDER, type Dialect } from './dialect';

/** Kiro: numbered tasks that name their requirements, or a graph of waves. */
export const kiro: Dialect = {
  name: 'kiro',
  orderReason: 'in order, as Kiro lists are',
  recognises: ({ source }) => /_Requirements?:/.test(source.text) || source.file.includes('.kiro/'),
  layers: IN_ORDER,
};
