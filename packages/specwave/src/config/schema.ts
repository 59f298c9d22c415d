/**
 * The shape of `specwave.yaml`: one definition gives the types, the checks and the JSON Schema that
 * editors use. It holds only keys that have an effect. A leaf's `error` is the phrase that follows
 * "expected" in a message; its description is what editors show.
 */
import * as z from 'zod';
import { type AgentSettings, agentSettings, EMBEDDED } from './agents';
import { checkSettings } from './checkSettings';
import { choice, plain, section, word } from './section';

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
const DURATION = /^(\d{1,9})(ms|s|m|h)$/;
/** Timers hold 31 bits of milliseconds, about 24 days; beyond, Node fires them at once. */
const LONGEST_MS = 2 ** 31 - 1;

function toMilliseconds(text: string): number {
  const [, amount, unit] = DURATION.exec(text) ?? [];
  return Number(amount) * UNITS[unit as keyof typeof UNITS];
}

const DURATION_EXPECTED = 'a duration such as `45m`, `10s`, `1h` or `500ms`, more than 0 and at most 24 days';

/** Reads `45m` as milliseconds. */
const duration = z
  .string({ error: DURATION_EXPECTED })
  .regex(DURATION, { error: DURATION_EXPECTED, abort: true })
  .transform(toMilliseconds)
  .refine((ms) => ms > 0 && ms <= LONGEST_MS, { error: DURATION_EXPECTED });

/** Names appear on command lines and in paths of logs. */
const agentName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, {
  error: 'a name of letters, digits, `.`, `_` and `-`',
});

const route = section(
  {
    domain: word('the name of a domain, such as `clerk`').describe('A built-in domain, or one of `domains`.'),
    agent: word('the name of an agent from `agents`').describe(
      'The agent that gets the tasks of this domain.',
    ),
    as: word('the specialist to be, such as `clerk:*`')
      .regex(/^[^*]+$|^[^*]+:\*$/, {
        error: 'a specialist, or a family that ends in `:*`, such as `clerk:*`',
      })
      .optional()
      .describe('The specialist that the agent is asked to be, such as `clerk:*`.'),
  },
  'a route, such as `{ domain: clerk, agent: recipe }`',
).describe('Gives the tasks of a domain to an agent.');

const MONEY_EXPECTED = 'an amount in US dollars, such as `20` or `0.5`';

const money = z.number({ error: MONEY_EXPECTED }).min(0, { error: MONEY_EXPECTED });

const limits = section(
  {
    attempts: z
      .int({ error: 'a whole number from 1 to 100' })
      .min(1, { error: 'a whole number from 1 to 100' })
      .max(100, { error: 'a whole number from 1 to 100' })
      .default(2)
      .describe('How often a task is tried before it ends without landing.'),
    timeout: duration.prefault('45m').describe('The longest that one attempt may take.'),
    stall: duration.prefault('10m').describe('The longest that an agent may be silent.'),
    quotaWait: duration
      .prefault('30m')
      .describe("The longest that a task waits for its agent's quota; beyond, it ends as `quota`."),
    budgetUsd: money
      .optional()
      .describe(
        'What one run may cost, in US dollars: no agent is started beyond it. Without it, there is no cap.',
      ),
  },
  'limits, such as `{ attempts: 2, timeout: 45m }`',
).transform(({ attempts, timeout, stall, quotaWait, budgetUsd = null }) => ({
  attempts,
  timeoutMs: timeout,
  stallMs: stall,
  quotaWaitMs: quotaWait,
  /** Null: no cap. */
  budgetUsd,
}));

const price = section(
  {
    input: money.describe('US dollars for a million tokens read.'),
    output: money.describe('US dollars for a million tokens written.'),
    cachedInput: money
      .optional()
      .describe('US dollars for a million tokens read from a cache; without it, as `input`.'),
  },
  'prices, such as `{ input: 1.25, output: 10 }`',
).describe('What a model costs.');

/** Commands as one would type them; where each of them runs is the key's to say. */
const commands = (example: string) => {
  const expected = 'a command as text, such as `npm test`';
  return z
    .array(z.string({ error: expected }).regex(/\S/, { error: expected }), {
      error: `a list of commands, such as \`${example}\``,
    })
    .default([]);
};

const INSTALL =
  '`auto`, `off`, a command such as `npm ci`, or a list of commands such as `[npm ci, npx prisma generate]`';

/** `auto`: the package manager's own install. A command runs what packages bring with them, too. */
const install = z
  .union(
    [
      z.string().regex(/\S/, { error: INSTALL }),
      z.array(z.string({ error: INSTALL }).regex(/\S/, { error: INSTALL })).min(1, { error: INSTALL }),
    ],
    { error: INSTALL },
  )
  .transform((value): 'auto' | 'off' | readonly string[] =>
    value === 'auto' || value === 'off' ? value : [value].flat(),
  );

const RELOCK = 'a command as text, such as `cargo generate-lockfile`';

const PATTERN = 'a pattern as in `.gitignore`, such as `.env`';

/** Texts for people: printed, never run. */
const steps = (...defaults: string[]) => {
  const expected = 'a text, such as `npm test`';
  return z
    .array(z.string({ error: expected }).regex(/\S/, { error: expected }), {
      error: 'a list of texts, such as `["npm test"]`',
    })
    .default(defaults);
};

