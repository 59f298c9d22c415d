/** Which agent gets a task. Pure. */
import type { Config } from '../config/schema';
import type { Task } from '../spec/model';

export interface Route {
  /** Name of an agent of the configuration. */
  agent: string;
  /** The part that the agent is to play (`clerk:*`, a sub-agent's name), where the task or a route names one. */
  role: string | null;
}

/** Domains of the original command (../shared/formats.md), by the words that tell them. */
const DOMAIN_WORDS: Readonly<Record<string, readonly string[]>> = {
  clerk: ['clerk', 'auth', 'oauth'],
  supabase: ['supabase', 'database', 'schema'],
  'nextjs-frontend': ['component', 'ui', 'frontend'],
  'fastapi-backend': ['endpoint', 'api', 'backend'],
  redis: ['redis', 'cache'],
  'rag-pipeline': ['rag', 'vector', 'embedding'],
  observability: ['sentry', 'error', 'monitoring'],
};

/** What of the configuration decides who gets a task. */
export type Routing = Pick<Config, 'default' | 'agents' | 'routes' | 'domains'>;

/** Domains have names that users choose: `constructor` is none, unless somebody made it one. */
function wordsFor(domains: Readonly<Record<string, readonly string[]>>, domain: string): readonly string[] {
  return (Object.hasOwn(domains, domain) ? domains[domain] : undefined) ?? [];
}

/** Words of a task outside code blocks, in lower case. Code of another domain must not route a task. */
function wordsOf(task: Task): Set<string> {
  const prose = `${task.title}\n${task.body.replace(/^(`{3,}|~{3,})[\s\S]*?^\1/gm, '')}`;
  return new Set(prose.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}

function isOfDomain(words: ReadonlySet<string>, domain: string, routing: Routing): boolean {
  const telling = [domain, ...wordsFor(DOMAIN_WORDS, domain), ...wordsFor(routing.domains, domain)];
  return telling.some((word) => words.has(word.toLowerCase()));
}

/**
 * An agent that the task names (`Agent:`, `@agent`) and that is configured wins; then the first route whose domain
 * the task's words tell; then the default. A name that is no configured agent is the role to play.
 */
export function routeOf(task: Task, config: Routing): Route {
  if (task.agent !== null && Object.hasOwn(config.agents, task.agent))
    return { agent: task.agent, role: null };
  const words = wordsOf(task);
  const route = config.routes.find((each) => isOfDomain(words, each.domain, config));
  return { agent: route?.agent ?? config.default, role: task.agent ?? route?.as ?? null };
}
