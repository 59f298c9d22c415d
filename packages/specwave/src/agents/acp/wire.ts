/** Lines of an ACP agent and the messages that the official SDK speaks: JSON-RPC 2.0, a line each. */
import type { AnyMessage, Stream } from '@agentclientprotocol/sdk';
import * as z from 'zod';

export interface Wire {
  /** What the SDK reads and writes. */
  stream: Stream;
  /** Takes a line of the agent; false where it is no message, so that it can be shown as output. */
  receive(line: string): boolean;
  /** No more lines come: what still waits for an answer is told so. */
  close(): void;
}

const id = z.union([z.string(), z.number(), z.null()]);
const jsonrpc = z.literal('2.0');
const request = z.looseObject({ jsonrpc, id, method: z.string(), params: z.unknown().optional() });
const notification = request.extend({ id: z.undefined().optional() });
const answer = z.looseObject({ jsonrpc, id, method: z.undefined().optional() });
const result = answer.extend({ error: z.undefined().optional() }).refine((message) => 'result' in message);
const failure = answer.extend({ error: z.looseObject({ code: z.int(), message: z.string() }) });

const NO_ANSWER = { code: -32603, message: 'an answer with neither a result nor an error' };

/**
 * Stands between a program and the SDK, instead of the SDK's own reader: that one writes to the console what it does not
 * understand, and hands on updates after the answer that they came before.
 *
 * `write` gets lines for the program; `onUpdate` the parameters of each `session/update`, at once and in order. Other
 * notifications, and answers that nobody waits for, are passed over.
 */
export function acpWire(write: (line: string) => void, onUpdate: (params: unknown) => void): Wire {
  const waiting = new Set<string | number | null>();
  let incoming: ReadableStreamDefaultController<AnyMessage> | null = null;
  const readable = new ReadableStream<AnyMessage>({
    start: (controller) => {
      incoming = controller;
    },
    cancel: () => {
      incoming = null;
    },
  });
  const writable = new WritableStream<AnyMessage>({
    write: (message) => {
      if ('id' in message && 'method' in message) waiting.add(message.id);
      write(`${JSON.stringify(message)}\n`);
    },
  });

  const take = (message: unknown): boolean => {
    const told = notification.safeParse(message);
    if (told.success) {
      if (told.data.method === 'session/update') onUpdate(told.data.params);
      return true;
    }
    const asked = request.safeParse(message);
    if (asked.success) {
      incoming?.enqueue(asked.data);
      return true;
    }
    const answered = answer.safeParse(message);
    if (!answered.success) return false;
    const { id: of } = answered.data;
    if (waiting.delete(of)) incoming?.enqueue(answerFor(of, answered.data));
    return true;
  };

  return {
    stream: { readable, writable },
    receive(line) {
      if (!line.startsWith('{')) return false;
      let message: unknown;
      try {
        message = JSON.parse(line);
      } catch {
        return false;
      }
      return take(message);
    },
    close() {
      incoming?.close();
      incoming = null;
    },
  };
}

/** As the SDK's types have it: one that is malformed is an error. */
function answerFor(of: string | number | null, message: unknown): AnyMessage {
  const failed = failure.safeParse(message);
  if (failed.success) return { jsonrpc: '2.0', id: of, error: failed.data.error };
  const known = result.safeParse(message);
  return known.success
    ? { jsonrpc: '2.0', id: of, result: known.data['result'] }
    : { jsonrpc: '2.0', id: of, error: NO_ANSWER };
}
