/** The programs of known agents: how each is called, and how people get it. */
import type { AcpPreset } from '../config/agents';

export interface KnownProgram {
  /** As it is found on the PATH. */
  program: string;
  /** What people run to install it. */
  install: string;
  /** How it is asked whether somebody is logged in (exit 0: yes, 1: no), and how somebody logs in. Measured: ../shared/agents.md's versions. */
  login?: { status: readonly string[]; command: string };
}

/** By driver, or by preset of `acp`. Package names as in ../shared/agents.md: never guessed. */
export const PROGRAMS: Readonly<Record<'claude' | 'codex' | AcpPreset, KnownProgram>> = {
  claude: {
    program: 'claude',
    install: 'npm install -g @anthropic-ai/claude-code',
    login: { status: ['auth', 'status'], command: 'claude auth login' },
  },
  codex: {
    program: 'codex',
    install: 'npm install -g @openai/codex',
    login: { status: ['login', 'status'], command: 'codex login' },
  },
  gemini: { program: 'gemini', install: 'npm install -g @google/gemini-cli' },
  opencode: { program: 'opencode', install: 'npm install -g opencode-ai' },
  copilot: { program: 'copilot', install: 'npm install -g @github/copilot' },
  'claude-agent-acp': {
    program: 'claude-agent-acp',
    install: 'npm install -g @agentclientprotocol/claude-agent-acp',
  },
  'codex-acp': { program: 'codex-acp', install: 'npm install -g @agentclientprotocol/codex-acp' },
  qwen: { program: 'qwen', install: 'npm install -g @qwen-code/qwen-code' },
  kilo: { program: 'kilo', install: 'npm install -g @kilocode/cli' },
  cline: { program: 'cline', install: 'npm install -g cline' },
  goose: { program: 'goose', install: 'as https://block.github.io/goose says.' },
  // npm has a package of its program's older name that is somebody else's.
  cursor: { program: 'agent', install: 'as https://cursor.com/cli says.' },
  kimi: { program: 'kimi', install: 'as https://github.com/MoonshotAI/kimi-code says.' },
  droid: { program: 'droid', install: 'npm install -g droid' },
  auggie: { program: 'auggie', install: 'npm install -g @augmentcode/auggie' },
};
