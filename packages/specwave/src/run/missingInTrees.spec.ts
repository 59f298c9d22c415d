import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { missingInTrees } from './missingInTrees';

const NONE = { others: [], outside: [] };
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'specwave-missing-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function said(setup: string[] = [], where: { others: string[]; outside: string[] } = NONE): string[] {
  const repository = { top: root, gitDir: '', commonDir: '', prefix: '', head: null };
  return missingInTrees(root, repository, { setup }, where).map(({ message, next }) => `${message} ${next}`);
}

it('says nothing of a workspace that a tree can hold', () => {
  expect(said()).toEqual([]);
});

it("says that Yarn's Plug'n'Play needs an install in each tree, until `setup` has one", () => {
  writeFileSync(join(root, '.pnp.cjs'), '');
  expect(said()).toEqual([expect.stringContaining('`setup: [yarn install]`')]);
  expect(said(['yarn install --immutable'])).toEqual([]);
});

it('names the command that brings in what a sparse checkout keeps out', () => {
  expect(said([], { others: [], outside: ['libs/a/index.js'] })).toEqual([
    expect.stringContaining('git sparse-checkout add'),
  ]);
});

it('says which folders are repositories of their own, and that Git LFS keeps contents', () => {
  writeFileSync(join(root, '.gitattributes'), '*.png filter=lfs\n');
  expect(said([], { others: ['vendor/'], outside: [] })).toEqual([
    expect.stringContaining('vendor/'),
    expect.stringContaining('git lfs pull'),
  ]);
});
