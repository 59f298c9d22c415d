// Makes one file of the executors and all that they need, dist/executors.js: every task runs in a process of its own and
// would otherwise spend 0.2 s on finding and loading 400 files. The licences of what is bundled stand beside it. And puts
// packages that are ES modules only into the files that use them: Yarn's Plug'n'Play cannot `require` such (Node 20, tried),
// and without the plugin there is no graph.
import { build } from 'esbuild';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const repository = join(import.meta.dirname, '..');
const folder = join(repository, 'packages/specwave');
const { metafile } = await build({
  absWorkingDir: repository,
  entryPoints: [join(folder, 'src/executors/index.ts')],
  outfile: join(folder, 'dist/executors.js'),
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // Peers: the workspace's own.
  external: ['nx', '@nx/devkit'],
  // Its main file finds its parts by a `require` of its own, which is not followed.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
  metafile: true,
  logLevel: 'warning',
});

const MODULES = ['execa', 'micromark', 'micromark-util-subtokenize'];
await build({
  absWorkingDir: folder,
  entryPoints: ['src/processes/execa.ts', 'src/tasklist/markdown/markdown.ts'],
  outbase: 'src',
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  plugins: [{ name: 'modules only', setup: leaveOthers }],
  logLevel: 'warning',
});

/** What our own files import stays as it is, but for these packages, with all that they need. */
function leaveOthers({ onResolve }) {
  const own = `${join(folder, 'src')}/`;
  onResolve({ filter: /.*/ }, ({ path, importer }) =>
    importer.startsWith(own) && !MODULES.includes(path) ? { path, external: true } : undefined,
  );
}

const packages = new Set(
  Object.keys(metafile.inputs).flatMap(
    (file) => /^((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? [],
  ),
);
const licences = [...packages].toSorted().map((path) => {
  const { name, version, license } = JSON.parse(readFileSync(join(repository, path, 'package.json'), 'utf8'));
  const file = readdirSync(join(repository, path)).find((each) => /^licen[cs]e/i.test(each));
  const text = file ? readFileSync(join(repository, path, file), 'utf8').trim() : `Licence: ${license}`;
  return `${name} ${version}\n\n${text}\n`;
});
writeFileSync(
  join(folder, 'dist/LICENSES.txt'),
  `Licences of the packages that dist/executors.js holds\n\n${licences.join(`\n${'-'.repeat(80)}\n\n`)}`,
);

// What people read stands in the repository's root: the package gets it from there.
for (const each of ['README.md', 'CHANGELOG.md', 'docs'])
  cpSync(join(repository, each), join(folder, each), { recursive: true });
