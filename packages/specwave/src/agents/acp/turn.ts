/** What an ACP agent tells while it works on its prompt. */
import * as z from 'zod';
import { stepOf, type ToolCall, toolCallParts, withParts } from './toolCalls';
import { mostOf, sumOf } from '../../plan/price';
import type { AgentEvent, Usage } from '../driver';

/** In UTF-16 code units. The end is kept: that is where an agent sums up, and where an error stands. */
export const SUMMARY_LENGTH = 4_000;
const LINE_LENGTH = 4_000;

const update = z.looseObject({ update: z.looseObject({ sessionUpdate: z.string() }) });
const chunk = z.looseObject({
  messageId: z.string().nullish().catch(null),
  content: z.looseObject({ type: z.literal('text'), text: z.string() }),
});
const cost = z.looseObject({
  cost: z.looseObject({ amount: z.number().nonnegative(), currency: z.literal('USD') }),
});

const tokens = z.number().int().nonnegative().nullish().catch(null);
/**
 * Of one call of the model, beside a chunk of its message, or of all so far, beside a `usage_update`: each agent has names of
 * its own (qwen-code 0.15: those of Google).
 */
const COUNTS = {
  input: ['inputTokens', 'promptTokens', 'promptTokenCount', 'input_tokens', 'prompt_tokens'],
  cached: ['cachedReadTokens', 'cachedTokens', 'cachedContentTokenCount', 'cached_input_tokens'],
  output: ['outputTokens', 'completionTokens', 'candidatesTokenCount', 'output_tokens', 'completion_tokens'],
  total: ['totalTokens', 'totalTokenCount', 'total_tokens'],
} as const;
const told = z.looseObject({ _meta: z.looseObject({ usage: z.record(z.string(), z.unknown()) }) });
const reported = z.looseObject({
  usage: z
    .looseObject({
      inputTokens: tokens,
      cachedReadTokens: tokens,
      cachedWriteTokens: tokens,
      outputTokens: tokens,
      totalTokens: tokens,
    })
    .nullish()
    .catch(null),
  // Gemini CLI 0.61 tells its tokens here only.
  _meta: z
    .looseObject({
      quota: z.looseObject({
        token_count: z.looseObject({ input_tokens: z.number(), output_tokens: z.number() }),
      }),
    })
    .nullish()
    .catch(null),
});

/** Copilot 1.0.102 tells its own state as if the model said it, each as a whole chunk, without a line end. */
const NOTICE = /^(Info|Warning|Error): /;
const RETRY = /^Info: .*retrying/i;

export interface Turn {
  /** Takes the parameters of a `session/update`. */
  update(params: unknown): void;
  /** Takes the tool call of a permission request, and gives all that is known of it. */
  toolCall(parts: unknown): ToolCall | null;
  /** Takes the answer to the prompt: its tokens. */
  answer(response: unknown): void;
  /** Says what is still unsaid. */
  end(): void;
  /** Its last message, without what it said before its last tool call; the end of it, where it is long. */
  words(): string;
  usage(): Usage;
  hasUsedTools(): boolean;
}

