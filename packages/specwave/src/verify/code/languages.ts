/**
 * How languages write comments and strings, as a table: a family of rules for many endings. Not a parser: enough to
 * tell what is code, what is said about it and what is data. (Measured: highlighters read 2 MB a second and load for
 * 60 ms; a result of 50 files has 100 ms for all checks.)
 */

/** What opens and closes a stretch of text that is no code. */
export interface Stretch {
  kind: 'comment' | 'string';
  /** Source of a regular expression. */
  open: string;
  /** Text, or made of what the opening captured; null: the end of the line. */
  close: string | ((opened: RegExpExecArray) => string) | null;
  /** How the closing text is kept from closing. */
  escape?: 'backslash' | 'doubling';
  /** A string that does not end on its line is none (an apostrophe in text). Comments may always go on. */
  oneLine?: boolean;
  nests?: boolean;
  /** Closes only where it stands alone on a line, but for white space. */
  closesLine?: boolean;
}

export interface Language {
  /** How the body of a definition is told. */
  layout: 'braces' | 'indentation' | 'ends' | 'none';
  /** Has functions and types that a task can name. */
  program: boolean;
  stretches: readonly Stretch[];
  /** JavaScript's `/.../`. */
  regexes?: boolean;
  /** JavaScript's `${...}` in backticks. */
  templates?: boolean;
}

const line = (open: string): Stretch => ({ kind: 'comment', open, close: null });
const block = (open: string, close: string, nests = false): Stretch => ({
  kind: 'comment',
  open,
  close,
  nests,
});
const quoted = (mark: string, more: Partial<Stretch> = {}): Stretch => ({
  kind: 'string',
  open: mark,
  close: mark,
  escape: 'backslash',
  oneLine: true,
  ...more,
});
const raw = (open: string, close: Stretch['close']): Stretch => ({ kind: 'string', open, close });

const SLASHES = line('//');
const STARS = block('/\\*', '*/');
const NESTING = block('/\\*', '*/', true);
const HASH = line('#');
/** `$#` and `a#b` are no comments. */
const WORD_HASH = line('(?<=^|\\s|[;()])#');
const DOUBLE = quoted('"');
const SINGLE = quoted("'");
const TRIPLE = quoted('"""', { oneLine: false });
const TRIPLE_SINGLE = quoted("'''", { oneLine: false });
/** `'a'`, `'\n'`, and no lifetime `'a`. */
const CHAR = raw("'(?=(?:[^'\\\\\\n]|\\\\(?:u\\{[^}]*\\}|x..|.))')(?:\\\\.)?", "'");
const HEREDOC: Stretch = {
  kind: 'string',
  open: '<<[-~]?\\s?(["\'`]?)([A-Z_a-z]\\w*)\\1(?=[^\\n]*\\n)',
  close: (opened) => opened[2] ?? '',
  closesLine: true,
};

const braces = (stretches: Stretch[], more: Partial<Language> = {}): Language => ({
  layout: 'braces',
  program: true,
  stretches,
  ...more,
});
const C = braces([SLASHES, STARS, DOUBLE, CHAR, SINGLE]);
const SCRIPT = braces([SLASHES, STARS, DOUBLE, SINGLE], { regexes: true, templates: true });
const JVM = braces([SLASHES, NESTING, TRIPLE, DOUBLE, CHAR]);
const PYTHON: Language = {
  layout: 'indentation',
  program: true,
  stretches: [HASH, TRIPLE, TRIPLE_SINGLE, quoted('"'), quoted("'")],
};
const ends = (...stretches: Stretch[]): Language => ({ layout: 'ends', program: true, stretches });
const data = (...stretches: Stretch[]): Language => ({ layout: 'none', program: false, stretches });
const plain = (...stretches: Stretch[]): Language => ({ layout: 'none', program: true, stretches });
const MARKUP = block('<!--', '-->');
const LISP = plain(line(';'), quoted('"', { oneLine: false }));
const QUOTED_VALUE = quoted('(?<=[\\s:\\[{,=(]|^)"');
const QUOTED_WORD: Stretch = {
  kind: 'string',
  open: "(?<=[\\s:\\[{,=(]|^)'",
  close: "'",
  escape: 'doubling',
  oneLine: true,
};

