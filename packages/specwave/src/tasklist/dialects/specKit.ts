import { readByRules, type Dialect, type DialectRules } from './dialect';

// `## Phase 1: Setup`, older lists `## Phase 3.2: Tests`; the template's last is `## Phase N: Polish`.
const PHASE = /^[^A-Za-z0-9]*Phase\s+(\d+(?:\.\d+)*|N\b)/i;
const OWN_MARKS =
  /^[ \t]*[-*+][ \t]+\[.\].*\[US\d+\]|^#{1,6}[ \t]+Format:\s*`\[ID\] \[P\?\]|^\*\*Input\*\*:\s*Design documents from/m;

const rules: DialectRules = {
  name: 'spec-kit',
  isTaskHeading: () => false,
  layers: { heading: PHASE, order: () => 'marked', inlineTags: false },
};

/** GitHub's Spec Kit: phases one after another, in a phase neighbours marked `[P]` at once. */
export const specKit: Dialect = {
  name: rules.name,
  recognises({ source, blocks }) {
    if (OWN_MARKS.test(source.text)) return true;
    const headings = blocks.flatMap((block) => (block.kind === 'heading' ? [block.text] : []));
    return (
      headings.some((heading) => PHASE.test(heading)) &&
      !headings.some((heading) => /\b(?:layer|wave)\s*\d/i.test(heading)) &&
      /^[ \t]*[-*+][ \t]+\[.\][ \t]+T\d{3}\b/m.test(source.text) &&
      /^[ \t]*[-*+][ \t]+\[.\].*\[P\]/m.test(source.text)
    );
  },
  read: (document, completedInLedger) => readByRules(document, rules, completedInLedger),
};
