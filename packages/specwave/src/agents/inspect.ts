/** Whether an agent can be used on this machine: is its program there, which version is it, is somebody logged in. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import type { AgentSettings, SettingsOf } from '../config/agents';
import { agentEnvironment } from '../processes/environment';
import { lastLines } from '../processes/output';
import { runProgram } from '../processes/process';
import { type KnownProgram, PROGRAMS } from './programs';

/** Programs that print their version start in seconds at the slowest (gemini 0.61: 3 s on two cores). */
const TIME_LIMIT_MS = 30_000;
const VERSION = /\d+\.\d+(?:[\w.+-]*\w)?/;

export interface Inspection {
  /** As it is called; null for the embedded agent, which needs none. */
  program: string | null;
  /** What it says its version is; null where it was not asked (programs that we do not know) or says none. */
  version: string | null;
  /** Null where it cannot be asked. Over ACP: whether it opens a session. */
  loggedIn: boolean | null;
  /** Why the agent cannot be used; null where nothing says so: whether it can is known where somebody is logged in. */
  problem: { message: string; next: string } | null;
}

const USABLE = { version: null, loggedIn: null, problem: null } as const;

/**
 * Looks at the agent's program. What a `command` names is only looked for, never started: it might do anything.
 * `opensSession`: an agent over ACP is asked for a session too, which takes seconds.
 */
export async function inspectAgent(
  settings: AgentSettings,
  workspaceRoot: string,
  opensSession = true,
): Promise<Inspection> {
  const env = {
    ...agentEnvironment(process.env, { tree: workspaceRoot, workspaceRoot }),
    ...('env' in settings ? settings.env : undefined),
  };
  switch (settings.driver) {
    case 'recipe':
      return { program: null, ...USABLE };
    case 'claude':
    case 'codex':
      return inspectKnown(PROGRAMS[settings.driver], env, workspaceRoot);
    case 'command':
      return inspectOther(settings.command, env, workspaceRoot);
    case 'acp': {
      const looked =
        settings.preset === undefined
          ? inspectOther(settings.command ?? [], env, workspaceRoot)
          : await inspectKnown(PROGRAMS[settings.preset], env, workspaceRoot);
      return looked.problem || !opensSession ? looked : { ...looked, ...(await askAcp(settings, env)) };
    }
  }
}

/** By opening a session, which calls no model. */
async function askAcp(
  settings: SettingsOf<'acp'>,
  env: NodeJS.ProcessEnv,
): Promise<Pick<Inspection, 'loggedIn' | 'problem'>> {
  const { probeAcp } = require('./acp/probe') as typeof import('./acp/probe');
  const probe = await probeAcp(settings, env);
  if (probe.kind === 'opened') return { loggedIn: true, problem: null };
  const { message, next } = probe;
  return {
    loggedIn: probe.kind === 'refused' && probe.asksForLogin ? false : null,
    problem: { message, next },
  };
}

async function inspectKnown(
  { program, install, login }: KnownProgram,
  env: NodeJS.ProcessEnv,
  workspaceRoot: string,
): Promise<Inspection> {
  const ask = async (args: readonly string[]) =>
    runProgram({
      program,
      args,
      cwd: workspaceRoot,
      env,
      input: '',
      limits: { timeoutMs: TIME_LIMIT_MS, stallMs: TIME_LIMIT_MS },
      signal: new AbortController().signal,
      onLine: () => undefined,
    });
  const asked = await ask(['--version']);
  if (asked.kind !== 'exited' || asked.code !== 0) {
    const problem =
      asked.kind === 'not-started' && asked.code === 'ENOENT'
        ? { message: `\`${program}\` was not found.`, next: `Install it: ${install}` }
        : {
            message: `\`${program} --version\` failed: ${evidence(asked)}`,
            next: `Run it by hand to see why, or install it anew: ${install}`,
          };
    return { program, version: null, loggedIn: null, problem };
  }
  const version = VERSION.exec(asked.output)?.[0] ?? null;
  if (login === undefined) return { program, version, loggedIn: null, problem: null };
  const status = await ask(login.status);
  const loggedIn = status.kind === 'exited' ? status.code === 0 : null;
  const problem =
    loggedIn === false
      ? {
          message: `\`${[program, ...login.status].join(' ')}\` says that nobody is logged in.`,
          next: `Run: ${login.command} (not needed where the agent's \`env\` or settings name a key or a server of their own).`,
        }
      : null;
  return { program, version, loggedIn, problem };
}

function evidence(end: Awaited<ReturnType<typeof runProgram>>): string {
  switch (end.kind) {
    case 'not-started':
      return end.code;
    case 'exited':
      return lastLines(end.output, 1) || `exit code ${end.code}`;
    default:
      return end.kind;
  }
}

function inspectOther(
  [program = '']: readonly string[],
  env: NodeJS.ProcessEnv,
  workspaceRoot: string,
): Inspection {
  const isThere = program.includes('/')
    ? isProgram(resolve(workspaceRoot, program))
    : (env['PATH'] ?? '')
        .split(delimiter)
        .some((folder) => isAbsolute(folder) && isProgram(join(folder, program)));
  const problem = isThere
    ? null
    : {
        message: `\`${program}\` was not found.`,
        next: "Install it, or correct the agent's `command` under `agents` in specwave.yaml.",
      };
  return { program, ...USABLE, problem };
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
