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

/** What these files export and did not before. `before`: their text before the spec; null where there was none. */
export function newExports(
  made: readonly { path: string; text: string; before: string | null }[],
): UnusedExport[] {
  return made
    .filter(({ path }) => isProgram(path) && !isForShow(path) && !isGenerated(path) && !DOORS.test(path))
    .flatMap(({ path, text, before }) => {
      const had = new Set(before === null ? [] : exportsOf(path, before));
      return [...new Set(exportsOf(path, text))]
        .filter((name) => !had.has(name))
        .map((name) => ({ path, name }));
    });
}

/**
 * Those that no other file says, nor their own a second time. `occurrences`: of their names, one for each place in the
 * workspace.
 */
export function unusedAmong(
  exported: readonly UnusedExport[],
  occurrences: Iterable<{ path: string; name: string }>,
): UnusedExport[] {
  const where = new Map<string, string[]>();
  for (const { path, name } of occurrences) where.set(name, [...(where.get(name) ?? []), path]);
  const exporting = (name: string): string[] =>
    exported.filter((each) => each.name === name).map(({ path }) => path);
  return exported
    .filter(({ path, name }) => {
      const paths = where.get(name) ?? [];
      const own = paths.filter((each) => each === path).length;
      return own < 2 && !paths.some((each) => !exporting(name).includes(each));
    })
    .toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

function exportsOf(path: string, text: string): string[] {
  const code = codeOf(path, text);
  const form = EXPORTED.find(([endings]) => endings.test(path));
  if (!code || !form) return [];
  return [...code.skeleton.matchAll(form[1])].flatMap(([, name]) => (name === undefined ? [] : [name]));
}
