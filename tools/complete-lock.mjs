// Enters into package-lock.json the optional packages of other platforms that npm left out because the registry at
// hand does not hold them: `npm ci` refuses a lock file without them. Platform and processor follow from the name, as
// the packages' own authors name them. Run it after `npm install`, when `npm ci` says "Missing: ... from lock file".
import { readFileSync, writeFileSync } from 'node:fs';

const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const PROCESSORS = ['arm64', 'arm', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64'];
const LIBRARIES = { gnu: 'glibc', musl: 'musl' };

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
for (const entry of Object.values({ ...lock.packages })) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const words = name.split(/[-/]/);
    const os = SYSTEMS.filter((each) => words.includes(each));
    const cpu = PROCESSORS.filter((each) => words.includes(each));
    if (`node_modules/${name}` in lock.packages || os.length === 0 || cpu.length === 0) continue;
    const libc = os.includes('linux') ? words.flatMap((word) => LIBRARIES[word] ?? []) : [];
    lock.packages[`node_modules/${name}`] = {
      version,
      cpu,
      ...(libc.length > 0 ? { libc } : {}),
      optional: true,
      os,
    };
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).toSorted(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
