import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { loadConfig, readConfig } from './load';
import { placeOf, type Problem } from './problem';
import type { Config } from './schema';

function configOf(text: string): Config {
  const result = readConfig(text, 'specwave.yaml');
  if (!result.ok) throw new Error(`expected settings, got ${JSON.stringify(result.problems, null, 2)}`);
  return result.value;
}

function problemsOf(text: string): Problem[] {
  const result = readConfig(text, 'specwave.yaml');
  if (result.ok) throw new Error(`expected problems, got ${JSON.stringify(result.value, null, 2)}`);
  return result.problems;
}

function onlyProblemOf(text: string): Problem {
  const problems = problemsOf(text);
  expect(problems).toHaveLength(1);
  return problems[0] as Problem;
}

const DEFAULTS: Config = {
  default: 'recipe',
  agents: { recipe: { driver: 'recipe' } },
  routes: [],
  domains: {},
  prices: {},
  limits: {
    attempts: 2,
    timeoutMs: 45 * 60_000,
    stallMs: 10 * 60_000,
    quotaWaitMs: 30 * 60_000,
    budgetUsd: null,
  },
  verify: [],
  gate: [],
  setup: [],
  include: [],
  checks: {},
  install: 'auto',
  regenerate: {},
  commit: 'spec',
  // Their words: run/nextSteps.spec.ts.
  next: { completed: expect.any(Array), partial: expect.any(Array), infrastructure: expect.any(Array) },
  isolation: 'worktree',
  order: 'written',
  stories: 'sequential',
  optional: 'skip',
};

describe('settings without problems', () => {
  test.each(['', '\n', '# only a comment\n', '---\n', '{}'])(
    'an empty file (%j) gives the defaults',
    (text) => {
      expect(configOf(text)).toEqual(DEFAULTS);
    },
  );

  it('every key is read', () => {
    const text = `
default: script
agents:
  script: { driver: command, command: [node, tools/agent.mjs], env: { MODEL: small } }
routes:
  - { domain: clerk, agent: script, as: "clerk:*" }
domains:
  billing: [stripe, invoice]
prices:
  gpt-5: { input: 1.25, output: 10, cachedInput: 0.125 }
promptFile: tools/prompt.md
limits: { attempts: 3, timeout: 1h, stall: 500ms, quotaWait: 6h, budgetUsd: 20 }
verify: [npm test, "npx tsc --noEmit"]
gate:
  - npm run build
setup: [npm ci]
commit: wave
order: groups
stories: parallel
optional: run
next:
  completed: ["/validate {spec}"]
  partial: []
  infrastructure: [/prepare]
isolation: none
include: [.env, keys/]
checks: { dependency: refuse, stub: 'off' }
install: npm ci
regenerate: { Cargo.lock: cargo generate-lockfile }
`;
    expect(configOf(text)).toEqual({
      checks: { dependency: 'refuse', stub: 'off' },
      install: ['npm ci'],
      regenerate: { 'Cargo.lock': 'cargo generate-lockfile' },
      order: 'groups',
      stories: 'parallel',
      optional: 'run',
      default: 'script',
      agents: {
        recipe: { driver: 'recipe' },
        script: { driver: 'command', command: ['node', 'tools/agent.mjs'], env: { MODEL: 'small' } },
      },
      routes: [{ domain: 'clerk', agent: 'script', as: 'clerk:*' }],
      domains: { billing: ['stripe', 'invoice'] },
      prices: { 'gpt-5': { input: 1.25, output: 10, cachedInput: 0.125 } },
      promptFile: 'tools/prompt.md',
      limits: {
        attempts: 3,
        timeoutMs: 3_600_000,
        stallMs: 500,
        quotaWaitMs: 6 * 3_600_000,
        budgetUsd: 20,
      },
      verify: ['npm test', 'npx tsc --noEmit'],
      gate: ['npm run build'],
      setup: ['npm ci'],
      commit: 'wave',
      next: { completed: ['/validate {spec}'], partial: [], infrastructure: ['/prepare'] },
      include: ['.env', 'keys/'],
      isolation: 'none',
    });
  });

  it('one limit leaves the other limits at their defaults', () => {
    expect(configOf('limits: { stall: 10s }').limits).toEqual({ ...DEFAULTS.limits, stallMs: 10_000 });
  });

  it('names such as `constructor` are found only where somebody wrote them', () => {
    const { agents, domains } = configOf('');
    expect([agents['constructor'], domains['constructor']]).toEqual([undefined, undefined]);
  });
});

