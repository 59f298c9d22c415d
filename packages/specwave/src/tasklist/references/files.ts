/** Which of the paths in a task's words are files that it makes or changes. In doubt, they are only mentioned. Pure. */
import { isFileName, isSpecsOwn } from './fileNames';
import { asPath } from './paths';

const TOKEN = /`([^`\n]+)`|(?<![\w/@`.:-])((?:[\w.@-]+\/)+[\w.@-]*[\w-]|[\w-][\w.-]*\.\w{1,8})(?![\w/`(])/g;
const CHANGED =
  /\b(?:in|into|to|at|create|creates|add|adds|write|edit|edits|update|updates|modify|modifies|change|changes|implement|extend|fill|generate|make|file|files|named|called|as|and|,)\s*:?\s*(?:the |an? )?(?:new |existing |following )?(?:files? )?$/i;
const ONLY_NAMED =
  /\b(?:(?:as|described|defined|specified|documented|listed|found|shown|seen|explained|outlined|exists?|used|declared|based|modell?ed) (?:in|at|on|after)|(?:similar|according|compared|next|refer|link|points?|due|same as|analogous|relative) to|(?:delete|remove|drop|from|see|per|than|like|via|using|with|of|on|move|rename|copy|merge|follow|following|mirror|or|either|such as|for example|for instance|e\.g\.?|i\.e\.?|cf\.?|optionally)(?: the)?(?: files?)?),?:?\s*$/i;
/** "that writes reports to `out.json`": what the program does when it runs, not the agent now. */
const WHEN_IT_RUNS =
  /\b(?:writes|reads|logs|saves|outputs|sends|prints|loads|parses|stores|exports|dumps|appends|emits|persists|written|saved|stored|logged|read|loaded)\s(?:[^.;,`]{0,40}\s)?(?:to|into|in|at|from|as)\s+(?:the |an? )?$/i;
