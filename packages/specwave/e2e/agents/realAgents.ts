/** The real agent programs: how people set each up, led to a model server on loopback instead of its provider. */

import type { Outcome } from '../../src/plan/outcomes';

export interface Ending {
  outcome: Outcome;
  /** What the message in the ledger has to hold. */
  says: RegExp;
}

export interface RealAgent {
  name: string;
  /** Its settings in specwave.yaml, YAML. */
  settings: string;
  /** The model that the server is to be asked for. */
  model: string;
  /** Files of the user's home, by their path in it. `url`: the server's. */
  files(url: string): Readonly<Record<string, string>>;
  /** What its user has in the environment: a key that is none, and nothing that asks the network. */
  environment(url: string): Readonly<Record<string, string>>;
  /** What it tells of what its work took. */
  tells: readonly ('tokens' | 'money')[];
  /** It tells the tokens of its last call of the model only. */
  lastCallOnly?: true;
  /** Two of it, started at once in a home that is new, may fall over each other making their database: one attempt fails. */
  racesInNewHome?: true;
  /** How a task ends whose agent gets nothing but 429 from its provider. */
  rateLimit: Ending;
  /** The same with 500. */
  serverError: Ending;
}

const QUOTA: Ending = { outcome: 'quota', says: /has no quota/ };
const NO_ANSWER: Ending = { outcome: 'failed', says: /got no answer|cannot reach|500/ };
/** The program tries again by itself, for minutes, and says nothing of it over the protocol: nobody can tell why it waits. */
const SILENT: Ending = { outcome: 'stalled', says: /said nothing/ };

const NO_KEY = 'no-key';

const claudeEnvironment = (url: string) => ({
  ANTHROPIC_BASE_URL: url,
  ANTHROPIC_API_KEY: NO_KEY,
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
});

const codexFiles = (url: string) => ({
  '.codex/config.toml': [
    'model = "gpt-5.1-codex"',
    'model_provider = "loopback"',
    '[model_providers.loopback]',
    'name = "loopback"',
    `base_url = "${url}/v1"`,
    'env_key = "OPENAI_API_KEY"',
    'wire_api = "responses"',
    '[analytics]',
    'enabled = false',
    '',
  ].join('\n'),
});

const opencodeConfiguration = (url: string) => ({
  autoupdate: false,
  share: 'disabled',
  model: 'loopback/small',
  small_model: 'loopback/small',
  provider: {
    loopback: {
      npm: '@ai-sdk/openai-compatible',
      name: 'loopback',
      options: { baseURL: `${url}/v1`, apiKey: NO_KEY },
      models: { small: { name: 'small', cost: { input: 1, output: 10 } } },
    },
  },
});

const geminiSettings = {
  security: { auth: { selectedType: 'gemini-api-key' } },
  privacy: { usageStatisticsEnabled: false },
  // It tries ten times, for minutes and without a word, before it says that it gets no answer.
  general: { enableAutoUpdate: false, maxAttempts: 2 },
};

const qwenSettings = {
  security: { auth: { selectedType: 'openai' } },
  privacy: { usageStatisticsEnabled: false },
  general: { enableAutoUpdate: false },
};

/** As `cline auth -p openai -k KEY -m MODEL -b URL` leaves it. */
const clineFiles = (url: string) => ({
  '.cline/data/settings/providers.json': JSON.stringify({
    version: 1,
    lastUsedProvider: 'openai-compatible',
    modes: {},
    providers: {
      'openai-compatible': {
        settings: { provider: 'openai-compatible', apiKey: NO_KEY, model: 'small', baseUrl: `${url}/v1` },
        updatedAt: '2026-11-27T00:00:00.000Z',
        tokenSource: 'manual',
      },
    },
  }),
});

