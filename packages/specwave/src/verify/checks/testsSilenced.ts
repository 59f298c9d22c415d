import { isLooking, takesAway } from '../kindOfWork';
import { landedAs } from '../landedAs';
import { assertsSomething, hasTests } from './assertions';
import type { ChangedContent, Check, Found, Work } from './check';
import { isNamedTest, isTestPath } from './kinds';
import { deletedSubjects } from './testSubjects';
import { type LeftText, textsLeft, viewOf } from './view';
import { asksForTests, asksToSilence, namesFile, speaksOfTests, takesBack } from './words';

interface Silencers {
  only: RegExp | null;
  skip: RegExp;
}

/** By the endings of files: a word of one language's tests is any word in another. */
const SILENCERS: readonly [endings: RegExp, silencers: Silencers][] = [
  [
    /\.(?:[cm]?[jt]sx?|vue|svelte|coffee)$/,
    {
      only: /\b(?:describe|it|test|context|suite|specify)\.only\b|(?<![\w.$])f(?:it|describe|context|specify)\s*\(\s*["'`]|\bonly:\s*true\b/,
      skip: /\b(?:describe|it|test|context|suite|specify)\.(?:skip|todo|fixme|fails?)(?=\s*(?:\(\s*(?:["'`)]|$)|\.each|`))|(?<![\w.$])x(?:it|describe|test|context|specify)\s*\(\s*["'`]|\bthis\.skip\(|\bskip:\s*(?:true|["'`])/,
    },
  ],
  [
    /\.(?:rb|cr)$/,
    {
      only: /(?<![\w.])f(?:it|describe|context|specify)\s*[("']|,\s*(?::focus\b|focus:\s*true)/,
      skip: /(?<![\w.])x(?:it|describe|context|specify)\s*[("']|^\s*(?:skip|pending)(?:\s*["'(]|\s*$)|,\s*(?::skip|skip:\s*(?:true|["']))/,
    },
  ],
  [
    /\.py$/,
    {
      only: null,
      skip: /@pytest\.mark\.(?:skip|xfail)(?=\s*$|\(\s*(?:\)|reason|strict|raises|["']))|\bpytest\.(?:skip|xfail)\(|@(?:unittest\.)?(?:skip|expectedFailure)\b(?!If|Unless)|\bself\.skipTest\(/,
    },
  ],
  [/\.go$/, { only: null, skip: /\b[tb]\.Skip(?:f|Now)?\(/ }],
  [/\.rs$/, { only: null, skip: /#\[ignore\b/ }],
  [/\.(?:java|kt|kts|scala|groovy)$/, { only: null, skip: /@(?:Ignore|Disabled)\b(?!On|If|For|In)/ }],
  [/\.(?:cs|fs|vb)$/, { only: null, skip: /\[(?:Ignore|Explicit)\b|\bSkip\s*=\s*"/ }],
  [/\.php$/, { only: /->only\(\)/, skip: /\bmarkTest(?:Skipped|Incomplete)\(|->skip\(\s*(?:\)|["'])/ }],
  [/\.exs$/, { only: null, skip: /@tag\s*:?skip\b/ }],
  [/\.swift$/, { only: null, skip: /\bthrow\s+XCTSkip\b|\.disabled\(/ }],
  [/\.(?:c|cc|cpp|cxx)$/, { only: null, skip: /\bGTEST_SKIP\(|\bTEST\w*\([^)]*DISABLED_/ }],
  [/\.bats$/, { only: /bats:focus/, skip: /^\s*skip(?:\s|$)/ }],
];

function silencersOf(path: string): Silencers | null {
  return SILENCERS.find(([endings]) => endings.test(path))?.[1] ?? null;
}

/** Tests that do not run any more, that are gone, that were asked for and not written, or that assert nothing. */
export const testsSilenced: Check = {
  name: 'tests-silenced',
  find: (work) => {
    const { task } = work;
    const silences = asksToSilence(task);
    // Rust's tests stand beside the code.
    const tests = textsLeft(work).filter(({ path }) => isTestPath(path) || path.endsWith('.rs'));
    return [
      ...(silences
        ? []
        : tests.flatMap((each) => [
            ...focused(each),
            ...skipped(each, asksForTests(task)),
            ...commentedOut(each),
          ])),
      ...(takesBack(task) || (speaksOfTests(task) && (takesAway(task) || silences)) ? [] : deleted(work)),
      ...notWritten(work),
      ...(silences
        ? []
        : tests.flatMap((each) => withoutAssertion(each, asksForTests(task) && namesFile(task, each.path)))),
    ];
  },
};

function focused(changed: LeftText): Found[] {
  const place = newPlace(changed, silencersOf(changed.path)?.only ?? null);
  if (place === null) return [];
  return [
    {
      message: `\`${changed.path}\` runs only some of its tests (\`${place.what}\`).`,
      next: 'Take it out, so that all tests run.',
      path: changed.path,
      line: place.line,
    },
  ];
}

function skipped(changed: LeftText, inTaskOfTests: boolean): Found[] {
  const place = newPlace(
    changed,
    silencersOf(changed.path)?.skip ?? null,
    (line) => inTaskOfTests || wasThere(changed, line),
  );
  if (place === null) return [];
  return [
    {
      message: `\`${changed.path}\` skips a test (\`${place.what}\`).`,
      next: 'Have it run, and mend what it finds.',
      path: changed.path,
      line: place.line,
    },
  ];
}

const BEGINS_TEST =
  /^(?:(?:it|test|describe|context|specify|scenario)\b[\w.]*\s*\(|(?:async\s+)?def test_?\w*\(|func Test\w+\(|#\[(?:\w+::)?test\]|@(?:Parameterized)?Test\b|\[(?:Fact|Theory|Test|TestMethod)\b)/;

/** A test that was there is a remark now. */
function commentedOut(changed: LeftText): Found[] {
  const { path, before, after } = changed;
  if (before === null) return [];
  const were = new Set(
    before.split('\n').flatMap((line) => (BEGINS_TEST.test(line.trim()) ? [line.trim()] : [])),
  );
  for (const line of after.split('\n')) were.delete(line.trim());
  const place = viewOf(changed).added.find(({ text }) => {
    const remark = /^\s*(?:\/\/+|#+(?!\[)|\/?\*+|--)\s*(.*?)\s*$/.exec(text)?.[1];
    return remark !== undefined && were.has(remark);
  });
  if (!place) return [];
  return [
    {
      message: `\`${path}\` has a test as a comment that was run before.`,
      next: 'Have it run, and mend what it finds.',
      path,
      line: place.number,
    },
  ];
}

/** The first new line that has it as code, and that `counts`. */
function newPlace(
  changed: LeftText,
  what: RegExp | null,
  counts: (line: number) => boolean = () => true,
): { what: string; line: number } | null {
  const { after, added } = viewOf(changed);
  if (after === null || what === null) return null;
  const lines = after.skeleton.split('\n');
  const bare = after.bare.split('\n');
  for (const { number } of added) {
    const skeleton = lines[number - 1] ?? '';
    // What a call is given may stand on the next line.
    const next = /\(\s*$/.test(skeleton) ? number : number - 1;
    const code = lines.slice(number - 1, next + 1).join(' ');
    const found = what.exec(keepQuotes(code, bare.slice(number - 1, next + 1).join(' ')));
    if (found && !isConditional(lines, number - 1) && counts(number))
      return { what: found[0].trim().replace(/\s*["'(]$/, ''), line: number };
  }
  return null;
}

/** What a string holds is blank in the skeleton; where one begins is part of a call. */
function keepQuotes(skeleton: string, bare: string): string {
  return [...skeleton]
    .map((char, index) => (char === ' ' && /["'`]/.test(bare[index] ?? '') ? (bare[index] ?? char) : char))
    .join('');
}

/** "if testing.Short() { t.Skip() }": told by where it runs. */
function isConditional(lines: readonly string[], at: number): boolean {
  const own = lines[at] ?? '';
  const above = lines.slice(Math.max(0, at - 2), at).findLast((line) => line.trim() !== '') ?? '';
  return (
    /^\s*(?:if|unless|elif|else|case|switch|\}?\s*else)\b/.test(above) ||
    /\b(?:if|unless|when|\?)\b|\?\s/.test(own) ||
    /\?\s*(?:it|test|describe)\b/.test(own)
  );
}

/** Whether the test at a line was there before: by its name on that line, or on one of the next. */
function wasThere({ before, after }: LeftText, line: number): boolean {
  if (before === null) return false;
  // Why it is skipped is no name.
  const near = after
    .split('\n')
    .slice(line - 1, line + 4)
    .map((each) => each.replace(/^\s*(?:@[\w.]+|#\[\w+|\[\w+)[^)\]]*/, ''));
  const name = near
    .map(
      (each) =>
        /["'`]([^"'`]{3,})["'`]/.exec(/\b(?:reason|Skip)\s*[=(:]/.test(each) ? '' : each)?.[1] ??
        /\b(?:def|fn|func|function|void|fun|class|async Task|public void|Task)\s+(\w+)/.exec(each)?.[1],
    )
    .find((each) => each !== undefined && !/^(?:skip|todo|flaky)/i.test(each));
  if (name === undefined) return true;
  return before.includes(name.replace(/^DISABLED_/, ''));
}

function deleted(work: Work): Found[] {
  return deletedSubjects(work)
    .filter(({ path }) => !(takesAway(work.task) && namesFile(work.task, path)))
    .map(({ path, subject }) => ({
      message: `The tests in \`${path}\` are gone, and what they test, \`${subject}\`, is still there.`,
      next: `Put \`${path}\` back, and make its tests pass.`,
      path,
      line: null,
    }));
}

function notWritten(work: Work): Found[] {
  const { task, changed } = work;
  if (!asksForTests(task) || isLooking(task) || changed.length === 0 || changed.some(touchesTests)) return [];
  // Load tests, say, are what the task declares, wherever that lies.
  const paths = changed.map(({ path }) => path);
  if (task.files.some((file) => landedAs(file, paths) !== null)) return [];
  return [
    {
      message: 'The task asks for tests, and no test was changed.',
      next: 'Write the tests that the task asks for.',
      path: null,
      line: null,
    },
  ];
}

function touchesTests(changed: ChangedContent): boolean {
  if (isTestPath(changed.path) || /test|spec|e2e|cypress|check|bench/i.test(changed.path)) return true;
  const { after } = viewOf(changed);
  return after !== null && hasTests(after);
}

function withoutAssertion(changed: LeftText, isAsked: boolean): Found[] {
  const { path, before } = changed;
  if (before !== null || !isNamedTest(path)) return [];
  const { after } = viewOf(changed);
  if (after === null || !after.language.program || after.text.trim() === '' || assertsSomething(after))
    return [];
  // What has no tests of its own may call those of another file.
  if (!isAsked && !hasTests(after)) return [];
  return [
    {
      message: `\`${path}\` is a new test file in which nothing is asserted.`,
      next: 'Assert what the code under test has to do.',
      path,
      line: null,
    },
  ];
}
