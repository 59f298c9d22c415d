/** Workspaces whose package manager has installed Nx and Specwave too: `nx` checks what is in agents' trees. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { sourcesOf } from '../support/packageWorkspace';
import { Workspace } from '../support/workspace';
import { MANAGERS, PROGRAMS } from './globalSetup';
import { NX_VERSIONS } from './presetWorkspace';

interface Case {
  name: string;
  program: keyof typeof PROGRAMS;
  files: Readonly<Record<string, string>>;
  settings?: string;
}

const PNPM = { 'pnpm-workspace.yaml': 'packages: [packages/*]\nstrictDepBuilds: false\n' };
const CASES: Case[] = [
  { name: 'pnpm 9', program: 'pnpm', files: PNPM },
  { name: 'pnpm 12', program: 'pnpm12', files: PNPM },
  {
    name: "Yarn with Plug'n'Play",
    program: 'yarn',
    files: { '.yarnrc.yml': 'nodeLinker: pnp\nenableTelemetry: false\n', 'yarn.lock': '' },
    settings: 'setup: [yarn install]\n',
  },
];

const LIB = 'packages/lib/index.js';
const lib = (body: string): string =>
  `  exports.size = (value) => ${body};\n  exports.version = require('is-number/package.json').version;\n`;
const task = (id: string, body: string): string =>
  `- [ ] ${id} Change the library\n\n  \`\`\`js file=${LIB}\n${lib(body)}  \`\`\`\n`;

/** Installs, among the rest, Nx and the packed package. */
function create({ program, files, settings = '' }: Case): Workspace {
  const programs = join(MANAGERS, 'programs', program);
  const environment = { PATH: [programs, process.env['PATH'] ?? ''].join(delimiter), CI: 'true' };
  const workspace = Workspace.create({ environment });
  const { root } = workspace;
  const packed = realpathSync(join(root, 'node_modules/specwave'));
  rmSync(join(root, 'node_modules'));
  mkdirSync(join(root, 'vendor'));
  const how = ['pack', '--ignore-scripts', '--silent', '--pack-destination', join(root, 'vendor')];
  const tarball = execFileSync('npm', how, { cwd: packed, encoding: 'utf8' }).trim();
  for (const [path, text] of Object.entries({ ...sourcesOf('workspace:*'), ...files }))
    workspace.write(path, text);
  const { nx, devkit } = NX_VERSIONS['24'];
  const own = { nx, '@nx/devkit': devkit, specwave: `file:vendor/${tarball}` };
  for (const [path, more] of [
    ['package.json', { devDependencies: { ...own, 'is-number': '7.0.0' } }],
    ['packages/app/package.json', { nx: { targets: { test: { command: 'node --test packages/app' } } } }],
  ] as const)
    workspace.write(path, JSON.stringify({ ...JSON.parse(workspace.read(path)), ...more }));
  workspace.write('.gitignore', 'node_modules\n.nx\n.yarn\n.pnp.*\n');
  const run = join(programs, PROGRAMS[program][0]);
  workspace.write(
    'specwave.yaml',
    `verify: ['${run} nx run-many -t test']\nlimits: { attempts: 1 }\n${settings}`,
  );
  const layers = [task('T001', `value + ' cm'`), task('T002', `'broken' + value`)];
  const list = layers.map((text, n) => `## Layer ${n}: Step ${n}\n\n${text}`).join('\n');
  workspace.write('specs/F001/tasks.md', `# Tasks for F001: Sizes\n\n${list}`);
  const env = { ...process.env, ...environment, YARN_ENABLE_IMMUTABLE_INSTALLS: 'false' };
  execFileSync(run, ['install'], { cwd: root, env, stdio: 'pipe' });
  workspace.commit();
  return workspace;
}

it.each(CASES)('$name: what passes lands, what breaks the user of the library does not', async (each) => {
  const workspace = create(each);
  try {
    const run = join(MANAGERS, 'programs', each.program, PROGRAMS[each.program][0]);
    const { done } = workspace.spawn(run, ['nx', 'implement', 'F001', '--output-style=static'], {});
    const { output } = await done;
    const tasks = workspace.ledger().specs['F001']?.tasks;
    expect([tasks?.['T001']?.outcome ?? output, tasks?.['T002']?.outcome]).toEqual(['landed', 'invalid']);
  } finally {
    await workspace.close();
  }
});
