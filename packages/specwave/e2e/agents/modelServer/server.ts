/** A model server on loopback: what the real agent programs talk to in place of their providers. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { anthropic } from './anthropic';
import { answerTo } from './answers';
import { gemini } from './gemini';
import { openaiChat } from './openaiChat';
import { openaiResponses } from './openaiResponses';
import { type Format, json, type Refusal, type Reply, type Turn } from './wire';

/** `work`: does the task. `lie`: says that it is done, and calls no tool. A number: that HTTP error, every time. */
export type Behaviour = 'work' | 'lie' | Refusal;

const FORMATS: readonly Format[] = [anthropic, openaiResponses, openaiChat, gemini];

export class ModelServer {
  behaviour: Behaviour = 'work';
  /** All calls of a model so far, in order. */
  readonly turns: Turn[] = [];
  /** Requests for something else, such as lists of models: answered with 404, and shown when a test fails. */
  readonly others: string[] = [];
  /** What the server itself could not do. */
  readonly faults: string[] = [];

  private constructor(
    private readonly server: Server,
    /** Without a slash at its end. */
    readonly url: string,
  ) {}

  static async listen(): Promise<ModelServer> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('No port');
    const model = new ModelServer(server, `http://127.0.0.1:${address.port}`);
    server.on('request', (request, response) => void model.respond(request, response));
    return model;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** What was asked of it, a line each, for the message of a failed test. */
  get story(): string {
    const turns = this.turns.map(
      ({ model, tools, toolResults }) =>
        `call of ${model} with tools [${tools.join()}]${toolResults.map((each) => `\n  result: ${each.slice(0, 300)}`).join('')}`,
    );
    return [...turns, ...this.others, ...this.faults].join('\n');
  }

  private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    let reply: Reply;
    try {
      reply = this.replyTo(request, Buffer.concat(chunks).toString());
    } catch (error) {
      this.faults.push(`${request.method} ${request.url}: ${String(error)}`);
      reply = json(400, { error: { message: String(error) } });
    }
    response.writeHead(reply.status, reply.headers).end(reply.body);
  }

  private replyTo({ method = '', url = '' }: IncomingMessage, body: string): Reply {
    const path = url.split('?', 1)[0] ?? '';
    for (const format of FORMATS) {
      const turn = method === 'POST' ? format.read(path, body === '' ? null : JSON.parse(body)) : null;
      if (!turn) continue;
      this.turns.push(turn);
      if (typeof this.behaviour === 'number') return format.refuse(this.behaviour);
      return format.write(answerTo(turn, { lies: this.behaviour === 'lie' }), url);
    }
    this.others.push(`${method} ${url}`);
    return json(404, { error: { message: 'Not here' } });
  }
}
