/** Names in a spec or a hint that nothing here answers to: said before money is spent on somebody else's work. */
import { DRIVER_NAMES, ACP_PRESETS, TRAITS } from '../config/agents';
import { nearest } from '../config/nearest';
import type { Problem } from '../config/problem';
import { readHints } from '../plan/hints';
import { domainWords } from '../plan/routes';
import { hintText, chooseAgent } from '../workspace/agentOf';
import type { Spec } from '../workspace/readSpec';
import { subAgentsOf } from '../workspace/subAgentFiles';

/** Agents that people have; whoever names one that is not configured means it, and not a specialist. */
const PROGRAMS: readonly string[] = [...DRIVER_NAMES, ...ACP_PRESETS];

/**
 * The agents that open tasks name and that are neither configured nor sub-agents here. An error where an agent was
 * meant (`codex`, or a name like a configured one's); else a warning: specs name specialists that not everybody has.
 */
export function unknownAgents(workspaceRoot: string, current: Spec): Problem[] {
  const configured = Object.keys(current.config.agents);
  const subAgents = subAgentsOf(workspaceRoot);
  return [...current.plan.tasks.values()].flatMap((planned): Problem[] => {
    const { agent: named, id, at, state } = planned.task;
    if (state === 'done' || named === null || configured.includes(named) || named.endsWith(':*')) return [];
    const chosen = chooseAgent(current, planned, subAgents);
    // The embedded agent costs nothing, and carries out what is spelled out, whoever is named.
    if (!TRAITS[chosen.settings.driver].readsPrompt || chosen.specialist?.found) return [];
    const meant = nearest(named, configured);
    const isAgent = meant !== null || PROGRAMS.includes(named);
    return [
      {
        code: 'unknown-agent',
        severity: isAgent ? 'error' : 'warning',
        message: `Task ${id} names \`${named}\`, which is neither an agent of specwave.yaml (${configured.join(', ')}) nor a sub-agent here${isAgent ? '' : `: \`${chosen.name}\` does it, asked to be that specialist`}.`,
        file: current.identity.taskFile,
        at,
        next:
          meant === null
            ? `Add \`${named}\` below \`agents\` in specwave.yaml, or name another one.`
            : `Did you mean \`${meant}\`?`,
      },
    ];
  });
}

/** Words of `SPECWAVE_HINT` that look like a mistyped domain or `direct`; other words are passed over, as in a sentence. */
export function unknownHints({ config }: Pick<Spec, 'config'>): Problem[] {
  const known = [...domainWords(config.domains).keys(), 'direct', 'directly'];
  return [...readHints(hintText()).words].flatMap((word): Problem[] => {
    const meant = known.includes(word) || word.length < 4 ? null : nearest(word, known);
    if (meant === null) return [];
    return [
      {
        code: 'unknown-hint',
        severity: 'warning',
        message: `\`${word}\` in SPECWAVE_HINT is no domain; it has no effect.`,
        file: 'SPECWAVE_HINT',
        next: `Did you mean \`${meant}\`?`,
      },
    ];
  });
}
