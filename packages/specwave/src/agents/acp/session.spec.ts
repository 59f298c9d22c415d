/** Against an agent made with the official SDK, in this process. */
import { agent, client, methods, RequestError } from '@agentclientprotocol/sdk';
import { type Answer, converse, type Wish } from './session';

const LOGIN = { method: null, how: 'Log in.', limitMs: 60_000 };

type Told = [method: string, params: object];

const MODES = {
  currentModeId: 'default',
  availableModes: [
    { id: 'default', name: 'Default' },
    { id: 'acceptEdits', name: 'Accept Edits' },
    { id: 'https://agentclientprotocol.com/protocol/session-modes#plan', name: 'Plan' },
  ],
};
const option = (category: string, ...values: string[]) => ({
  id: `the-${category}`,
  name: category,
  category,
  type: 'select' as const,
  currentValue: values[0] ?? '',
  options: values.map((value) => ({ value, name: value.toUpperCase() })),
});

async function talk(
  session: object,
  wish: Partial<Wish> = {},
  protocolVersion = 1,
): Promise<{ answer: Answer; told: Told[] }> {
  const told: Told[] = [];
  const note = ({ method, params }: { method: string; params: unknown }) => {
    told.push([method, Object(params)]);
    return {};
  };
  const known = (params: unknown) => params;
  const app = agent()
    .onRequest(methods.agent.initialize, () => ({ protocolVersion }))
    .onRequest(methods.agent.session.new, () => ({ sessionId: 's1', ...session }))
    .onRequest(methods.agent.session.setMode, known, note)
    .onRequest(methods.agent.session.setConfigOption, known, note)
    .onRequest('session/set_model', known, note)
    .onRequest(methods.agent.session.prompt, known, (request) => {
      note(request);
      return { stopReason: 'end_turn' };
    });
  const answer = await client().connectWith(app, (context) =>
    converse(
      context,
      {
        who: 'The agent `mine`',
        tree: '/tree',
        prompt: '- [ ] do it',
        mode: null,
        model: null,
        login: LOGIN,
        ...wish,
      },
      (sessionId) => told.push(['ready', { sessionId }]),
    ),
  );
  return { answer, told };
}

const PROMPTED: Told[] = [
  ['ready', { sessionId: 's1' }],
  ['session/prompt', { sessionId: 's1', prompt: [{ type: 'text', text: '- [ ] do it' }] }],
];

it('sends the prompt to a session that offers nothing', async () => {
  const { answer, told } = await talk({});
  expect(answer).toMatchObject({ kind: 'stopped', reason: 'end_turn' });
  expect(told).toEqual(PROMPTED);
});

it.each<[string, object, Partial<Wish>, Told[]]>([
  [
    'a mode by its id',
    { modes: MODES },
    { mode: { name: 'acceptEdits', isMust: false } },
    [['session/set_mode', { sessionId: 's1', modeId: 'acceptEdits' }]],
  ],
  [
    'a mode by its name',
    { modes: MODES },
    { mode: { name: 'accept edits', isMust: true } },
    [['session/set_mode', { sessionId: 's1', modeId: 'acceptEdits' }]],
  ],
  [
    'a mode by the end of its address',
    { modes: MODES },
    { mode: { name: 'plan', isMust: true } },
    [['session/set_mode', { sessionId: 's1', modeId: MODES.availableModes[2]?.id }]],
  ],
  ['no mode where it is set already', { modes: MODES }, { mode: { name: 'default', isMust: true } }, []],
  [
    'no mode where the session has not the one that would fit',
    { modes: MODES },
    { mode: { name: 'yolo', isMust: false } },
    [],
  ],
  [
    'a mode that is an option of the session',
    { configOptions: [option('mode', 'build', 'plan')] },
    { mode: { name: 'plan', isMust: true } },
    [['session/set_config_option', { sessionId: 's1', configId: 'the-mode', value: 'plan' }]],
  ],
  [
    'a model that is an option of the session',
    { configOptions: [{ type: 'from-the-future' }, option('model', 'local/small', 'local/large')] },
    { model: 'local/large' },
    [['session/set_config_option', { sessionId: 's1', configId: 'the-model', value: 'local/large' }]],
  ],
  [
    'a model of a group of models',
    {
      configOptions: [
        {
          ...option('model', 'small'),
          options: [{ group: 'g', name: 'G', options: [{ value: 'large', name: 'L' }] }],
        },
      ],
    },
    { model: 'large' },
    [['session/set_config_option', { sessionId: 's1', configId: 'the-model', value: 'large' }]],
  ],
  [
    'a model as older agents offer it',
    { models: { currentModelId: 'auto', availableModels: [{ modelId: 'flash', name: 'Flash' }] } },
    { model: 'flash' },
    [['session/set_model', { sessionId: 's1', modelId: 'flash' }]],
  ],
])('sets %s', async (_, session, wish, expected) => {
  const { told } = await talk(session, wish);
  expect(told).toEqual([...expected, ...PROMPTED]);
});

