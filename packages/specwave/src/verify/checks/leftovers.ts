import { commentsOf, lineAt } from '../code/code';
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

function elisionsIn(changed: LeftText): Found[] {
  const { after, added } = viewOf(changed);
  if (after === null || added.length === 0) return [];
  const isNew = new Set(added.map(({ number }) => number));
  const { path } = changed;
  for (const comment of commentsOf(after)) {
    if (!/\.{3}|…|rest|remain|existing|previous|original|unchanged|other/i.test(comment.text)) continue;
    const from = lineAt(after.text, comment.offset);
    const lines = comment.text.split('\n');
    const at = lines.findIndex(
      (line, index) =>
        isNew.has(from + index) && lines.length < 4 && ELISIONS.some((each) => each.test(line)),
    );
    if (at < 0) continue;
    return [
      {
        message: `\`${path}\` says "${lines[at]?.trim() ?? ''}" in the place of code.`,
        next: 'Write the whole code: nothing fills it in afterwards.',
        path,
        line: from + at,
        ...(isForShow(path) ? { atMost: 'flag' as const } : {}),
      },
    ];
  }
  return [];
}