const UNSURE_AFTER =
  /^\s*[([]?\s*,?\s*(?:(?:if|where|when|as) (?:needed|necessary|required|applicable|appropriate|it exists|present)|or (?:similar|equivalent|so|another|elsewhere)|optional(?:ly)?\b|etc\b)/i;
const OR = /^\s*(?:,?\s*(?:or|and\/or)\b|\/|\|)\s*(?:in |the |a |an )?\s*$/i;
const LISTED = /^\s*(?:,|and|, and|&|\+)\s*$/;
const GONE = /^\s*\(?\s*(?:deleted?|removed?|to be (?:deleted|removed)|gone)\b/i;

export interface Paths {
  files: string[];
  mentions: string[];
}

interface Found {
  path: string;
  declared: boolean;
  start: number;
  end: number;
}

/** The paths in prose: files where the words before say so ("in `src/x.ts`"), else mentions only. */
export function pathsInProse(text: string): Paths {
  const found: Found[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const quoted = match[1] !== undefined;
    const raw = match[1] ?? match[2] ?? '';
    const path = asPath(raw);
    // Without backticks `client/server` and `Node.js` look like paths too.
    if (path === null || (!quoted && !(isFileName(path) && (raw.includes('/') || !/\.jsx?$/.test(raw)))))
      continue;
    const last = found.at(-1);
    // A few words decide; looking at all of them for each path takes long in a long line.
    const before = text.slice(Math.max(0, match.index - 80), match.index);
    const end = match.index + match[0].length;
    const after = text.slice(end, end + 30);
    const between = last ? text.slice(last.end, match.index) : null;
    let declared =
      CHANGED.test(before) &&
      !ONLY_NAMED.test(before) &&
      !WHEN_IT_RUNS.test(before) &&
      !UNSURE_AFTER.test(after);
    // "in `a.ts` and `b.ts`": what goes for the first goes for those listed with it.
    if (last && between !== null && LISTED.test(between))
      declared = last.declared && !UNSURE_AFTER.test(after);
    // "in `a.ts` or `b.ts`": one of them, and nobody knows which.
    if (last && between !== null && OR.test(between)) {
      for (let at = found.length - 1; at >= 0 && isListed(text, found, at); at -= 1) undeclare(found[at]);
      undeclare(last);
      declared = false;
    }
    found.push({ path, declared, start: match.index, end });
  }
  joinFolders(text, found);
  return {
    files: found.filter(({ declared, path }) => declared && isFileName(path)).map(({ path }) => path),
    mentions: found.map(({ path }) => path),
  };
}

function undeclare(found: Found | undefined): void {
  if (found) found.declared = false;
}

/** Whether a comma joins this path to the one behind it: "`a.ts`, `b.ts` or `c.ts`". */
function isListed(text: string, found: readonly Found[], at: number): boolean {
  const [one, next] = [found[at], found[at + 1]];
  return one !== undefined && (next === undefined || /^\s*,\s*$/.test(text.slice(one.end, next.start)));
}

const isFolder = (found: Found | undefined): found is Found =>
  found !== undefined && found.path.includes('/') && !isFileName(found.path);
const isBare = (found: Found): boolean => !found.path.includes('/') && isFileName(found.path);

/** "`Invoice.tsx` in `apps/web/pages/`", "in `src/models/`, create `user.ts` and `post.ts`": the names are in the folder. */
function joinFolders(text: string, found: readonly Found[]): void {
  const between = (a: Found, b: Found): string => text.slice(a.end, b.start);
  const folderOf = (index: number): Found | null => {
    const [own, next, before] = [found[index], found[index + 1], found[index - 1]];
    if (!own) return null;
    if (
      isFolder(next) &&
      /^[^.;`]{0,20}\b(?:in|inside|under|below|within|to|into|at)\s+(?:the\s+)?$/i.test(between(own, next))
    )
      return next;
    if (
      isFolder(before) &&
      /^(?:\s*(?:folder|directory))?\s*(?:[:(]|with|containing|,?\s*(?:create|add|write|make|update))?\s*(?:the\s+)?$/i.test(
        between(before, own),
      )
    )
      return before;
    return null;
  };
  const folders = found.map((each, index) => (isBare(each) ? folderOf(index) : null));
  // What goes for the last of a list goes for those before it; one way and then the other, so that time is linear.
  for (let index = found.length - 2; index >= 0; index -= 1) {
    const [own, next] = [found[index], found[index + 1]];
    if (own && next && isBare(own) && isBare(next) && LISTED.test(between(own, next)))
      folders[index] ??= folders[index + 1] ?? null;
  }
  folders.forEach((folder, index) => {
    const own = found[index];
    const before = found[index - 1];
    if (!own || !isBare(own)) return;
    const listed = before && LISTED.test(text.slice(before.end, own.start));
    folders[index] = folder ?? (listed ? (folders[index - 1] ?? null) : null);
  });
  folders.forEach((folder, index) => {
    const own = found[index];
    if (folder && own) own.path = `${folder.path}/${own.path}`;
  });
}

/** The paths of a `File:` or `Files:` value; remarks in brackets or behind a dash are passed over. */
export function pathsInField(value: string): Paths {
  const paths: Paths = { files: [], mentions: [] };
  const unsure =
    /\s(?:or|e\.g\.?|such as|for example)\s/i.test(value.replace(/\([^)]*\)/g, ' ')) ||
    /^\s*e\.g\./i.test(value);
  let folder: string | null = null;
  for (const piece of value.split(/[,;]|:(?=\s+`)/)) {
    const quoted = [...piece.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
    const plain = piece.replace(/\s\([^)]{0,200}\)|\s[-–—]\s.*$/g, ' ').split(/\s+/);
    const words = quoted.length > 0 ? quoted : plain;
    const remark = piece.slice(piece.search(/\s[([–—-]/) + 1).replace(/^[[–—-]/, '(');
    const inDoubt = unsure || GONE.test(remark) || UNSURE_AFTER.test(remark);
    for (const word of words) {
      const path = asPath(word.replace(/^[[*_(]+(?=\w)|[*_.)]+$/g, ''));
      if (path === null) continue;
      const whole: string =
        folder !== null && !path.includes('/') && isFileName(path) ? `${folder}/${path}` : path;
      folder = isFileName(path) ? (path.includes('/') ? null : folder) : path;
      if (!inDoubt) paths.files.push(whole);
      paths.mentions.push(whole);
    }
  }
  return paths;
}

/**
 * What a whole task means: no documents of the spec, and the full path where a bare name stands beside it.
 *
 * @returns `mentions` holds the files too
 */
export function asMeant(files: readonly string[], mentions: readonly string[]): Paths {
  const all = [...new Set([...files, ...mentions])].filter((path) => !isSpecsOwn(path));
  const full = (path: string): string => {
    if (path.includes('/')) return path;
    const longer = all.filter((each) => each.endsWith(`/${path}`));
    return longer.length === 1 ? (longer[0] ?? path) : path;
  };
  const declared = files.filter((path) => !isSpecsOwn(path)).map(full);
  return { files: [...new Set(declared)], mentions: [...new Set([...declared, ...all.map(full)])] };
}
