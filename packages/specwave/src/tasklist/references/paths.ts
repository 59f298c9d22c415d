/** Which words of a task are paths, and which of those are files that it makes or changes. */

const EXTENSIONS =
  /\.(?:astro|bash|c|cc|cfg|cjs|conf|cpp|cs|css|csv|cts|dart|ex|exs|go|gql|graphql|h|hpp|html?|ini|ipynb|java|jsx?|json|jsonc|kts?|less|lock|lua|md|mdx|mjs|mts|php|png|prisma|proto|ps1|py|rb|rs|sass|scala|scss|sh|snap|sql|svelte|svg|swift|tf|toml|tsx?|txt|vue|xml|ya?ml|zig)$/i;
const WELL_KNOWN = /^(?:Dockerfile|Makefile|Procfile|Gemfile|Jenkinsfile|LICENSE|CODEOWNERS|\.[a-z][\w.-]*)$/;
const TOKEN = /`([^`\n]+)`|(?<![\w/@`.:-])((?:[\w.@-]+\/)+[\w.@-]*[\w-]|[\w-][\w.-]*\.\w{1,8})(?![\w/`(])/g;
const CHANGED =
  /\b(?:in|into|to|at|create|creates|add|adds|write|writes|edit|edits|update|updates|modify|modifies|change|changes|implement|extend|fill|generate|make|file|files|named|called|as|and|,)\s*:?\s*(?:the |an? )?(?:new |existing |following )?(?:files? )?$/i;
const ONLY_NAMED =
  /\b(?:(?:as|described|defined|specified|documented|listed|found|shown|seen|explained|outlined|exists?|used|declared) (?:in|at)|(?:similar|according|compared|next|refer|link|points?|due|same as|analogous|relative) to|(?:delete|remove|drop|from|see|per|than|like|via|using|with|of|on|move|rename|copy)(?: the)?(?: files?)?)\s*$/i;

/** A path relative to the workspace with `/`, or null for what is none: URLs, globs, routes, `..`, packages. */
export function asPath(raw: string): string | null {
  const path = raw
    .trim()
    .replace(/^`(.*)`$/, '$1')
    .replace(/\\/g, '/')
    .replace(/^(?:\.\/)+/, '')
    .replace(/:\d+(?::\d+)?$/, '');
  if (
    path === '' ||
    path.length > 260 ||
    /[\s"'<>|*?{}()$=;,:!#%^&+~`]/.test(path.replace(/[[(][\w.-]+[\])]/g, ''))
  ) {
    return null;
  }
  if (path.startsWith('/') || /^-/.test(path) || path.includes('//')) return null;
  if (/^@[^/]+\/[^/.]+$/.test(path)) return null;
  const segments = path.replace(/\/$/, '').split('/');
  if (segments.some((segment) => segment === '..' || segment === '.' || segment === '')) return null;
  if (segments.length === 1 && !path.endsWith('/') && !isFileName(path)) return null;
  return segments.join('/');
}

/** Whether the last part of a path names a file, as far as its name can tell. */
function isFileName(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (WELL_KNOWN.test(name)) return true;
  return path.includes('/')
    ? /.\.[A-Za-z][A-Za-z0-9]{0,9}$/.test(name)
    : /^[\w.-]+$/.test(name) && EXTENSIONS.test(name);
}

export interface Paths {
  files: string[];
  mentions: string[];
}

/** The paths in prose: files where the words before say so ("in `src/x.ts`"), else mentions only. */
export function pathsInProse(text: string): Paths {
  const paths: Paths = { files: [], mentions: [] };
  let listed = false;
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    const quoted = match[1] !== undefined;
    const raw = match[1] ?? match[2] ?? '';
    const path = asPath(raw);
    // Without backticks `client/server` and `Node.js` look like paths too.
    if (path === null || (!quoted && !(isFileName(path) && (raw.includes('/') || !/\.jsx?$/.test(raw)))))
      continue;
    // A few words decide; looking at all of them for each path takes long in a long line.
    const before = text.slice(Math.max(0, match.index - 60), match.index);
    const between = text.slice(end, match.index);
    // "in `a.ts` and `b.ts`": what goes for the first goes for those listed with it.
    const continues = end > 0 && /^\s*(?:,|and|, and|&|\+)\s*$/.test(between);
    const declares: boolean = continues ? listed : CHANGED.test(before) && !ONLY_NAMED.test(before);
    listed = declares;
    end = match.index + match[0].length;
    if (declares && isFileName(path)) paths.files.push(path);
    paths.mentions.push(path);
  }
  return paths;
}

/** The paths of a `File:` or `Files:` value; remarks in brackets or behind a dash are passed over. */
export function pathsInField(value: string): string[] {
  return value.split(/[,;]/).flatMap((piece) => {
    const quoted = [...piece.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
    const plain = piece.replace(/\s\([^)]{0,200}\)|\s[-–—]\s.*$/g, ' ').split(/\s+/);
    const words = quoted.length > 0 ? quoted : plain;
    return words.flatMap((word) => asPath(word.replace(/^[[*_(]+(?=\w)|[*_.)]+$/g, '')) ?? []);
  });
}

/** The file that a recipe block writes: `ts file=src/a.ts` behind the opening fence. */
export function pathInFence(info: string): string | null {
  const match = /(?:^|\s)file=(?:"([^"]+)"|'([^']+)'|(\S+))/.exec(info);
  return match ? asPath(match[1] ?? match[2] ?? match[3] ?? '') : null;
}
