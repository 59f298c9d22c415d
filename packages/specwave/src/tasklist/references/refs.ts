import { membersOf } from './aliases';
import type { Part } from '../fields';
import { normaliseRef } from './ids';

/** What a dependency value says. */
export interface References {
  refs: Part[];
  /** "All layers complete", and layers by number. */
  earlierLayers: boolean;
  /** Words that name no task of the list. */
  unclear: Part[];
}

const NONE = /^(?:none|no(?: dependencies)?|nothing|n\/?a|nil|null|-+|–|—|\[\s*\])\.?(?:\s*\(.*\))?$/i;
const LAYERS =
  /^(?:all\b.*\b(?:layers?|phases?|waves?|tasks?)\b|(?:previous|prior|earlier|preceding) (?:layers?|phases?|waves?|tasks?)\b|(?:layers?|phase|wave)\s*\d+\b|L\d+$)/i;
const RANGE_WORDS = /\s*(?:–|—|\.\.\.?|…|\bto\b|\bthrough\b|(?<=\d)\s+-\s+(?=[A-Za-z]*\d))\s*/i;
const TOKEN =
  /\btask\s+#?(?:[A-Z]\b|(?:T|TASK)?[-_]?\d+(?:\.\d+)*\w?)|\b(?:T|TASK)[-_]?\d+[\w.-]*\w|\bT\d\b|\b[A-Z][A-Z0-9]*(?:[-_./:][A-Z]{0,10}\d+)+[a-z]?\b|\b[A-Z]\d{2,4}[a-z]?\b|(?<![\w.])\d+(?:\.\d+)+[a-z]?(?:-\d+(?:\.\d+)+)?(?![\w%])/gi;

/** No list says more of one task; ranges would make millions of references of a long line of them. */
const MOST = 5000;

/** Takes dependency values apart: lists, ranges `T001-T003`, chains `T1 -> T2`, titles. */
export function readReferences(
  parts: readonly Part[],
  self: string,
  isKnown: (ref: string) => boolean,
): References {
  const result: References = { refs: [], earlierLayers: false, unclear: [] };
  for (const part of parts) {
    if (isKnown(part.text.replace(/[.`*]+$/g, '').trim())) {
      result.refs.push({ text: clean(part.text), offset: part.offset });
      continue;
    }
    for (const segment of segmentsOf(part)) {
      if (result.refs.length < MOST) readSegment(segment, self, isKnown, result);
      else result.unclear.push(segment);
    }
  }
  return result;
}

function segmentsOf(part: Part): Part[] {
  const segments: Part[] = [];
  let from = 0;
  const add = (to: number): void => {
    const raw = part.text.slice(from, to);
    const lead = raw.length - raw.trimStart().length;
    if (raw.trim() !== '') segments.push({ text: raw.trim(), offset: part.offset + from + lead });
  };
  for (const match of part.text.matchAll(/[,;&]|\s\+\s|\band\b|->|→|=>/gi)) {
    add(match.index);
    from = match.index + match[0].length;
  }
  add(part.text.length);
  return segments;
}

function readSegment(
  segment: Part,
  self: string,
  isKnown: (ref: string) => boolean,
  result: References,
): void {
  const text = clean(segment.text);
  const add = (ref: string, offset: number): void => {
    // A chain `T1 -> T2 -> T3` on T3 ends with the task itself.
    if (normaliseRef(ref) !== normaliseRef(self)) result.refs.push({ text: ref, offset });
  };
  if (NONE.test(segment.text)) return;
  if (isKnown(text)) {
    add(text, segment.offset);
    return;
  }
  if (LAYERS.test(text)) {
    result.earlierLayers = true;
    return;
  }
  const range = membersOf(text.replace(/^tasks?\s+/i, '').replace(RANGE_WORDS, '-'));
  if (range.length > 0) {
    for (const member of range) add(member, segment.offset);
    return;
  }
  if (/^#?\d+[a-z]?$/.test(text)) {
    add(text.replace('#', ''), segment.offset);
    return;
  }
  const tokens = [...segment.text.matchAll(TOKEN)];
  for (const token of tokens) {
    const members = isKnown(token[0]) ? [] : membersOf(token[0]);
    for (const ref of members.length > 0 ? members : [token[0]]) add(ref, segment.offset + token.index);
  }
  if (tokens.length === 0) result.unclear.push(segment);
}

function clean(text: string): string {
  return text
    .replace(/[`*_[\]]+/g, '')
    .replace(/\s*[.:]+$/, '')
    .trim();
}
