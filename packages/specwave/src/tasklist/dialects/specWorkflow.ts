import { IN_ORDER, type Dialect } from './dialect';

/** spec-workflow: numbered tasks with the prompt of each. */
export const specWorkflow: Dialect = {
  name: 'spec-workflow',
  orderReason: 'in order, as spec-workflow lists are',
  recognises: ({ source }) =>
    /_(?:Leverage|Prompt):/.test(source.text) || source.file.includes('.spec-workflow/'),
  layers: IN_ORDER,
};
