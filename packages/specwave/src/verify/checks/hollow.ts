import { type Code, lineAt } from '../code/code';
import { type Definition, definitionsOf } from '../code/definitions';
import type { Found, Work } from './check';
import { isForShow, isGenerated } from './kinds';
import { isMeantEmpty, isStub } from './stub';
import { type LeftText, textsLeft, viewOf } from './view';

/** Lines that may begin a function: by a word for it, by what it is assigned to, or by a head that ends its line. */
const NAME =
  /\b(?:function\b\s*\*?|fn|func|def|fun|sub)\s+(?:\([^)]*\)\s*)?(\w+)|\b(\w+)\s*(?::[^=]+)?=\s*(?:async\s*)?(?:function\b|\(.*=>|\w+\s*=>)|^\s*(?:[\w<>[\],.?:*&]+\s+)*(?!(?:if|for|while|switch|catch|return|await|with|foreach|using|lock)\b)(\w+)\s*\(.*(?:\{\s*\}?|\)|=>.*)\s*$/;
const LONGEST_LINE = 300;
/** Whoever writes more than this has written something; telling code from comments takes time. */
const MOST_LINES = 500;

/** Often empty, and right so. */
const MAKES_OR_ENDS =
  /^(?:constructor|__init__|init|initialize|new|main|dispose|Dispose|close|Close|setUp|tearDown|noop|no_?op)$/i;

/** What the task names is the stub check's; here nothing new does anything, whatever its name. */
export function hollow(work: Work): Found[] {
  const size = textsLeft(work).reduce((sum, changed) => sum + viewOf(changed).added.length, 0);
  if (size > MOST_LINES) return [];
  let first: { path: string; line: number } | null = null;
  for (const changed of textsLeft(work)) {
    const { path } = changed;
    const { after } = viewOf(changed);
    if (after === null || !after.language.program || isForShow(path) || isGenerated(path)) continue;
    if (/\.(?:pyi|d\.[cm]?ts)$/.test(path)) continue;
    for (const definition of newFunctions(changed, after)) {
      // The first one that does something ends it: looking for all takes long.
      if (isMeantEmpty(after, definition) || !isStub(after, definition)) return [];
      first ??= { path, line: lineAt(after.text, definition.offset) };
    }
  }
  if (first === null) return [];
  return [
    {
      message:
        'No new function does anything yet: their bodies are empty, or say that they are not implemented.',
      next: 'Look whether the task is done without them.',
      ...first,
    },
  ];
}

function* newFunctions(changed: LeftText, after: Code): Generator<Definition> {
  const { added, before } = viewOf(changed);
  const lines = after.skeleton.split('\n');
  const isNew = new Set(added.map(({ number }) => number));
  const seen = new Set<string>();
  for (const { number } of added) {
    const [, ...names] = NAME.exec((lines[number - 1] ?? '').slice(0, LONGEST_LINE)) ?? [];
    const name = names.find((each) => each !== undefined);
    if (name === undefined || seen.has(name) || MAKES_OR_ENDS.test(name)) continue;
    seen.add(name);
    if (before !== null && definitionsOf(before, name).length > 0) continue;
    for (const definition of definitionsOf(after, name))
      if (definition.kind === 'function' && isNew.has(lineAt(after.text, definition.offset)))
        yield definition;
  }
}
