/** What of the user's repository an agent's git commands reach: branches, tags, stash, configuration, hooks. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { git, partsOf } from './git';
import { namesIn, textOf } from '../../state/onDisk';
import type { Repository } from './repository';

export interface GitState {
  /** Ids of branches and tags, by their full names. */
  refs: ReadonlyMap<string, string>;
  /** The branch that the user has checked out; null where it is none. */
  head: string | null;
  /** Ids of the stash, the oldest first. */
  stash: readonly string[];
  /** Values of `.git/config`, by key; of several, all of them. */
  config: ReadonlyMap<string, string>;
  /** What is in each hook, as a hash. */
  hooks: ReadonlyMap<string, string>;
}

export interface Moved {
  /** What has happened to what, as a sentence. */
  message: string;
  /** A command that takes it back, or what to do. */
  next: string;
}

export async function gitStateOf({ top, commonDir, gitDir }: Repository): Promise<GitState> {
  const at = { cwd: top };
  const [refs, config] = await Promise.all([
    git(['for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads', 'refs/tags'], at),
    git(['config', '--file', join(commonDir, 'config'), '--list', '-z'], at),
  ]);
  const settings = new Map<string, string>();
  for (const entry of partsOf(config.stdout)) {
    const [key = '', ...value] = entry.split('\n');
    const before = settings.get(key);
    settings.set(key, [...(before === undefined ? [] : [before]), value.join('\n')].join('\n'));
  }
  return {
    refs: new Map(
      refs.stdout
        .toString('utf8')
        .split('\n')
        .flatMap((line): [string, string][] => {
          const [name = '', id = ''] = line.split(' ');
          return id === '' ? [] : [[name, id]];
        }),
    ),
    head: /^ref: (.+)\n?$/.exec(textOf(join(gitDir, 'HEAD')) ?? '')?.[1] ?? null,
    stash: (textOf(join(commonDir, 'logs/refs/stash')) ?? '')
      .split('\n')
      .flatMap((line) => line.split(' ')[1] ?? []),
    config: settings,
    hooks: hooksIn(join(commonDir, 'hooks')),
  };
}

function hooksIn(folder: string): Map<string, string> {
  const names = namesIn(folder).filter((name) => !name.endsWith('.sample'));
  return new Map(
    names.flatMap((name): [string, string][] => {
      try {
        return [
          [
            name,
            createHash('sha256')
              .update(readFileSync(join(folder, name)))
              .digest('hex'),
          ],
        ];
      } catch {
        return [];
      }
    }),
  );
}

/** What editors and `git push -u` note of branches on their own account, and what linked worktrees need. */
const OF_NO_WEIGHT =
  /^(?:branch\.|gui\.|gitflow\.|extensions\.worktreeconfig$|core\.(?:repositoryformatversion|bare|filemode|logallrefupdates|ignorecase|precomposeunicode|symlinks|worktree)$|maintenance\.|gc\.|remote\.[^.]+\.gh-resolved$|lfs\.)/i;

/**
 * What moved. `goesOn`: whether the first commit is an ancestor of the second: the checked-out branch is moved on by
 * commits of the user, and by ours.
 */
export async function movedBetween(
  before: GitState,
  after: GitState,
  goesOn: (from: string, to: string) => Promise<boolean>,
): Promise<Moved[]> {
  return [
    ...(await movedRefs(before, after, goesOn)),
    ...lostStashes(before, after),
    ...changedConfig(before, after),
    ...changedHooks(before, after),
  ];
}

async function movedRefs(
  before: GitState,
  after: GitState,
  goesOn: (from: string, to: string) => Promise<boolean>,
): Promise<Moved[]> {
  const moved: Moved[] = [];
  for (const name of new Set([...before.refs.keys(), ...after.refs.keys()])) {
    const [was, is] = [before.refs.get(name), after.refs.get(name)];
    if (was === is) continue;
    const isOwn = name === before.head || name === after.head;
    if (isOwn && is !== undefined && (was === undefined || (await goesOn(was, is)))) continue;
    const kind = name.startsWith('refs/tags/') ? 'tag' : 'branch';
    const short = name.replace(/^refs\/(?:heads|tags)\//, '');
    const back = `git update-ref ${name} ${was ?? ''}`.trim();
    if (was === undefined)
      moved.push({
        message: `The ${kind} \`${short}\` was made.`,
        next: `Take it back: \`git ${kind} ${kind === 'tag' ? '-d' : '-D'} ${short}\``,
      });
    else if (is === undefined)
      moved.push({ message: `The ${kind} \`${short}\` was deleted.`, next: `Take it back: \`${back}\`` });
    else
      moved.push({
        message: `The ${kind} \`${short}\` was moved from ${was.slice(0, 10)} to ${is.slice(0, 10)}.`,
        next: `Take it back: \`${back}\``,
      });
  }
  return moved;
}

function lostStashes(before: GitState, after: GitState): Moved[] {
  const lost = before.stash.filter((id) => !after.stash.includes(id));
  const added = after.stash.filter((id) => !before.stash.includes(id));
  return [
    ...lost.map((id) => ({
      message: `The stash ${id.slice(0, 10)} was dropped.`,
      next: `Take it back: \`git stash store -m "found again" ${id}\``,
    })),
    ...(added.length === 0
      ? []
      : [
          {
            message: `${added.length} more ${added.length === 1 ? 'stash was' : 'stashes were'} put on the stack.`,
            next: 'Look at it: `git stash list`, and `git stash drop`.',
          },
        ]),
  ];
}

/** Values may be secrets, so keys are all that is said. */
function changedConfig(before: GitState, after: GitState): Moved[] {
  return [...new Set([...before.config.keys(), ...after.config.keys()])].flatMap((key) => {
    const [was, is] = [before.config.get(key), after.config.get(key)];
    if (was === is || OF_NO_WEIGHT.test(key)) return [];
    const how = was === undefined ? 'set' : is === undefined ? 'taken out' : 'changed';
    return [
      {
        message: `The setting \`${key}\` of the repository was ${how}.`,
        next:
          was === undefined
            ? `Take it back: \`git config --local --unset-all ${key}\``
            : 'Look at it: `git config --local --edit`.',
      },
    ];
  });
}

function changedHooks(before: GitState, after: GitState): Moved[] {
  return [...new Set([...before.hooks.keys(), ...after.hooks.keys()])].flatMap((name) => {
    const [was, is] = [before.hooks.get(name), after.hooks.get(name)];
    if (was === is) return [];
    const how = was === undefined ? 'installed' : is === undefined ? 'deleted' : 'changed';
    const next =
      was === undefined ? `Take it back: \`rm .git/hooks/${name}\`` : `Look at \`.git/hooks/${name}\`.`;
    return [{ message: `The hook \`${name}\` of the repository was ${how}.`, next }];
  });
}
