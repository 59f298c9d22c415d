/** As `packages.e2e.ts`, with the other package managers, and the npm of Node 20 and 22. `npm run test:managers`. */
import { join } from 'node:path';
import { describeAddedPackages } from '../support/addedPackages';
import { describeOwnPackages } from '../support/ownPackages';
import type { Manager } from '../support/packageWorkspace';
import { MANAGERS, PROGRAMS } from './globalSetup';

const programs = (name: keyof typeof PROGRAMS): string => join(MANAGERS, 'programs', name);
const program = (path: string): string[] => [join(MANAGERS, 'node_modules', path)];
const script = (path: string): string[] => [process.execPath, ...program(path)];

function describeAll(manager: Manager): void {
  describeOwnPackages(manager);
  describeAddedPackages(manager);
}

const npm10 = script('npm/bin/npm-cli.js');
describeAll({
  name: 'npm 10',
  program: npm10,
  programs: programs('npm10'),
  install: ['install', '--no-audit', '--no-fund', '--silent'],
  add: `${npm10.join(' ')} install is-odd@3.0.1 --workspace packages/app --no-audit --no-fund`,
  own: '*',
  files: {},
});

const pnpm = script('pnpm/bin/pnpm.cjs');
describeAll({
  name: 'pnpm',
  program: pnpm,
  programs: programs('pnpm'),
  install: ['install', '--no-frozen-lockfile'],
  add: `${pnpm.join(' ')} add is-odd@3.0.1 --filter @acme/app`,
  own: 'workspace:*',
  files: { 'pnpm-workspace.yaml': 'packages:\n  - packages/*\n' },
});

const yarn = script('@yarnpkg/cli-dist/bin/yarn.js');
describeAll({
  name: 'yarn with the node-modules linker',
  program: yarn,
  programs: programs('yarn'),
  install: ['install', '--no-immutable'],
  add: `${yarn.join(' ')} workspace @acme/app add is-odd@3.0.1`,
  own: 'workspace:*',
  files: {
    '.yarnrc.yml': 'nodeLinker: node-modules\nenableTelemetry: false\n',
    '.gitignore': 'node_modules\n.nx\n.yarn\n',
    'yarn.lock': '',
  },
});

const classic = script('yarn-classic/bin/yarn.js');
describeAddedPackages({
  name: 'Yarn 1',
  program: classic,
  programs: programs('classic'),
  install: ['install', '--non-interactive'],
  add: `${classic.join(' ')} workspace @acme/app add is-odd@3.0.1`,
  own: '1.0.0',
  files: {},
});

const bun = program('bun/bin/bun.exe');
describe.each(['isolated', 'hoisted'])('%s', (linker) =>
  describeAll({
    name: `bun with the ${linker} linker`,
    program: bun,
    programs: programs('bun'),
    install: ['install'],
    add: `${bun.join(' ')} add is-odd@3.0.1 --cwd packages/app`,
    own: 'workspace:*',
    files: { 'bunfig.toml': `[install]\nlinker = "${linker}"\n` },
  }),
);
