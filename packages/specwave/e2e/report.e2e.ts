/** The report: one page of what a run came to, harmless whatever agents say, and the same for programs. */
import { type ReportedRun, reportedRun } from './support/reportedRun';

let run: ReportedRun;
beforeAll(async () => {
  run = await reportedRun();
});
afterAll(() => run.workspace.close());

const page = (): string => run.workspace.read('.nx/specwave/report.html');

it('is written by the run itself', () => {
  expect(run.writtenByRun).toBe(true);
});

it('has a place for every task', () => {
  const places = [...page().matchAll(/<li class="task [^"]*" id="([^"]*)"/g)].map(([, id]) => id);
  expect(places).toEqual(run.tasks.map((task) => `F001/${task}`));
});

it('tells how each task ended', () => {
  const looks = [...page().matchAll(/<li class="task ([^"]*)" id="F001\/([^"]*)"/g)];
  expect(Object.fromEntries(looks.map(([, look, task]) => [task, look]))).toEqual(run.outcomes);
});

it('holds no markup that an agent or a task wrote', () => {
  expect(page()).not.toMatch(/<(?:img|b)\s*(?:src|onclick)/);
  expect(page().match(/<script/g)).toHaveLength(1);
  expect(page()).toContain('&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;');
  // eslint-disable-next-line no-control-regex
  expect(page()).not.toMatch(/[\u0000-\u0008\u000B\u000C\u000E-\u001F]/);
});

it('nothing in it is loaded from elsewhere', () => {
  expect(page()).toContain("default-src 'none'");
  expect(page()).not.toMatch(/(?:src|href)="(?!#)/);
});

it('tells what was replayed, and what that saved', async () => {
  const { workspace } = run;
  workspace.git('checkout', '--quiet', '--', 'specs');
  workspace.git('clean', '--quiet', '-fd', 'out');
  await workspace.carryOut('F001');
  const { exitCode, output } = await workspace.specwave('report', '--json');
  expect(exitCode).toBe(0);
  const answer = JSON.parse(output) as {
    saved: { cost_usd: number };
    specs: { waves: { tasks: { id: string; replayedAt: string | null }[] }[] }[];
  };
  const tasks = answer.specs[0]?.waves.flatMap((wave) => wave.tasks) ?? [];
  const replayed = tasks.filter(({ replayedAt }) => replayedAt !== null).map(({ id }) => id);
  expect(replayed).toEqual(Object.keys(run.outcomes).filter((task) => run.outcomes[task] === 'landed'));
  expect(answer.saved.cost_usd).toBeCloseTo(0.25 * replayed.length);
});

it('is Markdown for the summaries of CI, where no words of others are markup', async () => {
  const { output } = await run.workspace.specwave('report', '--markdown');
  expect(output).toMatch(/^\| F001 \| .* \| partial \| \d+ of \d+ \|/m);
  expect(output).not.toContain('<img');
});

it('of a spec that was never begun is written too', async () => {
  const { exitCode } = await run.workspace.specwave('report', 'F002');
  expect(exitCode).toBe(0);
  expect(page()).toContain('id="F002/T001"');
});
