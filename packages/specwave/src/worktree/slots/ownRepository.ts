/**
 * The repository that an agent finds in its tree: one of its own, which borrows the objects of the user's. Branches, stash,
 * settings and hooks are its own too, so that nothing that is done there with git reaches the user.
 */
import { copyFileSync, existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../config/problem';
import { errorCode } from '../../config/systemError';
import { putAside } from '../../packages/lay';
import { git, partsOf } from '../git/git';
import { copyIndex } from '../git/indexFile';
import { gitProblem, type Repository } from '../git/repository';

/** Branches and the like that work may ask for: `git diff main`, `nx affected --base=origin/main`. */
const REFS = ['refs/heads', 'refs/remotes', 'refs/tags'];

/** Settings of the user's that tell how files are read and written, and who commits. */
const TAKEN_OVER = new RegExp(
  [
    '^(?:author|commit|committer|diff|filter|gpg|i18n|lfs|merge|tag|user)\\.',
    '|^core\\.(?:abbrev|attributesfile|autocrlf|bigfilethreshold|checkstat|eol|excludesfile|filemode|ignorecase|longpaths',
    '|precomposeunicode|protecthfs|protectntfs|quotepath|safecrlf|symlinks|trustctime|whitespace)$',
    // Nx tells by its address whether two clones are the same workspace; a partial clone gets from it what is missing.
    '|^remote\\..*\\.(?:url|fetch|tagopt|promisor|partialclonefilter)$|^extensions\\.partialclone$',
  ].join(''),
);

/** Not an address: `git push` says that it is no repository. */
const NOWHERE = 'agents-push-nothing';

interface Setting {
  name: string;
  /** Null for a name that stands alone: true. */
  value: string | null;
}

/** What a tree's repository takes over from the user's. */
export interface Origin {
  /** As lines of `packed-refs`. */
  refs: string;
  settings: Setting[];
}

export async function readOrigin({ top }: Repository): Promise<Result<Origin>> {
  const [refs, listed] = await Promise.all([
    git(['for-each-ref', '--format=%(objectname) %(refname)', ...REFS], { cwd: top }),
    git(['config', '--list', '-z', '--show-scope'], { cwd: top, asUser: true }),
  ]);
  if (refs.code !== 0) return fail(gitProblem('Reading the branches', refs));
  if (listed.code !== 0) return fail(gitProblem('Reading the settings of git', listed));
  return ok({ refs: refs.stdout.toString('utf8'), settings: settingsOf(listed.stdout) });
}

/** Gives the tree at `path` (absolute) a repository at `base`, with this index. What stands in its place is put to `aside`. */
export function giveRepository(
  { commonDir }: Repository,
  path: string,
  { refs, settings }: Origin,
  { base, index, aside }: { base: string; index: string; aside: string },
): Result<void> {
  const own = join(path, '.git');
  try {
    putAside(own, aside);
    for (const folder of ['objects/info', 'objects/pack', 'refs/heads', 'hooks', 'info'])
      mkdirSync(join(own, folder), { recursive: true });
    writeFileSync(join(own, 'objects/info/alternates'), `${quoted(join(commonDir, 'objects'))}\n`);
    for (const name of ['shallow', 'info/exclude', 'info/attributes'])
      if (existsSync(join(commonDir, name))) copyFileSync(join(commonDir, name), join(own, name));
    writeFileSync(join(own, 'packed-refs'), `# pack-refs with: sorted \n${refs}`);
    writeFileSync(join(own, 'config'), settingsText(settings, base));
    copyIndex(index, join(own, 'index'));
    writeFileSync(join(own, 'HEAD'), `${base}\n`);
    return ok(undefined);
  } catch (error) {
    return fail({
      code: 'repository-not-made',
      severity: 'error',
      message: `An agent's tree could not get a repository of its own (${errorCode(error)}).`,
      file: own,
      next: 'Look whether the disk has room, and run again.',
    });
  }
}

/**
 * Copies what only the base has into the repository of a tree that is kept: in the user's, git may take it away in some
 * weeks, because no branch knows it. Best effort: the files of the tree are there anyway.
 */
export async function keepBase({ top }: Repository, path: string, base: string): Promise<void> {
  const packs = join(path, '.git/objects/pack');
  // Nothing is written through a link that an agent has laid.
  if (!existsSync(packs) || realpathSync(packs) !== join(realpathSync(path), '.git/objects/pack')) return;
  const input = `${base}\n--not\n${base}^@\n`;
  await git(['pack-objects', '--revs', '--quiet', join(packs, 'pack')], { cwd: top, input });
}

/** As git reads a path in `alternates`. */
function quoted(path: string): string {
  return /^["#]|\n/.test(path) ? JSON.stringify(path) : path;
}

function settingsOf(output: Buffer): Setting[] {
  const parts = partsOf(output);
  const settings: Setting[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [scope, entry = ''] = [parts[at], parts[at + 1]];
    // What the system and the environment say holds there too; what the user says may hold in some folders only.
    if (scope === 'system' || scope === 'command') continue;
    const end = entry.indexOf('\n');
    settings.push(
      end < 0 ? { name: entry, value: null } : { name: entry.slice(0, end), value: entry.slice(end + 1) },
    );
  }
  return settings.filter(({ name }) => TAKEN_OVER.test(name));
}

/** As the text of a file of settings. */
function settingsText(settings: readonly Setting[], base: string): string {
  const isSha256 = base.length === 64;
  const partial = settings.some(({ name }) => name === 'extensions.partialclone');
  const fixed = {
    'core.repositoryformatversion': isSha256 || partial ? '1' : '0',
    'core.bare': 'false',
    'core.logallrefupdates': 'true',
    'gc.auto': '0',
    'maintenance.auto': 'false',
    ...(isSha256 ? { 'extensions.objectformat': 'sha256' } : {}),
  };
  const remotes = new Set(settings.flatMap(({ name }) => /^remote\.(.*)\.url$/s.exec(name)?.[1] ?? []));
  const all: Setting[] = [
    ...Object.entries(fixed).map(([name, value]) => ({ name, value })),
    ...settings.map(({ name, value }) => ({
      name,
      value: /^remote\..*\.url$/s.test(name) && value !== null ? withoutSecret(value) : value,
    })),
    ...[...remotes].map((remote) => ({ name: `remote.${remote}.pushurl`, value: NOWHERE })),
  ];
  return all.map(settingText).join('');
}

/** An address without the password in it: one copy of that is enough. */
function withoutSecret(url: string): string {
  return url.replace(/^(https?:\/\/)[^/@]*@/i, '$1');
}

function settingText({ name, value }: Setting): string {
  const [first, last] = [name.indexOf('.'), name.lastIndexOf('.')];
  const below = first === last ? '' : ` "${name.slice(first + 1, last).replaceAll(/["\\]/g, '\\$&')}"`;
  const text = value === null ? '' : ` = "${value.replaceAll(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
  return `[${name.slice(0, first)}${below}]\n\t${name.slice(last + 1)}${text}\n`;
}
