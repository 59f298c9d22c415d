/** The commands of docs/ci.md, run as GitHub Actions would: a document that is wrong fails here. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { boxes, failingTask, recipeTask, taskList } from './support/specs';
import { Workspace } from './support/workspace';

const step = z.object({
  if: z.string().optional(),
  run: z.string().optional(),
  env: z.record(z.string(), z.string()).default({}),
});
const workflow = z.object({ jobs: z.record(z.string(), z.object({ steps: z.array(step) })) });

const DOCUMENT = readFileSync(resolve(__dirname, '../../../docs/ci.md'), 'utf8');
const [workflowText = '', settings = ''] = [...DOCUMENT.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(
  ([, text]) => text ?? '',
);
const { jobs } = workflow.parse(parse(workflowText));

/** What Actions puts in place of expressions. */
const EXPRESSIONS: Readonly<Record<string, string>> = {
  '${{ github.base_ref }}': 'main',
  '${{ github.event.repository.default_branch }}': 'main',
  '${{ secrets.ANTHROPIC_API_KEY }}': '',
};

interface Ran {
  run: string;
  exitCode: number | null;
  output: string;
}

let workspace: Workspace;
let outside: string;

/** Runs the steps of a job up to the first that fails, and those that always run; `what`: the input of the workflow. */
function runJob(name: string, what: string): { exitCode: number; steps: Ran[]; output: string } {
  const steps: Ran[] = [];
  for (const { if: condition = '', run, env } of jobs[name]?.steps ?? []) {
    const failed = steps.some(({ exitCode }) => exitCode !== 0);
    const wanted =
      condition === 'always()' || (!failed && (condition === '' || condition === `inputs.what == '${what}'`));
    // The package is installed already, from what was packed.
    if (run === undefined || run === 'npm ci' || !wanted) continue;
    const clean = Object.entries(process.env).filter(
      ([key]) => !/^(NX_|npm_|FORCE_COLOR$|SPECWAVE_)/.test(key),
    );
    const { status, stdout, stderr } = spawnSync('bash', ['-e', '-c', run], {
      cwd: workspace.root,
      encoding: 'utf8',
      env: {
        ...Object.fromEntries(clean),
        ...Object.fromEntries(
          Object.entries(env).map(([key, value]) => [key, EXPRESSIONS[value] ?? `unknown: ${value}`]),
        ),
        CI: 'true',
        NX_DAEMON: 'false',
        NX_CACHE_DIRECTORY: join(workspace.root, '.nx/cache'),
        GITHUB_STEP_SUMMARY: join(outside, 'summary.md'),
      },
    });
    steps.push({ run, exitCode: status, output: `${stdout}${stderr}` });
  }
  const exitCode = steps.find((each) => each.exitCode !== 0)?.exitCode ?? 0;
  return { exitCode, steps, output: steps.map(({ run, output }) => `$ ${run}\n${output}`).join('\n') };
}

beforeEach(() => {
  outside = mkdtempSync(join(tmpdir(), 'specwave-ci-'));
  workspace = Workspace.create();
  workspace.write('specwave.yaml', settings);
  workspace.write('specs/F001/tasks.md', taskList('F001', [recipeTask('T001', 'out/a.mjs')]));
  workspace.commit('A spec that nobody works on');
  workspace.git('init', '--quiet', '--bare', join(outside, 'origin.git'));
  workspace.git('remote', 'add', 'origin', join(outside, 'origin.git'));
  workspace.git('push', '--quiet', 'origin', 'main');
  workspace.git('fetch', '--quiet', 'origin');
  workspace.git('checkout', '--quiet', '-b', 'work');
});
afterEach(async () => {
  await workspace.close();
  rmSync(outside, { recursive: true });
});

it('a pull request is red while its spec is open; implemented and pushed on demand, it is green', () => {
  workspace.write('specs/F002/tasks.md', taskList('F002', [recipeTask('T001', 'out/b.mjs')]));
  workspace.commit('Another spec');
  const red = runJob('check', '');
  expect(red).toMatchObject({ exitCode: 1 });
  expect(red.output).toContain('F002: Spec F002 — 0 of 1 task');
  expect(red.output).not.toContain('F001:check-tasks');

  const implemented = runJob('implement', 'affected');
  expect(implemented).toEqual({ ...implemented, exitCode: 0 });
  expect(boxes(workspace.git('show', 'origin/work:specs/F002/tasks.md'))).toBe('1/1');
  expect(boxes(workspace.git('show', 'origin/work:specs/F001/tasks.md'))).toBe('0/1');
  expect(readFileSync(join(outside, 'summary.md'), 'utf8')).toContain('F002');

  expect(runJob('check', '')).toMatchObject({ exitCode: 0 });
});

it('all that is left: a failure is one, with a summary to read, and what was done is pushed', () => {
  workspace.write(
    'specs/F002/tasks.md',
    taskList('F002', [recipeTask('T001', 'out/b.mjs'), failingTask('T002')]),
  );
  workspace.commit('Another spec');
  const { exitCode, output } = runJob('implement', 'all');
  expect({ exitCode, output }).toEqual({ exitCode: 1, output });
  expect(() => JSON.parse(workspace.read('specwave-summary.json'))).not.toThrow();
  expect(boxes(workspace.git('show', 'origin/work:specs/F002/tasks.md'))).toBe('1/2');
});

it('all that is left: an agent without quota is no failure', () => {
  workspace.write(
    'specwave.yaml',
    `${settings}default: mine\nagents: { mine: { driver: command, command: [node, agent.mjs] } }\n`.replace(
      /^limits: .*$/m,
      'limits: { quotaWait: 1s }',
    ),
  );
  workspace.write('agent.mjs', 'process.exitCode = 75;\n');
  workspace.commit('An agent');
  const { exitCode, output } = runJob('implement', 'all');
  expect({ exitCode, output }).toEqual({
    exitCode: 0,
    output: expect.stringContaining('::warning::Stopped for quota'),
  });
  expect(output).toContain('::warning::Stopped for quota or budget.');
});
