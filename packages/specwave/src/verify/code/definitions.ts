/** Where a name is defined, and what stands in its body: by the layout of the language, without a parser. */
import type { Code } from './code';

export interface Definition {
  kind: 'function' | 'type';
  /** Where the name stands. */
  offset: number;
  /** The words before the name on its line, and the line above: modifiers, decorators. */
  head: string;
  /** Between name and body: parameters, what it extends. */
  signature: string;
  body: { start: number; end: number };
}

const MOST = 20;
const TYPE = /\b(?:class|struct|trait|protocol|enum|object|record|interface|module|impl|actor)\s+$/;
const NO_BODY =
  /\b(?:new|return|await|throw|case|if|while|for|switch|catch|import|from|extends|implements|yield|else)\s+$|(?:[.!=+/,|<-]|&&|=>)\s*$/;

/** The definitions of a name that have a body. What is only declared (`abstract`, an interface's method) is none. */
export function definitionsOf(code: Code, name: string): Definition[] {
  const { skeleton, language } = code;
  const found: Definition[] = [];
  const place = new RegExp(`(?<![\\w$])${name.replace(/\$/g, '\\$')}(?![\\w$])`, 'g');
  for (let match = place.exec(skeleton); match && found.length < MOST; match = place.exec(skeleton)) {
    const offset = match.index;
    const lineStart = skeleton.lastIndexOf('\n', offset - 1) + 1;
    const before = skeleton.slice(lineStart, offset);
    const behind = offset + name.length;
    const body =
      language.layout === 'braces'
        ? bracedBody(skeleton, before, behind)
        : language.layout === 'indentation'
          ? indentedBody(skeleton, before, behind)
          : language.layout === 'ends'
            ? endedBody(skeleton, before, behind)
            : null;
    if (!body) continue;
    const above = skeleton.lastIndexOf('\n', lineStart - 2) + 1;
    found.push({
      kind:
        TYPE.test(before) || (/\btype\s+$/.test(before) && body.signature.includes('struct'))
          ? 'type'
          : 'function',
      offset,
      head: skeleton.slice(Math.max(0, lineStart === 0 ? 0 : above), offset),
      signature: body.signature,
      body: { start: body.start, end: body.end },
    });
  }
  return found;
}

interface Body {
  signature: string;
  start: number;
  end: number;
}

