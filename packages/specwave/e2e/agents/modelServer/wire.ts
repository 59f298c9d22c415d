/** What the model server makes of a request, whichever provider's format it came in, and what it answers. */

/** A call of the model, read out of a request. */
export interface Turn {
  model: string;
  /** Names of the tools that the program offers. */
  tools: readonly string[];
  /** Everything that was said so far, instructions first. */
  text: string;
  /** What tools gave back so far. */
  toolResults: readonly string[];
}

export type Answer =
  { kind: 'text'; text: string } | { kind: 'call'; tool: string; input: Readonly<Record<string, unknown>> };

export interface Reply {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** HTTP errors that a provider may answer with. */
export type Refusal = 401 | 429 | 500;

/** The wire format of one provider's service. */
export interface Format {
  /** Null where the path (without query) is none of its own. */
  read(path: string, body: unknown): Turn | null;
  /** `path`: with query. */
  write(answer: Answer, path: string): Reply;
  refuse(status: Refusal): Reply;
}

/** What every answer is said to have cost: so that a test knows what has to arrive in the ledger. */
export const TOKENS = { input: 1200, output: 34 };

const EVENT_STREAM = { 'content-type': 'text/event-stream' };

/** Server-sent events, the name of each being its `type` where `named`. */
export function eventStream(events: readonly object[], { named = false, end = '' } = {}): Reply {
  const lines = events.map((event) => {
    const name = named && 'type' in event ? `event: ${String(event.type)}\n` : '';
    return `${name}data: ${JSON.stringify(event)}\n\n`;
  });
  return { status: 200, headers: EVENT_STREAM, body: lines.join('') + end };
}

export function json(status: number, body: object, headers: Readonly<Record<string, string>> = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

/** All texts anywhere in a value, in their order, a line each. */
export function textsIn(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  return Object.values(value).map(textsIn).filter(Boolean).join('\n');
}
