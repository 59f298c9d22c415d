/** Which agent gets a task. Pure. */
import { type AgentSettings, EMBEDDED, TRAITS } from '../config/agents';
import { DOMAINS } from '../config/domains';
import type { Config } from '../config/schema';
import type { Task } from '../tasklist/model';
import { isCheckpoint } from '../tasklist/work';
import type { Hints } from './hints';
import { wordsIn, wordsOf } from './words';

export interface Route {
  /** Name of an agent of the configuration. */
  agent: string;
  /** The part that the agent is to play: a family (`clerk:*`) or one specialist; null where none is asked for. */
  role: string | null;
}

/**
 * From words that people may use for a domain, in lower case, to its name: the name itself, the first part of it
 * (`nextjs`), and the words that tell it. A name goes before a part, and a part before a telling word.
 */
export function domainWords(added: Config['domains']): Map<string, string> {
  const names = [...new Set([...DOMAINS.map(({ name }) => name), ...Object.keys(added)])];
  const told = DOMAINS.flatMap(({ name, words }) => words.map((word) => [word, name] as const));
  const addedTold = Object.entries(added).flatMap(([name, words]) =>
    words.map((word) => [word, name] as const),
  );
  const parts = names.map((name) => [name.split('-')[0] ?? name, name] as const);
  const all = [...addedTold, ...told, ...parts, ...names.map((name) => [name, name] as const)];
  return new Map(all.map(([word, name]) => [word.toLowerCase(), name]));
}

/** What of the configuration decides who gets a task. Of an agent, only its driver does. */
export interface Routing extends Pick<Config, 'default' | 'routes' | 'domains' | 'verify' | 'gate'> {
  agents: Readonly<Record<string, Pick<AgentSettings, 'driver'>>>;
}

/** Domains have names that users choose: `constructor` is none, unless somebody made it one. */
function addedWords({ domains }: Routing, domain: string): readonly string[] {
  return (Object.hasOwn(domains, domain) ? domains[domain] : undefined) ?? [];
}

/** As they stand in prose: words in lower case with a space between. */
const asProse = (words: readonly string[]): string[] =>
  words.map((word) => wordsIn(word).join(' ')).filter((word) => word !== '');

/** Of the built-in domains, worked out once: a first `nx` command asks for every task of the workspace. */
const TELLING = new Map(DOMAINS.map(({ name, words }) => [name, asProse([name, ...words])]));

/** How many of the domain's telling words are in `prose`, each counted once; a telling word may be several (`row level`). */
function tellingWords(prose: string, domain: string, routing: Routing): number {
  const known = TELLING.get(domain) ?? asProse([domain]);
  const added = addedWords(routing, domain);
  const telling = added.length === 0 ? known : new Set([...known, ...asProse(added)]);
  let told = 0;
  for (const word of telling) if (prose.includes(` ${word} `) || prose.includes(` ${word}s `)) told += 1;
  return told;
}

/** The first of `candidates` that the user's hint names, else the first. */
function preferred<T>(candidates: readonly T[], domainOf: (each: T) => string, hints: Hints): T | undefined {
  return candidates.find((each) => isHinted(domainOf(each), hints)) ?? candidates[0];
}

function isHinted(domain: string, { words }: Hints): boolean {
  return words.has(domain.toLowerCase());
}

/**
 * A checkpoint that names no agent, where `verify` or `gate` commands tell whether it holds: they are run, and no agent
 * is asked.
 */
export function closesByCommands(
  task: Pick<Task, 'title' | 'agent'>,
  { verify, gate }: Pick<Config, 'verify' | 'gate'>,
): boolean {
  return task.agent === null && isCheckpoint(task) && verify.length + gate.length > 0;
}

/**
 * A checkpoint that commands close goes to the embedded agent. Else an agent that the task names (`Agent:`, `@agent`)
 * and that is configured wins; a name that is no configured agent is the role to play. Then the first route whose domain the task's words tell; then the default, as a specialist of
 * the built-in domain that most of the words tell (of several, the first of the table). Among domains that match,
 * the one that `hints` names comes first. The embedded agent cannot play a role, so that the table gives it none.
 */
export function routeOf(task: Task, routing: Routing, hints: Hints): Route {
  if (closesByCommands(task, routing)) return { agent: EMBEDDED.driver, role: null };
  if (task.agent !== null && Object.hasOwn(routing.agents, task.agent))
    return { agent: task.agent, role: null };
  const named = task.agent;
  const prose = ` ${wordsOf(task).join(' ')} `;
  const routes = routing.routes.filter(({ domain }) => tellingWords(prose, domain, routing) > 0);
  const domains = DOMAINS.map((domain) => ({ ...domain, told: tellingWords(prose, domain.name, routing) }))
    .filter(({ told }) => told > 0)
    .toSorted((a, b) => b.told - a.told);
  const route = preferred(routes, ({ domain }) => domain, hints);
  const domain = preferred(domains, ({ name }) => name, hints);
  const fromTable =
    route === undefined || (domain && isHinted(domain.name, hints) && !isHinted(route.domain, hints));
  if (!fromTable) return { agent: route.agent, role: named ?? route.as ?? null };
  const agent = routing.default;
  const settings = routing.agents[agent];
  const isDeaf = settings !== undefined && !TRAITS[settings.driver].readsPrompt;
  return { agent, role: named ?? (isDeaf ? null : (domain?.family ?? null)) };
}
