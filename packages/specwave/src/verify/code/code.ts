/** A text looked at as code: the same text with comments, or comments and strings, blanked out, so that places stay. */
import { type Language, languageOf } from './languages';
import { type Span, scan } from './scan';

export interface Code {
  text: string;
  language: Language;
  spans: readonly Span[];
  /** Comments are spaces. */
  bare: string;
  /** Comments, and what strings hold, are spaces. */
  skeleton: string;
}

/** More than that is made by a program. */
const LARGEST = 512 * 1024;

/** Null where the language is not known, or has nothing to tell apart. */
export function codeOf(path: string, text: string): Code | null {
  const language = languageOf(path);
  if (language === null || text.length > LARGEST) return null;
  const spans = scan(text, language);
  const comments = spans.filter(({ kind }) => kind === 'comment');
  return { text, language, spans, bare: blanked(text, comments), skeleton: blanked(text, spans) };
}

/** Whether a path is of a language with functions and types that a task can name. */
export function isProgram(path: string): boolean {
  return languageOf(path)?.program === true;
}

/** The comments, each with its place, without the text around. */
export function commentsOf({ text, spans }: Code): { text: string; offset: number }[] {
  return spans.flatMap(({ kind, start, end }) =>
    kind === 'comment' ? [{ text: text.slice(start, end), offset: start }] : [],
  );
}

/** What is left of a text without comments and white space: two texts of one essence do the same. */
export function essenceOf({ text, language, spans }: Code): string {
  const strings: string[] = [];
  const parts: string[] = [];
  let at = 0;
  for (const { kind, start, end } of spans) {
    parts.push(text.slice(at, start), kind === 'string' ? '\0' : ' ');
    if (kind === 'string') strings.push(text.slice(start, end));
    at = end;
  }
  parts.push(text.slice(at));
  const code = parts.join('');
  // Indentation is meaning in some languages, and line ends in most.
  const short =
    language.layout === 'indentation' || !language.program
      ? code.replace(/[ \t\r]+$/gm, '').replace(/\n{2,}/g, '\n')
      : code
          .replace(/\s*\n\s*/g, '\n')
          .replace(/[ \t]+/g, ' ')
          .replace(/\s*([{}()[\],;])\s*/g, '$1');
  return [short.trim(), ...strings].join('\0');
}

/** From 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

function blanked(text: string, spans: readonly Span[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end } of spans) {
    parts.push(text.slice(at, start), text.slice(start, end).replace(/[^\n]/g, ' '));
    at = end;
  }
  parts.push(text.slice(at));
  return parts.join('');
}
