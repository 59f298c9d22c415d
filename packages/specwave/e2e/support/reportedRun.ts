/** A run whose tasks end in many ways, by an agent that says hostile things: what the tests of the report look at. */
import { Workspace } from './workspace';

export interface ReportedRun {
  workspace: Workspace;
  tasks: string[];
  /** How each of F001's tasks looks in the report. */
  outcomes: Record<string, string>;
  /** Before anybody asked for it. */
  writtenByRun: boolean;
}

const HOSTILE = '</script><img src=x onerror=alert(1)>\u001b[31m';

/** What the agent does is the last word of the task's title. */
const AGENT = `
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const id = process.env.SPECWAVE_TASK;
const line = readFileSync('specs/F001/tasks.md', 'utf8').split('\\n').find((each) => each.includes(id + ' '));
const does = /\\w+$/.exec(line)[0];
console.log(${JSON.stringify(HOSTILE)} + ' ' + does);
if (does === 'work') {
  mkdirSync('out', { recursive: true });
  writeFileSync('out/' + id + '.js', 'export const made = "' + id + '";\\n');
}
writeFileSync(process.env.SPECWAVE_RESULT_FILE, JSON.stringify({ summary: 'done', usage: { input_tokens: 1200, output_tokens: 340, cost_usd: 0.25 } }));
process.exitCode = { fail: 1, refuse: 3 }[does] ?? 0;
`;

const ENDS: Record<string, [string, string]> = {
  fail: ['fail', 'failed'],
  lie: ['lie', 'empty'],
  refuse: ['refuse', 'needs-agent'],
};

/** `count` tasks in two layers, of which the last of the first layer end badly. */
export async function reportedRun(count = 8): Promise<ReportedRun> {
  const workspace = Workspace.create();
  const ids = Array.from({ length: count }, (_, place) => `T${String(place + 1).padStart(3, '0')}`);
  const bad = Object.values(ENDS);
  const outcomes: Record<string, string> = {};
  const line = (id: string, place: number): string => {
    const [does, outcome] = bad[place - (count - bad.length)] ?? ['work', 'landed'];
    outcomes[id] = outcome;
    const words = place === 0 ? ` <b onclick="alert(1)">with markup</b>` : '';
    return `- [ ] ${id} Create part ${place}${words} of the example, ${does}`;
  };
  workspace.write(
    'specs/F001/tasks.md',
    `# Tasks for F001: Report <i>this</i>\n\n## Layer 0: All\n\n${ids.map(line).join('\n')}\n`,
  );
  workspace.write('specs/F002/tasks.md', '# Tasks for F002: Later\n\n- [ ] T001 Create `later.js`\n');
  workspace.write('tools/agent.cjs', AGENT);
  workspace.write(
    'specwave.yaml',
    'default: agent\nagents:\n  agent: { driver: command, command: [node, tools/agent.cjs] }\nlimits: { attempts: 1 }\n',
  );
  workspace.commit();
  await workspace.carryOut('F001', { parallel: 4 });
  const writtenByRun = workspace.has('.nx/specwave/report.html');
  await workspace.specwave('report');
  return { workspace, tasks: ids, outcomes, writtenByRun };
}