export const AGENTS: readonly RealAgent[] = [
  {
    name: 'claude',
    settings: '{ driver: claude, model: claude-sonnet-4-5 }',
    model: 'claude-sonnet-4-5',
    files: () => ({}),
    environment: claudeEnvironment,
    tells: ['tokens', 'money'],
    rateLimit: QUOTA,
    serverError: NO_ANSWER,
  },
  {
    name: 'codex',
    settings: '{ driver: codex }',
    model: 'gpt-5.1-codex',
    files: codexFiles,
    environment: () => ({ OPENAI_API_KEY: NO_KEY }),
    tells: ['tokens'],
    racesInNewHome: true,
    rateLimit: QUOTA,
    serverError: NO_ANSWER,
  },
  {
    name: 'gemini',
    // Its own choice would ask another model first which one to take.
    settings: '{ driver: acp, preset: gemini, model: gemini-2.5-flash }',
    model: 'gemini-2.5-flash',
    files: () => ({ '.gemini/settings.json': JSON.stringify(geminiSettings) }),
    environment: (url) => ({ GEMINI_API_KEY: NO_KEY, GOOGLE_GEMINI_BASE_URL: url }),
    tells: ['tokens'],
    rateLimit: QUOTA,
    serverError: NO_ANSWER,
  },
  {
    name: 'opencode',
    settings: '{ driver: acp, preset: opencode }',
    model: 'small',
    files: () => ({}),
    environment: (url) => ({
      OPENCODE_CONFIG_CONTENT: JSON.stringify(opencodeConfiguration(url)),
      OPENCODE_DISABLE_AUTOUPDATE: '1',
      OPENCODE_DISABLE_MODELS_FETCH: '1',
    }),
    tells: ['tokens'],
    lastCallOnly: true,
    racesInNewHome: true,
    rateLimit: SILENT,
    serverError: SILENT,
  },
  {
    name: 'copilot',
    settings: '{ driver: acp, preset: copilot }',
    model: 'gpt-5.1',
    files: () => ({}),
    environment: (url) => ({
      COPILOT_PROVIDER_BASE_URL: `${url}/v1`,
      COPILOT_PROVIDER_TYPE: 'openai',
      COPILOT_PROVIDER_API_KEY: NO_KEY,
      COPILOT_MODEL: 'gpt-5.1',
      COPILOT_OFFLINE: 'true',
    }),
    tells: ['tokens'],
    rateLimit: QUOTA,
    serverError: NO_ANSWER,
  },
  {
    name: 'claude-agent-acp',
    settings: '{ driver: acp, preset: claude-agent-acp, model: sonnet }',
    model: 'claude-sonnet',
    files: () => ({}),
    environment: claudeEnvironment,
    tells: ['tokens', 'money'],
    rateLimit: QUOTA,
    serverError: NO_ANSWER,
  },
  {
    name: 'codex-acp',
    settings: '{ driver: acp, preset: codex-acp }',
    model: 'gpt-5.1-codex',
    files: codexFiles,
    environment: () => ({ OPENAI_API_KEY: NO_KEY }),
    tells: ['tokens'],
    racesInNewHome: true,
    rateLimit: QUOTA,
    serverError: NO_ANSWER,
  },
  {
    name: 'qwen',
    settings: '{ driver: acp, preset: qwen }',
    model: 'small',
    files: () => ({ '.qwen/settings.json': JSON.stringify(qwenSettings) }),
    environment: (url) => ({ OPENAI_API_KEY: NO_KEY, OPENAI_BASE_URL: `${url}/v1`, OPENAI_MODEL: 'small' }),
    tells: ['tokens'],
    rateLimit: SILENT,
    serverError: SILENT,
  },
  {
    name: 'cline',
    settings: '{ driver: acp, preset: cline, args: ["--auto-approve", "true"] }',
    // Over ACP it takes its provider's default.
    model: 'gpt-4o',
    files: clineFiles,
    // Without these it opens no session, whatever its settings say.
    environment: () => ({
      CLINE_API_KEY: NO_KEY,
      CLINE_PROVIDER: 'openai-compatible',
      CLINE_NO_AUTO_UPDATE: '1',
    }),
    tells: [],
    rateLimit: SILENT,
    serverError: SILENT,
  },
];
