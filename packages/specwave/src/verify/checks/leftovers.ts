import type { Code } from '../code/code';
import type { Check, Found } from './check';
import { isForShow, isGenerated } from './kinds';
import { type LeftText, textsLeft, viewOf } from './view';

const MARKER = /^(?:<{7}|>{7})(?:\s|$)/;
const NOUN =
  'code|imports?|methods?|functions?|implementations?|logic|content|contents|file|class|classes|component|tests?|props?|fields?|routes?|styles?|cases?|handlers?|properties|exports?|types?|config(?:uration)?|definitions?|body|markup|rules?|statements?|lines|stuff|parts?';
const KEPT = 'existing|rest of|remaining|remainder of|other|previous|unchanged|same|original|your|more';
const ELISIONS = [
  // "... existing code ...", "… rest of the file"
  new RegExp(
    `^\\W*(?:\\.{3}|…)\\s*(?:\\(?(?:keep|the|all|and|of|your|leave)\\s+){0,3}(?:${KEPT})\\b(?:\\s+[\\w'-]+){0,3}?(?:\\s+(?:${NOUN})\\b(?:\\s+(?:here|unchanged|above|below|as before|remains?|stays?|omitted|goes here)){0,3})?\\s*\\)?\\s*(?:\\.{3}|…)\\W*$`,
    'i',
  ),
  new RegExp(
    `^\\W*(?:\\.{3}|…)\\s*(?:\\(?(?:keep|the|all|and|of|your|leave)\\s+){0,3}(?:${KEPT})\\s+(?:of\\s+|the\\s+|your\\s+|all\\s+)*(?:\\w+\\s+){0,2}(?:${NOUN})\\b(?:\\s+(?:here|unchanged|above|below|as before|remains?|stays?|omitted|goes here|the same)){0,3}\\W*$`,
    'i',
  ),
  new RegExp(
    `^\\W*(?:the\\s+)?(?:rest|remainder) of (?:the |your |this )?(?:\\w+\\s+)?(?:${NOUN})\\b(?:\\s+(?:remains?|stays?|is|are|goes|here|unchanged|the same|as before|omitted|below|above|follows)){0,4}\\W*$`,
    'i',
  ),
  new RegExp(
    `^\\W*(?:existing|previous|original|unchanged|other|remaining) (?:\\w+\\s+)?(?:${NOUN})\\s+(?:here|(?:remains?|stays?|is|are|kept)\\s+(?:here|unchanged|the same|as before)|unchanged|goes here|omitted|continues)\\b.*$`,
    'i',
  ),
  /^\W*(?:\.{3}|…)?\s*\(?(?:code |content |section )?(?:unchanged|omitted|truncated|snipped?|same as (?:before|above))(?: for brevity| code)?\)?\s*(?:\.{3}|…)\W*$/i,
  /^\W*(?:\.{3}|…)\s*\(?(?:unchanged|omitted|truncated|snip|same as (?:before|above)|as before)\b.{0,20}$/i,
];

/** What merging or abridging left in the text: conflict markers, "... existing code ...". */
export const leftovers: Check = {
  name: 'leftovers',
  find: (work) =>
    textsLeft(work)
      .filter(({ path }) => !isGenerated(path) && !/\.(?:patch|diff|rej|orig)$/.test(path))
      .flatMap((changed) => [...markersIn(changed), ...elisionsIn(changed)]),
};

function markersIn(changed: LeftText): Found[] {
  const marker = viewOf(changed).added.find(({ text }) => MARKER.test(text));
  if (!marker) return [];
  const { path } = changed;
  return [
    {
      message: `\`${path}\` has the marker of a merge conflict.`,
      next: 'Resolve the conflict and take the markers out.',
      path,
      line: marker.number,
      ...(isForShow(path) ? { atMost: 'flag' as const } : {}),
    },
  ];
}

/** Worth looking at whether it is a comment. */
const MAY_BE =
  /\.{3}|…|\b(?:rest|remainder) of\b|\b(?:unchanged|omitted|truncated|snip\w*)\b|\b(?:existing|previous|original|other|remaining)\b.*\b(?:here|unchanged|remains?|stays?|same|kept|omitted|continues)\b/i;

function elisionsIn(changed: LeftText): Found[] {
  const suspects = viewOf(changed).added.filter(({ text }) => MAY_BE.test(text));
  if (suspects.length === 0) return [];
  const { after } = viewOf(changed);
  if (after === null) return [];
  const { path } = changed;
  const starts = lineStarts(after.text);
  for (const { number } of suspects) {
    const start = starts[number - 1] ?? 0;
    const end = (starts[number] ?? after.text.length + 1) - 1;
    const comment = commentIn(after, start, end);
    if (comment === null || !ELISIONS.some((each) => each.test(comment))) continue;
    return [
      {
        message: `\`${path}\` says "${comment.trim()}" in the place of code.`,
        next: 'Write the whole code: nothing fills it in afterwards.',
        path,
        line: number,
        ...(isForShow(path) ? { atMost: 'flag' as const } : {}),
      },
    ];
  }
  return [];
}

/** What of a line is comment; null where it is none, or a part of a long one, which explains something. */
function commentIn({ text, spans }: Code, from: number, to: number): string | null {
  const span = spans.find(({ kind, start, end }) => kind === 'comment' && start < to && end > from);
  if (!span) return null;
  const whole = text.slice(span.start, span.end);
  return whole.split('\n').length > 3 ? null : text.slice(Math.max(span.start, from), Math.min(span.end, to));
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
