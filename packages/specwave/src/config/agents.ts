/** The agents of `specwave.yaml`: a driver each, and its settings. */
import * as z from 'zod';
import { choice, section, word } from './section';

/** Agents that speak the Agent Client Protocol and are known by name: how each is started is agents/acp/presets.ts's to say. */
export const ACP_PRESETS = [
  'gemini',
  'opencode',
  'copilot',
  'claude-agent-acp',
  'codex-acp',
  'qwen',
  'kilo',
  'cline',
  'goose',
  'cursor',
  'kimi',
  'droid',
  'auggie',
] as const;
export type AcpPreset = (typeof ACP_PRESETS)[number];

const driver = <Name extends string>(name: Name) => z.literal(name).describe('The way to have a task done.');

const SETTINGS_EXPECTED = 'the settings of an agent, such as `{ driver: recipe }`';

const env = z
  .record(z.string(), z.string({ error: 'text (put numbers and true or false in quotes)' }), {
    error: 'variables, such as `{ MODEL: small }`',
  })
  .optional()
  .describe('Environment variables to add.');

const programAndArguments = z
  .array(word('a program or an argument as text (put numbers in quotes)'), {
    error: 'a list: the program, then its arguments, such as `[node, tools/agent.mjs]`',
  })
  .min(1, { error: 'a list with at least the program' });

const model = word('the name of a model, such as `sonnet`')
  .optional()
  .describe("The agent's model; without it, the one that the agent itself is set to.");

const permissions = choice(['edits', 'full'])
  .default('edits')
  .describe(
    'edits: the agent may change files in its tree, and what its own settings allow. full: it may run anything, with your rights.',
  );

const args = z
  .array(word('an argument as text (put numbers in quotes)'), {
    error: 'a list of arguments, such as `[--allowedTools, Bash]`',
  })
  .default([])
  .describe("Further arguments for the agent's program.");

const recipe = section({ driver: driver('recipe') }, SETTINGS_EXPECTED).describe(
  'The embedded agent: carries out what a task spells out. Free, no account, no network.',
);

/** Where the prompt, or the path of a file that holds it, stands in the arguments of a `command` agent. */
export const PROMPT_PLACEHOLDER = '{prompt}';
const PROMPT_WAYS = ['stdin', 'argument', 'file'] as const;

const command = section(
  {
    driver: driver('command'),
    command: programAndArguments.describe(
      'The program and its arguments, started without a shell, with the prompt on standard input unless `prompt` says otherwise.',
    ),
    env,
    // No default: it would be part of what results are known by, and none that was stored before would be found again.
    prompt: choice(PROMPT_WAYS)
      .optional()
      .describe(
        'How the program gets its prompt. stdin: on standard input. argument: in place of `{prompt}` in `command`, where other users of the machine may see it, 128 kB at most. file: the path of a file that holds it, in place of `{prompt}`.',
      ),
  },
  SETTINGS_EXPECTED,
)
  .refine(
    ({ command: [, ...rest], prompt = 'stdin' }) =>
      rest.some((each) => each.includes(PROMPT_PLACEHOLDER)) === (prompt !== 'stdin'),
    {
      error: `\`${PROMPT_PLACEHOLDER}\` in one of the arguments of \`command\` together with \`prompt: argument\` or \`prompt: file\`, or neither`,
    },
  )
  .describe(
    'Any program. Exit 0: done; 75: no quota now; 3: it cannot do this task; anything else: it failed.',
  );

const claude = section(
  {
    driver: driver('claude'),
    model,
    permissions,
    maxTurns: z
      .int({ error: 'a whole number from 1' })
      .min(1, { error: 'a whole number from 1' })
      .optional()
      .describe('The most turns (calls of the model) that one attempt may take.'),
    args,
    env,
  },
  SETTINGS_EXPECTED,
).describe('Claude Code, without its screen.');

const codex = section({ driver: driver('codex'), model, permissions, args, env }, SETTINGS_EXPECTED).describe(
  'Codex, without its screen.',
);

const acp = section(
  {
    driver: driver('acp'),
    preset: choice(ACP_PRESETS).optional().describe('An agent that is known by name; instead of `command`.'),
    command: programAndArguments
      .optional()
      .describe('Any agent that speaks the Agent Client Protocol: its program and arguments.'),
    model,
    permissions,
    mode: word("one of the agent's modes, such as `build`")
      .optional()
      .describe("The agent's own mode to work in; without it, the one that fits `permissions`."),
    authMethod: word("one of the agent's methods of logging in, such as `api-key`")
      .optional()
      .describe('How it logs in where it asks for it; without it, by the only method that it offers.'),
    args,
    env,
  },
  SETTINGS_EXPECTED,
)
  .refine(({ preset, command: own }) => (preset === undefined) !== (own === undefined), {
    error: `either \`preset\` (one of ${ACP_PRESETS.map((name) => `\`${name}\``).join(', ')}) or \`command\``,
  })
  .describe('An agent that speaks the Agent Client Protocol.');

/** Adding a driver begins with its line here: CONTRIBUTING.md. */
const DRIVERS = [recipe, command, claude, codex, acp] as const;
export const DRIVER_NAMES = DRIVERS.map((settings) => settings.shape.driver.value);

export const agentSettings = z.discriminatedUnion('driver', DRIVERS, {
  error: (issue) =>
    issue.code === 'invalid_union'
      ? `one of ${DRIVER_NAMES.map((name) => `\`${name}\``).join(', ')}`
      : SETTINGS_EXPECTED,
});

export type AgentSettings = z.output<typeof agentSettings>;
/** Always there, and what is left where nobody else is named. */
export const EMBEDDED = { driver: 'recipe' } as const satisfies AgentSettings;

/** The settings of one driver. */
export type SettingsOf<Driver extends AgentSettings['driver']> = Extract<AgentSettings, { driver: Driver }>;

/** What kind of thing a driver is: all that the rest of the code asks of it. A driver is its folder, its settings and this. */
export interface Traits {
  /** It costs nothing: no quota, no budget and no price concern it. */
  isFree: boolean;
  /** On the same tree it does the same every time: a second attempt would end alike. */
  isRepeatable: boolean;
  /** It reads a prompt, and can be told to be a specialist; the others carry out what the task spells out. */
  readsPrompt: boolean;
  /** It is started as the specialist itself; the others are told where to read who they are. */
  startsAsSpecialist: boolean;
}

const PROGRAM: Traits = {
  isFree: false,
  isRepeatable: false,
  readsPrompt: true,
  startsAsSpecialist: false,
};

export const TRAITS: Readonly<Record<AgentSettings['driver'], Traits>> = {
  recipe: {
    isFree: true,
    isRepeatable: true,
    readsPrompt: false,
    startsAsSpecialist: false,
  },
  command: PROGRAM,
  claude: { ...PROGRAM, startsAsSpecialist: true },
  codex: PROGRAM,
  acp: PROGRAM,
};
