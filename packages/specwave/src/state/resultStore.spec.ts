import fs = require('node:fs');
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readResult, transcriptPath, writeResult, type NewResult } from './resultStore';

const PATCH = Buffer.from([0x64, 0x69, 0x66, 0x66, 0x00, 0xff, 0x0a]);
const RESULT: NewResult = {
  digest: 'd'.repeat(64),
  settings: '0123456789abcdef',
  agent: 'claude',
  role: null,
  outcome: 'landed',
  attempts: 1,
  started_at: '2026-01-01T10:00:00+00:00',
  ended_at: '2026-01-01T10:00:01+00:00',
  duration_ms: 1000,
  usage: { input_tokens: 1 },
  files: [{ path: 'src/a.ts', from: null, to: { mode: '100644', id: 'a'.repeat(40) } }],
  checks: [{ name: 'files', passed: true, detail: null }],
  flags: [],
  unmade: [],
  message: null,
  next: null,
};

let folder: string;
let workspaceRoot: string;
let taskFolder: string;
let transcript: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'specwave-results-'));
  workspaceRoot = join(folder, 'workspace');
  taskFolder = join(workspaceRoot, '.nx/specwave/results/F001/T001');
  transcript = join(folder, 'scratch.jsonl');
  mkdirSync(workspaceRoot);
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const write = (result = RESULT, patch: Buffer | null = PATCH) =>
  writeResult(workspaceRoot, 'F001', 'T001', result, patch, transcript);
const read = () => readResult(workspaceRoot, 'F001', 'T001');
const inFolder = (name: string): string => join(taskFolder, name);
const UNWRITABLE = { ok: false, problems: [{ code: 'result-unwritable' }] };

function editJson(change: (result: Record<string, unknown>) => void): void {
  const result = JSON.parse(readFileSync(inFolder('result.json'), 'utf8'));
  change(result);
  writeFileSync(inFolder('result.json'), JSON.stringify(result));
}

describe('a result that was written', () => {
  it('is read back with every byte of its patch', () => {
    expect(write()).toEqual({ ok: true, value: undefined });
    expect(read()).toEqual({
      result: { ...RESULT, version: 1, spec: 'F001', task: 'T001', patch: expect.any(String) },
      patch: PATCH,
    });
  });

  it('may have no patch, and replaces one that has', () => {
    write();
    write({ ...RESULT, files: [] }, null);
    expect(read()).toMatchObject({ result: { patch: null }, patch: null });
    expect(readdirSync(taskFolder)).toEqual(['result.json']);
  });

  it('may have an empty patch, which is not the same as none', () => {
    write(RESULT, Buffer.alloc(0));
    expect(read()?.patch).toEqual(Buffer.alloc(0));
  });

  it('has its transcript moved to where people are told that it is', () => {
    writeFileSync(transcript, '{"at":1}\n');
    write();
    expect(existsSync(transcript)).toBe(false);
    expect(readFileSync(join(workspaceRoot, transcriptPath('F001', 'T001')), 'utf8')).toBe('{"at":1}\n');
  });

  it('does not keep the transcript of the result before', () => {
    writeFileSync(transcript, '{"at":1}\n');
    write();
    write();
    expect(readdirSync(taskFolder).toSorted()).toEqual(['changes.patch', 'result.json']);
  });

  it('has its transcript copied from another file system', () => {
    const rename = fs.renameSync;
    jest.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
      if (from === transcript) throw Object.assign(new Error('cross-device'), { code: 'EXDEV' });
      rename(from, to);
    });
    writeFileSync(transcript, '{"at":1}\n');
    expect(write().ok).toBe(true);
    expect(readFileSync(inFolder('transcript.jsonl'), 'utf8')).toBe('{"at":1}\n');
    expect(existsSync(transcript)).toBe(false);
  });

  it('takes no link for its transcript', () => {
    writeFileSync(join(folder, 'private'), 'private');
    symlinkSync(join(folder, 'private'), transcript);
    expect(write().ok).toBe(true);
    expect(existsSync(inFolder('transcript.jsonl'))).toBe(false);
  });

  it('leaves in its folder nothing that killed writers or a cache have put there', () => {
    mkdirSync(inFolder('changes.patch'), { recursive: true });
    mkdirSync(join(folder, 'outside'));
    writeFileSync(join(folder, 'outside/file'), '');
    symlinkSync(join(folder, 'outside'), inFolder('transcript.jsonl'));
    writeFileSync(inFolder('result.json.0.tmp'), '{');
    writeFileSync(inFolder('node_modules'), '');
    expect(write().ok).toBe(true);
    expect(readdirSync(taskFolder).toSorted()).toEqual(['changes.patch', 'result.json']);
    expect(readdirSync(join(folder, 'outside'))).toEqual(['file']);
  });
});

