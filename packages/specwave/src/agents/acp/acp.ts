/** Every agent that speaks the Agent Client Protocol, version 1. */
import { client, type ClientConnection, methods, RequestError } from '@agentclientprotocol/sdk';
import type { SettingsOf } from '../../config/agents';
import { lastLines, MAX_LINE_LENGTH } from '../../processes/output';
import { type ProgramEnd, runProgram } from '../../processes/process';
import { type AcpSubject, endingOf, type Talk } from './endings';
import { LOGIN_LIMIT_MS } from './login';
import { chosenOption, mayGoAhead, permissionRequest } from './permissions';
import type { KnownAgent } from './knownAgent';
import { acpAgent } from './presets';
import { converse, type Wish } from './session';
import { stepOf } from './toolCalls';
import { acpTurn, type Turn } from './turn';
import { acpWire } from './wire';
import type { AgentEnding, AgentJob, Driver } from '../driver';
import { notStartedEnding, stoppedEnding, whoIs } from '../endings';
import { outputFault, saidLast } from '../faultEnding';
import { jobEnvironment } from '../jobEnvironment';

type Settings = SettingsOf<'acp'>;

/** A message holds a whole file twice where it tells of an edit. */
const MAX_MESSAGE_LENGTH = 8 * 1024 * 1024;
const EVIDENCE_LINES = 15;
const MOST_REFUSED = 20;

/** The driver `acp`: presets and commands alike. `graceMs` and `loginLimitMs` are for tests. */
export function acpDriver(
  settings: Settings,
  { graceMs, loginLimitMs = LOGIN_LIMIT_MS }: { graceMs?: number; loginLimitMs?: number } = {},
): Driver {
  const agent = acpAgent(settings);
  const { model = null } = settings;
  const modelArgs = model !== null && agent.modelArgs ? agent.modelArgs(model) : null;
  return {
    async run(job, emit, signal) {
      const subject = { who: whoIs(job, agent.program), login: agent.login, allow: agent.allow };
      const turn = acpTurn(job.tree, emit);
      const refused: string[] = [];
      const enough = new AbortController();
      let session: string | null = null;
      let send: (line: string) => void = () => undefined;
      const wire = acpWire(
        (line) => send(line),
        // What is said before the prompt is about the session, not about the task.
        (params) => session !== null && turn.update(params),
      );
      const connection = client({ name: 'specwave' })
        .onRequest(methods.client.session.requestPermission, permissionRequest, ({ params }) => {
          const call = turn.toolCall(params.toolCall);
          const isAllowed = call !== null && mayGoAhead(call, settings.permissions, job);
          const { isGranted, outcome } = chosenOption(params.options, isAllowed, settings.permissions);
          if (!isGranted && refused.length < MOST_REFUSED) {
            const step = call === null ? 'a tool without a name' : stepOf(call, job.tree);
            if (!refused.includes(step)) refused.push(step);
          }
          return { outcome };
        })
        .connect(wire.stream);

      let talking: Promise<Talk> = Promise.resolve({ kind: 'gone' });
      const end = await runProgram({
        program: agent.program,
        args: [...agent.args, ...(modelArgs ?? []), ...settings.args],
        cwd: job.tree,
        env: jobEnvironment(job, agent.needs, { ...agent.env[settings.permissions], ...settings.env }),
        input: '',
        keepsInput: true,
        enough: enough.signal,
        askToStop: async () => {
          if (session === null) return;
          await connection.agent
            .notify(methods.agent.session.cancel, { sessionId: session })
            .catch(() => undefined);
          await talking;
        },
        maxLineLength: MAX_MESSAGE_LENGTH,
        limits: job.limits,
        graceMs,
        signal,
        onStart: (pid, write) => {
          emit({ type: 'agent-started', pid, command: agent.program });
          send = write;
          talking = talk(
            connection,
            wishOf(job, settings, agent, { who: subject.who, hasModel: modelArgs !== null, loginLimitMs }),
            (id) => {
              session = id;
            },
          )
            .then((result) => {
              if (result.kind === 'stopped') turn.answer(result.response);
              return result;
            })
            .finally(() => enough.abort());
          // A bug: it comes out below, after the program has been ended.
          talking.catch(() => undefined);
        },
        onLine: (stream, line) => {
          if (stream === 'stdout' && wire.receive(line)) return;
          // What it says about its own leaving (codex-acp 2.6: a dozen lines of errors) is nobody's concern.
          if (enough.signal.aborted) return;
          emit({ type: 'agent-output', stream, line: line.slice(0, MAX_LINE_LENGTH) });
        },
      });
      wire.close();
      const result = await talking;
      turn.end();
      return endOf(end, result, { agent, subject, turn, refused, job });
    },
  };
}

function wishOf(
  job: AgentJob,
  settings: Settings,
  agent: KnownAgent,
  { who, hasModel, loginLimitMs }: { who: string; hasModel: boolean; loginLimitMs: number },
): Wish {
  const fitting = agent.modes[settings.permissions];
  return {
    who,
    login: { method: settings.authMethod ?? agent.authMethod, how: agent.login, limitMs: loginLimitMs },
    tree: job.tree,
    prompt: job.prompt,
    mode:
      settings.mode !== undefined
        ? { name: settings.mode, isMust: true }
        : fitting === null
          ? null
          : { name: fitting, isMust: false },
    model: hasModel ? null : (settings.model ?? null),
  };
}

/** What the agent answers with an error, and its going, are results; rejects for bugs only. */
async function talk(
  connection: ClientConnection,
  wish: Wish,
  onPrompt: (sessionId: string) => void,
): Promise<Talk> {
  try {
    return await converse(connection.agent, wish, onPrompt);
  } catch (error) {
    if (error instanceof RequestError) return { kind: 'error', error };
    if (connection.signal.aborted) return { kind: 'gone' };
    throw error;
  }
}

function endOf(
  end: ProgramEnd,
  result: Talk,
  {
    agent,
    subject,
    turn,
    refused,
    job,
  }: { agent: KnownAgent; subject: AcpSubject; turn: Turn; refused: readonly string[]; job: AgentJob },
): AgentEnding {
  if (end.kind === 'not-started') {
    return notStartedEnding(end.code, agent.program, job, agent.install);
  }
  const words = lastLines(end.stderr, EVIDENCE_LINES);
  if (end.kind !== 'exited' && end.kind !== 'killed') {
    return stoppedEnding(end.kind, subject.who, job.limits, turn.usage(), words);
  }
  if (result.kind !== 'gone') return endingOf(result, subject, turn, refused);
  const how = end.kind === 'exited' ? `ended with exit code ${end.code}` : `was ended by ${end.signal}`;
  return (
    outputFault(words, subject, turn.usage()) ?? {
      outcome: 'failed',
      message: `${subject.who} ${how} before it answered${saidLast(words)}`,
      next: 'See its output for the reason, and run again.',
      usage: turn.usage(),
    }
  );
}
