/** A `command` agent: its exit code says how it went. */
import { readFileSync } from 'node:fs';
import { notePrompt, play, print } from './mock.mjs';

const wire = {
  said: (text) => print(`${text}\n`),
  done: (text) => print(`${text}\n`),
  'rate-limit': () => process.exit(75),
};

notePrompt(readFileSync(0, 'utf8'));
await play(wire);
