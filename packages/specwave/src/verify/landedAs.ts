/** Whether what was changed is the file that a task declares, though it has another path or ending. Pure. */

/** Endings that people put for one another. What else differs is another file: `Button.css` is no `Button.tsx`. */
const FAMILIES = [
  ['ts', 'tsx', 'js', 'jsx', 'mts', 'cts', 'mjs', 'cjs', 'vue', 'svelte'],
  ['css', 'scss', 'sass', 'less'],
  ['json', 'jsonc', 'json5', 'yaml', 'yml', 'toml'],
  ['md', 'mdx', 'txt', 'rst', 'adoc'],
  ['png', 'jpg', 'jpeg', 'webp', 'svg', 'gif'],
  ['c', 'cc', 'cpp', 'cxx'],
  ['h', 'hh', 'hpp', 'hxx'],
  ['sh', 'bash'],
  ['html', 'htm'],
  ['kt', 'kts', 'java'],
];

export interface LandedAs {
  path: string;
  /** Differs in more than the folder that it lies in: worth a remark. */
  renamed: boolean;
}

/**
 * The changed path that a declared file has been landed as: itself or what lies in it; a path that ends in it
 * ("`Invoice.tsx`", "`src/x.ts`" below one package); the same name with another ending of its family.
 */
export function landedAs(file: string, changed: readonly string[]): LandedAs | null {
  const same = changed.find((path) => path === file || path.startsWith(`${file}/`));
  if (same !== undefined) return { path: same, renamed: false };
  const below = changed.find((path) => path.endsWith(`/${file}`) || path.includes(`/${file}/`));
  if (below !== undefined) return { path: below, renamed: false };
  const other = changed.find((path) => isOtherEnding(file, path));
  return other === undefined ? null : { path: other, renamed: true };
}

function isOtherEnding(file: string, path: string): boolean {
  const [wanted, got] = [partsOf(file), partsOf(path)];
  if (wanted.stem === got.stem || got.stem.endsWith(`/${wanted.stem}`))
    return FAMILIES.some((family) => family.includes(wanted.ending) && family.includes(got.ending));
  const settings = settingsOf(file);
  return settings !== null && settings === settingsOf(path);
}

function partsOf(path: string): { stem: string; ending: string } {
  const dot = path.lastIndexOf('.');
  if (dot <= path.lastIndexOf('/') + 1) return { stem: path, ending: '' };
  return { stem: path.slice(0, dot), ending: path.slice(dot + 1).toLowerCase() };
}

/** `.eslintrc.json` and `eslint.config.mjs` are the settings of one tool. */
function settingsOf(path: string): string | null {
  const [, folder = '', dot, plain] =
    /^(.*\/)?(?:\.([a-z-]+?)rc(?:\.\w+)?|([a-z-]+)\.config\.\w+)$/.exec(path) ?? [];
  const tool = dot ?? plain;
  return tool === undefined ? null : `${folder}${tool}`;
}
