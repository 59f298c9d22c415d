import { client, methods } from '@agentclientprotocol/sdk';
import { acpWire, type Wire } from './wire';

let sent: { id?: number; method?: string }[];
let updates: unknown[];
let wire: Wire;
let printed: jest.SpyInstance;

beforeEach(() => {
  sent = [];
  updates = [];
  wire = acpWire(
    (line) => sent.push(JSON.parse(line)),
    (params) => updates.push(params),
  );
  printed = jest.spyOn(console, 'error').mockImplementation(() => undefined);
});

afterEach(() => printed.mockRestore());

const receive = (message: object): boolean => wire.receive(JSON.stringify({ jsonrpc: '2.0', ...message }));

/** Asks for a session; `answer` is what the agent says to it, by the id of the request. */
async function ask(answer: (id: number | undefined) => void): Promise<unknown> {
  const connection = client().connect(wire.stream);
  const asked = connection.agent.request(methods.agent.session.new, { cwd: '/', mcpServers: [] });
  while (sent.length === 0) await Promise.resolve();
  answer(sent[0]?.id);
  return asked;
}

it('gives each answer to the one who asked', async () => {
  expect(await ask((id) => receive({ id, result: { sessionId: 's1' } }))).toEqual({ sessionId: 's1' });
});

it('gives an error to the one who asked', async () => {
  const asked = ask((id) => receive({ id, error: { code: -32000, message: 'Log in.', data: 1 } }));
  await expect(asked).rejects.toMatchObject({ code: -32000, message: 'Log in.', data: 1 });
});

it.each([[{}], [{ error: 'no' }], [{ error: { code: 'x' } }]])(
  'takes an answer that is neither a result nor an error (%j) for an error',
  async (answer) => {
    await expect(ask((id) => receive({ id, ...answer }))).rejects.toMatchObject({ code: -32603 });
  },
);

it('tells who waits that the agent has gone', async () => {
  await expect(ask(() => wire.close())).rejects.toThrow('closed');
});

it('hands on updates at once, and passes over other notifications', () => {
  expect(receive({ method: 'session/update', params: { update: 1 } })).toBe(true);
  expect(receive({ method: '_auth/status_update', params: {} })).toBe(true);
  expect(updates).toEqual([{ update: 1 }]);
});

it.each([
  '',
  'words',
  '{',
  '[]',
  '[{"jsonrpc":"2.0","id":1,"result":1}]',
  '{}',
  '{"id":1,"result":1}',
  'null',
])('takes %j for output', (line) => {
  expect(wire.receive(line)).toBe(false);
});

it('prints nothing, whatever comes', async () => {
  await ask((id) => {
    receive({ id: 77, result: 1 });
    receive({ method: 'session/update', params: 7 });
    receive({ id, result: {} });
    receive({ id, result: {} });
  });
  expect(printed).not.toHaveBeenCalled();
});

it.each(['cursor/ask_question', 'fs/read_text_file', '_vendor/thing'])(
  'answers the request %s as the protocol says of methods that nobody knows',
  async (method) => {
    client().connect(wire.stream);
    receive({ id: 7, method, params: { path: '/etc/passwd' } });
    while (sent.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(sent[0]).toMatchObject({ id: 7, error: { code: -32601 } });
  },
);
