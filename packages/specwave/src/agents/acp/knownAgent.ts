/** What is known of an agent that speaks ACP. */
import type { SettingsOf } from '../../config/agents';
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
  modes: Readonly<Record<Permissions, string | null>>;
  /** Whose keys it gets. */
  needs: readonly Provider[] | 'all';
  /** By what `permissions` says. */
  env: Readonly<Record<Permissions, Env>>;
  /** The method of logging in that it is asked for; null: the only one that it offers. */
  authMethod: string | null;
  /** How the agent's own settings let it do what it was refused, as a sentence. */
  allow: string;
}

type Permissions = SettingsOf<'acp'>['permissions'];
type Env = Readonly<Record<string, string>>;

/** A preset, without what is as it is with most. `env`: whatever `permissions` says; `envFor`: what it says. */
export type PresetRow = Pick<KnownAgent, 'login' | 'modes'> & /** Of what it costs; left out: not known. */ {
  tells?: 'money' | 'tokens';
} & Partial<Pick<KnownAgent, 'args' | 'modelArgs' | 'needs' | 'authMethod' | 'allow'>> & {
    env?: Env;
    envFor?: Readonly<Record<Permissions, Env>>;
  };
