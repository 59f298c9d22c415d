/** Text fitted to the width of a terminal. Pure. Takes plain text: colours are put on afterwards. */

/** Columns that a character takes: most of East Asia and emoji two, marks that go onto others none (UAX #11, in short). */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303E\uFF01-\uFF60]/u;
const NARROWEST = /[\p{Mn}\p{Me}\p{Cf}]/u;

function columnsOfCharacter(character: string): number {
  if (character < '\u0300') return 1;
  return NARROWEST.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
}

/** How many columns a line takes. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += columnsOfCharacter(character);
  return columns;
}

function padTo(text: string, width: number, right = false): string {
  const blanks = ' '.repeat(Math.max(0, width - columnsOf(text)));
  return right ? blanks + text : text + blanks;
}

/** A word that is wider than a line, in pieces. */
function pieces(word: string, width: number): string[] {
  const found: string[] = [];
  let piece = '';
  for (const character of word) {
    if (piece !== '' && columnsOf(piece) + columnsOfCharacter(character) > width) {
      found.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...found, piece];
}

/** The words in lines of at most `width` columns; words that are wider are taken apart. At least one line. */
export function wrap(text: string, width: number): string[] {
  const room = Math.max(2, width);
  const lines: string[] = [];
  let line = '';
  let taken = 0;
  for (const word of text.split(/\s+/).filter(Boolean)) {
    for (const piece of columnsOf(word) > room ? pieces(word, room) : [word]) {
      const columns = columnsOf(piece);
      if (line !== '' && taken + 1 + columns > room) {
        lines.push(line);
        line = '';
      }
      taken = line === '' ? columns : taken + 1 + columns;
      line = line === '' ? piece : `${line} ${piece}`;
    }
  }
  return [...lines, line];
}

/**
 * `text` behind `lead`, its further lines below its first one; all of it on lines of its own where `lead` takes up
 * half the width. `paint` colours a line of it.
 */
export function hang(lead: string, text: string, width: number, paint = (each: string) => each): string[] {
  const own = columnsOf(lead);
  const standsAlone = own > width / 2;
  const indent = standsAlone ? (/^\s*/.exec(lead)?.[0].length ?? 0) + 4 : own;
  const lines = wrap(text, width - indent).map((line) => `${' '.repeat(indent)}${paint(line)}`.trimEnd());
  if (standsAlone) return [lead.trimEnd(), ...lines];
  return lines.map((line, place) => (place === 0 ? `${lead}${line.slice(indent)}`.trimEnd() : line));
}

export interface FittedCell {
  text: string;
  right?: boolean;
  /** Colours a line of it. */
  paint?: (line: string) => string;
}

const GAP = '  ';

/** Takes from the widest columns until all of them fit. */
function fittedWidths(rows: readonly (readonly FittedCell[])[], room: number): number[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    rows.reduce((widest, row) => Math.max(widest, columnsOf(row[column]?.text ?? '')), 1),
  );
  let over = widths.reduce((sum, width) => sum + width, 0) + GAP.length * (columns - 1) - room;
  for (; over > 0; over -= 1) {
    const widest = Math.max(...widths);
    if (widest <= 2) break;
    widths[widths.lastIndexOf(widest)] = widest - 1;
  }
  return widths;
}

/** A table of at most `width` columns: what does not fit is wrapped within its cell. A row's lines stand together. */
export function fittedTable(rows: readonly (readonly FittedCell[])[], width: number): string[][] {
  const widths = fittedWidths(rows, width);
  return rows.map((row) => {
    const cells = row.map(({ text }, column) => wrap(text, widths[column] ?? 1));
    const height = Math.max(1, ...cells.map((lines) => lines.length));
    return Array.from({ length: height }, (_, place) =>
      row
        .map(({ right, paint = (each) => each }, column) => {
          const line = cells[column]?.[place] ?? '';
          const padded = padTo(line, widths[column] ?? 0, right);
          return line === '' ? padded : padded.replace(line, () => paint(line));
        })
        .join(GAP)
        .trimEnd(),
    );
  });
}
