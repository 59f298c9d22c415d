/** One real agent, its home, its model server and a workspace whose spec it is to implement. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { type NxResult, Workspace } from '../support/workspace';
import { taskLine } from './modelServer/answers';
import { type Behaviour, ModelServer } from './modelServer/server';
import type { RealAgent } from './realAgents';

const PROGRAMS = resolve(__dirname, '../../../../.cache/agents/node_modules/.bin');

/**
 * An agent that waits by itself ends as `stalled` or `timeout` with these, which is not what most tests expect. Waiting
 * for a quota is short, so that a run gives up.
 */
const LIMITS = 'timeout: 3m, stall: 40s, quotaWait: 1s';

/** A home of its own, wherever programs look for it: what the user of this machine has set up has no part in a test. */
function homeVariables(home: string): Record<string, string> {
  return {
    HOME: home,
    CLAUDE_CONFIG_DIR: join(home, '.claude'),
    CODEX_HOME: join(home, '.codex'),
    XDG_CACHE_HOME: join(home, '.cache'),
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_DATA_HOME: join(home, '.local/share'),
    XDG_STATE_HOME: join(home, '.local/state'),
  };
}

export class AgentRun {
  private constructor(
    readonly server: ModelServer,
    readonly workspace: Workspace,
    private readonly home: string,
  ) {}

  /** `tasks`: for each, the server's model is to write the file of `fileOf` with the line of `lineOf`. */
  static async prepare(agent: RealAgent, behaviour: Behaviour, tasks: readonly string[]): Promise<AgentRun> {
    const server = await ModelServer.listen();
    server.behaviour = behaviour;
    const home = mkdtempSync(join(tmpdir(), 'specwave-agent-home-'));
    for (const [path, text] of Object.entries(agent.files(server.url))) {
      mkdirSync(dirname(join(home, path)), { recursive: true });
      writeFileSync(join(home, path), text);
    }
    const workspace = Workspace.create({
      environment: {
        ...homeVariables(home),
        PATH: [PROGRAMS, process.env['PATH']].join(delimiter),
        NO_PROXY: '127.0.0.1',
        // Any value but 1 has claude-agent-acp offer, as root, what claude then refuses.
        IS_SANDBOX: '',
        ...agent.environment(server.url),
      },
    });
    workspace.write(
      'specwave.yaml',
      `default: real\nagents:\n  real: ${agent.settings}\ncommit: off\nlimits: { attempts: ${behaviour === 'work' ? 2 : 1}, ${LIMITS} }\n`,
    );
    // Copilot makes no folders.
    workspace.write('src/index.ts', 'export {};\n');
    const lines = tasks.map((task) => taskLine(task, fileOf(task), lineOf(task)));
    workspace.write('specs/F001/tasks.md', `# Tasks for F001: Files\n\n${lines.join('')}`);
    workspace.commit();
    return new AgentRun(server, workspace, home);
  }

  async implement(): Promise<NxResult> {
    const result = await this.workspace.nx('run-many', '-t', 'implement', '--output-style=static');
    return { ...result, output: `${result.output}\nThe model server:\n${this.server.story}` };
  }

  async close(): Promise<void> {
    this.server.close();
    await this.workspace.close();
    rmSync(this.home, { recursive: true, force: true });
  }
}

export function fileOf(task: string): string {
  return `src/${task}.txt`;
}

export function lineOf(task: string): string {
  return `made by ${task}`;
}
