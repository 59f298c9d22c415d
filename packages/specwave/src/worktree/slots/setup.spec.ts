import { type Capture, captureChanges } from '../capture';
import { settleTree } from './setup';
import { takeSnapshot } from '../snapshot';
import {
  type Files,
  filesIn,
  filledSlot,
  foldersFor,
  opened,
  removeFolders,
  repositoryOf,
  valueOf,
  write,
} from '../testing/repository';
import { fillSlot } from './slots';

afterEach(removeFolders);

const BASE: Files = { 'a.txt': 'a\n', 'b.txt': 'b\n', 'lock.txt': 'one\ntwo\nthree\n' };

/** What is taken over where `setup` and then an agent have made these files. */
async function captured(setup: Files, agent: Files, again = false): Promise<Capture> {
  const root = repositoryOf(BASE);
  const repository = await opened(root);
  const folders = foldersFor(root);
  const base = valueOf(await takeSnapshot(repository, [], folders.scratch)).commit;
  const worktree = await filledSlot(repository, folders, base);
  write(worktree.path, setup);
  valueOf(await settleTree(repository, worktree, [], folders.scratch));
  if (again) valueOf(await fillSlot(repository, folders, worktree, base));
  write(worktree.path, agent);
  const before = filesIn(worktree.path);
  const capture = valueOf(await captureChanges(repository, worktree, base, [], folders.scratch));
  expect(filesIn(worktree.path)).toEqual(before);
  return capture;
}

const paths = ({ files }: Capture): string[] => files.map(({ path }) => path);

it.each<[string, Files]>([
  ['made', { 'new/n.txt': 'n\n' }],
  ['changed', { 'a.txt': 'A\n' }],
  ['deleted', { 'a.txt': null }],
  ['replaced by a folder', { 'a.txt': null, 'a.txt/n.txt': 'n\n' }],
])('a file that setup %s is no work of the agent', async (_, setup) => {
  expect(await captured(setup, {})).toEqual({ files: [], patch: Buffer.alloc(0), refused: [] });
  const { files, patch } = await captured(setup, { 'b.txt': 'B\n' });
  expect(files).toMatchObject([{ path: 'b.txt' }]);
  expect(patch.toString()).not.toMatch(/a\.txt|n\.txt/);
});

it('a file that setup and the agent changed lands as the agent left it', async () => {
  const setup = { 'lock.txt': 'one\ntwo\nTHREE\n' };
  const { files, patch } = await captured(setup, { 'lock.txt': 'ONE\ntwo\nTHREE\n' });
  expect(files).toMatchObject([{ path: 'lock.txt' }]);
  expect(patch.toString()).toMatch(/\+ONE[^]*\+THREE/);
});

it('a file that setup changed and the agent put back is not among the changes', async () => {
  expect(paths(await captured({ 'a.txt': 'A\n' }, { 'a.txt': 'a\n' }))).toEqual([]);
});

it('what an earlier setup left counts no more once the tree is filled anew', async () => {
  expect(paths(await captured({ 'a.txt': 'A\n' }, { 'a.txt': 'A\n' }, true))).toEqual(['a.txt']);
});
