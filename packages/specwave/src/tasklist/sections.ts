/** Which headings and labels stand over boxes that are no tasks. */

const CRITERIA = /\b(?:acceptance|success|completion|exit)\s+criteria\b|\bcomplete when\b/;
const CHECKLIST =
  /\b(?:validation|acceptance|completion|verification|readiness|review|quality|release|final)\b.*\bchecklists?\b/;
const UNSCHEDULED = /\((?:future|backlog|out of scope)\)/;
const OTHERS =
  /^(?:pre-?requisites?|done when|definition of done|notes?|(?:(?:status|task|checkbox) )?legend|(?:task )?format)(?: (?:for|of) .*)?$/;
const BEGINNINGS =
  /^(?:backlog|out of scope|future (?:work|enhancements)|quality (?:gates?|checks?)|success metrics|rollback plan|deliverables)\b/;
const LABELS = /^(?:validation|verification|acceptance|deliverables)$/;
const LEGEND = /^(?:(?:(?:status|task|checkbox) )?legend|(?:task )?format|notes?)\b/;
const WORK = /^(?:tasks|implementation|phase\b)/;
const MARKS =
  /^[=:–—-]?\s*(?:not started|pending|to ?do|open|in progress|ongoing|done|completed?|finished|incomplete|blocked|skipped|cancell?ed|failed|optional)(?: tasks?)?[.;,]?$/;

/** What is longer is no label, and looking through it for brackets takes long. */
const LONGEST_LABEL = 400;

/** A heading's words in lower case, without marks, pictures and numbers in front. */
function wordsOf(heading: string): string {
  return heading
    .replace(/[*_`]/g, '')
    .replace(/^[^\p{L}\p{N}(]+/u, '')
    .replace(/^\d+(?:\.\d+)*\.?\s+/, '')
    .trim()
    .toLowerCase();
}

function bareWords(words: string): string {
  return words
    .replace(/\([^)]*\)|\[[^\]]*\]/g, ' ')
    .replace(/[^\p{L}\p{N}-]+/gu, ' ')
    .trim();
}

/**
 * Why boxes below this heading (or label such as `**Acceptance Criteria:**`) are no tasks, or null: prerequisites,
 * criteria, closing checklists, deliverables, legends; what is put off.
 */
export function noTasksBelow(heading: string): string | null {
  if (heading.length > LONGEST_LABEL) return null;
  const words = wordsOf(heading);
  const bare = bareWords(words);
  if (UNSCHEDULED.test(words) || (/^(?:backlog|out of scope|future )/.test(bare) && BEGINNINGS.test(bare))) {
    return `not scheduled: below "${quoted(heading)}"`;
  }
  const none = CRITERIA.test(bare) || CHECKLIST.test(bare) || OTHERS.test(bare) || BEGINNINGS.test(bare);
  return none ? `below "${quoted(heading)}"` : null;
}

/** `## Verification`: the tasks below it have ids, what has none there is a closing checklist. */
export function tasksHaveIdsBelow(heading: string): boolean {
  return /^verification$/.test(bareWords(wordsOf(heading)));
}

/** Whether a section only explains the list: it ends where tasks with ids begin. */
export function isLegend(heading: string): boolean {
  return heading.length <= LONGEST_LABEL && LEGEND.test(bareWords(wordsOf(heading)));
}

/** A heading that ends the legend it stands in. */
export function beginsWork(heading: string): boolean {
  const words = wordsOf(heading);
  return WORK.test(words) && !/\bcomplete when\b/.test(words);
}

function quoted(heading: string): string {
  return heading.replace(/[*_:]+/g, '').trim();
}

/** What a paragraph or a bullet says of the boxes behind it, if it is a label: all bold or with a colon at its end. */
export function noTasksAfter(paragraph: string): string | null {
  const last =
    paragraph
      .split(/[\r\n]+/)
      .at(-1)
      ?.trim() ?? '';
  if (last.length > LONGEST_LABEL || !/:[*_]*$|^(?:\*\*|__).*(?:\*\*|__)$/.test(last)) return null;
  const label = LABELS.test(bareWords(wordsOf(last))) ? `below "${quoted(last)}"` : null;
  return label ?? noTasksBelow(last);
}

/** `- [~] In progress`: the words only explain the mark. */
export function explainsMark(words: string): boolean {
  return MARKS.test(words.trim().toLowerCase());
}
