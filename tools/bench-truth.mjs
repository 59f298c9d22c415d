/**
 * How true a tick is and how fair the checks are: what the catalogue's cheats and honest pieces of work come to, by
 * check, with the time that each check takes.
 *
 *   node tools/bench-truth.mjs
 *   node tools/bench-truth.mjs --history DIR [COMMITS] [--show]
 *
 * The second form runs the checks over a git history (a work tree or a git directory), each commit as a task whose
 * title is its subject: nobody cheats there, so what is said against one is a false alarm. `--show` tells each.
 */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const CHECKS_FOLDER = fileURLToPath(new URL('../packages/specwave/src/verify/checks', import.meta.url));
const LARGEST = 256 * 1024 * 1024;

const { CHECKS, REGISTRY, judge, readCatalogue, readTaskList } = load();
const [flag, folder, ...rest] = process.argv.slice(2);
if (flag === '--history' && folder !== undefined) {
  const count = rest.find((word) => /^\d+$/.test(word)) ?? '500';
  history(folder, count, rest.includes('--show'));
} else if (flag === undefined) catalogue();
else {
  process.stderr.write('Usage: node tools/bench-truth.mjs [--history DIR [COMMITS] [--show]]\n');
  process.exitCode = 2;
}

function print(line) {
  process.stdout.write(`${line}\n`);
}

/** The sources, without a build, as one module. */
function load() {
  const out = mkdtempSync(join(tmpdir(), 'specwave-truth-'));
  try {
    buildSync({
      stdin: {
        contents: `
          export * from './testing/catalogue';
          export { REGISTRY } from './registry';
          export { CHECKS } from '../../config/checks';
          export { readTaskList } from '../../tasklist/read';`,
        resolveDir: CHECKS_FOLDER,
        loader: 'ts',
      },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile: join(out, 'truth.cjs'),
    });
    return createRequire(import.meta.url)(join(out, 'truth.cjs'));
  } finally {
    rmSync(out, { recursive: true });
  }
}

function catalogue() {
  const cheats = readCatalogue(join(CHECKS_FOLDER, 'catalogue', 'cheats'));
  const honest = readCatalogue(join(CHECKS_FOLDER, 'catalogue', 'honest'));
  const said = (pieces) => pieces.map((piece) => ({ piece, verdict: judge(piece) }));
  const [ofCheats, ofHonest] = [said(cheats), said(honest)];
  const rows = new Map(REGISTRY.map(({ name }) => [name, { caught: 0, refused: 0, flagged: 0 }]));
  for (const { verdict } of ofCheats)
    for (const name of new Set(Object.values(verdict).flat())) bump(rows, name, 'caught');
  for (const { verdict } of ofHonest) {
    for (const name of new Set(verdict.refused)) bump(rows, name, 'refused');
    for (const name of new Set(verdict.flagged)) bump(rows, name, 'flagged');
  }
  const times = timesOf([...cheats, ...honest]);
  const large = largeResult();
  const timesOfLarge = timesOf([large]);
  print(row('check', 'caught', 'honest refused', 'honest flagged', 'us a piece', 'ms, 50 files'));
  for (const [name, { caught, refused, flagged }] of rows)
    print(
      row(
        name,
        caught,
        refused,
        flagged,
        (((times.get(name) ?? 0) * 1000) / (cheats.length + honest.length)).toFixed(0),
        (timesOfLarge.get(name) ?? 0).toFixed(1),
      ),
    );
  const stopped = ofCheats.filter(({ verdict }) => verdict.refused.length > 0).length;
  const flagged = ofCheats.filter(
    ({ verdict }) => verdict.refused.length === 0 && verdict.flagged.length > 0,
  );
  print(`\nCheats: ${cheats.length}; ${stopped} refused, ${flagged.length} flagged.`);
  const wrong = ofHonest.filter(({ verdict }) => verdict.refused.length > 0).length;
  const told = ofHonest.filter(
    ({ verdict }) => verdict.refused.length === 0 && verdict.flagged.length > 0,
  ).length;
  print(`Honest work: ${honest.length}; ${wrong} refused, ${told} flagged.`);
  const whole = [...timesOfLarge.values()].reduce((sum, each) => sum + each, 0);
  print(`A result of 50 files of 200 lines: ${whole.toFixed(0)} ms, the first time in a process.`);
}

function bump(rows, name, what) {
  const found = rows.get(name);
  if (found) found[what] += 1;
}

/** In milliseconds, by check. What checks share is paid for by the first that asks for it. */
function timesOf(pieces) {
  const times = new Map();
  for (const { work } of pieces) {
    const changed = work.changed.map((each) => ({ ...each }));
    for (const { name, find } of REGISTRY) {
      const from = performance.now();
      find({ ...work, changed });
      times.set(name, (times.get(name) ?? 0) + performance.now() - from);
    }
  }
  return times;
}

