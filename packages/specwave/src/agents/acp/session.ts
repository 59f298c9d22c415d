/** One conversation with an ACP agent: hands, session, mode, model, prompt. */
import { type ClientContext, methods, PROTOCOL_VERSION } from '@agentclientprotocol/sdk';
import * as z from 'zod';
import { type Login, loginOf, type LoginWish, type Unfit } from './login';

export interface Wish {
  /** The agent, as in `whoIs`. */
  who: string;
  tree: string;
  prompt: string;
  /** `isMust`: the user asked for it; else it is only used where the session has it. */
  mode: { name: string; isMust: boolean } | null;
  model: string | null;
  login: LoginWish;
}

export type Answer = { kind: 'stopped'; reason: string; response: unknown } | Unfit;

const select = z.looseObject({
  id: z.string(),
  category: z.string().nullish().catch(null),
  currentValue: z.string(),
  options: z.array(z.unknown()),
});
const option = z.looseObject({ value: z.string(), name: z.string().catch('') });
const group = z.looseObject({ options: z.array(option) });
const mode = z.looseObject({ id: z.string(), name: z.string().catch('') });
const model = z.looseObject({ modelId: z.string(), name: z.string().catch('') });
const session = z.looseObject({
  sessionId: z.string(),
  modes: z
    .looseObject({ currentModeId: z.string(), availableModes: z.array(mode) })
    .nullish()
    .catch(null),
  // Not in the stable protocol any more; gemini 0.61 and codex-acp 2.6 have it.
  models: z
    .looseObject({ currentModelId: z.string(), availableModels: z.array(model) })
    .nullish()
    .catch(null),
  configOptions: z.array(z.unknown()).nullish().catch(null),
});
type Session = z.output<typeof session>;
const initialized = z.looseObject({ protocolVersion: z.number() });
const prompted = z.looseObject({ stopReason: z.string() });

/** A choice that the session offers, and how it is made. */
interface Choice {
  current: string;
  offered: readonly { id: string; name: string }[];
  choose(id: string): Promise<unknown>;
}

const MOST_NAMES = 30;

/** What the talk begins with: hands and a session. `hands`: the agent's answer to `initialize`. */
async function open(
  agent: ClientContext,
  wish: Pick<Wish, 'who' | 'tree' | 'login'>,
): Promise<{ kind: 'open'; session: Session; login: Login } | Unfit> {
  const hands: unknown = await agent.request(methods.agent.initialize, {
    protocolVersion: PROTOCOL_VERSION,
    clientCapabilities: { fs: { readTextFile: false, writeTextFile: false }, terminal: false },
  });
  const version = initialized.safeParse(hands).data?.protocolVersion;
  if (version !== PROTOCOL_VERSION) {
    return {
      kind: 'unfit',
      message: `${wish.who} speaks ${version === undefined ? 'no version that it names' : `version ${version}`} of the Agent Client Protocol; Specwave speaks version ${PROTOCOL_VERSION}.`,
      next: 'Use a version of the agent that speaks version 1 of the protocol.',
    };
  }
  const login = loginOf(agent, hands, wish);
  const opened = await login.request((): Promise<unknown> =>
    agent.request(methods.agent.session.new, { cwd: wish.tree, mcpServers: [] }),
  );
  if (login.unfit) return login.unfit;
  const known = session.safeParse(opened);
  if (known.success) return { kind: 'open', session: known.data, login };
  return {
    kind: 'unfit',
    message: `${wish.who} opened no session: its answer to \`session/new\` names none.`,
    next: 'See its output for the reason, or use another version of it.',
  };
}

/** Whether a session can be opened; null where it can. Nothing is asked of its model. Rejects as {@link converse} does. */
export async function tryToOpen(
  agent: ClientContext,
  wish: Pick<Wish, 'who' | 'tree' | 'login'>,
): Promise<Unfit | null> {
  const opened = await open(agent, wish);
  return opened.kind === 'open' ? null : opened;
}

