/** The built-in domains: those of the original command (../shared/formats.md), in its order. */

export interface Domain {
  name: string;
  /** What tells the domain, beside its name. */
  words: readonly string[];
  /** Who does such work. */
  family: string;
}

export const DOMAINS: readonly Domain[] = [
  { name: 'clerk', words: ['clerk', 'auth', 'oauth'], family: 'clerk:*' },
  { name: 'supabase', words: ['supabase', 'database', 'schema'], family: 'supabase:*' },
  { name: 'nextjs-frontend', words: ['component', 'ui', 'frontend'], family: 'nextjs-frontend:*' },
  { name: 'fastapi-backend', words: ['endpoint', 'api', 'backend'], family: 'fastapi-backend:*' },
  { name: 'redis', words: ['redis', 'cache'], family: 'redis:*' },
  { name: 'rag-pipeline', words: ['rag', 'vector', 'embedding'], family: 'rag-pipeline:*' },
  {
    name: 'observability',
    words: ['sentry', 'error', 'monitoring'],
    family: 'deployment:observability-integrator',
  },
];
