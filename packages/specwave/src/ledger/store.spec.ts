import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { beginSpec, newLedger } from './entries';
import type { Ledger } from './schema';
import { LEDGER_FILE, readLedger, updateLedger, updateLedgerLocked } from './store';

let folder: string;
let workspaceRoot: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'specwave-ledger-'));
  workspaceRoot = join(folder, 'workspace');
  file = join(workspaceRoot, LEDGER_FILE);
  mkdirSync(workspaceRoot);
});
afterEach(() => rmSync(folder, { recursive: true }));

function writeLedger(text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function begin(ledger: Ledger, id = 'F001'): Ledger {
  return beginSpec(ledger, {
    id,
    path: `specs/${id}`,
    total: 1,
    completed: 0,
    agents: ['recipe'],
    now: new Date(),
  });
}

function onDisk(): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

describe('reading', () => {
  it('a workspace without a ledger has an empty one, and reading makes no file', () => {
    expect(readLedger(workspaceRoot)).toMatchObject({
      ok: true,
      value: { specs: {}, overall: { total_specs: 0 } },
    });
    expect(readdirSync(workspaceRoot)).toEqual([]);
  });

  it('a ledger of the original, without our keys, is read', () => {
    const original = {
      session: '2025-01-01T10:00:00+00:00',
      specs: {
        I001: { status: 'completed', tasks_total: 5, tasks_completed: 5, remaining: 0, completed_at: null },
      },
      overall: { total_specs: 1 },
    };
    writeLedger(JSON.stringify(original));
    expect(readLedger(workspaceRoot)).toEqual({ ok: true, value: original });
  });

  it('one with a byte order mark is read', () => {
    writeLedger('\uFEFF{"specs":{}}');
    expect(readLedger(workspaceRoot).ok).toBe(true);
  });
});

describe('updating', () => {
  it('writes the ledger with one new line at its end, and nothing else beside it', async () => {
    const result = await updateLedger(workspaceRoot, begin);
    expect(result).toMatchObject({ ok: true, value: { specs: { F001: { status: 'in_progress' } } } });
    expect(readFileSync(file, 'utf8')).toMatch(/\}\n$/);
    expect(readdirSync(dirname(file))).toEqual(['execution.json']);
  });

  it('counts `overall` anew whatever stood there', async () => {
    writeLedger(
      '{"specs":{"A":{"status":"completed"},"B":{"status":"partial"}},"overall":{"total_specs":9,"mine":1}}',
    );
    await updateLedger(workspaceRoot, (ledger) => ledger);
    expect(onDisk()).toMatchObject({
      overall: { total_specs: 2, completed: 1, in_progress: 0, pending: 0, partial: 1, mine: 1 },
    });
  });

  it('problems that the update gives leave the file as it is', async () => {
    const problem = { code: 'x', severity: 'error', message: 'm', file: 'f', next: 'n' } as const;
    writeLedger('{"specs":{}}');
    expect(await updateLedger(workspaceRoot, () => [problem])).toEqual({ ok: false, problems: [problem] });
    expect(readFileSync(file, 'utf8')).toBe('{"specs":{}}');
    expect(readdirSync(dirname(file))).toEqual(['execution.json']);
  });

  it('an update that changes nothing does not touch the file', async () => {
    await updateLedger(workspaceRoot, begin);
    const { ino } = statSync(file);
    await updateLedger(workspaceRoot, (ledger) => ledger);
    expect(statSync(file).ino).toBe(ino);
  });

  it('an error thrown by the update is thrown on, and leaves neither lock nor file behind', async () => {
    const bug = (): never => {
      throw new Error('bug');
    };
    await expect(updateLedger(workspaceRoot, bug)).rejects.toThrow('bug');
    expect(await updateLedger(workspaceRoot, begin)).toMatchObject({ ok: true });
    expect(readdirSync(dirname(file))).toEqual(['execution.json']);
  });

  it('keeps the mode of the file', async () => {
    writeLedger('{"specs":{}}');
    chmodSync(file, 0o640);
    await updateLedger(workspaceRoot, begin);
    expect(statSync(file).mode & 0o777).toBe(0o640);
  });

  it('removes the temporary files of processes that died, and no others', async () => {
    writeLedger('{"specs":{}}');
    writeFileSync(`${file}.0b1c2d3e-0000-4000-8000-000000000000.tmp`, '{"half');
    writeFileSync(`${file}.bak`, 'mine');
    await updateLedger(workspaceRoot, begin);
    expect(readdirSync(dirname(file)).toSorted()).toEqual(['execution.json', 'execution.json.bak']);
  });

  it('a writer that was overtaken between reading and writing starts over: neither update is lost', () => {
    let calls = 0;
    const result = updateLedgerLocked(workspaceRoot, (ledger) => {
      calls += 1;
      // Another process took the lock for stale, and is faster.
      if (calls === 1) updateLedgerLocked(workspaceRoot, (other) => begin(other, 'F002'));
      return begin(ledger, 'F001');
    });
    expect(calls).toBe(2);
    expect(result).toMatchObject({ ok: true, value: { overall: { total_specs: 2 } } });
    expect(onDisk()).toMatchObject({ specs: { F001: {}, F002: {} } });
  });

  it('updates of one process at the same time are all kept', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => updateLedger(workspaceRoot, (ledger) => begin(ledger, `F${n}`))),
    );
    expect(onDisk()).toMatchObject({ overall: { total_specs: 20 } });
  });

  it('keeps unknown keys at every level, and the order of keys', async () => {
    const junk = fc.dictionary(fc.stringMatching(/^x_[a-z]{1,6}$/), fc.jsonValue(), { maxKeys: 4 });
    const task = junk.map((extra) => ({ ...extra, status: 'completed', outcome: 'landed' }));
    const spec = fc
      .tuple(junk, fc.dictionary(fc.stringMatching(/^T[0-9]{1,3}$/), task, { maxKeys: 3 }), junk)
      .map(([before, tasks, after]) => ({ ...before, status: 'partial', tasks, ...after }));
    const ledger = fc
      .tuple(junk, fc.dictionary(fc.stringMatching(/^F[0-9]{1,3}$/), spec, { maxKeys: 3 }), junk)
      .map(([before, specs, after]) => ({ ...before, specs, ...after }));
    await fc.assert(
      fc.asyncProperty(ledger, async (written) => {
        writeLedger(JSON.stringify(written));
        const result = await updateLedger(workspaceRoot, (read) => begin(read, 'NEW'));
        expect(result.ok).toBe(true);
        const { overall: _, ...read } = onDisk() as Ledger;
        const { NEW: added, ...specs } = read.specs;
        expect(added).toBeDefined();
        expect(JSON.stringify({ ...read, specs })).toBe(JSON.stringify(written));
      }),
      { numRuns: 40 },
    );
  });

  it('ids such as `__proto__` are kept like others', async () => {
    for (const id of ['__proto__', 'constructor'])
      await updateLedger(workspaceRoot, (ledger) => begin(ledger, id));
    const written = onDisk() as Ledger;
    expect(Object.keys(written.specs)).toEqual(['__proto__', 'constructor']);
    expect(written.overall).toMatchObject({ total_specs: 2, in_progress: 2 });
  });
});

