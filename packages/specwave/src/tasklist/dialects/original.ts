import { readByRules, type Dialect, type DialectRules } from './dialect';

// `## Layer 0: Name`, `### Wave 1`, `## L2 - Name`, `## 3. Phase 2: Name`.
const LAYER =
  /^[^A-Za-z0-9]*(?:\d+[.)]\s+)?[^A-Za-z0-9]*(?:Layer|Wave|Phase|L)\s*[-#:]?\s*(\d+(?:\.\d+)*)(?!\w)/i;
const TASK_HEADING =
  /^[*`[]*(?:Task\s+#?(?:T(?:ASK)?-?)?\d+(?:\.\d+)*[a-z]?\s*[\])*`]*\s*[:.–—-]|(?:T|TASK-?)-?\d+(?:\.\d+)*[\])*`]*\s*[:–—-]\s)/i;

const rules: DialectRules = {
  name: 'original',
  isTaskHeading: (text) => TASK_HEADING.test(text),
  layers: {
    heading: LAYER,
    order: (heading) => (/[([][^)\]]*\bsequential(?:ly)?\b/i.test(heading) ? 'sequential' : 'parallel'),
    inlineTags: true,
  },
};

/** The format that Specwave grew out of; also what is taken for granted where no other dialect shows its marks. */
export const original: Dialect = {
  name: rules.name,
  recognises: () => true,
  read: (document, completedInLedger) => readByRules(document, rules, completedInLedger),
};
