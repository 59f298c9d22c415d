/** An agent that says it is done, whose work fails a check, and that was refused something: that is the cause to look at. */
import { type Ending, endingOf } from '../../plan/ending';
import type { Said } from './ending';

const MAX_NAMED = 10;

/** How the attempt ends then; null where nothing was refused. `found`: what the check found. */
export function refusedEnding(
  { refused, allow }: Pick<Said, 'refused' | 'allow'>,
  found: string,
  agent: string,
): Ending | null {
  if (refused.length === 0) return null;
  const named = [...new Set(refused)];
  const more = named.length > MAX_NAMED ? ` and ${named.length - MAX_NAMED} more` : '';
  return endingOf(
    'denied',
    `The agent was not allowed to: ${named.slice(0, MAX_NAMED).join('; ')}${more}.\n${found}`,
    `${allow === undefined ? 'Allow it' : allow.replace(/\.$/, '')}, and run again: \`args\` of the agent \`${agent}\` in specwave.yaml for this alone, or \`permissions: full\` for everything.`,
  );
}