const FAMILIES: readonly [endings: string, language: Language][] = [
  ['ts tsx mts cts js jsx mjs cjs', SCRIPT],
  ['java', braces([SLASHES, STARS, TRIPLE, DOUBLE, CHAR])],
  ['kt kts scala sc swift dart', JVM],
  ['groovy gradle', braces([SLASHES, STARS, TRIPLE, TRIPLE_SINGLE, DOUBLE, SINGLE])],
  ['go', braces([SLASHES, STARS, DOUBLE, quoted('`', { escape: 'doubling', oneLine: false }), CHAR])],
  [
    'rs',
    braces([
      SLASHES,
      NESTING,
      raw('\\bb?r(#*)"', (opened) => `"${opened[1] ?? ''}`),
      quoted('"', { oneLine: false }),
      CHAR,
    ]),
  ],
  [
    'cs',
    braces([
      SLASHES,
      STARS,
      TRIPLE,
      { kind: 'string', open: '(?:@\\$?|\\$@)"', close: '"', escape: 'doubling' },
      DOUBLE,
      CHAR,
    ]),
  ],
  [
    'c h cc hh cpp hpp cxx hxx m mm ino cu',
    braces([
      SLASHES,
      STARS,
      raw('\\bR"([^ ()\\\\\\n]{0,16})\\(', (opened) => `)${opened[1] ?? ''}"`),
      DOUBLE,
      CHAR,
    ]),
  ],
  ['zig v sol proto thrift graphql gql wgsl glsl hlsl', C],
  [
    'php phtml',
    braces([
      SLASHES,
      STARS,
      line('#(?!\\[)'),
      {
        kind: 'string',
        open: '<<<\\s?(["\']?)([A-Z_a-z]\\w*)\\1(?=\\n)',
        close: (opened) => opened[2] ?? '',
        closesLine: true,
      },
      DOUBLE,
      SINGLE,
    ]),
  ],
  ['py pyi pyx', PYTHON],
  ['gd nim', { ...PYTHON, stretches: [HASH, TRIPLE, DOUBLE, SINGLE] }],
  ['rb rake gemspec cr', ends(block('(?<=^|\\n)=begin\\b', '\n=end'), HASH, HEREDOC, DOUBLE, SINGLE)],
  ['ex exs', ends(HASH, TRIPLE, DOUBLE, CHAR)],
  [
    'lua',
    ends(
      { kind: 'comment', open: '--\\[(=*)\\[', close: (opened) => `]${opened[1] ?? ''}]` },
      line('--'),
      raw('\\[(=*)\\[', (opened) => `]${opened[1] ?? ''}]`),
      DOUBLE,
      SINGLE,
    ),
  ],
  ['jl', ends(block('#=', '=#'), HASH, TRIPLE, DOUBLE, CHAR)],
  [
    'sh bash zsh fish ksh bats',
    {
      ...braces([
        WORD_HASH,
        HEREDOC,
        quoted('"', { oneLine: false }),
        { kind: 'string', open: "(?<!\\\\)'", close: "'" },
      ]),
    },
  ],
  ['pl pm r tcl awk', braces([HASH, DOUBLE, SINGLE])],
  ['ps1 psm1', braces([block('<#', '#>'), HASH, DOUBLE, quoted("'", { escape: 'doubling' })])],
  ['hs elm purs', plain(block('\\{-', '-}', true), line('--'), DOUBLE, CHAR)],
  ['ml mli fs fsi fsx', plain(block('\\(\\*(?!\\))', '*)', true), SLASHES, DOUBLE, CHAR)],
  ['clj cljs cljc edn lisp el scm rkt', LISP],
  ['erl hrl', plain(line('%'), DOUBLE)],
  [
    'sql psql ddl',
    plain(line('--'), STARS, { kind: 'string', open: "'", close: "'", escape: 'doubling' }, DOUBLE),
  ],
  ['vue svelte astro', { ...plain(MARKUP, STARS, line('(?<=^|\\s)//')), layout: 'braces' }],
  ['html htm xml svg xaml csproj props targets plist', data(MARKUP)],
  ['css', data(STARS, DOUBLE, SINGLE)],
  ['scss sass less styl', data(STARS, line('(?<![:\\w])//'), DOUBLE, SINGLE)],
  ['yaml yml', data(WORD_HASH, QUOTED_VALUE, QUOTED_WORD)],
  ['toml', data(WORD_HASH, TRIPLE, TRIPLE_SINGLE, DOUBLE, SINGLE)],
  ['tf tfvars hcl nix', data(WORD_HASH, line('(?<=^|\\s)//'), STARS, DOUBLE)],
  ['mk dockerfile makefile justfile containerfile', data(WORD_HASH, DOUBLE)],
  ['ini cfg conf properties env', data(line('(?<=^|\\n)\\s*[#;]'))],
  ['prisma', { ...C, program: true }],
  ['jsonc json5', data(SLASHES, STARS, DOUBLE)],
  ['tex', data(line('(?<!\\\\)%'))],
];

const BY_ENDING = new Map(
  FAMILIES.flatMap(([endings, language]) => endings.split(' ').map((ending) => [ending, language] as const)),
);

/** Null for what has no code that could be told: prose, JSON, pictures, what nobody knows. */
export function languageOf(path: string): Language | null {
  return BY_ENDING.get(endingOf(path)) ?? null;
}

/** In lower case, without the dot; the whole name of a file without one (`Makefile`, `Dockerfile.dev`). */
export function endingOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  if (/^(?:dockerfile|containerfile|makefile|justfile)(?:\.|$)/.test(name)) return name.split('.')[0] ?? '';
  if (/^(?:rakefile|gemfile|guardfile|podfile|fastfile)$/.test(name)) return 'rb';
  return name.slice(name.lastIndexOf('.') + 1);
}