it.each<[string, object, Partial<Wish>, string]>([
  [
    'a mode that is not there',
    { modes: MODES },
    { mode: { name: 'yolo', isMust: true } },
    'no mode `yolo`. It has: default, acceptEdits',
  ],
  [
    'a model that is not there',
    { configOptions: [option('model', 'small', 'large')] },
    { model: 'huge' },
    'no model `huge`. It has: small, large',
  ],
  ['a model where none can be chosen', {}, { model: 'huge' }, 'lets nobody choose a model'],
])('asks for nothing when the user wants %s', async (_, session, wish, message) => {
  const { answer, told } = await talk(session, wish);
  expect(answer).toMatchObject({ kind: 'unfit', message: expect.stringContaining(message) });
  expect(told).toEqual([]);
});

it('asks nothing of an agent that speaks another version of the protocol', async () => {
  const { answer, told } = await talk({}, {}, 2);
  expect(answer).toMatchObject({ kind: 'unfit', message: expect.stringContaining('version 2') });
  expect(told).toEqual([]);
});

describe('an agent that asks for a login', () => {
  /** `asksAt`: what it answers with the protocol's code until somebody has logged in. */
  async function ask(
    authMethods: object[],
    {
      asksAt = 'session/new',
      method = null,
      works = true,
      answers = true,
    }: { asksAt?: string; method?: string | null; works?: boolean; answers?: boolean } = {},
  ): Promise<{ answer: Answer; told: string[] }> {
    const told: string[] = [];
    let isIn = false;
    const guarded = (name: string, result: object) => () => {
      told.push(name);
      if (name === asksAt && !isIn) throw new RequestError(-32000, 'Authentication required');
      return result;
    };
    const known = (params: unknown) => params;
    const app = agent()
      .onRequest(methods.agent.initialize, () => ({ protocolVersion: 1, authMethods }) as never)
      .onRequest(methods.agent.authenticate, known, async ({ params }) => {
        told.push(`authenticate ${Object(params).methodId}`);
        if (!answers) await new Promise(() => undefined);
        isIn = works;
        return {};
      })
      .onRequest(methods.agent.session.new, guarded('session/new', { sessionId: 's1' }) as never)
      .onRequest(
        methods.agent.session.prompt,
        known,
        guarded('session/prompt', { stopReason: 'end_turn' }) as never,
      );
    const login = { method, how: 'Log in.', limitMs: answers ? 60_000 : 1 };
    const wish = { who: 'The agent `mine`', tree: '/tree', prompt: 'x', mode: null, model: null, login };
    const answer = await client().connectWith(app, (context) => converse(context, wish, () => undefined));
    return { answer, told };
  }
  const ONE = [{ id: 'key', name: 'API key' }];
  const TWO = [...ONE, { id: 'browser', name: 'Browser' }];

  it.each([
    ['session/new', ['session/new', 'authenticate key', 'session/new', 'session/prompt']],
    ['session/prompt', ['session/new', 'session/prompt', 'authenticate key', 'session/prompt']],
  ])('at %s is answered by the only method that it offers, once', async (asksAt, expected) => {
    const { answer, told } = await ask(ONE, { asksAt });
    expect(answer).toMatchObject({ kind: 'stopped', reason: 'end_turn' });
    expect(told).toEqual(expected);
  });

  it('is answered by the method that the settings name', async () => {
    const { answer, told } = await ask(TWO, { method: 'browser' });
    expect(answer.kind).toBe('stopped');
    expect(told).toContain('authenticate browser');
  });

  it('passes over methods that need a terminal', async () => {
    const { told } = await ask([...ONE, { id: 'terminal', name: 'Terminal', type: 'terminal' }]);
    expect(told).toContain('authenticate key');
  });

  it.each<[string, object[], object, string[]]>([
    ['offers several', TWO, {}, ['session/new']],
    ['offers none', [], {}, ['session/new']],
    ['has not the one that was named', TWO, { method: 'magic' }, ['session/new']],
    ['is still not satisfied', ONE, { works: false }, ['session/new', 'authenticate key', 'session/new']],
    ['does not answer', ONE, { answers: false }, ['session/new', 'authenticate key']],
  ])('and %s is not logged in; its methods are named', async (_, authMethods, more, expected) => {
    const { answer, told } = await ask(authMethods, more);
    expect(answer).toMatchObject({ kind: 'unfit', message: expect.stringContaining('is not logged in') });
    const names = authMethods.length === 0 ? '' : '.*`authMethod`: key';
    expect(answer).toMatchObject({ next: expect.stringMatching(`^Log in\\.${names}`) });
    expect(told).toEqual(expected);
  });
});
