import type { Code } from '../code/code';
import { codeOf } from '../code/code';
import { landedAs } from '../landedAs';
import type { Expectation } from '../../tasklist/model';
import type { Check, Found, Work } from './check';
import { declaredFiles, textsLeft, viewOf } from './view';

/** What the author expects of the result, word by word: `Expect:` in the task. */
export const expected: Check = {
  name: 'expected',
  find: (work) =>
    work.task.expects.flatMap((each) => {
      const message = faultOf(work, each);
      const path = 'file' in each ? each.file : null;
      return message === null ? [] : [{ message, next: nextOf(each), path, line: null } satisfies Found];
    }),
};

function faultOf(work: Work, expectation: Expectation): string | null {
  switch (expectation.kind) {
    case 'exists':
      return work.exists(placeOf(work, expectation.file))
        ? null
        : `\`${expectation.file}\` does not exist, which the task expects.`;
    case 'gone':
      return work.exists(expectation.file)
        ? `\`${expectation.file}\` is there, which the task expects to be gone.`
        : null;
    case 'no-change': {
      const [first] = work.changed;
      return first ? `\`${first.path}\` was changed, where the task expects no change.` : null;
    }
    case 'unchanged': {
      const { file } = expectation;
      const touched = work.changed.find(({ path }) => path === file || path.startsWith(`${file}/`));
      return touched ? `\`${touched.path}\` was changed, which the task expects to stay as it is.` : null;
    }
    case 'exports':
    case 'uses': {
      const { kind, name, file } = expectation;
      const says = kind === 'exports' ? exportsName : usesName;
      const texts = file === null ? allTexts(work) : [textAt(work, placeOf(work, file))];
      if (texts.some((each) => each !== null && says(each.code, each.text, name))) return null;
      const where = file === null ? 'No file of the result' : `\`${file}\``;
      return file === null
        ? `${where} ${kind} \`${name}\`, which the task expects.`
        : `${where} does not ${kind === 'exports' ? 'export' : 'use'} \`${name}\`, which the task expects.`;
    }
  }
}

function nextOf(expectation: Expectation): string {
  switch (expectation.kind) {
    case 'exists':
      return `Write \`${expectation.file}\`.`;
    case 'gone':
      return `Delete \`${expectation.file}\`.`;
    case 'no-change':
      return 'Leave all files as they were.';
    case 'unchanged':
      return `Put \`${expectation.file}\` back as it was.`;
    case 'exports':
      return `Export \`${expectation.name}\`${expectation.file === null ? '' : ` in \`${expectation.file}\``}.`;
    case 'uses':
      return `Use \`${expectation.name}\`${expectation.file === null ? '' : ` in \`${expectation.file}\``}; to import it is not enough.`;
  }
}

interface Text {
  text: string;
  code: Code | null;
}

/** A bare or package-relative name means what was changed under it. */
function placeOf(work: Work, file: string): string {
  if (work.exists(file)) return file;
  const left = work.changed.flatMap(({ path, after }) => (after === null ? [] : [path]));
  return landedAs(file, left)?.path ?? file;
}

function textAt(work: Work, path: string): Text | null {
  const changed = textsLeft(work).find((each) => each.path === path);
  if (changed) return { text: changed.after, code: viewOf(changed).after };
  const text = work.read(path);
  return text === null ? null : { text, code: codeOf(path, text) };
}

function allTexts(work: Work): Text[] {
  return [
    ...declaredFiles(work),
    ...textsLeft(work).map((each) => ({ text: each.after, code: viewOf(each).after })),
  ];
}

const escaped = (name: string): string => name.replace(/[$.]/g, '\\$&');

/** Scripts say `export`; where a language has no such word, what is defined at all is exported. */
function exportsName(code: Code | null, text: string, name: string): boolean {
  const bare = code?.bare ?? text;
  const word = `(?<![\\w$])${escaped(name)}(?![\\w$])`;
  if (code?.language.templates === true)
    return new RegExp(
      `\\bexport\\s+(?:default\\s+|declare\\s+|abstract\\s+|async\\s+)*(?:function\\s*\\*?|class|const|let|var|type|interface|enum|namespace)?\\s*${word}|\\bexport\\s+(?:const|let|var)\\s*[{[][^}\\]]*${word}|\\bexport\\s+(?:type\\s+)?\\{[^}]*${word}(?!\\s+as\\b)[^}]*\\}|\\bexport\\s+\\*\\s+as\\s+${word}|\\bexports\\.${word}\\s*=|\\bmodule\\.exports\\s*=\\s*(?:${word}|\\{[^}]*${word})`,
    ).test(bare);
  return new RegExp(
    `\\b(?:def|class|func|fun|fn|function|struct|enum|trait|interface|protocol|type|record|module|object|const|static|let|var|val|sub|defp?|defmodule|void|int|string|bool|public|create)\\b[^\\n;{}]*${word}|^\\s*${word}\\s*(?::[^=\\n]*)?=(?!=)|^\\s*${word}\\s*\\(\\)\\s*\\{`,
    'mi',
  ).test(bare);
}

const IMPORT =
  /^\s*(?:import\b[^;]*?(?:from\s*['"][^'"\n]*['"]|['"][^'"\n]*['"]|;|$)|from\s+\S+\s+import\s+(?:\([^)]*\)|[^\n]*)|use\s+[^;]*;|using\s+[^;]*;|require(?:_relative)?\b[^\n]*|(?:const|let|var)\s+[^=;]*=\s*require\([^)]*\);?)/gm;

/** Said as code, and not only where it is imported. */
function usesName(code: Code | null, text: string, name: string): boolean {
  const bare = (code?.bare ?? text).replace(IMPORT, ' ');
  return new RegExp(`(?<![\\w$])${escaped(name)}(?![\\w$])`).test(bare);
}
