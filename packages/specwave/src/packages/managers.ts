/**
 * Package managers, told by the lock files that they leave: how each installs what the manifests ask for, and makes its
 * lock file anew. Pure.
 */

/** Text for a shell: constants, into which nothing is put. */
export interface Manager {
  name: 'npm' | 'pnpm' | 'yarn' | 'bun';
  /** Without running scripts of packages, and whether or not the lock file is as the manifests ask. */
  install: string;
  /** The lock file only, as the manifests ask; what it holds already stays where it still fits. */
  relock: string;
}

const NPM: Manager = {
  name: 'npm',
  install: 'npm install --ignore-scripts --no-audit --no-fund',
  relock: 'npm install --package-lock-only --ignore-scripts --no-audit --no-fund',
};
const PNPM: Manager = {
  name: 'pnpm',
  // In CI it takes the lock file as it is unless told otherwise, and so does Yarn.
  install: 'pnpm install --ignore-scripts --no-frozen-lockfile',
  relock: 'pnpm install --lockfile-only --ignore-scripts --no-frozen-lockfile',
};
const YARN: Manager = {
  name: 'yarn',
  install: 'yarn install --no-immutable --mode=skip-build',
  relock: 'yarn install --no-immutable --mode=update-lockfile',
};
const YARN_CLASSIC: Manager = {
  name: 'yarn',
  install: 'yarn install --ignore-scripts --non-interactive',
  // It has no way to make the lock file alone.
  relock: 'yarn install --ignore-scripts --non-interactive',
};
const BUN: Manager = {
  name: 'bun',
  install: 'bun install --ignore-scripts',
  relock: 'bun install --lockfile-only --ignore-scripts',
};

const BY_LOCK_FILE: Readonly<Record<string, (text: string) => Manager>> = {
  'package-lock.json': () => NPM,
  'npm-shrinkwrap.json': () => NPM,
  'pnpm-lock.yaml': () => PNPM,
  'yarn.lock': (text) => (/^# yarn lockfile v1$/m.test(text) ? YARN_CLASSIC : YARN),
  'bun.lock': () => BUN,
  'bun.lockb': () => BUN,
};

export const LOCK_FILES: readonly string[] = Object.keys(BY_LOCK_FILE);

/** Say what is to be installed: those of the managers above, and those that only a command of the user's knows. */
export const MANIFESTS: readonly string[] = ['package.json', 'pnpm-workspace.yaml', '.yarnrc.yml'];
const OTHER_MANIFESTS: ReadonlySet<string> = new Set([
  'Cargo.toml',
  'Gemfile',
  'composer.json',
  'go.mod',
  'pyproject.toml',
  'requirements.txt',
]);

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function isManifest(path: string): boolean {
  return MANIFESTS.includes(nameOf(path));
}

/** A manifest of whatever language. */
export function isAnyManifest(path: string): boolean {
  return isManifest(path) || OTHER_MANIFESTS.has(nameOf(path));
}

export function isLockFile(path: string): boolean {
  return LOCK_FILES.includes(nameOf(path));
}

/** Who has made this lock file; undefined for one that nobody here knows. */
export function managerOf(lockFile: string, text: string): Manager | undefined {
  const name = nameOf(lockFile);
  return Object.hasOwn(BY_LOCK_FILE, name) ? BY_LOCK_FILE[name]?.(text) : undefined;
}

/** Of a path with `/`: its folder and those above it, innermost first; the last is ''. */
export function foldersAbove(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return [...parts.keys(), parts.length].map((count) => parts.slice(0, parts.length - count).join('/'));
}

/** The lock files that a change of this manifest or lock file concerns: of the nearest folder that has one. */
export function lockFilesFor(path: string, exists: (path: string) => boolean): string[] {
  for (const folder of foldersAbove(path)) {
    const found = LOCK_FILES.map((name) => (folder === '' ? name : `${folder}/${name}`)).filter(exists);
    if (found.length > 0) return found;
  }
  return [];
}

/** A pattern of `regenerate`: a name (`*.lock`) means such files anywhere, a path that one from the workspace's root. */
export function matches(pattern: string, path: string): boolean {
  const source = pattern
    .replace(/^\//, '')
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => WILD[part] ?? part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('');
  return new RegExp(`^${source}$`).test(pattern.includes('/') ? path : nameOf(path));
}

const WILD: Readonly<Record<string, string>> = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' };

/** Whether these two texts of a `package.json` ask for the same packages. What cannot be read asks for others. */
export function askForTheSame(before: string, after: string): boolean {
  try {
    const [one, other]: Record<string, unknown>[] = [JSON.parse(before), JSON.parse(after)];
    return ASKING.every((key) => JSON.stringify(one?.[key]) === JSON.stringify(other?.[key]));
  } catch {
    return before === after;
  }
}

const ASKING = [
  'name',
  'version',
  'bin',
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'workspaces',
  'overrides',
  'resolutions',
  'catalog',
  'catalogs',
  'packageManager',
  'pnpm',
];
