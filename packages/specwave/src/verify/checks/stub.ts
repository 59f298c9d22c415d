import { type Code, lineAt } from '../code/code';
import { type Definition, definitionsOf } from '../code/definitions';
import type { Check, Found } from './check';
import { isTestPath } from './kinds';
import { namedSymbols } from './symbols';
import { declaredFiles } from './view';
import { asksForStub } from './words';

/** The body of what the task names is empty, or says only that it is still to be written. */
export const stub: Check = {
  name: 'stub',
  find: (work) => {
    if (asksForStub(work.task)) return [];
    return namedSymbols(work.task).flatMap((name) =>
      declaredFiles(work).flatMap(({ path, code }) =>
        // Declarations have no bodies; what stands for another thing in a test has an empty one.
        code && !isTestPath(path) && !/\.(?:pyi|d\.[cm]?ts)$/.test(path) ? stubsIn(path, code, name) : [],
      ),
    );
  },
};

function stubsIn(path: string, code: Code, name: string): Found[] {
  const definitions = definitionsOf(code, name).filter((each) => !isMeantEmpty(code, each));
  const [first] = definitions;
  // Of overloads, one has the body.
  if (!first || !definitions.every((each) => isStub(code, each))) return [];
  return [
    {
      message: `\`${name}\` in \`${path}\` does nothing yet: its body is empty, or says that it is not implemented.`,
      next: `Write the body of \`${name}\`.`,
      path,
      line: lineAt(code.text, first.offset),
    },
  ];
}

const ABSTRACT =
  /@(?:\w+\.)?(?:abstract|overload|abc)|\babstract\b|\b(?:interface|protocol|trait|annotation|declare|external|extern|partial|virtual|native|expect)\b/i;
const EMPTY_TYPE = /(?:Error|Exception|Fault|Warning|Marker|Tag|Base|Mixin|Protocol|Interface|Abstract)\b/;

export function isMeantEmpty(code: Code, { kind, head, signature, offset }: Definition): boolean {
  if (ABSTRACT.test(head)) return true;
  if (kind === 'function') return isInAbstract(code, offset);
  // A type that takes all from another is whole.
  return (
    /\b(?:extends|implements|with)\b|[:<]\s*\w|\(\s*\w/.test(signature) ||
    /\b(?:enum|struct|object|record|module|interface|data)\b/.test(head) ||
    EMPTY_TYPE.test(`${code.text.slice(offset, offset + 80).split(/\W/)[0] ?? ''}`)
  );
}

/** Python: a method of a class that is there to be filled in by others. */
function isInAbstract(code: Code, offset: number): boolean {
  const before = code.skeleton.slice(0, offset);
  const heads = [
    ...before.matchAll(
      /^[ \t]*(?:(?:export|default|public|internal|pub(?:\([^)]*\))?|unsafe|abstract)\s+)*(?:class|interface|trait|protocol)\s+\w+[^\n]*/gm,
    ),
  ];
  const head = heads.at(-1)?.[0] ?? '';
  return /\b(?:ABC|ABCMeta|Protocol|interface|abstract|trait|protocol)\b|class\s+(?:Base|Abstract)\w*|class\s+\w+(?:Base|Interface|Protocol)\b/.test(
    head,
  );
}

const NOT_IMPLEMENTED = String.raw`not[\s_-]*(?:yet[\s_-]*)?implemented|unimplemented|implement(?:ed)? (?:me|this|later)|to ?do\b|fixme|tbd|coming soon|placeholder`;
const SAYS_SO = new RegExp(
  String.raw`^(?:return\s+)?(?:throw|raise|panic!?|unimplemented!?|todo!?|fatalError|error|abort|die|fail|reject|Promise\.reject|console\.\w+|print\w*|echo|puts|log\w*|logger\.\w+|System\.out\.print\w*|fmt\.Print\w*|Console\.Write\w*|NSLog|preconditionFailure|stop|warning)\b[\s\S]*(?:${NOT_IMPLEMENTED})[\s\S]*$`,
  'i',
);
const SAYS_SO_BY_NAME =
  /^(?:return\s+)?(?:throw\s+(?:new\s+)?|raise\s+)?(?:NotImplemented\w*|UnsupportedOperationException|(?:unimplemented|todo)!|TODO\b|NotImplementedException\b)[\s\S]{0,80}$/;
const NOTHING =
  /^(?:pass|\.\.\.|…|:|return|return\s+(?:null|nil|None|undefined|\{\s*\}|\[\s*\]|''|""|"[^"\n]*"|'[^'\n]*'|-?\d+|true|True|false|False|Ok\(\(\)\)|\(\s*\))|null|nil|None|undefined|\{\s*\}|\(\s*\{\s*\}\s*\)|\(\s*\)|void 0|true|NOOP|self|super\(\))?;?$/;
const STILL_TO_DO = new RegExp(
  String.raw`\b(?:${NOT_IMPLEMENTED})|\b(?:implement|write|add|fill in)\b.{0,40}\b(?:here|later|logic|actual|real|body)\b`,
  'i',
);

/** Keeps compilers from speaking of what is not used. */
const USES_NOTHING = /^(?:(?:let _ = |_ = |void |\(void\)\s*|del )[\w., ]+;?\s*)+/;

/** What is left of it without comments is nothing, or one statement that says so. */
export function isStub({ text, bare, spans }: Code, { body }: Definition): boolean {
  const code = bare.slice(body.start, body.end).trim().replace(USES_NOTHING, '');
  const statements = withoutStrings(code);
  if (statements === '' || /^(?:pass|\.\.\.|…|:|void 0|\(\s*\)|\{\s*\});?$/.test(statements)) return true;
  if (code.length < 300 && (SAYS_SO_BY_NAME.test(code) || SAYS_SO.test(code)))
    return isOneStatement(statements);
  const remarks = spans
    .filter(({ kind, start, end }) => kind === 'comment' && start >= body.start && end <= body.end)
    .map(({ start, end }) => text.slice(start, end))
    .join('\n');
  return NOTHING.test(statements) && STILL_TO_DO.test(remarks);
}

/** A string that stands alone is a docstring: it does nothing. */
function withoutStrings(code: string): string {
  return /^(?:[rubf]*("""|''')[\s\S]*?\1|"[^"\n]*"|'[^'\n]*')$/i.test(code) ? '' : code;
}

function isOneStatement(code: string): boolean {
  return code.split(/;\s*\S|\n\s*(?=\w)/).length <= 2;
}