describe('a file that is no ledger of ours is never overwritten', () => {
  /** What reading and updating answer, each as `code: message`; with what stands in the folder after them. */
  async function answersTo(text: string): Promise<string[]> {
    writeLedger(text);
    const results = [readLedger(workspaceRoot), await updateLedger(workspaceRoot, begin)];
    const answers = results.map((result) =>
      result.ok ? 'ok' : result.problems.map(({ code, message }) => `${code}: ${message}`).join(),
    );
    return [...answers, readFileSync(file, 'utf8'), ...readdirSync(dirname(file))];
  }

  test.each(['', '{', '{"specs": {}', '<<<<<<< HEAD\n{}', '{"specs": {},}'])('no JSON: %j', async (text) => {
    const code = expect.stringContaining('ledger-invalid');
    expect(await answersTo(text)).toEqual([code, code, text, 'execution.json']);
  });

  it('no JSON is reported with its place', async () => {
    writeLedger('{\n  "specs": {\n<<<<<<< HEAD\n');
    expect(await updateLedger(workspaceRoot, begin)).toMatchObject({
      problems: [{ at: { line: 3, column: 1 } }],
    });
  });

  test.each([
    ['null', 'the file'],
    ['[]', 'the file'],
    ['{}', 'specs'],
    ['{"specs": []}', 'specs'],
    ['{"tool": "other", "specs": "a.md"}', 'specs'],
    ['{"specs": {"F001": {"status": "done"}}}', 'specs.F001.status'],
    [
      '{"specs": {"F001": {"status": "partial", "tasks": {"T1": {"status": 1}}}}}',
      'specs.F001.tasks.T1.status',
    ],
    ['{"specs": {"__proto__": 1}}', 'specs.__proto__'],
    [
      '{"specs": {"F001": {"status": "partial", "tasks": {"__proto__": {}}}}}',
      'specs.F001.tasks.__proto__.status',
    ],
    ['{"specs": {}, "overall": 3}', 'overall'],
  ])('JSON of another shape: %s', async (text, where) => {
    const answer = expect.stringMatching(
      new RegExp(`^ledger-foreign: .*\`${where.replaceAll('.', String.raw`\.`)}\``),
    );
    expect(await answersTo(text)).toEqual([answer, answer, text, 'execution.json']);
  });
});

describe('links', () => {
  test.each(['.claude', '.claude/execution', '.claude/execution/execution.json'])(
    '%s that leads out of the workspace is refused',
    async (path) => {
      const outside = join(folder, 'outside');
      mkdirSync(outside);
      mkdirSync(dirname(join(workspaceRoot, path)), { recursive: true });
      symlinkSync(
        path.endsWith('.json') ? join(outside, 'execution.json') : outside,
        join(workspaceRoot, path),
      );
      const refused = { ok: false, problems: [{ code: 'link-outside' }] };
      expect(readLedger(workspaceRoot)).toMatchObject(refused);
      expect(await updateLedger(workspaceRoot, begin)).toMatchObject(refused);
      expect(readdirSync(outside)).toEqual([]);
    },
  );

  it('a folder linked to within the workspace is used', async () => {
    mkdirSync(join(workspaceRoot, 'state'));
    symlinkSync('state', join(workspaceRoot, '.claude'));
    expect(await updateLedger(workspaceRoot, begin)).toMatchObject({ ok: true });
    expect(readdirSync(join(workspaceRoot, 'state/execution'))).toEqual(['execution.json']);
  });
});

it('a ledger that cannot be written is a problem that says so', async () => {
  writeFileSync(join(workspaceRoot, '.claude'), 'a file where a folder belongs');
  expect(await updateLedger(workspaceRoot, begin)).toMatchObject({
    ok: false,
    problems: [{ code: 'ledger-unwritable' }],
  });
});

it('a new ledger that is written at once is the same when it is read', async () => {
  const ledger = newLedger(new Date());
  await updateLedger(workspaceRoot, () => ledger);
  expect(readLedger(workspaceRoot)).toEqual({ ok: true, value: ledger });
});
