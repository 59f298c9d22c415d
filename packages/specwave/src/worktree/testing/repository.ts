/** For tests: real repositories in temporary folders, out of reach of the machine's git configuration. */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Result } from '../../config/problem';
import { findRepository, type Repository } from '../git/repository';
import { claimSlot, fillSlot, type Slot, type SlotFolders, slotFolders } from '../slots/slots';

Object.assign(process.env, {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'User',
  GIT_AUTHOR_EMAIL: 'user@example.org',
  GIT_COMMITTER_NAME: 'User',
  GIT_COMMITTER_EMAIL: 'user@example.org',
});

/** Text or bytes of a file; a link; a file with its executable bit. */
export type Content = string | Buffer | { link: string } | { executable: string };
/** What is at each path; null: nothing. */
export type Files = Readonly<Record<string, Content | null>>;

let folder: string | undefined;

/** A new folder, removed by `removeFolders`. */
export function newFolder(): string {
  folder ??= realpathSync(mkdtempSync(join(tmpdir(), 'specwave-worktree-')));
  const made = join(folder, randomUUID().slice(0, 8));
  mkdirSync(made);
  return made;
}

export function removeFolders(): void {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  folder = undefined;
  templates.clear();
}

/** What git says, without the last line end; throws where it fails. */
export function gitIn(
  cwd: string,
  args: readonly string[],
  { input = '', index }: { input?: string | Buffer; index?: string } = {},
): string {
  return execFileSync('git', ['-c', 'maintenance.auto=false', ...args], {
    cwd,
    input,
    env: index === undefined ? process.env : { ...process.env, GIT_INDEX_FILE: index },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
    .toString('utf8')
    .replace(/\n$/, '');
}

export function write(root: string, files: Files): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, name);
    rmSync(path, { recursive: true, force: true });
    if (content === null) continue;
    mkdirSync(dirname(path), { recursive: true });
    if (typeof content === 'string' || Buffer.isBuffer(content)) writeFileSync(path, content);
    else if ('link' in content) symlinkSync(content.link, path);
    else {
      writeFileSync(path, content.executable);
      chmodSync(path, 0o755);
    }
  }
}

/** Repositories that were made once by this worker, by what is in them; each test has a copy. */
const templates = new Map<string, string>();

function copyOf(key: string, make: () => string): string {
  let template = templates.get(key);
  if (template === undefined) templates.set(key, (template = make()));
  const root = newFolder();
  // With times: else git would have to read each file again, to know that it is as it was.
  cpSync(template, root, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  return root;
}

export function newRepository(config: Readonly<Record<string, string>> = {}): string {
  return copyOf(JSON.stringify(config), () => {
    const root = newFolder();
    gitIn(root, ['init', '--quiet', '--template=', '--initial-branch=main']);
    for (const [name, value] of Object.entries(config)) gitIn(root, ['config', name, value]);
    return root;
  });
}

/** A repository with one commit of these files. */
export function repositoryOf(files: Files, config: Readonly<Record<string, string>> = {}): string {
  const key = JSON.stringify([config, Object.entries(files)]);
  const copy = copyOf(key, () => {
    const root = newRepository(config);
    write(root, files);
    commitAll(root);
    return root;
  });
  // The files of a copy are others than those whose numbers and times the index holds.
  gitIn(copy, ['update-index', '--refresh', '-q']);
  return copy;
}

export function commitAll(root: string): void {
  gitIn(root, ['add', '--all', '--force']);
  gitIn(root, ['commit', '--quiet', '--allow-empty', '--message=All']);
}

/** The value of a result that has to be one. */
export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.problems.map((problem) => problem.message).join('\n'));
  return result.value;
}

export async function opened(root: string): Promise<Repository> {
  return valueOf(await findRepository(root));
}

/** The folders for trees of the workspace in this folder: beside it. */
export function foldersFor(workspace: string): SlotFolders {
  return slotFolders(`${workspace}-trees`, join(workspace, '.nx/specwave'));
}

/** A slot that stands at `base`; not one of `inUse`. */
export async function filledSlot(
  repository: Repository,
  folders: SlotFolders,
  base: string,
  inUse: readonly string[] = [],
): Promise<Slot> {
  const slot = valueOf(await claimSlot(repository, folders, new Set(inUse), base));
  valueOf(await fillSlot(repository, folders, slot, base));
  return slot;
}

/** `644 <bytes as latin1>` and the like by path; of `.git` and `.nx` at the top nothing. Folders that hold no file: `folder`. */
export function listing(root: string): Record<string, string> {
  const found: Record<string, string> = {};
  const walk = (below: string): void => {
    const names = readdirSync(join(root, below)).filter(
      (name) => below !== '' || !/^\.(?:git|nx)$/.test(name),
    );
    if (names.length === 0 && below !== '') found[below] = 'folder';
    for (const name of names) {
      const path = join(below, name);
      const stat = lstatSync(join(root, path));
      if (stat.isDirectory()) walk(path);
      else if (stat.isSymbolicLink()) found[path] = `link ${readlinkSync(join(root, path))}`;
      else found[path] = `${stat.mode & 0o100 ? '755' : '644'} ${readFileSync(join(root, path), 'latin1')}`;
    }
  };
  walk('');
  return found;
}

/** As `listing`, without empty folders, of which git knows nothing. */
export function filesIn(root: string): Record<string, string> {
  return Object.fromEntries(Object.entries(listing(root)).filter(([, content]) => content !== 'folder'));
}

/** As `listing`, of a commit or tree object; `link`: repositories inside. */
export function listingOf(root: string, treeish: string): Record<string, string> {
  const entries = gitIn(root, ['ls-tree', '-r', '-z', '--full-tree', treeish]).split('\0').filter(Boolean);
  const ids = entries.map((entry) => entry.split(/[ \t]/)[2] ?? '');
  const all = execFileSync('git', ['cat-file', '--batch'], { cwd: root, input: ids.join('\n') });
  let at = 0;
  return Object.fromEntries(
    entries.map((entry, nth) => {
      const [mode = ''] = entry.split(' ');
      const path = entry.slice(entry.indexOf('\t') + 1);
      const end = all.indexOf('\n', at);
      // `<id> <type> <size>`, or `<id> missing` for a commit of another repository.
      const size = /^\S+ blob (\d+)$/.exec(all.toString('latin1', at, end))?.[1];
      at = end + 1;
      if (size === undefined) return [path, `repository ${ids[nth]}`];
      const bytes = all.toString('latin1', at, at + Number(size));
      at += Number(size) + 1;
      return [path, mode === '120000' ? `link ${bytes}` : `${mode.slice(-3)} ${bytes}`];
    }),
  );
}
