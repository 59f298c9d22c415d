/** Agents that speak ACP and are known by name, a row each. What stands here was measured with the versions named, unless it says [docs]. */
import type { AcpPreset } from '../../config/agents';
import { FEW_RETRIES } from '../claude/claude';
import type { PresetRow } from './knownAgent';

/** What is special about each; the rest is `PLAIN`. */
export const PRESET_ROWS: Readonly<Record<AcpPreset, PresetRow>> = {
  /**
   * Gemini CLI 0.61. Modes `default`, `autoEdit`, `yolo`, `plan`; a folder that is not trusted takes none but `default`.
   * Its session offers a part of the models only; `-m` takes any, an unknown one fails with the first request.
   */
  gemini: {
    tells: 'tokens',
    args: ['--acp'],
    login: 'Set `GEMINI_API_KEY`, or run `gemini` and log in.',
    modelArgs: (model) => ['-m', model],
    modes: { edits: 'autoEdit', full: 'yolo' },
    needs: ['google'],
    env: { GEMINI_CLI_TRUST_WORKSPACE: 'true' },
  },
  /**
   * OpenCode 1.18.33. Modes `build` and `plan`; models as `provider/model`. Both are options of the session. It asks for what
   * its own settings (`permission`) say `ask` of: without any, it runs commands unasked. It tells the tokens of its last
   * call of the model only.
   */
  opencode: {
    tells: 'tokens',
    args: ['acp'],
    login: 'Run `opencode auth login`.',
    modes: { edits: 'build', full: 'build' },
  },
  /**
   * Copilot 1.0.102. Modes are addresses that end in `#agent`, `#plan` and `#autopilot`. With a provider of the user's own
   * its session offers no models; `--model` takes any. A refusal ends its turn.
   */
  copilot: {
    tells: 'tokens',
    args: ['--acp', '--no-auto-update'],
    login: 'Run `copilot login`.',
    modelArgs: (model) => ['--model', model],
    modes: { edits: 'agent', full: 'agent' },
    needs: ['github'],
  },
  /** claude-agent-acp 0.49. Modes `auto`, `default`, `acceptEdits`, `plan`, `dontAsk`, and `bypassPermissions` unless root. */
  'claude-agent-acp': {
    tells: 'money',
    login: 'Set `ANTHROPIC_API_KEY`, or run `claude auth login`.',
    modes: { edits: 'acceptEdits', full: 'bypassPermissions' },
    needs: ['anthropic'],
    // It says nothing while it tries again.
    env: FEW_RETRIES,
  },
  /** codex-acp 2.6. Modes `read-only`, `workspace-write`, `agent` (the default: a model judges what may run), `agent-full-access`. */
  'codex-acp': {
    tells: 'tokens',
    login: 'Set `OPENAI_API_KEY`, or run `codex login`.',
    modes: { edits: 'workspace-write', full: 'agent-full-access' },
    needs: ['openai'],
  },
  /** Qwen Code 0.15.10. A fork of Gemini CLI: the same modes but for `auto-edit`. */
  qwen: {
    tells: 'tokens',
    args: ['--acp'],
    login: 'Run `qwen` and log in, or set `OPENAI_API_KEY`, `OPENAI_BASE_URL` and `OPENAI_MODEL`.',
    modelArgs: (model) => ['-m', model],
    modes: { edits: 'auto-edit', full: 'yolo' },
  },
  /** Kilo: a fork of OpenCode; see there for what it asks. */
  kilo: {
    tells: 'tokens',
    args: ['acp'],
    login: 'Run `kilo` and connect a provider (`/connect`).',
    modes: { edits: null, full: null },
    allow: 'Allow it under `permission` in its own settings.',
  },
  /**
   * Cline 3.0.65. Its requests name neither a kind nor a path, so that `edits` can allow none of them; its own switch can. Its
   * method of logging in opens a browser.
   */
  cline: {
    args: ['--acp'],
    login: 'Set `CLINE_API_KEY` and `CLINE_PROVIDER`, beside what `cline auth` has written.',
    modes: { edits: null, full: null },
    allow:
      'Its requests do not say what they change: have it ask less with `args: ["--auto-approve", "true"]`.',
  },
  /** goose [docs]. By itself it asks nothing: its mode is set. */
  goose: {
    args: ['acp'],
    login: 'Run `goose configure`.',
    modes: { edits: null, full: null },
    envFor: { edits: { GOOSE_MODE: 'approve' }, full: { GOOSE_MODE: 'auto' } },
  },
  /** Cursor's CLI [docs]. It has questions of its own for editors (`cursor/ask_question`); they are answered as unknown. */
  cursor: {
    args: ['acp'],
    login: 'Run `agent login`, or set `CURSOR_API_KEY`.',
    authMethod: 'cursor_login',
    modes: { edits: 'agent', full: 'agent' },
  },
  /** Kimi CLI [docs]. Logged out, it may end its turn without a word. */
  kimi: {
    args: ['acp'],
    login: 'Run `kimi` and log in (`/login`).',
    modes: { edits: null, full: null },
  },
  /** Factory's Droid [docs]. */
  droid: {
    args: ['exec', '--output-format', 'acp'],
    login: 'Run `droid` and log in, or set `FACTORY_API_KEY`.',
    modes: { edits: null, full: null },
    allow: 'Let it do more with `args: [--auto, low]` (or `medium`).',
  },
  /** Auggie [docs]. */
  auggie: {
    args: ['--acp'],
    login: 'Run `auggie login`.',
    modes: { edits: null, full: null },
    allow: 'Allow it under `toolPermissions` in its settings.',
  },
};
