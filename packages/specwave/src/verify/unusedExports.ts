/** At the end of a spec: what its work exports and nobody uses. A list for people, never a reason to refuse. Pure. */
import { codeOf, isProgram } from './code/code';
import { isForShow, isGenerated } from './checks/kinds';

export interface UnusedExport {
  path: string;
  name: string;
}

/** Where other programs come in: what these export is for them. */
const DOORS =
  /(?:^|\/)(?:index|main|mod|lib|__init__|public[-_]?api|api|cli|app|server|page|layout|route|middleware)\.\w+$|\.(?:config|stories|d)\.\w+$/;
const EXPORTED: readonly [endings: RegExp, name: RegExp][] = [
  [
    /\.[cm]?[jt]sx?$/,
    /^export\s+(?:declare\s+|abstract\s+|async\s+)*(?:function\s*\*?|class|const|let|var|enum|interface|type)\s+([A-Za-z_$][\w$]*)/gm,
  ],
  [/\.py$/, /^(?:async\s+)?(?:def|class)\s+([A-Za-z][\w]*)/gm],
  [/\.go$/, /^(?:func|type|var|const)\s+([A-Z]\w*)/gm],
  [/\.rs$/, /^pub\s+(?:async\s+|unsafe\s+|const\s+)*(?:fn|struct|enum|trait|type|static)\s+(\w+)/gm],
];

/**
 * @param made files that the spec's work made or changed
 * @param before their text before the spec; null where there was none
 * @param all the text of every file of the workspace that may use them
 */
export function unusedExports(
  made: readonly { path: string; text: string; before: string | null }[],
  all: Iterable<{ path: string; text: string }>,
): UnusedExport[] {
  const waiting = new Map<string, UnusedExport[]>();
  for (const { path, text, before } of made) {
    if (!isProgram(path) || isForShow(path) || isGenerated(path) || DOORS.test(path)) continue;
    const had = new Set(before === null ? [] : exportsOf(path, before));
    for (const name of exportsOf(path, text)) {
      if (had.has(name)) continue;
      waiting.set(name, [...(waiting.get(name) ?? []), { path, name }]);
    }
  }
  for (const { path, text } of all) {
    if (waiting.size === 0) break;
    for (const name of new Set(text.match(/[A-Za-z_$][\w$]*/g) ?? [])) {
      const left = waiting.get(name)?.filter((each) => each.path === path && !isUsedInside(text, name));
      if (left === undefined) continue;
      if (left.length > 0) waiting.set(name, left);
      else waiting.delete(name);
    }
  }
  return [...waiting.values()].flat().toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

function exportsOf(path: string, text: string): string[] {
  const code = codeOf(path, text);
  const form = EXPORTED.find(([endings]) => endings.test(path));
  if (!code || !form) return [];
  return [...code.skeleton.matchAll(form[1])].flatMap(([, name]) => (name === undefined ? [] : [name]));
}

/** More than once in its own file: something there uses it. */
function isUsedInside(text: string, name: string): boolean {
  const escaped = name.replace(/\$/g, '\\$');
  return (text.match(new RegExp(`(?<![\\w$])${escaped}(?![\\w$])`, 'g'))?.length ?? 0) > 1;
}
