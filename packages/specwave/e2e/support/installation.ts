/** Packs the package and installs it as a user would, once per content and Nx version; tests link to it. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';

const PACKAGE = resolve(__dirname, '../..');
const REPOSITORY = resolve(PACKAGE, '../..');
const CACHE = join(REPOSITORY, '.cache', 'e2e');
/** A younger one may be that of tests that run at the same time. */
const OLD_MS = 3_600_000;

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
  const packed = mkdtempSync(join(CACHE, 'pack-'));
  const tarball = join(packed, npm(PACKAGE, 'pack', '--ignore-scripts', '--pack-destination', packed).trim());
  try {
    return installed(tarball, nx, devkit);
  } finally {
    rmSync(packed, { recursive: true });
  }
}

function installed(tarball: string, nx: string, devkit: string): string {
  const key = createHash('sha256')
    .update(readFileSync(tarball))
    .update(nx)
    .update(devkit)
    .digest('hex')
    .slice(0, 12);
  const folder = join(CACHE, `nx-${nx}-${key}`);
  if (existsSync(folder)) return folder;
  for (const old of readdirSync(CACHE)) {
    if (!old.startsWith(`nx-${nx}-`) && !old.startsWith('pack-')) continue;
    const age = Date.now() - (statSync(join(CACHE, old), { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (age > OLD_MS) rmSync(join(CACHE, old), { recursive: true, force: true });
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
  try {
    renameSync(making, folder);
  } catch (error) {
    // Somebody else was faster.
    if (!existsSync(folder)) throw error;
    rmSync(making, { recursive: true });
  }
  return folder;
}
