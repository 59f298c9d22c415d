/** The event stream of `codex exec --json`, followed from event to event. Shapes measured with codex-cli 0.169. */
import * as z from 'zod';
import { errorEnding, LOGIN } from './errors';
import type { AgentEnding, AgentEvent, Usage } from '../driver';
import { unlessChanged } from '../faultEnding';
import type { EventReader, WireEvent } from '../headless';
import { inShort, pathFrom, summaryOf } from '../phrases';

/** It waits for the network for ever. The first of these may be a cable that was moved. */
const MAX_WAITS_FOR_NETWORK = 3;

/** The most refusals that a message names. */
const MAX_REFUSED = 20;
/** A refused patch is no event: its log is the only sign. */
const REFUSED = /error=(.+?); rejected by user approval settings/;

const count = z.number().nonnegative().catch(0);
const text = z.string().catch('');

const ITEM = z.union([
  z.looseObject({ type: z.literal('agent_message'), text }),
  z.looseObject({ type: z.literal('command_execution'), command: text }),
  z.looseObject({
    type: z.literal('file_change'),
    changes: z.array(z.looseObject({ path: z.string(), kind: text })).catch([]),
  }),
  z.looseObject({ type: z.literal('mcp_tool_call'), server: text, tool: text }),
  z.looseObject({ type: z.literal('web_search'), query: text }),
]);

const EVENT = z.union([
  z.looseObject({
    type: z.enum(['item.started', 'item.completed']),
    item: z.looseObject({ id: text }).and(ITEM),
  }),
  z.looseObject({
    type: z.literal('turn.completed'),
    usage: z
      .looseObject({ input_tokens: count, cached_input_tokens: count, output_tokens: count })
      .optional()
      .catch(undefined),
  }),
  z.looseObject({
    type: z.literal('turn.failed'),
    error: z.looseObject({ message: text }).catch({ message: '' }),
  }),
  z.looseObject({ type: z.literal('error'), message: z.string() }),
]);
type Item = z.output<typeof ITEM>;

const CHANGES: Readonly<Record<string, string>> = { add: 'write', update: 'edit', delete: 'delete' };

/** `who`: as in `whoIs`. `now`: times in its messages are counted from there. */
export function codexReader(tree: string, who: string, now: () => Date = () => new Date()): EventReader {
  let ending: AgentEnding | null = null;
  let usage: Usage = {};
  let lastWords = '';
  let waits = 0;
  const refused = new Set<string>();
  /** The last item that was told when it started: told once. */
  let lastStarted = '';

  const readItem = (isDone: boolean, id: string, item: Item): AgentEvent[] => {
    if (item.type === 'agent_message') {
      if (!isDone || item.text.trim() === '') return [];
      lastWords = item.text;
      return [{ type: 'agent-said', text: item.text }];
    }
    if (isDone && id === lastStarted) return [];
    lastStarted = id;
    return stepsOf(tree, item).map((each) => ({ type: 'agent-step', text: inShort(each) }));
  };

  const read = (wire: WireEvent): AgentEvent[] => {
    const parsed = EVENT.safeParse(wire);
    if (!parsed.success || ending) return [];
    const event = parsed.data;
    switch (event.type) {
      case 'item.started':
      case 'item.completed':
        return readItem(event.type === 'item.completed', event.item.id, event.item);
      case 'turn.completed':
        if (event.usage) {
          const { input_tokens, cached_input_tokens, output_tokens } = event.usage;
          usage = { input_tokens, cached_input_tokens, output_tokens };
        }
        ending = {
          outcome: 'done',
          summary: summaryOf(lastWords),
          usage,
          refused: [...refused],
          ...unlessChanged(lastWords, { who, login: LOGIN }, usage),
        };
        return event.usage ? [{ type: 'agent-usage', usage }] : [];
      case 'turn.failed':
        ending = errorEnding(event.error.message, who, usage, now());
        return [];
      case 'error':
        // Any other error is followed by `turn.failed` with the same words.
        if (!event.message.startsWith('Reconnecting')) return [];
        if (/waiting for network/.test(event.message) && ++waits >= MAX_WAITS_FOR_NETWORK) {
          ending = errorEnding(event.message, who, usage, now());
          return [];
        }
        return [{ type: 'agent-retries', message: inShort(event.message) }];
    }
  };
  const readLog = (line: string): void => {
    const reason = REFUSED.exec(line)?.[1];
    if (reason !== undefined && refused.size < MAX_REFUSED) refused.add(inShort(reason));
  };
  return {
    read,
    readLog,
    // What was refused may be read after the last event: the log is another pipe.
    ending: () => (ending?.outcome === 'done' ? { ...ending, refused: [...refused] } : ending),
    hasStopped: () => ending !== null,
    usage: () => usage,
  };
}

function stepsOf(tree: string, item: Exclude<Item, { type: 'agent_message' }>): string[] {
  switch (item.type) {
    case 'command_execution':
      return [`run ${withoutShell(item.command)}`];
    case 'file_change':
      return item.changes.map(({ path, kind }) => `${CHANGES[kind] ?? kind} ${pathFrom(tree, path)}`);
    case 'mcp_tool_call':
      return [`use ${item.server} ${item.tool}`];
    case 'web_search':
      return [`search the web for ${item.query}`];
  }
}

/** `/bin/bash -lc 'npm test'` is for people `npm test`. */
function withoutShell(command: string): string {
  const [, quoted, bare] = /^\S*sh -l?c (?:'([\s\S]*)'|"[\s\S]*"|(\S+))$/.exec(command) ?? [];
  return quoted?.replaceAll(`'\\''`, "'") ?? bare ?? command;
}
