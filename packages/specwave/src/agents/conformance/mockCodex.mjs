/** Speaks as `codex exec --json` 0.169 does: taken from the real program against a server on loopback. */
import { readFileSync } from 'node:fs';
import { notePrompt, play, print, resetsAt } from './mock.mjs';

const say = (event) => print(`${JSON.stringify(event)}\n`);
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const ENDS = { 1: 'st', 2: 'nd', 3: 'rd', 21: 'st', 22: 'nd', 23: 'rd', 31: 'st' };

/** `Nov 25th, 2026 5:06 AM`, in local time. */
function clock(seconds) {
  const date = new Date(seconds * 1000);
  const day = `${MONTHS[date.getMonth()]} ${date.getDate()}${ENDS[date.getDate()] ?? 'th'}, ${date.getFullYear()}`;
  const minutes = String(date.getMinutes()).padStart(2, '0');
  return `${day} ${date.getHours() % 12 || 12}:${minutes} ${date.getHours() < 12 ? 'AM' : 'PM'}`;
}

async function fail(message) {
  await say({ type: 'error', message });
  await say({ type: 'turn.failed', error: { message } });
  process.exitCode = 1;
}

const completed = {
  type: 'turn.completed',
  usage: {
    input_tokens: 200,
    cached_input_tokens: 80,
    cache_write_input_tokens: 0,
    output_tokens: 20,
    reasoning_output_tokens: 0,
  },
};

const wire = {
  said: (text) => say({ type: 'item.completed', item: { id: 'item_0', type: 'agent_message', text } }),
  async done(text, { inHalves = false } = {}) {
    const change = {
      id: 'item_1',
      type: 'file_change',
      changes: [{ path: `${process.cwd()}/out.txt`, kind: 'add' }],
    };
    await say({ type: 'item.started', item: { ...change, status: 'in_progress' } });
    await say({ type: 'item.completed', item: { ...change, status: 'completed' } });
    await wire.said(text);
    const end = `${JSON.stringify(completed)}\n`;
    if (!inHalves) return print(end);
    await print(end.slice(0, 20));
    await new Promise((resolve) => setImmediate(resolve));
    await print(end.slice(20));
  },
  async ends(text) {
    await wire.said(text);
    await say(completed);
  },
  // A refused patch is no event: a line of its log is the only sign.
  async refused() {
    const time = '2026-11-22T21:47:08.743649Z';
    const words = 'patch rejected: writing outside of the project; rejected by user approval settings';
    await print(`${time} ERROR codex_core::tools::router: error=${words}\n`, process.stderr);
    await wire.said('Done.');
    await say(completed);
  },
  async unauthorized() {
    const words =
      'unexpected status 401 Unauthorized: Incorrect API key provided: sk-dummy., url: http://127.0.0.1:1/v1/responses';
    await say({ type: 'error', message: `Reconnecting... 1/5 (${words})` });
    await fail(words);
  },
  'rate-limit': () => fail('exceeded retry limit, last status: 429 Too Many Requests'),
  'quota-with-reset': () =>
    fail(
      `You’ve hit your usage limit. Upgrade to Pro (https://chatgpt.com/explore/pro), visit https://chatgpt.com/settings/usage to purchase more credits or try again at ${clock(resetsAt)}.`,
    ),
  async 'server-error'() {
    const words = 'We’re currently experiencing high demand, which may cause temporary errors.';
    await say({ type: 'error', message: `Reconnecting... 1/5 (${words})` });
    await fail(words);
  },
  'too-long': () =>
    fail(
      "Codex ran out of room in the model's context window. Start a new thread or clear earlier history before retrying.",
    ),
};

notePrompt(readFileSync(0, 'utf8'));
await say({ type: 'thread.started', thread_id: '01a2052c-de8d-7520-9cce-30d17ab8af31' });
await say({ type: 'turn.started' });
await play(wire);
