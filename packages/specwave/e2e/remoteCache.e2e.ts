/** Two clones and one cache: what was done in the one is replayed in the other. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { implement } from './support/calls';
import { CacheServer } from './support/cacheServer';
import { DrivenAgents } from './support/drivenAgent';
import { boxes } from './support/specs';
import { Workspace } from './support/workspace';

const LIST = 'specs/F001/tasks.md';
const LEDGER = '.claude/execution/execution.json';
const BYTES = Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 7) % 256));

let cache: CacheServer;
let agents: DrivenAgents;
let folders: string[];
let first: Workspace;

/** What each agent does in its tree. */
const WORK: Record<string, (tree: string) => void> = {
  T001: (tree) => put(tree, 'out/image.bin', BYTES),
  T002: (tree) => {
    put(tree, 'bin/run.sh', '#!/bin/sh\necho run\n');
    chmodSync(join(tree, 'bin/run.sh'), 0o755);
    chmodSync(join(tree, 'src/tool.sh'), 0o755);
  },
  T003: (tree) => symlinkSync('../src/kept.txt', join(tree, 'docs/link.txt')),
  T004: (tree) => {
    rmSync(join(tree, 'src/old.txt'));
    rmSync(join(tree, 'src/old.bin'));
  },
  // The later wave sees what the one before has left.
  T005: (tree) => {
    const image = readFileSync(join(tree, 'out/image.bin'));
    put(
      tree,
      'out/image.bin',
      Buffer.concat([image.subarray(0, 2000), Buffer.from([0, 255]), image.subarray(2000)]),
    );
    put(
      tree,
      'src/kept.txt',
      readFileSync(join(tree, 'src/kept.txt'), 'utf8').replace('two\r\n', 'second\r\n'),
    );
    rmSync(join(tree, 'docs/here.txt'));
    symlinkSync('link.txt', join(tree, 'docs/here.txt'));
  },
};

function put(tree: string, path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), content);
}

function temporary(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'specwave-e2e-')));
  folders.push(folder);
  return folder;
}

function clone(of: Workspace): Workspace {
  const folder = join(temporary(), 'clone');
  execFileSync('git', ['clone', '--quiet', of.root, folder]);
  return Workspace.open(folder, { environment: cache.environment });
}

/** Every file outside of `.git`, `.nx` and `node_modules`: its path, its mode, and its bytes or where it leads. */
function filesOf({ root }: Workspace): Record<string, string> {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).toSorted();
  const files = paths.flatMap((path): [string, string][] => {
    if (/^(?:\.git|\.nx|node_modules)(?:\/|$)/.test(path) || path === LEDGER) return [];
    const stat = lstatSync(join(root, path));
    if (stat.isDirectory()) return [];
    if (stat.isSymbolicLink()) return [[path, `link to ${readlinkSync(join(root, path))}`]];
    return [
      [path, `${(stat.mode & 0o777).toString(8)} ${readFileSync(join(root, path)).toString('base64')}`],
    ];
  });
  return Object.fromEntries(files);
}

/** The ledger without the times of the run; those of the work are a part of its result. */
function ledgerOf(workspace: Workspace): unknown {
  const ofRun = new Set(['session', 'last_updated', 'checked_at']);
  const { specs, ...rest } = JSON.parse(workspace.read(LEDGER), (key, value) => {
    // Only who replayed a result has this.
    if (key === 'replayed_at') return undefined;
    return ofRun.has(key) ? 0 : value;
  });
  const { started_at: _started, completed_at: _completed, ...spec } = specs.F001;
  return { ...rest, spec };
}

beforeAll(async () => {
  folders = [];
  cache = await CacheServer.listen();
  agents = await DrivenAgents.listen();
  agents.handleAll(async (invocation) => {
    WORK[invocation.task]?.(invocation.tree);
    await invocation.exit(0);
  });
  first = Workspace.create({ environment: cache.environment });
  first.write(
    LIST,
    [
      '# Tasks for F001: All kinds of files',
      '## Layer 0: Made and removed',
      '- [ ] T001 Create `out/image.bin`\n- [ ] T002 Make the tools executable\n- [ ] T003 Link the docs\n- [ ] T004 Remove what is old',
      '## Layer 1: Changed',
      '- [ ] T005 Change the image, the text and the link\n',
    ].join('\n\n'),
  );
  first.write('specwave.yaml', agents.configuration('commit: off\n'));
  first.write('src/kept.txt', 'one\r\ntwo\r\nthree');
  first.write('src/tool.sh', '#!/bin/sh\n');
  first.write('src/old.txt', 'old\n');
  first.write('docs/here.txt', 'here\n');
  writeFileSync(join(first.root, 'src/old.bin'), BYTES);
  first.commit();
  await implement(first, agents, ['T001', 'T002', 'T003', 'T004', 'T005']);
});
afterAll(async () => {
  cache.close();
  agents.close();
  await first.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  cache.serveAs((entry) => entry);
  cache.served.length = 0;
});

it('a second clone calls no agent and ends in the same tree, byte for byte', async () => {
  const second = clone(first);
  const output = await implement(second, agents, []);
  expect(cache.served).toHaveLength(5);
  expect(output).toContain('[remote cache]');
  expect(boxes(second.read(LIST))).toBe('5/5');
  expect(filesOf(second)).toEqual(filesOf(first));
  expect(ledgerOf(second)).toEqual(ledgerOf(first));
  expect(second.git('ls-files', '--stage')).toBe(
    second.git('ls-tree', '-r', '--format=%(objectmode) %(objectname) 0\t%(path)', 'HEAD'),
  );
});

it('a cache that serves a patch with other bytes: it does not land, the work is done anew', async () => {
  cache.serveAs((entry) => {
    const archive = gunzipSync(entry);
    const at = archive.indexOf('+second');
    if (at >= 0) archive.write('+wronged', at);
    return gzipSync(archive);
  });
  const second = clone(first);
  await implement(second, agents, ['T005']);
  expect(filesOf(second)).toEqual(filesOf(first));
});

it.each([
  ['something else than archives', (): Buffer => Buffer.from('<html>Sorry, we are down</html>')],
  ['archives that end half-way', (entry: Buffer): Buffer => entry.subarray(0, entry.length / 2)],
])('a cache that serves %s: Nx gives up, nothing lands, and the next run goes on', async (_, change) => {
  const second = clone(first);
  const before = filesOf(second);
  cache.serveAs(change);
  const { exitCode, output } = await second.nx('implement', 'F001');
  if (exitCode !== 1) throw new Error(`It ended with ${exitCode}:\n${output}`);
  expect(filesOf(second)).toEqual(before);

  cache.serveAs((entry) => entry);
  await implement(second, agents, []);
  expect(filesOf(second)).toEqual(filesOf(first));
});
