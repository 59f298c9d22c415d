/**
 * The event stream of `claude --output-format stream-json`, followed from event to event. Shapes measured with Claude
 * Code 2.1.330; that of `rate_limit_event` as in the types of its SDK.
 */
import * as z from 'zod';
import { type ClaudeError, errorEnding, LOGIN } from './errors';
import { step } from './tools';
import type { AgentEnding, AgentEvent, Usage } from '../driver';
import { unlessChanged } from '../faultEnding';
import type { EventReader, WireEvent } from '../headless';
import { inShort, summaryOf } from '../phrases';

/** The most refusals that a message names. */
const MAX_REFUSED = 20;

const count = z.number().nonnegative().catch(0);

const messageUsage = z.looseObject({
  input_tokens: count,
  cache_read_input_tokens: count,
  cache_creation_input_tokens: count,
  output_tokens: count,
});

const block = z.union([
  z.looseObject({ type: z.literal('text'), text: z.string() }),
  z.looseObject({ type: z.literal('tool_use'), name: z.string(), input: z.unknown() }),
  z.looseObject({ type: z.string() }).transform(() => null),
]);

const EVENT = z.union([
  z.looseObject({
    type: z.literal('system'),
    subtype: z.literal('init'),
    agents: z.array(z.string()).optional().catch(undefined),
  }),
  z.looseObject({
    type: z.literal('system'),
    subtype: z.literal('api_retry'),
    attempt: z.number().optional().catch(undefined),
    error_status: z.number().nullish().catch(undefined),
    error: z.string().optional().catch(undefined),
  }),
  z.looseObject({
    type: z.literal('system'),
    subtype: z.literal('background_tasks_changed'),
    tasks: z.array(z.unknown()),
  }),
  z.looseObject({
    type: z.literal('rate_limit_event'),
    rate_limit_info: z.looseObject({ status: z.string(), resetsAt: z.number().optional().catch(undefined) }),
  }),
  z.looseObject({
    type: z.literal('assistant'),
    message: z.looseObject({
      id: z.string(),
      content: z.array(block.catch(null)),
      usage: messageUsage.optional().catch(undefined),
    }),
    error: z.string().optional().catch(undefined),
    is_api_error_message: z.boolean().optional().catch(undefined),
  }),
  z.looseObject({
    type: z.literal('result'),
    subtype: z.string(),
    is_error: z.boolean(),
    api_error_status: z.number().nullish().catch(undefined),
    terminal_reason: z.string().nullish().catch(undefined),
    result: z.string().optional().catch(undefined),
    errors: z.array(z.string()).optional().catch(undefined),
    total_cost_usd: z.number().nonnegative().optional().catch(undefined),
    modelUsage: z
      .record(
        z.string(),
        z.looseObject({
          inputTokens: count,
          cacheReadInputTokens: count,
          cacheCreationInputTokens: count,
          outputTokens: count,
        }),
      )
      .optional()
      .catch(undefined),
    permission_denials: z
      .array(z.looseObject({ tool_name: z.string(), tool_input: z.unknown() }))
      .optional()
      .catch(undefined),
  }),
]);
type ResultEvent = Extract<z.output<typeof EVENT>, { type: 'result' }>;

