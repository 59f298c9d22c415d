/** Packs the package and installs it as a user would, once per content and Nx version; tests link to it. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const PACKAGE = resolve(__dirname, '../..');
const REPOSITORY = resolve(PACKAGE, '../..');
const CACHE = join(REPOSITORY, '.cache', 'e2e');

function npm(folder: string, ...args: string[]): string {
  return execFileSync('npm', [...args, '--silent'], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Absolute path of a folder whose `node_modules` holds the packed package and Nx. */
export function installation(nx: string, devkit: string): string {
  mkdirSync(CACHE, { recursive: true });
  const tarball = join(CACHE, npm(PACKAGE, 'pack', '--ignore-scripts', '--pack-destination', CACHE).trim());
  const key = createHash('sha256')
    .update(readFileSync(tarball))
    .update(nx)
    .update(devkit)
    .digest('hex')
    .slice(0, 12);
  const folder = join(CACHE, `nx-${nx}-${key}`);
  if (existsSync(folder)) return folder;
  for (const old of readdirSync(CACHE)) {
    if (old.startsWith(`nx-${nx}-`)) rmSync(join(CACHE, old), { recursive: true, force: true });
  }
  const making = `${folder}.${process.pid}`;
  mkdirSync(making);
  writeFileSync(join(making, 'package.json'), JSON.stringify({ name: 'e2e', private: true }));
  npm(
    making,
    'install',
    '--no-audit',
    '--no-fund',
    '--omit-lockfile-registry-resolved',
    tarball,
    `nx@${nx}`,
    `@nx/devkit@${devkit}`,
  );
  renameSync(making, folder);
  return folder;
}
