import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newHolder } from './holder';
import { isOwnCommand, noteOwnCommand } from './ownCommand';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'specwave-own-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const WORDS = ['run-many', '-t', 'implement', '-p', 'F001'];

function note(): () => void {
  const noted = noteOwnCommand(root, WORDS);
  if (!noted.ok) throw new Error(noted.problems[0]?.message);
  return noted.value;
}

it('a command is known by its words while it runs, and no other', () => {
  expect(isOwnCommand(root, WORDS)).toBe(false);
  const end = note();
  expect(isOwnCommand(root, WORDS)).toBe(true);
  expect(isOwnCommand(root, WORDS.slice(0, -1))).toBe(false);
  expect(isOwnCommand(root, [...WORDS.slice(0, -1), 'F002'])).toBe(false);
  end();
  expect(isOwnCommand(root, WORDS)).toBe(false);
});

it('what a killed command has left counts for nothing, and is cleared', () => {
  note()();
  const folder = join(root, '.nx/specwave/commands');
  // A process of this id cannot be: it is above what any system counts to.
  const holder = { ...newHolder(), pid: 2 ** 30 };
  writeFileSync(join(folder, 'old.json'), JSON.stringify({ holder, words: WORDS }));
  expect(isOwnCommand(root, WORDS)).toBe(false);
  expect(readdirSync(folder)).toEqual([]);
});
