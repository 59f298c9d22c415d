/** Installs package managers by exact version into `.cache/managers` (ignored by git), once per table below. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { installation } from '../support/installation';

export const MANAGERS = resolve(__dirname, '../../../../.cache/managers');

const VERSIONS = {
  '@yarnpkg/cli-dist': '4.18.1',
  bun: '1.4.5',
  npm: '10.9.9',
  pnpm: '9.15.9',
  'pnpm-12': 'npm:pnpm@12.21.0',
  'yarn-classic': 'npm:yarn@1.22.22',
};

/** Folders with one program each, under the name that people call it by. */
export const PROGRAMS = {
  npm10: ['npm', 'npm/bin/npm-cli.js'],
  pnpm: ['pnpm', 'pnpm/bin/pnpm.cjs'],
  pnpm12: ['pnpm', 'pnpm-12/bin/pnpm.mjs'],
  yarn: ['yarn', '@yarnpkg/cli-dist/bin/yarn.js'],
  classic: ['yarn', 'yarn-classic/bin/yarn.js'],
  bun: ['bun', 'bun/bin/bun.exe'],
} as const;

export default function globalSetup(): void {
  const manifest = `${JSON.stringify({ name: 'managers', private: true, dependencies: VERSIONS })}\n`;
  const done = join(MANAGERS, 'installed.json');
  if (!existsSync(done) || readFileSync(done, 'utf8') !== manifest) {
    rmSync(MANAGERS, { recursive: true, force: true });
    mkdirSync(MANAGERS, { recursive: true });
    writeFileSync(join(MANAGERS, 'package.json'), manifest);
    const how = ['--no-package-lock', '--no-audit', '--no-fund', '--ignore-scripts'];
    execFileSync('npm', ['install', ...how], { cwd: MANAGERS, stdio: 'inherit' });
    // This one puts the program for this machine into its place.
    execFileSync(process.execPath, ['install.js'], {
      cwd: join(MANAGERS, 'node_modules/bun'),
      stdio: 'inherit',
    });
    for (const [name, [program, path]] of Object.entries(PROGRAMS)) {
      const folder = join(MANAGERS, 'programs', name);
      mkdirSync(folder, { recursive: true });
      chmodSync(join(MANAGERS, 'node_modules', path), 0o755);
      symlinkSync(join(MANAGERS, 'node_modules', path), join(folder, program));
    }
    writeFileSync(done, manifest);
  }
  process.env['SPECWAVE_E2E_NX24'] = installation('24.0.6', '24.0.0');
}
