import type { Heading } from './markdown/blocks';

const KIND_WORD = '(?:[Ff]eature|[Ii]nfrastructure|[Aa]pplication|[Ww]ebsite|[Ss]pec(?:ification)?)\\s+';
/** `F001`, `[F001]`, `Feature F001`: in front of a colon or the like, or all there is. */
const LEADING_ID = new RegExp(`^(?:${KIND_WORD})?[[(]?([A-Z]\\d{3,4})(?:[\\])]|\\s*[:.–—]|\\s+-|$)`);
const KIND_BEFORE_ID = new RegExp(`^${KIND_WORD}(?=[A-Z]\\d{3})`);
/** Behind `Tasks for`, blanks are enough. */
const ID_AFTER_LABEL = /^([A-Z]\d{3,4})(?![\w-])/;
const TRAILING_ID = /[[(]([A-Z]\d{3,4})[\])]$/;

const DOCUMENT = 'tasks?(?:\\s+(?:lists?|documents?|breakdown|plan|overview))?|plan|checklist|to-?dos?';
const KINDS = '(?:(?:implementation|layered|agent|development|project|feature)\\s+)*';
/** What tools put there, and says nothing of the spec: `Implementation Plan`, `Tasks Document`, `[FEATURE NAME]`. */
const TEMPLATE = new RegExp(`^(?:${KINDS}(?:${DOCUMENT})|\\[.*\\])$`, 'i');
/** `Tasks for`, `Implementation Plan:`, `Tasks` before an id. */
const LABEL = new RegExp(
  `^${KINDS}(?:${DOCUMENT})(?:\\s+for\\b\\s*:?|\\s*[:–—]|\\s+-|(?=\\s+[[(]?[A-Z]\\d{3}))\\s*`,
  'i',
);

/**
 * Title and id of a list from its first heading: `# Tasks for I012: Title`, `# F001 - Title`, `# Tasks: Title`. A
 * template's heading is no title; what only looks like an id (`# Move to A100 machines`) is none.
 */
export function readListTitle(headings: readonly Heading[]): {
  title: string | null;
  titleId: string | null;
} {
  const heading = headings.find((candidate) => candidate.depth === 1);
  if (!heading) return { title: null, titleId: null };
  const words = heading.text.replace(/\*\*/g, '').replace(/`/g, '').trim();
  const rest = words.replace(LABEL, '');
  const hasLabel = rest !== words;
  const titleId =
    (LEADING_ID.exec(rest) ?? (hasLabel ? ID_AFTER_LABEL.exec(rest) : null) ?? TRAILING_ID.exec(rest))?.[1] ??
    null;
  const title = withoutId(rest.replace(KIND_BEFORE_ID, ''), titleId);
  return { title: title === '' || TEMPLATE.test(title) ? null : title, titleId };
}

/** A title without the id in front of it (or in brackets behind it). */
export function withoutId(title: string, id: string | null): string {
  if (id === null) return title.trim();
  let words = title.trim();
  const bare = words.replace(/^[[(]\s*/, '');
  if (bare.startsWith(id)) words = bare.slice(id.length).replace(/^[\])]?\s*[:.–—-]*\s*/, '');
  if (words.endsWith(`(${id})`) || words.endsWith(`[${id}]`)) words = words.slice(0, -id.length - 2);
  return words.trim();
}
