import { askedBy, type InstallSettings, stepsFor } from './installing';

const settings = (more: Partial<InstallSettings> = {}): InstallSettings => ({
  install: 'auto',
  regenerate: {},
  ...more,
});
const reading =
  (files: Record<string, string>) =>
  (path: string): string | null =>
    files[path] ?? null;
const NPM = reading({ 'package-lock.json': '{}' });

it('a manifest asks the package manager of the lock file above it, once for all manifests', () => {
  const changed = ['packages/a/package.json', 'packages/b/package.json', 'package-lock.json'];
  expect(stepsFor({ changed, anew: [] }, settings(), NPM)).toEqual([
    { folder: '', commands: [expect.stringMatching(/^npm install .*--ignore-scripts/)] },
  ]);
});

it('each folder with a lock file of its own is installed by its own manager', () => {
  const read = reading({ 'package-lock.json': '{}', 'web/pnpm-lock.yaml': '' });
  const changed = ['package.json', 'web/package.json'];
  expect(stepsFor({ changed, anew: [] }, settings(), read)).toEqual([
    { folder: '', commands: [expect.stringMatching(/^npm install/)] },
    { folder: 'web', commands: [expect.stringMatching(/^pnpm install/)] },
  ]);
});

it("of two managers' lock files in one folder, that which was changed tells", () => {
  const read = reading({ 'package-lock.json': '{}', 'yarn.lock': '' });
  expect(stepsFor({ changed: ['package.json', 'yarn.lock'], anew: [] }, settings(), read)).toEqual([
    { folder: '', commands: [expect.stringMatching(/^yarn install/)] },
  ]);
});

it('without a lock file nobody knows who installs', () => {
  expect(stepsFor({ changed: ['package.json'], anew: [] }, settings(), reading({}))).toEqual([]);
});

it('with `off` lock files are made anew all the same, and nothing is installed', () => {
  const due = { changed: ['package.json', 'package-lock.json'], anew: ['package-lock.json'] };
  expect(stepsFor(due, settings({ install: 'off' }), NPM)).toEqual([
    { folder: '', commands: [expect.stringContaining('--package-lock-only')] },
  ]);
});

it('a command of `regenerate` runs in the folder of its lock file, before commands of `install`', () => {
  const own = settings({ install: ['make deps'], regenerate: { 'Cargo.lock': 'cargo generate-lockfile' } });
  const due = { changed: ['rust/Cargo.toml', 'rust/Cargo.lock'], anew: ['rust/Cargo.lock'] };
  expect(stepsFor(due, own, reading({ 'rust/Cargo.lock': '' }))).toEqual([
    { folder: 'rust', commands: ['cargo generate-lockfile'] },
    { folder: '', commands: ['make deps'] },
  ]);
});

describe('what a result asks for', () => {
  const files = ['src/a.ts', 'packages/a/package.json', 'rust/Cargo.toml', 'rust/Cargo.lock'];

  it('manifests and lock files of the known managers, with the lock file that they may change', () => {
    expect(askedBy(files, settings(), NPM)).toEqual({
      changed: ['packages/a/package.json'],
      locks: ['package-lock.json'],
    });
  });

  it('lock files that `regenerate` names, and manifests of other languages for a command', () => {
    const own = settings({ install: ['make deps'], regenerate: { '*.lock': 'make lock' } });
    expect(askedBy(files, own, reading({ 'rust/Cargo.lock': '' }))).toEqual({
      changed: ['packages/a/package.json', 'rust/Cargo.toml', 'rust/Cargo.lock'],
      locks: ['rust/Cargo.lock'],
    });
  });
});