const next = section(
  {
    completed: steps(
      'npx nx run {spec}:check-tasks   (validates: what is ticked without evidence, and what is wrong)',
      'git log --stat   (look at what was built, run its tests, and commit what is not committed yet)',
    ).describe('After a spec that is complete.'),
    partial: steps(
      'npx nx implement {spec}   (goes on with what is left; finished tasks are not run again)',
      'npx nx run {spec}:check-tasks   (says what is left)',
    ).describe('After a spec with tasks left.'),
    infrastructure: steps('npx specwave status   (all infrastructure is complete)').describe(
      'After a spec that is complete, once all infrastructure is.',
    ),
  },
  'next steps, such as `{ completed: ["npm test"] }`',
);

export const configSchema = section(
  {
    default: word('the name of an agent from `agents`')
      .default('recipe')
      .describe('The agent of a task that no route matches.'),
    agents: z
      .record(agentName, agentSettings, {
        error: 'agents by name, such as `script: { driver: command, ... }`',
      })
      .default({})
      .transform((agents) => plain<AgentSettings>({ recipe: EMBEDDED, ...agents }))
      .describe('The agents, by name. `recipe` is always there.'),
    routes: z
      .array(route, { error: 'a list of routes, such as `- { domain: clerk, agent: recipe }`' })
      .default([])
      .describe('Which agent gets which domain. The first match wins, before the built-in table.'),
    domains: z
      .record(
        z.string(),
        z.array(word('a word as text'), { error: 'a list of words, such as `[stripe, invoice]`' }),
        {
          error: 'domains by name, such as `billing: [stripe, invoice]`',
        },
      )
      .default({})
      .transform(plain)
      .describe('Words added to the built-in domains, or new domains.'),
    prices: z
      .record(z.string(), price, { error: 'prices by model, such as `gpt-5: { input: 1.25, output: 10 }`' })
      .default({})
      .transform(plain<Price>)
      .describe(
        'What tokens cost, by the name of a model or of an agent: for agents that report tokens and no money.',
      ),
    promptFile: word('the path of a file below the workspace root, such as `tools/prompt.md`')
      .optional()
      .describe('A Markdown file that replaces the text around the task in the prompt; it holds `{{task}}`.'),
    limits: limits.prefault({}).describe('What tasks and runs may use up.'),
    verify: commands('[npm test]').describe(
      "Commands that must pass in the task's tree before its result lands.",
    ),
    gate: commands('[npm run build]').describe(
      'Commands that must pass on the merged tree at the end of each wave.',
    ),
    checks: checkSettings
      .prefault({})
      .describe(
        'How a check of what an agent left ends, by its name: refuse (it does not land), flag (it lands, and is told of), off.',
      ),
    setup: commands('[npm ci]').describe('Commands run in a fresh tree before the agent.'),
    order: choice(['written', 'groups', 'dependencies'])
      .default('written')
      .describe(
        "written: tasks follow one another as the list's dialect says. groups: groups one after another, the tasks of a group at once. dependencies: only what tasks declare.",
      ),
    stories: choice(['sequential', 'parallel'])
      .default('sequential')
      .describe("Whether Spec Kit's user stories wait for one another, or are done side by side."),
    optional: choice(['skip', 'run'])
      .default('skip')
      .describe('Whether optional tasks (`- [ ]*`) are done, or neither done nor missed.'),
    include: z
      .array(z.string({ error: PATTERN }).regex(/\S/, { error: PATTERN }), {
        error: 'a list of patterns as in `.gitignore`, such as `[.env]`',
      })
      .default([])
      .describe(
        'Ignored files that each tree gets a copy of, by patterns as in `.gitignore`. Those of `.worktreeinclude` are copied too.',
      ),
    install: install
      .prefault('auto')
      .describe(
        'After a landing that changed a manifest or lock file. auto: the package manager that the lock file tells installs, without scripts. off: nothing. Or commands, run in the workspace.',
      ),
    regenerate: z
      .record(z.string().regex(/\S/), z.string({ error: RELOCK }).regex(/\S/, { error: RELOCK }), {
        error: 'commands by lock file, such as `Cargo.lock: cargo generate-lockfile`',
      })
      .default({})
      .transform(plain<string>)
      .describe(
        "How lock files are made anew that two tasks changed, by name or path with `*`: the command is run in the file's folder. npm, pnpm, yarn and bun need none.",
      ),
    commit: choice(['spec', 'wave', 'task', 'off'])
      .default('spec')
      .describe('When finished work is committed: after each spec, wave or task, or never (off).'),
    next: next
      .prefault({})
      .describe(
        'The next steps shown at the end of a spec and of a run: texts with `{spec}` in them, never run.',
      ),
    isolation: choice(['worktree', 'none'])
      .default('worktree')
      .describe(
        'worktree: each task in a tree of its own. none: agents share the working tree, nothing is cached.',
      ),
  },
  'settings, such as `default: recipe`',
).describe('Settings of Specwave. Every key is optional.');

export type Price = z.output<typeof price>;
export type Route = z.output<typeof route>;
/** `specwave.yaml` with all defaults filled in. Times are in milliseconds. */
export type Config = z.output<typeof configSchema>;

/** The JSON Schema of the file as people write it (durations as text, nothing required); draft 7 is what YAML editors know. */
export function configJsonSchema(): object {
  return { title: 'specwave.yaml', ...z.toJSONSchema(configSchema, { io: 'input', target: 'draft-7' }) };
}
