import type { Heading } from './markdown/blocks';

const ID = /(?<![\w-])([A-Z]\d{3,4})(?![\w])/;

/** Title and id of a list from its first heading: `# Tasks for I012: Title`, `# F001 - Title`, `# Tasks: Title`. */
export function readListTitle(headings: readonly Heading[]): {
  title: string | null;
  titleId: string | null;
} {
  const heading = headings.find((candidate) => candidate.depth === 1);
  if (!heading) return { title: null, titleId: null };
  const words = heading.text.replace(/\*\*/g, '').replace(/`/g, '').trim();
  const titleId = ID.exec(words)?.[1] ?? null;
  const title = withoutId(
    words.replace(/^(?:implementation |layered |agent )*tasks?(?: list)?\b(?:\s+for\b)?\s*[:–—-]?\s*/i, ''),
    titleId,
  );
  return { title: title === '' ? null : title, titleId };
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
