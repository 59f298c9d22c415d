import { IN_ORDER, type Dialect } from './dialect';

/** BMAD's stories, with their tasks below `## Tasks / Subtasks`. */
export const bmad: Dialect = {
  name: 'bmad',
  orderReason: 'in order, as BMAD lists are',
  recognises: ({ headings }) => headings.some((heading) => /^Tasks\s*\/\s*Subtasks\b/i.test(heading)),
  layers: IN_ORDER,
};