/** Folds the updates of one prompt into what is known of it, and tells of it at once. */
export function acpTurn(tree: string, emit: (event: AgentEvent) => void): Turn {
  const calls = new Map<string, ToolCall>();
  const toldCalls = new Set<string>();
  let words = '';
  let line = '';
  let message: string | null = null;
  let wasNotice = false;
  let usage: Usage = {};
  /** What calls of the model took together, as far as chunks tell it. */
  let counted: Usage = {};

  const use = (more: Usage): void => {
    usage = { ...usage, ...more };
    emit({ type: 'agent-usage', usage });
  };
  const sayLine = (): void => {
    const text = line.trimEnd();
    line = '';
    if (RETRY.test(text)) emit({ type: 'agent-retries', message: text.replace(NOTICE, '') });
    else if (text !== '') emit({ type: 'agent-said', text });
  };
  const newMessage = (): void => {
    sayLine();
    words = '';
  };
  const say = (text: string): void => {
    words = (words + text).slice(-SUMMARY_LENGTH);
    const lines = (line + text).split('\n');
    line = lines.pop() ?? '';
    const rest = line;
    for (const whole of lines) {
      line = whole;
      sayLine();
    }
    line = rest;
    if (line.length > LINE_LENGTH) sayLine();
  };
  const take = (parts: unknown): { id: string; call: ToolCall; isUnderWay: boolean } | null => {
    const known = toolCallParts.safeParse(parts);
    if (!known.success) return null;
    const { toolCallId, status } = known.data;
    const call = withParts(calls.get(toolCallId), known.data);
    calls.set(toolCallId, call);
    return { id: toolCallId, call, isUnderWay: status !== null && status !== 'pending' };
  };
  const tell = (id: string, call: ToolCall): void => {
    if (toldCalls.has(id)) return;
    toldCalls.add(id);
    newMessage();
    emit({ type: 'agent-step', text: stepOf(call, tree) });
  };

  return {
    update(params) {
      const known = update.safeParse(params);
      if (!known.success) return;
      const event = known.data.update;
      switch (event.sessionUpdate) {
        case 'agent_message_chunk': {
          const call = countIn(event);
          if (call !== null) {
            counted = sumOf(counted, call);
            use(counted);
          }
          const said = chunk.safeParse(event);
          if (!said.success || said.data.content.text === '') return;
          const { text } = said.data.content;
          const of = said.data.messageId ?? null;
          const isNotice = NOTICE.test(text);
          if (of !== message || isNotice || wasNotice) newMessage();
          message = of;
          wasNotice = isNotice;
          say(text);
          return;
        }
        case 'tool_call':
        case 'tool_call_update': {
          const taken = take(event);
          if (!taken) return;
          newMessage();
          // The first message about a tool call often has no more than the tool's name.
          const { id, call, isUnderWay } = taken;
          const isClear = call.kind === 'execute' ? call.command !== null : call.paths.length > 0;
          if (isUnderWay || isClear) tell(id, call);
          return;
        }
        case 'usage_update': {
          const paid = cost.safeParse(event);
          const soFar = { ...countIn(event), ...(paid.success && { cost_usd: paid.data.cost.amount }) };
          if (Object.keys(soFar).length > 0) use(mostOf(usage, soFar));
          return;
        }
        default:
      }
    },
    toolCall(parts) {
      const taken = take(parts);
      if (!taken) return null;
      tell(taken.id, taken.call);
      return taken.call;
    },
    answer(response) {
      const known = reported.safeParse(response);
      const all = known.success ? tokensOf(known.data) : {};
      if (Object.keys(all).length > 0) use(all);
    },
    end() {
      for (const [id, call] of calls) tell(id, call);
      sayLine();
    },
    words: () => words.trim(),
    usage: () => usage,
    hasUsedTools: () => calls.size > 0,
  };
}

/** Null where nothing is counted. */
function countIn(event: unknown): Usage | null {
  const { _meta: { usage: figures } = {} } = told.safeParse(event).data ?? {};
  if (figures === undefined) return null;
  const of = (names: readonly string[]): number | undefined =>
    names.map((name) => tokens.parse(figures[name])).find((figure) => figure != null) ?? undefined;
  const [input, output, cached] = [of(COUNTS.input), of(COUNTS.output), of(COUNTS.cached)];
  if (!input && !output) return null;
  return {
    input_tokens: input ?? 0,
    ...(cached === undefined ? {} : { cached_input_tokens: cached }),
    // Thoughts are a part of the sum only.
    output_tokens: Math.max(output ?? 0, (of(COUNTS.total) ?? 0) - (input ?? 0)),
  };
}

/** In ACP, `inputTokens` leaves out what came from a cache or went into one; whether thoughts are part of `outputTokens` is the agent's choice, the sum tells. */
function tokensOf({ usage, _meta }: z.output<typeof reported>): Usage {
  if (!usage) {
    const count = _meta?.quota.token_count;
    return count === undefined
      ? {}
      : { input_tokens: count.input_tokens, output_tokens: count.output_tokens };
  }
  const { inputTokens, cachedReadTokens, cachedWriteTokens, outputTokens, totalTokens } = usage;
  const input = (inputTokens ?? 0) + (cachedReadTokens ?? 0) + (cachedWriteTokens ?? 0);
  return {
    input_tokens: input,
    ...(cachedReadTokens == null ? {} : { cached_input_tokens: cachedReadTokens }),
    output_tokens: Math.max(outputTokens ?? 0, (totalTokens ?? 0) - input),
  };
}
