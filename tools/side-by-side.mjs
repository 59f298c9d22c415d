// Runs npm scripts at the same time, and fails where one does: SCRIPT... [-- ARGUMENT...]. The last one has the screen and
// the arguments; what another has said is shown in one piece, when it has ended.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const separator = process.argv.indexOf('--');
const scripts = process.argv.slice(2, separator < 0 ? undefined : separator);
const passedOn = separator < 0 ? [] : process.argv.slice(separator + 1);
const last = scripts.at(-1);

async function run(script) {
  const began = Date.now();
  const hasScreen = script === last;
  const child = spawn('npm', ['run', '--silent', script, ...(hasScreen ? ['--', ...passedOn] : [])], {
    stdio: hasScreen ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => said.push(data));
  const [code, signal] = await once(child, 'close');
  if (code !== 0) process.stderr.write(`\n--- ${script} failed\n${Buffer.concat(said)}\n`);
  return {
    script,
    ending: code === 0 ? 'ok' : `failed (${signal ?? code})`,
    seconds: (Date.now() - began) / 1000,
  };
}

const endings = await Promise.all(scripts.map(run));
for (const { script, ending, seconds } of endings)
  process.stderr.write(`${script}: ${ending}, ${seconds.toFixed(1)} s\n`);
process.exitCode = endings.every(({ ending }) => ending === 'ok') ? 0 : 1;
