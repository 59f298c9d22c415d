/** Which agent is to do tasks: asked for where somebody sits at a terminal. */
import { createInterface } from 'node:readline/promises';
import type { SurveyedAgent } from '../../report/survey';

/** The name of the agent; null for the embedded one, which is also what nobody at a terminal gets: nothing is paid unasked. */
export async function askForAgent(agents: readonly SurveyedAgent[]): Promise<string | null> {
  const usable = agents.filter(({ problem }) => problem === null);
  if (usable.length === 0 || !process.stdin.isTTY || !process.stdout.isTTY) return null;
  const names = [
    'recipe (embedded, free)',
    ...usable.map(({ name, version }) => `${name} ${version ?? ''}`.trim()),
  ];
  const lines = names.map((name, place) => `  ${place}  ${name}`);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await terminal.question(`Who is to do the tasks?\n${lines.join('\n')}\nNumber [0]: `);
    return usable[Number.parseInt(answer, 10) - 1]?.name ?? null;
  } finally {
    terminal.close();
  }
}
