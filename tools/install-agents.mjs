// Installs the real agent programs for `npm run test:agents`, by exact version, into .cache/agents (2 GB, ignored by git).
// A second call does nothing; a change of the table below installs anew.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const AGENTS = {
  '@anthropic-ai/claude-code': '2.1.330',
  '@openai/codex': '0.169.0',
  '@google/gemini-cli': '0.61.0',
  'opencode-ai': '1.18.33',
  '@github/copilot': '1.0.102',
  '@agentclientprotocol/claude-agent-acp': '0.49.0',
  '@agentclientprotocol/codex-acp': '2.6.0',
  '@qwen-code/qwen-code': '0.15.10',
  cline: '3.0.65',
};

/** These put the program for this machine into its place. npm may be set not to run them, so they are run here. */
const INSTALL_SCRIPTS = {
  '@anthropic-ai/claude-code': 'install.cjs',
  'opencode-ai': 'postinstall.mjs',
};

const folder = fileURLToPath(new URL('../.cache/agents', import.meta.url));
const manifest = `${JSON.stringify({ name: 'agents', private: true, dependencies: AGENTS }, null, 2)}\n`;

function isInstalled() {
  const file = join(folder, 'package.json');
  return existsSync(file) && readFileSync(file, 'utf8') === manifest;
}

function install() {
  // Elsewhere first: the folder is there only when all of it is.
  const making = `${folder}.${process.pid}`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true });
  try {
    writeFileSync(join(making, 'package.json'), manifest);
    execFileSync('npm', ['install', '--no-package-lock', '--no-audit', '--no-fund', '--ignore-scripts'], {
      cwd: making,
      stdio: 'inherit',
    });
    for (const [name, script] of Object.entries(INSTALL_SCRIPTS)) {
      const home = join(making, 'node_modules', name);
      execFileSync(process.execPath, [script], { cwd: home, stdio: 'inherit' });
    }
    rmSync(folder, { recursive: true, force: true });
    renameSync(making, folder);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

if (!isInstalled()) install();