/**
 * Leads the conversation up to the answer to the prompt. Rejects with the SDK's `RequestError` for what the agent answers
 * with an error, and with another error where the agent goes. `onPrompt` is told the session when the prompt is sent.
 */
export async function converse(
  agent: ClientContext,
  wish: Wish,
  onPrompt: (sessionId: string) => void,
): Promise<Answer> {
  const opened = await open(agent, wish);
  if (opened.kind === 'unfit') return opened;
  const { session: known, login } = opened;
  const { sessionId } = known;
  const unfit =
    (await take('mode', wish.who, wish.mode, modeChoice(agent, known))) ??
    (await take(
      'model',
      wish.who,
      wish.model === null ? null : { name: wish.model, isMust: true },
      modelChoice(agent, known),
    ));
  if (unfit) return unfit;
  onPrompt(sessionId);
  const response = await login.request((): Promise<unknown> =>
    agent.request(methods.agent.session.prompt, {
      sessionId,
      prompt: [{ type: 'text', text: wish.prompt }],
    }),
  );
  if (login.unfit) return login.unfit;
  const answer = prompted.safeParse(response);
  return { kind: 'stopped', reason: answer.success ? answer.data.stopReason : 'nothing', response };
}

/** Makes the choice, where there is one to make. Null where the session is as it should be. */
async function take(
  what: 'mode' | 'model',
  who: string,
  wish: Wish['mode'],
  choice: Choice | null,
): Promise<Answer | null> {
  if (wish === null) return null;
  const found = choice?.offered.find((each) => isCalled(wish.name, each));
  if (choice && found) {
    if (found.id !== choice.current) await choice.choose(found.id);
    return null;
  }
  if (!wish.isMust) return null;
  const names = choice?.offered.map(({ id }) => id) ?? [];
  const more = names.length > MOST_NAMES ? `, and ${names.length - MOST_NAMES} more` : '';
  return {
    kind: 'unfit',
    message:
      names.length === 0
        ? `${who} lets nobody choose a ${what} over the Agent Client Protocol; \`${wish.name}\` was asked for.`
        : `${who} has no ${what} \`${wish.name}\`. It has: ${names.slice(0, MOST_NAMES).join(', ')}${more}.`,
    next: `Correct \`${what}\` of the agent in specwave.yaml, or leave it out.`,
  };
}

/** Copilot names its modes by addresses, `https://…#agent`. */
function isCalled(name: string, offered: { id: string; name: string }): boolean {
  return (
    offered.id === name ||
    offered.id.endsWith(`#${name}`) ||
    offered.name.toLowerCase() === name.toLowerCase()
  );
}

function modeChoice(agent: ClientContext, { sessionId, modes, configOptions }: Session): Choice | null {
  if (!modes) return optionChoice(agent, sessionId, configOptions, 'mode');
  return {
    current: modes.currentModeId,
    offered: modes.availableModes,
    choose: (modeId) => agent.request(methods.agent.session.setMode, { sessionId, modeId }),
  };
}

function modelChoice(agent: ClientContext, { sessionId, models, configOptions }: Session): Choice | null {
  const choice = optionChoice(agent, sessionId, configOptions, 'model');
  if (choice || !models) return choice;
  return {
    current: models.currentModelId,
    offered: models.availableModels.map(({ modelId, name }) => ({ id: modelId, name })),
    choose: (modelId) => agent.request('session/set_model', { sessionId, modelId }),
  };
}

function optionChoice(
  agent: ClientContext,
  sessionId: string,
  configOptions: Session['configOptions'],
  category: 'mode' | 'model',
): Choice | null {
  for (const each of configOptions ?? []) {
    const known = select.safeParse(each);
    if (!known.success || (known.data.category ?? known.data.id) !== category) continue;
    const { id: configId, currentValue, options } = known.data;
    return {
      current: currentValue,
      offered: options
        .flatMap((entry) => group.safeParse(entry).data?.options ?? option.safeParse(entry).data ?? [])
        .map(({ value, name }) => ({ id: value, name })),
      choose: (value) => agent.request(methods.agent.session.setConfigOption, { sessionId, configId, value }),
    };
  }
  return null;
}
