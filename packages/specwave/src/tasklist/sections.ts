/** Which headings and labels stand over boxes that are no tasks. */

const CRITERIA = /\b(?:acceptance|success|completion|exit) criteria\b/;
const OTHERS =
  /^(?:pre-?requisites?|done when|definition of done|notes?|(?:(?:status|task|checkbox) )?legend|(?:task )?format)(?: (?:for|of) .*)?$/;
const MARKS =
  /^[=:–—-]?\s*(?:not started|pending|to ?do|open|in progress|ongoing|done|completed?|finished|incomplete|blocked|skipped|cancell?ed|failed|optional)(?: tasks?)?[.;,]?$/;

/** What is longer is no label, and looking through it for brackets takes long. */
const LONGEST_LABEL = 400;

/**
 * Why boxes below this heading (or label such as `**Acceptance Criteria:**`) are no tasks, or null.
 * The list is that of the original format: prerequisites, criteria, done when, notes, legends.
 */
export function noTasksBelow(heading: string): string | null {
  if (heading.length > LONGEST_LABEL) return null;
  const words = heading
    .toLowerCase()
    .replace(/`[^`]*`|\([^)]*\)|\[[^\]]*\]/g, ' ')
    .replace(/[^\p{L}\p{N}-]+/gu, ' ')
    .trim();
  return CRITERIA.test(words) || OTHERS.test(words)
    ? `below "${heading.replace(/[*_:]+/g, '').trim()}"`
    : null;
}

/** The same for a paragraph or a bullet: it has to be a label, so all bold or with a colon at its end. */
export function noTasksAfter(paragraph: string): string | null {
  const last =
    paragraph
      .split(/[\r\n]+/)
      .at(-1)
      ?.trim() ?? '';
  if (!/:[*_]*$|^(?:\*\*|__).*(?:\*\*|__)$/.test(last)) return null;
  return noTasksBelow(last);
}

/** `- [~] In progress`: the words only explain the mark. */
export function explainsMark(words: string): boolean {
  return MARKS.test(words.trim().toLowerCase());
}
