import { mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bringBackOwn, keepOwn, ownCopy } from './ownResults';
import { type NewResult, readResult, writeResult } from './resultStore';

let workspaceRoot: string;

beforeEach(() => {
  workspaceRoot = realpathSync(mkdtempSync(join(tmpdir(), 'specwave-')));
});
afterEach(() => rmSync(workspaceRoot, { recursive: true, force: true }));

function store(digest: string): void {
  const result: NewResult = {
    digest,
    settings: 'key',
    agent: 'recipe',
    role: null,
    outcome: 'landed',
    attempts: 1,
    started_at: '2026-01-01T10:00:00.000Z',
    ended_at: '2026-01-01T10:00:01.000Z',
    duration_ms: 1000,
    usage: {},
    files: [],
    checks: [],
    flags: [],
    unmade: [],
    message: null,
    next: null,
  };
  const transcript = join(workspaceRoot, 'transcript');
  writeFileSync(transcript, digest);
  expect(
    writeResult(workspaceRoot, 'F001', 'T001', result, Buffer.from(`patch of ${digest}`), transcript),
  ).toMatchObject({ ok: true });
}

const wanted = (digest: string) => ({ digest, settings: 'key' });
const keep = (digest: string): void => keepOwn(workspaceRoot, 'F001', 'T001', wanted(digest));
const bringBack = (digest = 'ours'): boolean => bringBackOwn(workspaceRoot, 'F001', 'T001', wanted(digest));
const stored = (): string | undefined => readResult(workspaceRoot, 'F001', 'T001')?.patch?.toString('utf8');

it('a result that was kept comes back whole in the place of another one', () => {
  store('ours');
  keep('ours');
  store('from the cache');
  expect(bringBack()).toBe(true);
  expect(stored()).toBe('patch of ours');
});

it('a result that was kept comes back where none is stored', () => {
  store('ours');
  keep('ours');
  rmSync(join(workspaceRoot, '.nx/specwave/results'), { recursive: true });
  expect(bringBack()).toBe(true);
  expect(stored()).toBe('patch of ours');
});

it('nothing is brought back where what is stored is what was kept', () => {
  store('ours');
  keep('ours');
  expect(bringBack()).toBe(false);
});

it('a result that was never kept does not come back', () => {
  store('from the cache');
  expect(bringBack()).toBe(false);
  expect(stored()).toBe('patch of from the cache');
});

it('a copy that is damaged does not come back', () => {
  store('ours');
  keep('ours');
  store('from the cache');
  writeFileSync(
    join(workspaceRoot, '.nx/specwave/own/F001/T001', ownCopy(wanted('ours')).copy, 'changes.patch'),
    'something else',
  );
  expect(bringBack()).toBe(false);
  expect(stored()).toBe('patch of from the cache');
});

it('each definition of a task has a result of its own, which comes back when the task goes back to it', () => {
  store('first words');
  keep('first words');
  store('other words');
  keep('other words');
  expect(bringBack('first words')).toBe(true);
  expect(stored()).toBe('patch of first words');
  expect(bringBack('other words')).toBe(true);
  expect(stored()).toBe('patch of other words');
});

it('the oldest of many are cleared', () => {
  for (let version = 0; version < 12; version += 1) {
    store(`words ${version}`);
    keep(`words ${version}`);
  }
  expect(readdirSync(join(workspaceRoot, '.nx/specwave/own/F001/T001'))).toHaveLength(10);
  expect(bringBack('words 11')).toBe(false);
});
