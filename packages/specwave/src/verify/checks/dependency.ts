import type { ChangedContent, Check } from './check';
import { isTestPath } from './kinds';
import { textsLeft } from './view';

const ASKED =
  /\b(?:install\w*|dependenc(?:y|ies)|packages?|librar(?:y|ies)|upgrad\w+|updat\w+ (?:deps|dependencies)|bump\w*|set-?up|initiali[sz]\w+|init|scaffold\w*|bootstrap|migrat\w+|deps?|plugins?|sdk|frameworks?|toolchain|switch to|monorepo|workspaces?|crates?|gems?|modules?|vendor)\b/i;

/** Not what the product is built of. */
const ELSEWHERE = /(?:^|\/)(?:examples?|fixtures?|e2e|templates?)\//;

interface Manifest {
  path: RegExp;
  names: (text: string) => string[];
}

const MANIFESTS: readonly Manifest[] = [
  { path: /(?:^|\/)package\.json$/, names: npmNames },
  {
    path: /(?:^|\/)(?:requirements|constraints)[\w.-]*\.txt$/,
    names: (text) => all(text, /^\s*([A-Za-z][\w.-]*)\s*(?:\[|[=<>~!;@]|$)/gm),
  },
  {
    path: /(?:^|\/)pyproject\.toml$/,
    names: (text) =>
      all(
        text,
        /^\s*["']([A-Za-z][\w.-]*)\s*(?:\[[^\]]*\])?\s*(?:[=<>~!;@][^"']*)?["']\s*,?\s*$|^([A-Za-z][\w-]*)\s*=\s*(?:["'][\^~><=\d*]|\{\s*version)/gm,
      ),
  },
  {
    path: /(?:^|\/)go\.mod$/,
    names: (text) =>
      all(
        text,
        /^\s*(?:require\s+)?([\w.-]+\.[\w.-]+\/[^\s]+)\s+v[^/\n]*$/gm,
        (line) => !line.includes('// indirect'),
      ),
  },
  { path: /(?:^|\/)Cargo\.toml$/, names: cargoNames },
  {
    path: /(?:^|\/)Gemfile$|\.gemspec$/,
    names: (text) => all(text, /^\s*(?:gem|\w+\.add(?:_\w+)?_dependency)\s*\(?\s*["']([\w-]+)["']/gm),
  },
  { path: /(?:^|\/)composer\.json$/, names: (text) => all(text, /^\s*"([\w-]+\/[\w.-]+)"\s*:/gm) },
  {
    path: /(?:^|\/)pom\.xml$/,
    names: (text) => all(text, /<dependency>[\s\S]{0,200}?<artifactId>([^<]+)</g),
  },
  {
    path: /\.gradle(?:\.kts)?$/,
    names: (text) =>
      all(
        text,
        /^\s*(?:\w*[iI]mplementation|api|compileOnly|runtimeOnly|kapt|ksp)\s*\(?\s*["']([^"':]+:[^"':]+)/gm,
      ),
  },
  {
    path: /\.(?:cs|fs|vb)proj$|(?:^|\/)Directory\.Packages\.props$/,
    names: (text) => all(text, /<Package(?:Reference|Version)\s+Include="([^"]+)"/g),
  },
];

/** A dependency more than there was, of which the task does not speak. */
export const dependency: Check = {
  name: 'dependency',
  find: (work) => {
    const words = `${work.task.title}\n${work.task.body}`;
    if (ASKED.test(work.task.title)) return [];
    const known = new Set(work.changed.flatMap(({ path, before }) => namesIn(path, before)));
    return textsLeft(work).flatMap((changed) => {
      const added = newNames(changed).filter((name) => !known.has(name) && !isSpokenOf(words, name));
      if (added.length === 0) return [];
      return [
        {
          message: `\`${changed.path}\` has new dependencies of which the task does not speak: ${added.slice(0, 5).join(', ')}.`,
          next: 'Look whether the project wants them.',
          path: changed.path,
          line: null,
        },
      ];
    });
  },
};

/** What only moves from one manifest to another is known already. */
function namesIn(path: string, text: string | null): string[] {
  return text === null ? [] : (MANIFESTS.find((each) => each.path.test(path))?.names(text) ?? []);
}

function newNames({ path, before, after }: ChangedContent): string[] {
  if (before === null || isTestPath(path) || ELSEWHERE.test(path)) return [];
  const had = new Set(namesIn(path, before));
  // Types of what is there already.
  return [...new Set(namesIn(path, after))].filter((name) => !had.has(name) && !name.startsWith('@types/'));
}

/** By its name, or by the part of it that people say: `@nestjs/jwt` as "JWT", `pg` as a word. */
function isSpokenOf(words: string, name: string): boolean {
  const parts = [name, ...name.split(/[/:@]/), ...name.replace(/^@types\//, '').split(/[-_/.:]/)].filter(
    (part) => part.length > 2,
  );
  const text = words.toLowerCase();
  return parts.some((part) => text.includes(part.toLowerCase()));
}

function npmNames(text: string): string[] {
  const parts = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];
  return parts.flatMap((part) => {
    const block = new RegExp(`"${part}"\\s*:\\s*\\{([^}]*)\\}`).exec(text)?.[1] ?? '';
    return all(block, /"([^"]+)"\s*:/g);
  });
}

function cargoNames(text: string): string[] {
  const blocks = [
    ...text.matchAll(
      /^\[(?:[\w.'"()-]+\.)?(?:dev-|build-)?dependencies(?:\.([\w-]+))?\]\s*\n((?:(?!\[)[^\n]*\n?)*)/gm,
    ),
  ];
  return blocks.flatMap(([, own, block = '']) =>
    own === undefined ? all(block, /^([\w-]+)\s*[=.]/gm) : [own],
  );
}

function all(text: string, expression: RegExp, counts: (line: string) => boolean = () => true): string[] {
  return [...text.matchAll(expression)].flatMap((match) => {
    const name = match[1] ?? match[2];
    return name !== undefined && counts(match[0]) ? [name] : [];
  });
}
