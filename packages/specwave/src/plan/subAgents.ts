/** Sub-agents: specialists that agents can be asked to be, as files with front matter. Pure. */
import type { Task } from '../tasklist/model';
import { wordsIn, wordsOf } from './words';

export interface SubAgent {
  /** As agents know it: the `name` of its front matter, behind `plugin:` where a plugin brings it. */
  name: string;
  description: string;
  /** Absolute path of its definition. */
  file: string;
}

/** A sub-agent, and where it was found. */
export interface FoundSubAgent extends SubAgent {
  /** Names of the folders that it lies in, below the one that holds them all. */
  folders: readonly string[];
}

const FRONT_MATTER = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/;

/** The two parts of a definition: its front matter (YAML, without the lines around it; null where it has none), and the words below. */
export function splitDefinition(text: string): { front: string | null; prompt: string } {
  return { front: FRONT_MATTER.exec(text)?.[1] ?? null, prompt: text.replace(FRONT_MATTER, '').trim() };
}

/** Words that tell nothing of anybody's trade. */
const EMPTY_WORDS = new Set(
  'a an and are as at be by for from in into is it its of on or that the this to use used when with you your'.split(
    ' ',
  ),
);

/** The start of a description says what it is for; further down stand examples, which speak of everything. */
const TELLING_LENGTH = 500;

/** A name is chosen with more care than a sentence. */
const NAME_WEIGHT = 3;

/** The family of a role `clerk:*`: `clerk`; null where the role is one specialist. */
function familyOf(role: string): string | null {
  return role.endsWith(':*') ? role.slice(0, -2).toLowerCase() : null;
}

function isOfFamily({ name, folders }: FoundSubAgent, family: string): boolean {
  const own = name.toLowerCase();
  return (
    own.startsWith(`${family}-`) ||
    own.startsWith(`${family}:`) ||
    folders.some((folder) => folder.toLowerCase() === family)
  );
}

interface Known {
  agent: FoundSubAgent;
  words: ReadonlySet<string>;
  wordsOfName: ReadonlySet<string>;
}

/** By name, with how much each word tells: the fewer sub-agents use it, the more (inverse document frequency). */
interface Index {
  known: readonly Known[];
  weights: ReadonlyMap<string, number>;
}

/** Made once for each list: a spec has many tasks, and people have hundreds of sub-agents. */
const indexes = new WeakMap<readonly FoundSubAgent[], Index>();

function indexOf(all: readonly FoundSubAgent[]): Index {
  const made = indexes.get(all) ?? makeIndex(all);
  indexes.set(all, made);
  return made;
}

function makeIndex(all: readonly FoundSubAgent[]): Index {
  const known = all
    .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map((agent): Known => {
      const wordsOfName = tellingWords(agent.name);
      return { agent, wordsOfName, words: new Set([...wordsOfName, ...tellingWords(agent.description)]) };
    });
  const users = new Map<string, number>();
  for (const { words } of known) for (const word of words) users.set(word, (users.get(word) ?? 0) + 1);
  const weights = new Map([...users].map(([word, count]) => [word, Math.log(1 + all.length / count)]));
  return { known, weights };
}

/**
 * Who of `all` plays `role` in a task best; null where there is nobody. Of a family (`clerk:*`) that is the member
 * whose name and description share most words with the task, rare words counting more, the first by name where that
 * does not decide. One specialist is found by name; `clerk:setup` also as `setup` in a folder `clerk`.
 */
export function findSubAgent(
  role: string,
  task: Pick<Task, 'title' | 'body'>,
  all: readonly FoundSubAgent[],
): FoundSubAgent | null {
  const { known, weights } = indexOf(all);
  const family = familyOf(role);
  if (family === null)
    return named(
      role,
      known.map(({ agent }) => agent),
    );
  const told = toldBy(task);
  let best: { agent: FoundSubAgent; score: number } | null = null;
  for (const each of known) {
    if (!isOfFamily(each.agent, family)) continue;
    const score = scoreOf(each, told, weights);
    if (best === null || score > best.score) best = { agent: each.agent, score };
  }
  return best?.agent ?? null;
}

/** With what neighbours make together: `set up` is `setup`. */
function toldBy(task: Pick<Task, 'title' | 'body'>): Set<string> {
  const words = wordsOf(task);
  const pairs = words.map((word, place) => `${word}${words[place + 1] ?? ''}`);
  return new Set([...words, ...pairs].map(stem));
}

function named(role: string, all: readonly FoundSubAgent[]): FoundSubAgent | null {
  const parts = role.toLowerCase().split(':');
  const own = parts.at(-1);
  const family = parts.length > 1 ? parts[0] : undefined;
  return (
    all.find(({ name }) => name === role) ??
    all.find(
      (each) =>
        each.name.toLowerCase().split(':').at(-1) === own &&
        (family === undefined || isOfFamily(each, family)),
    ) ??
    null
  );
}

function scoreOf(
  { words, wordsOfName }: Known,
  told: ReadonlySet<string>,
  weights: ReadonlyMap<string, number>,
): number {
  let score = 0;
  for (const word of words)
    if (told.has(word)) score += (weights.get(word) ?? 0) * (wordsOfName.has(word) ? NAME_WEIGHT : 1);
  return score;
}

function tellingWords(text: string): Set<string> {
  const words = wordsIn(text.slice(0, TELLING_LENGTH));
  return new Set(words.filter((word) => !EMPTY_WORDS.has(word)).map(stem));
}

/** `routes` is `route`. */
function stem(word: string): string {
  return word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}
