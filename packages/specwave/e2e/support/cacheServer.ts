/** A remote cache as Nx asks for one (self-hosted, `GET` and `PUT /v1/cache/<hash>`), on loopback and in memory. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

export class CacheServer {
  /** What was stored, by hash: archives of what tasks have left. */
  readonly entries = new Map<string, Buffer>();
  /** Hashes that were asked for and there. */
  readonly served: string[] = [];
  private change = (entry: Buffer): Buffer => entry;

  private constructor(
    private readonly server: Server,
    private readonly port: number,
  ) {}

  static async listen(): Promise<CacheServer> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('No port');
    const cache = new CacheServer(server, address.port);
    server.on('request', (request, response) => void cache.answer(request, response));
    return cache;
  }

  /** What `nx` needs in its environment to use it. */
  get environment(): Record<string, string> {
    return {
      NX_SELF_HOSTED_REMOTE_CACHE_SERVER: `http://127.0.0.1:${this.port}`,
      NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: 'any',
    };
  }

  /** From now on, what is served is what `change` makes of it. */
  serveAs(change: (entry: Buffer) => Buffer): void {
    this.change = change;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const hash = /^\/v1\/cache\/([^/?]+)$/.exec(request.url ?? '')?.[1];
    if (hash === undefined) {
      response.writeHead(404).end();
    } else if (request.method === 'PUT') {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk));
      this.entries.set(hash, Buffer.concat(chunks));
      response.writeHead(200).end();
    } else {
      const entry = this.entries.get(hash);
      if (!entry) return void response.writeHead(404).end();
      this.served.push(hash);
      response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(this.change(entry));
    }
  }
}
