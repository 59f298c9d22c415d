/** Tells code, comments and strings apart, in one pass over the text. */
import type { Language, Stretch } from './languages';

export interface Span {
  kind: 'comment' | 'string';
  start: number;
  end: number;
}

/** What is no code, in order. Never throws; what is not closed is read as code, or as a comment to the end. */
export function scan(text: string, language: Language): Span[] {
  const scanner = openers(language);
  const spans: Span[] = [];
  /** Of each open `${`: how many braces are open within. */
  const holes: number[] = [];
  const unclosed = new Set<string>();
  let at = 0;
  const add = (kind: Span['kind'], start: number, end: number): void => {
    if (end > start) spans.push({ kind, start, end });
    at = Math.max(end, start + 1);
  };
  for (;;) {
    scanner.opener.lastIndex = at;
    const found = scanner.opener.exec(text);
    if (!found) return spans;
    const start = found.index;
    const stretch = scanner.stretchOf(found);
    if (stretch) {
      const end = endOf(text, stretch.rule, stretch.opened, start + found[0].length, unclosed);
      if (end === null) at = start + found[0].length;
      else add(isDocstring(text, start, language, found[0]) ? 'comment' : stretch.rule.kind, start, end);
      continue;
    }
    at = start + 1;
    if (found[0] === '/') {
      const end = regexEnd(text, start);
      if (end !== null) add('string', start, end);
    } else if (found[0] === '`') add('string', start, templateEnd(text, start + 1, holes));
    else if (found[0] === '{' && holes.length > 0) holes.push((holes.pop() ?? 0) + 1);
    else if (found[0] === '}' && holes.length > 0) {
      const open = holes.pop() ?? 0;
      if (open > 0) holes.push(open - 1);
      else add('string', start, templateEnd(text, start + 1, holes));
    }
  }
}

interface Scanner {
  opener: RegExp;
  stretchOf: (found: RegExpExecArray) => { rule: Stretch; opened: RegExpExecArray } | null;
}

const SCANNERS = new WeakMap<Language, Scanner>();

function openers(language: Language): Scanner {
  const known = SCANNERS.get(language);
  if (known) return known;
  const own = language.stretches.map((rule) => new RegExp(rule.open, 'y'));
  const more = [language.regexes === true ? '/' : '', language.templates === true ? '[`{}]' : ''];
  const sources = [...language.stretches.map(({ open }) => open), ...more];
  // A `\1` in a rule would count groups of the others: the alternation takes any quote there, the rule itself decides.
  const joined = sources
    .filter((source) => source !== '')
    .join('|')
    .replaceAll('\\1', '["\'`]?');
  const scanner: Scanner = {
    opener: new RegExp(joined, 'gm'),
    stretchOf: (found) => {
      for (const [index, rule] of language.stretches.entries()) {
        const expression = own[index];
        if (!expression) continue;
        expression.lastIndex = found.index;
        const opened = expression.exec(found.input);
        if (opened) return { rule, opened };
      }
      return null;
    },
  };
  SCANNERS.set(language, scanner);
  return scanner;
}

/** Behind what closes it; null where a string does not end. `unclosed`: marks that do not come any more. */
function endOf(
  text: string,
  rule: Stretch,
  opened: RegExpExecArray,
  from: number,
  unclosed: Set<string>,
): number | null {
  if (rule.close === null) return lineEnd(text, from);
  const close = typeof rule.close === 'string' ? rule.close : rule.close(opened);
  // A mark may be told by what stands before it, which is no part of it.
  const mark = close.startsWith('(?<') ? close.slice(-1) : close;
  if (unclosed.has(mark)) return null;
  const end =
    rule.closesLine === true ? heredocEnd(text, mark, from) : closedAt(text, rule, opened[0], mark, from);
  if (end !== null) return end;
  if (rule.kind === 'comment') return text.length;
  if (rule.oneLine !== true) unclosed.add(mark);
  return null;
}

function closedAt(text: string, rule: Stretch, opened: string, mark: string, from: number): number | null {
  const stop = stopsAt(rule, opened, mark);
  stop.lastIndex = from;
  let depth = 1;
  for (let found = stop.exec(text); found; found = stop.exec(text)) {
    const [at] = found;
    if (at === '\n') return null;
    if (at === mark) depth -= 1;
    else if (rule.nests === true && at === opened) depth += 1;
    if (depth === 0) return stop.lastIndex;
  }
  return null;
}

const STOPS = new Map<string, RegExp>();

/** What matters up to the end of a stretch: its mark, and what keeps it from being one. */
function stopsAt(rule: Stretch, opened: string, mark: string): RegExp {
  const parts = [
    rule.escape === 'backslash' ? '\\\\[\\s\\S]' : '',
    rule.escape === 'doubling' ? `(?:${escaped(mark)}){2}` : '',
    rule.nests === true ? escaped(opened) : '',
    escaped(mark),
    rule.oneLine === true ? '\\n' : '',
  ].filter((part) => part !== '');
  const source = parts.join('|');
  const known = STOPS.get(source) ?? new RegExp(source, 'g');
  STOPS.set(source, known);
  return known;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function heredocEnd(text: string, word: string, from: number): number | null {
  const end = new RegExp(`^[ \\t]*${word}\\b`, 'gm');
  end.lastIndex = lineEnd(text, from);
  const found = end.exec(text);
  return found ? found.index + found[0].length : null;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

const BEFORE_REGEX =
  /(?:[(,=:[!&|?{;+\-*%~^>]|^|\b(?:return|typeof|case|in|of|do|else|throw|await|yield|void|delete))$/;
const REGEX = /\/(?![*/])(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;

/** Null for a division, and for `</b>`. */
function regexEnd(text: string, start: number): number | null {
  const before = text.slice(Math.max(0, start - 40), start).trimEnd();
  if (!BEFORE_REGEX.test(before)) return null;
  REGEX.lastIndex = start;
  const found = REGEX.exec(text);
  return found ? start + found[0].length : null;
}

/** Where the text of a template ends: behind its backtick, or behind `${`, which opens a hole. */
function templateEnd(text: string, from: number, holes: number[]): number {
  const stop = /\\[\s\S]|`|\$\{/g;
  stop.lastIndex = from;
  for (let found = stop.exec(text); found; found = stop.exec(text)) {
    if (found[0] === '`') return stop.lastIndex;
    if (found[0] === '${') {
      holes.push(0);
      return stop.lastIndex;
    }
  }
  return text.length;
}

/** Python: what stands first in a module, a class or a function, and is three quotes, says what that does. */
function isDocstring(text: string, start: number, language: Language, opened: string): boolean {
  if (language.layout !== 'indentation' || opened.length < 3 || /\w/.test(text[start - 1] ?? ''))
    return false;
  const before = text.slice(Math.max(0, start - 300), start).trimEnd();
  if (before === '' || /^(?:\s*#.*\n?)*$/.test(before)) return start < 300 || before !== '';
  if (!before.endsWith(':')) return false;
  const head = before.slice(before.lastIndexOf('\n') + 1);
  return /^\s*(?:(?:async\s+)?def|class)\b|^\s*\)/.test(head);
}
