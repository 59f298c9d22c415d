/** A `command` agent: its exit code says how it went. */
import { readFileSync } from 'node:fs';
import { notePrompt, play, print, resetsAt } from './mock.mjs';

const wire = {
  said: (text) => print(`${text}\n`),
  done: (text) => print(`${text}\n`),
  ends: (text) => print(`${text}\n`),
  'rate-limit': () => process.exit(75),
  async 'quota-with-reset'() {
    await print(`No quota until ${new Date(resetsAt * 1000).toISOString()}.\n`);
    process.exit(75);
  },
  unauthorized: () => fails('Error: 401 Unauthorized'),
  'server-error': () => fails('Error: 500 Internal server error'),
  'too-long': () => fails('Error: prompt is too long: 300000 tokens > 200000 maximum'),
};

async function fails(words) {
  await print(`${words}\n`);
  process.exit(1);
}

// As README has it: of a socket it cannot be opened.
notePrompt(readFileSync('/dev/stdin', 'utf8'));
await play(wire);