describe('no result', () => {
  it('is where nothing was written, and reading makes no folder', () => {
    expect(read()).toBeNull();
    expect(readdirSync(workspaceRoot)).toEqual([]);
  });

  it.each([
    ['is no JSON', () => writeFileSync(inFolder('result.json'), '{')],
    ['is empty', () => writeFileSync(inFolder('result.json'), '')],
    ['is of another shape', () => editJson((result) => delete result['digest'])],
    ['is of another version', () => editJson((result) => (result['version'] = 2))],
    ['is of another spec', () => editJson((result) => (result['spec'] = 'F002'))],
    ['is of another task', () => editJson((result) => (result['task'] = 'T002'))],
    ['is too large', () => editJson((result) => (result['later'] = 'x'.repeat(1024 * 1024)))],
    ['has another patch', () => writeFileSync(inFolder('changes.patch'), 'other')],
    ['has half its patch', () => truncateSync(inFolder('changes.patch'), 3)],
    ['has lost its patch', () => rmSync(inFolder('changes.patch'))],
    ['has too large a patch', () => truncateSync(inFolder('changes.patch'), 65 * 1024 * 1024)],
    ['has a path out of the workspace', () => editJson((result) => (result['files'] = [{ path: '../a' }]))],
  ])('is what %s', (_, damage) => {
    write();
    damage();
    expect(read()).toBeNull();
  });

  it.each(['result.json', 'changes.patch'])('is what has a link for its %s', (name) => {
    write();
    renameSync(inFolder(name), join(folder, 'elsewhere'));
    symlinkSync(join(folder, 'elsewhere'), inFolder(name));
    expect(read()).toBeNull();
  });

  it.each(['.nx/specwave/results/F001/T001', '.nx/specwave/results/F001', '.nx/specwave/results', '.nx'])(
    'is what lies behind a link out of the workspace at %s',
    (path) => {
      write();
      renameSync(join(workspaceRoot, path), join(folder, 'elsewhere'));
      symlinkSync(join(folder, 'elsewhere'), join(workspaceRoot, path));
      expect(read()).toBeNull();
      expect(write()).toMatchObject({ ok: false });
    },
  );

  it('is what has a folder for its result.json', () => {
    mkdirSync(inFolder('result.json'), { recursive: true });
    expect(read()).toBeNull();
  });

  it.each(['..', '.', '', 'a/b', '../../..'])('has a task called %j', (task) => {
    expect(readResult(workspaceRoot, 'F001', task)).toBeNull();
    expect(writeResult(workspaceRoot, 'F001', task, RESULT, null, transcript)).toMatchObject(UNWRITABLE);
  });
});

describe('what cannot be kept', () => {
  it("touches no file of the user's where the task's folder is a link to them", () => {
    mkdirSync(join(workspaceRoot, 'src'));
    writeFileSync(join(workspaceRoot, 'src/a.ts'), '');
    mkdirSync(dirname(taskFolder), { recursive: true });
    symlinkSync(join(workspaceRoot, 'src'), taskFolder);
    expect(write()).toMatchObject(UNWRITABLE);
    expect(readdirSync(join(workspaceRoot, 'src'))).toEqual(['a.ts']);
  });

  it.each([
    ['a path that a result cannot hold', { files: [{ ...RESULT.files[0], path: 'a\\b' }] }, '"a\\\\b"'],
    ['so many files that it would not be read back', { files: manyFiles(6000) }, 'bytes'],
  ])('is told: %s', (_, part, words) => {
    write();
    const before = read();
    expect(write({ ...RESULT, ...part } as NewResult)).toMatchObject({
      ok: false,
      problems: [{ code: 'result-unwritable', message: expect.stringContaining(words) }],
    });
    expect(read()).toEqual(before);
  });

  it('is told: too large a patch', () => {
    expect(write(RESULT, Buffer.alloc(64 * 1024 * 1024 + 1))).toMatchObject({
      ok: false,
      problems: [{ code: 'result-unwritable', file: '.nx/specwave/results/F001/T001/changes.patch' }],
    });
  });

  it('is told with the reason of the system, and the old result stays', () => {
    write();
    const before = read();
    jest.spyOn(fs, 'writeFileSync').mockImplementation((path) => {
      if (String(path).endsWith('.tmp')) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    });
    expect(write({ ...RESULT, attempts: 2 })).toMatchObject({
      ok: false,
      problems: [{ code: 'result-unwritable', message: expect.stringContaining('ENOSPC') }],
    });
    expect(read()).toEqual(before);
  });

  it('is told where a file stands in the way of the folder', () => {
    mkdirSync(dirname(dirname(taskFolder)), { recursive: true });
    writeFileSync(dirname(taskFolder), '');
    expect(write()).toMatchObject(UNWRITABLE);
  });
});

function manyFiles(count: number): NewResult['files'] {
  const state = { mode: '100644', id: 'a'.repeat(64) } as const;
  return Array.from({ length: count }, (_, n) => ({ path: `src/${n}.ts`, from: state, to: state }));
}
