import { codexReader } from './events';
import type { AgentEnding, AgentEvent } from '../driver';
import type { WireEvent } from '../headless';

/** Local time, as Codex speaks of it. */
const NOW = new Date(2026, 10, 22, 21, 33, 20);

function follow(
  events: readonly WireEvent[],
  log: readonly string[] = [],
): { ending: AgentEnding | null; told: AgentEvent[] } {
  const reader = codexReader('/tree', 'The agent `mine`', () => NOW);
  const told = events.flatMap((event) => reader.read(event));
  log.forEach((line) => reader.readLog?.(line));
  return { ending: reader.ending(), told };
}

const failed = (message: string): WireEvent => ({ type: 'turn.failed', error: { message } });
const said = (text: string): WireEvent => ({
  type: 'item.completed',
  item: { id: 'item_0', type: 'agent_message', text },
});
const COMPLETED = {
  type: 'turn.completed',
  usage: { input_tokens: 200, cached_input_tokens: 80, output_tokens: 20 },
};

it('is done when its turn is completed, with its last words, its tokens, and no cost', () => {
  const usage = { input_tokens: 200, cached_input_tokens: 80, output_tokens: 20 };
  const { ending, told } = follow([said('I start.'), said('Wrote it.'), COMPLETED]);
  expect(ending).toEqual({ outcome: 'done', summary: 'Wrote it.', usage, refused: [] });
  expect(told.at(-1)).toEqual({ type: 'agent-usage', usage });
});

it('is not done by words alone', () => {
  expect(follow([said('Done.')]).ending).toBeNull();
});

it('tells each step once, with commands as people type them and paths from the tree', () => {
  const both = (item: object): WireEvent[] => [
    { type: 'item.started', item },
    { type: 'item.completed', item },
  ];
  const { told } = follow([
    ...both({ id: '1', type: 'command_execution', command: "/bin/bash -lc 'echo '\\''a'\\'' > out.txt'" }),
    ...both({ id: '2', type: 'command_execution', command: '/bin/bash -lc ls' }),
    ...both({
      id: '3',
      type: 'file_change',
      changes: [
        { path: '/tree/src/a.ts', kind: 'add' },
        { path: '/tree/b.ts', kind: 'update' },
      ],
    }),
    ...both({ id: '4', type: 'todo_list', items: [] }),
  ]);
  expect(told.map((event) => 'text' in event && event.text)).toEqual([
    "run echo 'a' > out.txt",
    'run ls',
    'write src/a.ts',
    'edit b.ts',
  ]);
});

it('names what its log says was refused, also where that is read after its last event', () => {
  const line =
    '2026 ERROR codex_core::tools::router: error=patch rejected: writing outside; rejected by user approval settings';
  expect(follow([COMPLETED], [line]).ending).toMatchObject({ refused: ['patch rejected: writing outside'] });
});

it('waits for the network with it, but not for ever', () => {
  const waits = { type: 'error', message: 'Reconnecting... waiting for network (Connection failed)' };
  expect(follow([waits, waits])).toMatchObject({
    ending: null,
    told: [{ type: 'agent-retries' }, { type: 'agent-retries' }],
  });
  expect(follow([waits, waits, waits]).ending).toMatchObject({ outcome: 'failed', again: 'after-a-pause' });
});

it.each([
  ['unexpected status 401 Unauthorized: Incorrect API key, url: x', { outcome: 'failed', again: 'no' }],
  ['unexpected status 403 Forbidden: Country not supported', { outcome: 'failed', again: 'no' }],
  ['Quota exceeded. Check your plan and billing details.', { outcome: 'failed', again: 'no' }],
  ['The model `x` does not exist or you do not have access to it.', { outcome: 'failed', again: 'no' }],
  ['exceeded retry limit, last status: 429 Too Many Requests', { outcome: 'quota' }],
  ['Selected model is at capacity. Please try a different model.', { outcome: 'quota' }],
  ['rate limit exceeded: slow down', { outcome: 'quota' }],
  [
    "Codex ran out of room in the model's context window.",
    { outcome: 'failed', next: expect.stringContaining('Split') },
  ],
  ['We’re currently experiencing high demand', { outcome: 'failed', again: 'after-a-pause' }],
  [
    'stream disconnected before completion: error sending request',
    { outcome: 'failed', again: 'after-a-pause' },
  ],
  ['Incomplete response returned, reason: max_output_tokens', { outcome: 'failed' }],
  ['', { outcome: 'failed', message: expect.stringContaining('does not say why') }],
])('whose turn failed with "%s" ends by what these words mean', (words, expected) => {
  expect(follow([failed(words)]).ending).toMatchObject(expected);
});

it.each([
  ['try again at 11:03 PM.', new Date(2026, 10, 22, 23, 4)],
  ['try again at Nov 25th, 2026 5:06 AM.', new Date(2026, 10, 25, 5, 7)],
  ['try again at Dec 1st, 2026 12:00 AM.', new Date(2026, 11, 1, 0, 1)],
  ['try again in 12.5s.', new Date(NOW.getTime() + 12_500)],
  ['try again in 1 hour 5 minutes.', new Date(NOW.getTime() + 65 * 60_000)],
])('with no quota and the words "%s" knows when it ends', (words, time) => {
  const { ending } = follow([failed(`You’ve hit your usage limit. Upgrade, or ${words}`)]);
  expect(ending).toMatchObject({ outcome: 'quota', resetsAt: time.toISOString() });
});

it.each(['try again at 9:00 PM.', 'try again at Foo 25th, 2026 5:06 AM.', 'try again later.'])(
  'with no quota and the words "%s" does not know when it ends',
  (words) => {
    const { ending } = follow([failed(`You’ve hit your usage limit. Upgrade, or ${words}`)]);
    expect(ending).not.toHaveProperty('resetsAt');
  },
);
