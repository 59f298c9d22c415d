import { PARTS, type Dialect } from './dialect';

const OWN_MARKS =
  /^[ \t]*[-*+][ \t]+\[.\].*\[US\d+\]|^#{1,6}[ \t]+Format:\s*`\[ID\] \[P\?\]|^\*\*Input\*\*:\s*Design documents from/m;
const OWN_IDS = /^[ \t]*[-*+][ \t]+\[.\][ \t]+\*{0,2}T\d{3}\b/m;
const PHASE = /\bPhase\b/i;
const STORY = /\bUser Story\s*(\d+)/i;
const OF_LAYERS = /\b(?:layer|wave)\s*\d/i;

/** GitHub's Spec Kit: sections one after another, in a section neighbours marked `[P]` at once. */
export const specKit: Dialect = {
  name: 'spec-kit',
  orderReason: 'sections one after another, in each neighbours marked [P] at once, as Spec Kit lists are',
  recognises: ({ source, headings }) =>
    !headings.some((heading) => OF_LAYERS.test(heading)) &&
    (OWN_MARKS.test(source.text) ||
      (headings.some((heading) => PHASE.test(heading)) && OWN_IDS.test(source.text))),
  layers: { heading: PARTS, order: () => 'marked', inlineTags: false, strands: STORY },
};
