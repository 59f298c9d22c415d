/** How a `command` agent gets its prompt: on standard input, as a part of its arguments, or in a file that they name. */
import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PROMPT_PLACEHOLDER, type SettingsOf } from '../../config/agents';
import type { AgentJob } from '../driver';

interface Prompted {
  args: readonly string[];
  /** For standard input. */
  input: string;
  /** Removes what was written. */
  takeBack(): void;
}

export function promptFor(
  { command: [, ...args], prompt = 'stdin' }: SettingsOf<'command'>,
  job: Pick<AgentJob, 'prompt' | 'resultFile'>,
): Prompted {
  const withPrompt = (text: string): string[] =>
    args.map((arg) => arg.replaceAll(PROMPT_PLACEHOLDER, () => text));
  switch (prompt) {
    case 'stdin':
      return { args, input: job.prompt, takeBack: () => undefined };
    case 'argument':
      return { args: withPrompt(job.prompt), input: '', takeBack: () => undefined };
    case 'file': {
      // Beside the result file: outside of the tree, where it would be taken for the agent's work.
      const file = join(dirname(job.resultFile), 'prompt.md');
      writeFileSync(file, job.prompt, { mode: 0o600 });
      return { args: withPrompt(file), input: '', takeBack: () => rmSync(file, { force: true }) };
    }
  }
}
