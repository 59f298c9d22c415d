/** The test's side of agent.mjs: each start of the agent is an invocation that waits for orders. */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';

export class Invocation {
  constructor(
    readonly spec: string,
    readonly task: string,
    readonly attempt: number,
    readonly prompt: string,
    private readonly socket: Socket,
    private readonly answers: AsyncIterator<string>,
    /** Resolves when the agent is gone, however it ended. */
    readonly ended: Promise<unknown>,
    /** Where the agent works, absolute: for what a test does there itself (links, modes, deletions). */
    readonly tree: string,
    /** Name of the run of `nx` that it belongs to, where the test has given it one (`E2E_RUN`). */
    readonly run: string,
  ) {}

  /** Whether the agent is gone, or was told to go. */
  isOver = false;

  private async order(order: object): Promise<unknown> {
    this.socket.write(`${JSON.stringify(order)}\n`);
    const { value, done } = await this.answers.next();
    return done ? {} : JSON.parse(String(value));
  }

  /** Has the agent write a file, relative to its tree; resolves when it is written. */
  async write(path: string, content: string): Promise<void> {
    await this.order({ write: path, content });
  }

  async print(line: string): Promise<void> {
    await this.order({ print: line });
  }

  async result(result: object): Promise<void> {
    await this.order({ result });
  }

  /** Has the agent start a child in a session of its own (text for bash); resolves with what that says first. */
  async spawn(script: string): Promise<string> {
    const { said = '' } = (await this.order({ spawn: script })) as { said?: string };
    return said.trim();
  }

  /** Ends the agent; resolves when its connection is closed. */
  async exit(code: number): Promise<void> {
    this.isOver = true;
    this.socket.write(`${JSON.stringify({ exit: code })}\n`);
    await this.ended;
  }
}

export class DrivenAgents {
  private readonly waiting: ((invocation: Invocation) => void)[] = [];
  private readonly arrived: Invocation[] = [];
  private readonly sockets = new Set<Socket>();
  private automatic: ((invocation: Invocation) => Promise<void>) | null = null;
  /** Every start so far, in order. */
  readonly started: Invocation[] = [];

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async listen(): Promise<DrivenAgents> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('No port');
    const agents = new DrivenAgents(server, address.port);
    server.on('connection', (socket) => void agents.welcome(socket));
    return agents;
  }

  /** `specwave.yaml` that makes this agent the default. */
  configuration(more = ''): string {
    const command = JSON.stringify([process.execPath, join(__dirname, 'agent.mjs')]);
    return `default: driven\nagents:\n  driven:\n    driver: command\n    command: ${command}\n    env: { DRIVEN_AGENT_PORT: "${this.port}" }\n${more}`;
  }

  /** Text for a shell: a command that is driven as an agent is. `name` is the task of its invocation. */
  shellCommand(name: string): string {
    const environment = `DRIVEN_AGENT_PORT=${this.port} SPECWAVE_TASK=${name}`;
    return `${environment} '${process.execPath}' '${join(__dirname, 'agent.mjs')}'`;
  }

  /** The next start of the agent, in the order of their starts. */
  next(): Promise<Invocation> {
    const invocation = this.arrived.shift();
    return invocation ? Promise.resolve(invocation) : new Promise((resolve) => this.waiting.push(resolve));
  }

  /** From now on each start is handled by `handle`. */
  handleAll(handle: (invocation: Invocation) => Promise<void>): void {
    this.automatic = handle;
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }

  private async welcome(socket: Socket): Promise<void> {
    this.sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
    // Not by `once` of node:events, which rejects where a killed agent resets its connection.
    const ended = new Promise((resolve) => socket.once('close', resolve));
    // A killed agent resets its connection: to who reads its lines, that is their end, and no error.
    const input = new PassThrough();
    socket.pipe(input);
    socket.once('close', () => input.end());
    const lines = createInterface({ input })[Symbol.asyncIterator]();
    const hello = await lines.next();
    if (hello.done) return;
    const { spec, task, attempt, prompt, tree, run } = JSON.parse(String(hello.value)) as {
      spec: string;
      task: string;
      attempt: number;
      prompt: string;
      tree: string;
      run: string;
    };
    const invocation = new Invocation(spec, task, attempt, prompt, socket, lines, ended, tree, run);
    void ended.then(() => (invocation.isOver = true));
    this.started.push(invocation);
    if (this.automatic) return this.automatic(invocation);
    const waiter = this.waiting.shift();
    if (waiter) waiter(invocation);
    else this.arrived.push(invocation);
  }
}
