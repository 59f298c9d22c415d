/** Agents that speak ACP and are known by name. All that stands here was measured with the versions named. */
import type { AcpPreset, SettingsOf } from '../../config/agents';
import { FEW_RETRIES } from '../claude/claude';
import { PROGRAMS } from '../programs';
import type { Provider } from '../secrets';

export interface KnownAgent {
  /** As it is found on the PATH, or as the user wrote it. */
  program: string;
  /** Before the user's own. */
  args: readonly string[];
  /** What people run to install it; null where that is not known. */
  install: string | null;
  /** How to log in, as an instruction. */
  login: string;
  /** Arguments that set the model, for agents whose sessions do not offer all of them; null: the session's own choice is used. */
  modelArgs: ((model: string) => readonly string[]) | null;
  /** The modes that fit `permissions`; null: the agent's default stays. */
  modes: Readonly<Record<SettingsOf<'acp'>['permissions'], string | null>>;
  /** Whose keys it gets. */
  needs: readonly Provider[] | 'all';
  env: Readonly<Record<string, string>>;
}

const PRESETS: Readonly<Record<AcpPreset, Omit<KnownAgent, 'program' | 'install'>>> = {
  /**
   * Gemini CLI 0.61. Modes `default`, `autoEdit`, `yolo`, `plan`; a folder that is not trusted takes none but `default`.
   * Its session offers a part of the models only; `-m` takes any, an unknown one fails with the first request.
   */
  gemini: {
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
    args: ['acp'],
    login: 'Run `opencode auth login`.',
    modelArgs: null,
    modes: { edits: 'build', full: 'build' },
    needs: 'all',
    env: {},
  },
  /**
   * Copilot 1.0.102. Modes are addresses that end in `#agent`, `#plan` and `#autopilot`. With a provider of the user's own
   * its session offers no models; `--model` takes any. A refusal ends its turn.
   */
  copilot: {
    args: ['--acp', '--no-auto-update'],
    login: 'Run `copilot login`.',
    modelArgs: (model) => ['--model', model],
    modes: { edits: 'agent', full: 'agent' },
    needs: ['github'],
    env: {},
  },
  /** claude-agent-acp 0.49. Modes `auto`, `default`, `acceptEdits`, `plan`, `dontAsk`, and `bypassPermissions` unless root. */
  'claude-agent-acp': {
    args: [],
    login: 'Set `ANTHROPIC_API_KEY`, or run `claude auth login`.',
    modelArgs: null,
    modes: { edits: 'acceptEdits', full: 'bypassPermissions' },
    needs: ['anthropic'],
    // It says nothing while it tries again.
    env: FEW_RETRIES,
  },
  /** codex-acp 2.6. Modes `read-only`, `workspace-write`, `agent` (the default: a model judges what may run), `agent-full-access`. */
  'codex-acp': {
    args: [],
    login: 'Set `OPENAI_API_KEY`, or run `codex login`.',
    modelArgs: null,
    modes: { edits: 'workspace-write', full: 'agent-full-access' },
    needs: ['openai'],
    env: {},
  },
};

/** How the agent of these settings is started and spoken to. */
export function acpAgent(settings: SettingsOf<'acp'>): KnownAgent {
  if (settings.preset !== undefined) {
    const { program, install } = PROGRAMS[settings.preset];
    return { program, install, ...PRESETS[settings.preset] };
  }
  const [program, ...args] = settings.command ?? [];
  if (program === undefined) {
    throw new Error('An ACP agent with neither preset nor command: config/agents lets none through.');
  }
  return {
    program,
    args,
    install: null,
    login: 'Log in with its own program.',
    modelArgs: null,
    modes: { edits: null, full: null },
    needs: 'all',
    env: {},
  };
}
