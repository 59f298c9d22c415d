import { commentsOf, lineAt } from '../code/code';
import type { Check, Found } from './check';
import { hollow } from './hollow';
import { isForShow, isGenerated } from './kinds';
import { textsLeft, viewOf } from './view';
import { asksForStub } from './words';

const UNFINISHED =
  /\b(?:TODO|FIXME|XXX)\b.{0,60}\b(?:implement|real|actual(?:ly)?|replace|stub|placeholder|finish|complete|hard-?coded|proper)\b|\bplaceholder (?:implementation|value|data|logic|for now|until|function)|\b(?:this|just|simple) (?:is )?a (?:stub|placeholder|mock)\b|\bnot (?:yet |fully )?implemented(?: yet)?\b(?! (?:in|by|for|on|as|because|when|if)\b)|\b(?:dummy|fake|mock(?:ed)?) (?:data|implementation|response|values?) (?:for now|until)|\bhard-?coded for now|\bfor now,? (?:we )?(?:just )?(?:return|hard-?code|assume|simulate|pretend|mock)|\bin (?:a )?(?:real|production|actual) (?:app(?:lication)?|implementation|system|world|scenario|code),? (?:we|this|you|it)\b|\bsimulat(?:e|es|ing) (?:a |an |the )?(?:api|network|database|db|response|request|call|delay|success)|\bwould (?:be|go|come) here\b|\byour (?:code|logic|implementation) (?:goes )?here\b|\blorem ipsum\b/i;

/** New code that says of itself that it is not what it should be. */
export const placeholder: Check = {
  name: 'placeholder',
  find: (work) => {
    if (asksForStub(work.task)) return [];
    const said = textsLeft(work).flatMap((changed): Found[] => {
      const { path } = changed;
      if (isForShow(path) || isGenerated(path) || !UNFINISHED.test(changed.after)) return [];
      const { after, added } = viewOf(changed);
      if (after === null || added.length === 0) return [];
      const isNew = new Set(added.map(({ number }) => number));
      const strings = after.spans
        .filter(
          ({ kind, start, end }) =>
            kind === 'string' &&
            /^["'`](?:\W*(?:\w+\W+){0,3}not (?:yet )?implemented(?: yet)?\W*$|[^]*lorem ipsum)/i.test(
              after.text.slice(start, end),
            ),
        )
        .map(({ start, end }) => ({ text: after.text.slice(start, end), offset: start }));
      const place = [...commentsOf(after), ...strings]
        .flatMap(({ text, offset }) =>
          text.split('\n').map((line, index) => ({ line, number: lineAt(after.text, offset) + index })),
        )
        .find(({ line, number }) => isNew.has(number) && UNFINISHED.test(line));
      if (!place) return [];
      return [
        {
          message: `\`${path}\` says that it is not finished: "${place.line.trim().slice(0, 80)}".`,
          next: 'Look whether the task is done without it.',
          path,
          line: place.number,
        },
      ];
    });
    return said.length > 0 ? said : hollow(work);
  },
};
