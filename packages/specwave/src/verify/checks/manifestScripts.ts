/** The named command lines of manifests: scripts of `package.json`, targets of `project.json`, rules of a Makefile. Pure. */
import * as z from 'zod';

export interface Scripts {
  /** By name. What stands behind a name, as one text. */
  byName: ReadonlyMap<string, string>;
  /** Whether these names are all run by their manager, asked or not: see `LIFECYCLE`. */
  hasLifecycle: boolean;
}

const manifest = z.object({
  scripts: z.record(z.string(), z.unknown()).optional(),
  targets: z.record(z.string(), z.unknown()).optional(),
  tasks: z.record(z.string(), z.unknown()).optional(),
  nx: z.object({ targets: z.record(z.string(), z.unknown()).optional() }).optional(),
});

const NONE: Scripts = { byName: new Map(), hasLifecycle: false };

/** Run by `npm install` and the like, on every machine that gets the result. */
export const LIFECYCLE =
  /^(?:pre|post)?(?:install|prepare)$|^(?:pre|post)?(?:publish|pack)$|^prepublishOnly$/;

export function isManifest(path: string): boolean {
  return /(?:^|\/)(?:package|project|composer|deno)\.jsonc?$|(?:^|\/)(?:GNU)?[Mm]akefile$|(?:^|\/)[Jj]ustfile$/.test(
    path,
  );
}

/** None where there is no such file, or it cannot be read. */
export function scriptsIn(path: string, text: string | null): Scripts {
  if (text === null) return NONE;
  if (!/\.jsonc?$/.test(path)) return { byName: rulesIn(text), hasLifecycle: false };
  const read = manifest.safeParse(parsed(text));
  if (!read.success) return NONE;
  const { scripts, targets, tasks, nx } = read.data;
  const all = { ...tasks, ...targets, ...nx?.targets, ...scripts };
  const byName = Object.entries(all).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return { byName: new Map(byName), hasLifecycle: path.endsWith('package.json') };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Of a Makefile or justfile: from `name:` to the next line that is not indented. The first is that of no name too. */
function rulesIn(text: string): Map<string, string> {
  const rules = new Map<string, string>();
  let names: string[] = [];
  for (const line of text.split('\n')) {
    const head = /^([\w.-]+(?:[ \t]+[\w.-]+)*)[^:=\n]*:(?!=)/.exec(line)?.[1];
    if (head !== undefined) {
      names = head.split(/\s+/).filter((name) => !name.startsWith('.'));
      if (rules.size === 0 && names.length > 0) names.push('');
    } else if (/^\S/.test(line) && !line.startsWith('#')) names = [];
    for (const name of names) rules.set(name, `${rules.get(name) ?? ''}${line.trimEnd()}\n`);
  }
  return new Map([...rules].map(([name, rule]) => [name, rule.trim()]));
}
