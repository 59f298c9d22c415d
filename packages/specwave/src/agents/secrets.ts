/**
 * Whose secret a variable is. Each agent gets its own provider's only: a program that can be talked into printing its
 * environment cannot give away keys that it was not handed.
 */

export type Provider = 'anthropic' | 'openai' | 'google' | 'github' | 'other';

/** Keys of model providers, as the agents' own documentation names them. Secrets of the user's project are not among them. */
const SECRETS: Readonly<Record<Provider, readonly string[]>> = {
  anthropic: ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN', 'CLAUDE_CODE_OAUTH_TOKEN'],
  openai: ['OPENAI_API_KEY', 'CODEX_API_KEY', 'CODEX_ACCESS_TOKEN', 'AZURE_OPENAI_API_KEY'],
  google: ['GEMINI_API_KEY', 'GOOGLE_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'],
  github: ['COPILOT_GITHUB_TOKEN', 'COPILOT_PROVIDER_API_KEY', 'COPILOT_PROVIDER_BEARER_TOKEN'],
  other: [
    'CEREBRAS_API_KEY',
    'CURSOR_API_KEY',
    'DEEPSEEK_API_KEY',
    'FIREWORKS_API_KEY',
    'GROQ_API_KEY',
    'MISTRAL_API_KEY',
    'OPENCODE_API_KEY',
    'OPENROUTER_API_KEY',
    'TOGETHER_API_KEY',
    'XAI_API_KEY',
  ],
};

/** Names of the variables that an agent which needs the keys of `needed` only does not get. */
export function foreignSecrets(needed: readonly Provider[]): Set<string> {
  const foreign = Object.entries(SECRETS).filter(([provider]) => !needed.some((each) => each === provider));
  return new Set(foreign.flatMap(([, names]) => names));
}
