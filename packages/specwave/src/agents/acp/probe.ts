/** Whether an ACP agent opens a session here: nothing is asked of its model, and no method of logging in is called. */
import { client, RequestError } from '@agentclientprotocol/sdk';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SettingsOf } from '../../config/agents';
import { lastLines } from '../../processes/output';
import { runProgram } from '../../processes/process';
import { AUTH_REQUIRED } from './login';
import { acpAgent } from './presets';
import { tryToOpen } from './session';
import { acpWire } from './wire';

const TIME_LIMIT_MS = 30_000;
const EVIDENCE_LINES = 5;

export type Probe =
  | { kind: 'opened' }
  /** It did not, and this is why. `asksForLogin`: that is the reason. */
  | { kind: 'refused'; asksForLogin: boolean; message: string; next: string }
  | { kind: 'silent'; message: string; next: string };

/** `env`: the whole environment. */
export async function probeAcp(settings: SettingsOf<'acp'>, env: NodeJS.ProcessEnv): Promise<Probe> {
  const agent = acpAgent(settings);
  const who = `\`${agent.program}\``;
  const next = 'Run it by hand to see why, or use another version of it.';
  const folder = mkdtempSync(join(tmpdir(), 'specwave-agents-'));
  const enough = new AbortController();
  let send: (line: string) => void = () => undefined;
  let talking: Promise<Probe | null> = Promise.resolve(null);
  const wire = acpWire(
    (line) => send(line),
    () => undefined,
  );
  const connection = client({ name: 'specwave' }).connect(wire.stream);
  try {
    const end = await runProgram({
      program: agent.program,
      args: [...agent.args, ...settings.args],
      cwd: folder,
      env: { ...env, ...agent.env[settings.permissions], ...settings.env },
      input: '',
      keepsInput: true,
      enough: enough.signal,
      limits: { timeoutMs: TIME_LIMIT_MS, stallMs: TIME_LIMIT_MS },
      signal: new AbortController().signal,
      onStart: (_, write) => {
        send = write;
        const login = { method: settings.authMethod ?? agent.authMethod, how: agent.login, limitMs: null };
        talking = tryToOpen(connection.agent, { who, tree: folder, login })
          .then((unfit): Probe => {
            if (unfit === null) return { kind: 'opened' };
            const asksForLogin = unfit.asksForLogin === true;
            return { kind: 'refused', asksForLogin, message: unfit.message, next: unfit.next };
          })
          .catch((error: unknown): Probe | null =>
            error instanceof RequestError
              ? {
                  kind: 'refused',
                  asksForLogin: error.code === AUTH_REQUIRED,
                  message: `${who} opens no session (${error.code}): ${error.message}`,
                  next,
                }
              : null,
          )
          .finally(() => enough.abort());
      },
      onLine: (stream, line) => void (stream === 'stdout' && wire.receive(line)),
    });
    wire.close();
    const answer = await talking;
    if (answer !== null) return answer;
    const words =
      end.kind === 'not-started' ? end.message : lastLines(end.stderr || end.output, EVIDENCE_LINES);
    return {
      kind: 'silent',
      message: `${who} opened no session within ${TIME_LIMIT_MS / 1000} s${words === '' ? '.' : `: ${words}`}`,
      next,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