/** `agent`: the sub-agent that the session was started as; null for none. `who`: as in `whoIs`. */
export function claudeReader(tree: string, agent: string | null, who: string): EventReader {
  let ending: AgentEnding | null = null;
  let stopped = false;
  let usage: Usage = {};
  let runsInBackground = false;
  /** What a synthetic message said to be the matter. */
  let lastError: string | undefined;
  let resetsAt: string | undefined;
  const byMessage = new Map<string, Usage>();

  const fail = (error: Omit<ClaudeError, 'who' | 'resetsAt' | 'usage'>): void => {
    ending = errorEnding({ ...error, who, resetsAt, usage });
  };

  const readResult = (event: ResultEvent): AgentEvent[] => {
    usage = usageOfResult(event) ?? usage;
    const told: AgentEvent[] = Object.keys(usage).length === 0 ? [] : [{ type: 'agent-usage', usage }];
    stopped = true;
    const { subtype, is_error: isError, terminal_reason: reason = null } = event;
    if (isError || subtype !== 'success' || (reason !== null && reason !== 'completed')) {
      fail({
        subtype,
        reason,
        status: event.api_error_status ?? null,
        error: lastError,
        words: event.result ?? event.errors?.join('\n') ?? '',
      });
      return told;
    }
    // Work that it does beside the conversation is answered for by a later result. Only where the user switched that on.
    if (runsInBackground) return told;
    const denials = event.permission_denials ?? [];
    const refused = denials.map(({ tool_name: tool, tool_input: input }) => step(tree, tool, input).asked);
    const words = event.result ?? '';
    const subject = { who, login: LOGIN };
    ending = {
      outcome: 'done',
      summary: summaryOf(words),
      ...unlessChanged(words, subject, usage),
      usage,
      refused: [...new Set(refused)].slice(0, MAX_REFUSED),
    };
    return told;
  };

  const read = (wire: WireEvent): AgentEvent[] => {
    const parsed = EVENT.safeParse(wire);
    if (!parsed.success || ending) return [];
    const event = parsed.data;
    switch (event.type) {
      case 'rate_limit_event':
        if (event.rate_limit_info.status === 'rejected')
          resetsAt = fromSeconds(event.rate_limit_info.resetsAt);
        return [];
      case 'result':
        return readResult(event);
      case 'assistant': {
        // Not the model's words: the program's, about an error. The result repeats them.
        if (event.is_api_error_message) {
          lastError = event.error;
          return [];
        }
        const { id, content, usage: own } = event.message;
        const told = content.flatMap((part): AgentEvent[] => {
          if (part === null) return [];
          if (part.type === 'text')
            return part.text.trim() === '' ? [] : [{ type: 'agent-said', text: part.text }];
          return [{ type: 'agent-step', text: step(tree, part.name, part.input).does }];
        });
        // A message comes in several events, each with the figures of all of it.
        if (!own || byMessage.has(id)) return told;
        byMessage.set(id, usageOfMessage(own));
        usage = sumOf(usage, usageOfMessage(own));
        return [...told, { type: 'agent-usage', usage }];
      }
      case 'system':
        break;
    }
    switch (event.subtype) {
      case 'init':
        if (agent !== null && event.agents && !event.agents.includes(agent)) {
          ending = {
            outcome: 'failed',
            message: `${who} does not know the sub-agent \`${agent}\`. It knows ${event.agents.join(', ')}.`,
            next: 'Correct its definition (a Markdown file in `.claude/agents`), or the `as` of the route in specwave.yaml.',
            usage,
            again: 'no',
          };
        }
        return [];
      case 'background_tasks_changed':
        runsInBackground = event.tasks.length > 0;
        return [];
      case 'api_retry': {
        const { error_status: status = null, error } = event;
        // It would try the same key for more than 90 s.
        if (status === 401 || error === 'authentication_failed') {
          fail({ subtype: 'api_retry', reason: null, status, error, words: '' });
          return [];
        }
        const what = [status, error].filter((each) => each !== null && each !== undefined).join(' ');
        const message = `The provider answers with an error (${what || 'none given'}); try ${event.attempt ?? '?'} failed.`;
        return [{ type: 'agent-retries', message: inShort(message) }];
      }
    }
  };

  return { read, ending: () => ending, hasStopped: () => stopped, usage: () => usage };
}

function usageOfMessage(usage: z.output<typeof messageUsage>): Usage {
  return {
    input_tokens: usage.input_tokens + usage.cache_read_input_tokens + usage.cache_creation_input_tokens,
    cached_input_tokens: usage.cache_read_input_tokens,
    output_tokens: usage.output_tokens,
  };
}

/** With all models and sub-agents; null where the result has no figures. */
function usageOfResult({ modelUsage, total_cost_usd: cost }: ResultEvent): Usage | null {
  const models = Object.values(modelUsage ?? {});
  if (models.length === 0) return cost === undefined || cost === 0 ? null : { cost_usd: cost };
  const tokens = models
    .map((model) => ({
      input_tokens: model.inputTokens + model.cacheReadInputTokens + model.cacheCreationInputTokens,
      cached_input_tokens: model.cacheReadInputTokens,
      output_tokens: model.outputTokens,
    }))
    .reduce<Usage>(sumOf, {});
  return { ...tokens, ...(cost === undefined ? {} : { cost_usd: cost }) };
}

function sumOf(a: Usage, b: Usage): Usage {
  return {
    input_tokens: (a.input_tokens ?? 0) + (b.input_tokens ?? 0),
    cached_input_tokens: (a.cached_input_tokens ?? 0) + (b.cached_input_tokens ?? 0),
    output_tokens: (a.output_tokens ?? 0) + (b.output_tokens ?? 0),
  };
}

function fromSeconds(seconds: number | undefined): string | undefined {
  const date = new Date((seconds ?? Number.NaN) * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