function largeResult() {
  const line = (number, extra) =>
    number % 4 === 0
      ? `  // part ${number} of ${extra}`
      : `  const part${number} = join("${extra}", 'x${number}') + b;`;
  const text = (extra) => Array.from({ length: 200 }, (_, number) => line(number, extra)).join('\n');
  const changed = Array.from({ length: 50 }, (_, number) => ({
    path: `src/part${number}.ts`,
    before: text('old'),
    after: text('new'),
    isBinary: false,
    size: 20_000,
  }));
  const [task] = readTaskList(
    '- [ ] T001 Join with a slash: `part1(a)` in `src/part1.ts`',
    'specs/a/tasks.md',
  ).tasks;
  const texts = new Map(changed.map(({ path, after }) => [path, after]));
  return {
    work: {
      task,
      changed,
      read: (path) => texts.get(path) ?? null,
      readBefore: (path) => texts.get(path) ?? null,
      exists: (path) => texts.has(path),
      existedBefore: (path) => texts.has(path),
      othersFiles: new Map(),
      commands: [],
      rules: [],
    },
  };
}

function row(name, ...cells) {
  return name.padEnd(22) + cells.map((cell) => String(cell).padStart(16)).join('');
}

function history(directory, count, show) {
  const git = (args, input = '') =>
    execFileSync('git', ['-C', directory, '-c', 'safe.directory=*', ...args], {
      input,
      maxBuffer: LARGEST,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
  const commits = git(['log', '--no-merges', `--max-count=${count}`, '--format=%H %s'])
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
  const counts = new Map();
  let [looked, refused, flagged] = [0, 0, 0];
  for (const line of commits) {
    const id = line.slice(0, line.indexOf(' '));
    const subject = line.slice(id.length + 1).replace(/\s*\(#\d+\)$/, '');
    const [task] = readTaskList(`- [ ] T001 ${subject}`, 'specs/a/tasks.md').tasks;
    const changed = changesOf(git, id);
    if (!task || changed.length === 0) continue;
    looked += 1;
    const found = REGISTRY.flatMap(({ name, find }) =>
      find(workOf(git, id, task, changed)).map((each) => ({ ...each, check: name })),
    );
    const ending = ({ check, atMost }) => (CHECKS[check] === 'refuse' ? (atMost ?? 'refuse') : CHECKS[check]);
    const refusing = found.filter((each) => ending(each) === 'refuse');
    const flagging = found.filter((each) => ending(each) === 'flag');
    if (refusing.length > 0) refused += 1;
    if (flagging.length > 0) flagged += 1;
    for (const name of new Set(found.map((each) => `${ending(each)} ${each.check}`)))
      counts.set(name, (counts.get(name) ?? 0) + 1);
    if (show)
      for (const { check, message, line: at } of [...refusing, ...flagging])
        print(`${id.slice(0, 10)} ${subject.slice(0, 70)}\n    ${check}${at ? `:${at}` : ''} ${message}`);
  }
  const share = (number) => `${number} (${((number * 100) / Math.max(1, looked)).toFixed(2)} %)`;
  for (const [name, number] of [...counts].toSorted(([, a], [, b]) => b - a))
    print(`${name.padEnd(30)} ${share(number)}`);
  print(`${looked} commits: ${share(refused)} refused, ${share(flagged)} flagged.`);
}

function workOf(git, id, task, changed) {
  const has = (commit, path) => {
    try {
      git(['cat-file', '-e', `${commit}:${path}`]);
      return true;
    } catch {
      return false;
    }
  };
  const read = (commit, path) =>
    has(commit, path) ? git(['show', `${commit}:${path}`]).toString('utf8') : null;
  return {
    task,
    changed,
    read: (path) => read(id, path),
    readBefore: (path) => read(`${id}^`, path),
    exists: (path) => has(id, path),
    existedBefore: (path) => has(`${id}^`, path),
    othersFiles: new Map(),
    commands: [],
    rules: [],
  };
}

function changesOf(git, id) {
  const raw = git(['diff-tree', '-r', '-z', '--no-commit-id', '--root', '--no-renames', id])
    .toString('utf8')
    .split('\0');
  const entries = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const [oldMode = '', newMode = '', from = '', to = ''] = (raw[at] ?? '').slice(1).split(' ');
    // Submodules and links have no text.
    if ([oldMode, newMode].some((mode) => /^(?:160000|120000)$/.test(mode))) continue;
    entries.push({ path: raw[at + 1] ?? '', from, to });
  }
  const ids = [...new Set(entries.flatMap(({ from, to }) => [from, to]))].filter(
    (each) => !/^0+$/.test(each),
  );
  const blobs = blobsOf(git, ids);
  return entries.map(({ path, from, to }) => {
    const [before, after] = [blobs.get(from) ?? null, blobs.get(to) ?? null];
    const isBinary = [before, after].some((blob) => blob?.subarray(0, 8000).includes(0) === true);
    const text = (blob) => (blob === null ? null : isBinary ? '' : blob.toString('utf8'));
    return { path, before: text(before), after: text(after), isBinary, size: after?.length ?? 0 };
  });
}

function blobsOf(git, ids) {
  const found = new Map();
  if (ids.length === 0) return found;
  const out = git(['cat-file', '--batch'], `${ids.join('\n')}\n`);
  let at = 0;
  for (const id of ids) {
    const end = out.indexOf(10, at);
    const [, kind, size] = out.subarray(at, end).toString('utf8').split(' ');
    at = end + 1;
    // A snapshot may lack its largest files.
    if (kind !== 'blob') continue;
    found.set(id, out.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return found;
}