describe('settings with problems', () => {
  it('a mistyped key is reported at the key, with the one that was meant', () => {
    const problem = onlyProblemOf('default: recipe\nlimits:\n  atempts: 3\n');
    expect(problem.code).toBe('config-unknown-key');
    expect(placeOf(problem)).toBe('specwave.yaml:3:3');
    expect(problem.message).toContain('`limits.atempts`');
    expect(problem.message).toContain('`attempts`, `timeout`, `stall`');
    expect(problem.next).toContain('`attempts`');
  });

  it('several unknown keys are reported each at its own place', () => {
    expect(problemsOf('one: 1\ndefault: recipe\nother: 2\n').map(placeOf)).toEqual([
      'specwave.yaml:1:1',
      'specwave.yaml:3:1',
    ]);
  });

  it('a wrong type is reported at the value, with what was expected', () => {
    const problem = onlyProblemOf('limits:\n  attempts: many\n');
    expect(problem.code).toBe('config-invalid-value');
    expect(placeOf(problem)).toBe('specwave.yaml:2:13');
    expect(problem.message).toBe('`limits.attempts` is `many`; expected a whole number from 1 to 100.');
  });

  test.each(['45', '45 m', '1d', '-1s', '0s', '25000h', '""'])(
    'the duration %j is refused with an example',
    (text) => {
      expect(onlyProblemOf(`limits: { timeout: ${text} }`).message).toContain('a duration such as `45m`');
    },
  );

  it('a key without a value is reported at the key', () => {
    const problem = onlyProblemOf('default: recipe\nroutes:\n');
    expect(placeOf(problem)).toBe('specwave.yaml:2:1');
    expect(problem.message).toContain('`routes` has no value');
  });

  it('a missing key is reported at what should hold it', () => {
    const problem = onlyProblemOf('routes:\n  - domain: clerk\n');
    expect(placeOf(problem)).toBe('specwave.yaml:2:5');
    expect(problem.message).toContain('`routes[0].agent` is missing');
    expect(problem.next).toBe('Add `agent`.');
  });

  it('an unknown driver is reported with the drivers there are', () => {
    const problem = onlyProblemOf('agents:\n  big: { driver: clod }\n');
    expect(placeOf(problem)).toBe('specwave.yaml:2:18');
    expect(problem.message).toBe(
      '`agents.big.driver` is `clod`; expected one of `recipe`, `command`, `claude`, `codex`, `acp`.',
    );
  });

  it('an unknown key of an agent is reported with the keys of its driver', () => {
    const problem = onlyProblemOf('agents:\n  big: { driver: command, command: [a], modle: x }\n');
    expect(problem.message).toContain('expected one of `driver`, `command`, `env`');
  });

  it('a command without a program is refused', () => {
    expect(onlyProblemOf('agents: { a: { driver: command, command: [] } }').message).toContain(
      'at least the program',
    );
  });

  it('an agent name that no command line can take is refused at the name', () => {
    const problem = onlyProblemOf('agents:\n  "my agent": { driver: recipe }\n');
    expect(placeOf(problem)).toBe('specwave.yaml:2:3');
    expect(problem.message).toContain('a name of letters');
  });

  it('an unknown default agent is reported at its name, with the nearest one', () => {
    const problem = onlyProblemOf('default: recpie\n');
    expect(problem.code).toBe('config-unknown-agent');
    expect(placeOf(problem)).toBe('specwave.yaml:1:10');
    expect(problem.next).toContain('`recipe`');
  });

  it('an unknown agent of a route is reported at its name', () => {
    const problem = onlyProblemOf('routes:\n  - { domain: clerk, agent: constructor }\n');
    expect(placeOf(problem)).toBe('specwave.yaml:2:29');
    expect(problem.message).toContain('`routes[0].agent` names the agent `constructor`');
  });

  it('a duplicate key is reported where it stands the second time', () => {
    const problem = onlyProblemOf('default: recipe\ndefault: recipe\n');
    expect(problem.code).toBe('config-duplicate-key');
    expect(placeOf(problem)).toBe('specwave.yaml:2:1');
  });

  it('a syntax error is reported with its place', () => {
    const problem = problemsOf('agents:\n  a: [1,\nroutes: []\n')[0];
    expect(problem?.code).toBe('config-syntax');
    expect(problem?.at?.line).toBeGreaterThanOrEqual(2);
  });

  test.each(['- a\n', 'just words\n', '12\n'])('a file that is no group of keys (%j) is refused', (text) => {
    expect(onlyProblemOf(text).message).toContain('expected settings');
  });

  it('aliases that blow the file up are refused', () => {
    const levels = Array.from(
      { length: 12 },
      (_, n) => `k${n}: &k${n} [${Array(9).fill(n ? `*k${n - 1}` : 'x')}]`,
    );
    expect(onlyProblemOf(levels.join('\n')).code).toBe('config-syntax');
  });

  it('no text makes the reader throw, and every problem says where and what to do', () => {
    const words = fc.constantFrom(
      ...[
        'default',
        'agents',
        'routes',
        'limits',
        'recipe',
        'driver',
        ':',
        ': ',
        '- ',
        '\n',
        '\n  ',
        '{',
        '}',
        '[',
        ']',
      ],
      ...[
        '"',
        '&a ',
        '*a',
        '!!x ',
        '? ',
        '|',
        '\t',
        '\u00a0',
        '__proto__',
        '1',
        'null',
        ', ',
        '#',
        '---\n',
        '\0',
      ],
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(words, { maxLength: 30 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const result = readConfig(text, 'specwave.yaml');
        if (result.ok) return;
        expect(result.problems).not.toHaveLength(0);
        for (const problem of result.problems) {
          expect(problem.at?.line).toBeGreaterThanOrEqual(1);
          expect(problem.at?.column).toBeGreaterThanOrEqual(1);
          expect(problem.next).not.toBe('');
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('routes', () => {
  it.each([
    ['clrek', 'Did you mean `clerk`?'],
    ['constructor', 'Add `constructor` with its words below `domains`.'],
  ])('a route for the domain %s, which is none, is refused: %s', (domain, next) => {
    const problem = onlyProblemOf(`routes:\n  - { domain: ${domain}, agent: recipe }\n`);
    expect(problem).toMatchObject({ code: 'config-unknown-domain', at: { line: 2, column: 15 } });
    expect(problem.next).toContain(next);
  });

  it.each(['billing-*', '*', 'a*b:*'])('a route as %s is refused: no family is written so', (role) => {
    const problem = onlyProblemOf(`routes:\n  - { domain: clerk, agent: recipe, as: "${role}" }\n`);
    expect(problem.message).toContain('a family that ends in `:*`');
  });
});

describe('the file on disk', () => {
  let workspaceRoot: string;
  beforeEach(() => {
    workspaceRoot = mkdtempSync(join(tmpdir(), 'specwave-config-'));
  });
  afterEach(() => rmSync(workspaceRoot, { recursive: true }));

  it('a workspace without one has the defaults', () => {
    expect(loadConfig(workspaceRoot)).toEqual({ ok: true, value: DEFAULTS });
  });

  it('is read', () => {
    writeFileSync(join(workspaceRoot, 'specwave.yaml'), 'limits: { attempts: 5 }');
    expect(loadConfig(workspaceRoot)).toMatchObject({ ok: true, value: { limits: { attempts: 5 } } });
  });

  it('one that cannot be read is a problem', () => {
    mkdirSync(join(workspaceRoot, 'specwave.yaml'));
    expect(loadConfig(workspaceRoot)).toMatchObject({ ok: false, problems: [{ code: 'config-unreadable' }] });
  });
});
