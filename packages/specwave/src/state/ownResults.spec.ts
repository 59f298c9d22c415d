import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bringBackOwn, keepOwn } from './ownResults';
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

const bringBack = (): boolean => bringBackOwn(workspaceRoot, 'F001', 'T001');
const stored = (): string | undefined => readResult(workspaceRoot, 'F001', 'T001')?.patch?.toString('utf8');

it('a result that was kept comes back whole in the place of another one', () => {
  store('ours');
  keepOwn(workspaceRoot, 'F001', 'T001');
  store('from the cache');
  expect(bringBack()).toBe(true);
  expect(stored()).toBe('patch of ours');
});

it('a result that was kept comes back where none is stored', () => {
  store('ours');
  keepOwn(workspaceRoot, 'F001', 'T001');
  rmSync(join(workspaceRoot, '.nx/specwave/results'), { recursive: true });
  expect(bringBack()).toBe(true);
  expect(stored()).toBe('patch of ours');
});

it('nothing is brought back where what is stored is what was kept', () => {
  store('ours');
  keepOwn(workspaceRoot, 'F001', 'T001');
  expect(bringBack()).toBe(false);
});

it('a result that was never kept does not come back', () => {
  store('from the cache');
  expect(bringBack()).toBe(false);
  expect(stored()).toBe('patch of from the cache');
});

it('a copy that is damaged does not come back', () => {
  store('ours');
  keepOwn(workspaceRoot, 'F001', 'T001');
  store('from the cache');
  writeFileSync(join(workspaceRoot, '.nx/specwave/own/F001/T001/changes.patch'), 'something else');
  expect(bringBack()).toBe(false);
  expect(stored()).toBe('patch of from the cache');
});