/** `name(...) ... { body }`, `name = (...) => body`, `class name ... { body }`. */
function bracedBody(text: string, before: string, from: number): Body | null {
  if (TYPE.test(before) || /\btype\s+$/.test(before)) {
    const open = /^[^;{}()]{0,300}\{/.exec(text.slice(from, from + 310));
    return open ? inBraces(text, from, from + open[0].length - 1) : null;
  }
  if (NO_BODY.test(before)) return null;
  const head = text.slice(from, from + 2000);
  const assigned = /^\s*(?::(?:[^=;{}]|=>){0,200}?)?=(?!>)\s*(?:async\s+)?(?=\(|<|\w+\s*=>|function\b)/.exec(
    head,
  );
  const generics = /^\s*(?:<[^;{}()]{0,200}>)?\s*/.exec(head)?.[0].length ?? 0;
  let at = from + (assigned ? assigned[0].length : generics);
  if (assigned) {
    const word = /^(?:function\b\s*\*?\s*\w*\s*|<[^;{}()]{0,200}>\s*|\w+(?=\s*=>))/.exec(
      text.slice(at, at + 300),
    );
    at += word?.[0].length ?? 0;
  }
  if (text[at] === '(') {
    const close = matching(text, at, '(', ')');
    if (close === null) return null;
    at = close;
  } else if (!assigned) {
    // Shell: `name () {` has parentheses; `function name {` has not.
    return /\bfunction\s+$/.test(before) ? inBraces(text, from, text.indexOf('{', from)) : null;
  }
  const tail = text.slice(at, at + 300);
  const arrow = /^[^;{}=]{0,200}=>\s*/.exec(tail);
  const isCall =
    !assigned &&
    !/\b(?:fun|func|function|fn|def|sub|public|private|protected|internal|static|override)\b/.test(before);
  // A closing bracket's block behind a call: `it(name(x), () => {`, and Kotlin's `launch(x) { }`.
  if (arrow && (assigned || !isCall)) {
    const start = at + arrow[0].length;
    if (text[start] === '{') return inBraces(text, from, start);
    const end = /[;\n]/g;
    end.lastIndex = text[start] === '(' ? (matching(text, start, '(', ')') ?? start) : start;
    const stop = end.exec(text)?.index ?? text.length;
    return { signature: text.slice(from, start), start, end: stop };
  }
  const open = /^(?:[^;{}()=]|=(?!=)|\([^(){};]*\)){0,200}?\{/.exec(tail);
  if (!open || (isCall && /^\s*[,.)&|+?]/.test(tail))) return null;
  return inBraces(text, from, at + open[0].length - 1);
}

function inBraces(text: string, from: number, open: number): Body | null {
  if (text[open] !== '{') return null;
  const close = matching(text, open, '{', '}');
  return close === null ? null : { signature: text.slice(from, open), start: open + 1, end: close - 1 };
}

/** Behind the bracket that closes the one at `from`. */
function matching(text: string, from: number, open: string, close: string): number | null {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === open) depth += 1;
    else if (text[at] === close) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return null;
}

/** `def name(...):` and the lines that are indented deeper. */
function indentedBody(text: string, before: string, from: number): Body | null {
  if (!/\b(?:def|class|func|proc)\s+$/.test(before)) return null;
  const open = text.indexOf('(', from);
  const plain = /^\s*(?:\[[^\]]*\])?\s*:/.test(text.slice(from, from + 200));
  const behind = plain ? from : open === -1 ? null : matching(text, open, '(', ')');
  if (behind === null) return null;
  const colon = text.indexOf(':', behind);
  if (colon === -1) return null;
  const lineEnd = endOfLine(text, colon);
  const signature = text.slice(from, colon);
  if (text.slice(colon + 1, lineEnd).trim() !== '') return { signature, start: colon + 1, end: lineEnd };
  const own = /^[ \t]*/.exec(before)?.[0].length ?? 0;
  return { signature, start: lineEnd, end: deeperUntil(text, lineEnd, own) };
}

/** Ruby, Elixir, Lua, Julia: up to the `end` that stands as deep as the definition. */
function endedBody(text: string, before: string, from: number): Body | null {
  const isType = /^\s*(?:class|module|defmodule|struct)\s+$/.test(before);
  if (
    !isType &&
    !/\b(?:def|defp|function|def\s+self\.|local\s+function)\s*$|\b(?:def|function)\s+[\w.:]*[.:]$/.test(
      before,
    )
  )
    return null;
  const lineEnd = endOfLine(text, from);
  const rest = text.slice(from, lineEnd);
  const inline = /^(?<head>(?:\([^)]*\))?[^;\n]*);\s*(?<body>.*?);?\s*end\s*$/.exec(rest);
  if (inline?.groups) {
    const start = from + (inline.groups['head'] ?? '').length + 1;
    return {
      signature: inline.groups['head'] ?? '',
      start,
      end: start + (inline.groups['body'] ?? '').length,
    };
  }
  const short = /,\s*do:|^[?!]?(?:\([^)]*\))?\s*=\s/.exec(rest);
  if (short) return { signature: rest, start: from + short.index + short[0].length, end: lineEnd };
  const own = /^[ \t]*/.exec(before)?.[0].length ?? 0;
  return { signature: rest, start: lineEnd, end: deeperUntil(text, lineEnd, own) };
}

function deeperUntil(text: string, from: number, own: number): number {
  let at = from;
  while (at < text.length) {
    const end = endOfLine(text, at + 1);
    const line = text.slice(at + 1, end);
    const depth = /^[ \t]*/.exec(line)?.[0].length ?? 0;
    if (line.trim() !== '' && depth <= own) return at;
    at = end;
    if (end >= text.length) return text.length;
  }
  return text.length;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}
