/** Processes of one run, found by a variable that all of them inherit (Linux). */
import { readdirSync, readFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';

/** Environment variable for tests: its value names a run of `nx`. */
export const E2E_RUN = 'E2E_RUN';

/** Carried by what a run started for an agent or a check: see src/processes/process-tree.ts. */
const RUN_MARK = 'SPECWAVE_RUN_MARK';

export interface RunProcess {
  pid: number;
  /** Name of its run. */
  run: string;
  /** Whether it belongs to an agent or a check. */
  isAgents: boolean;
  /** The command line, to be shown. */
  command: string;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** `stat` of a zombie says Z: it has ended, and nobody has asked how. */
export function isAlive(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

/** Living processes whose run's name starts with `run`. Zombies have no environment any more. */
export function processesOf(run: string): RunProcess[] {
  return readdirSync('/proc').flatMap((name): RunProcess[] => {
    if (!/^\d+$/.test(name)) return [];
    const variables = read(`/proc/${name}/environ`).split('\0');
    const own = variables.find((variable) => variable.startsWith(`${E2E_RUN}=${run}`));
    if (own === undefined) return [];
    return [
      {
        pid: Number(name),
        run: own.slice(E2E_RUN.length + 1),
        isAgents: variables.some((variable) => variable.startsWith(`${RUN_MARK}=`)),
        command: read(`/proc/${name}/cmdline`).replaceAll('\0', ' '),
      },
    ];
  });
}

/** Resolves when no process of a run is left. */
export async function allEnded(run: string): Promise<void> {
  while (processesOf(run).length > 0) await turn();
}

/** SIGKILL to all of them at once, again until none is left; with `orphans`, agents and what they started live on. */
export async function killRun(run: string, { orphans = false } = {}): Promise<void> {
  for (;;) {
    const left = processesOf(run).filter(({ isAgents }) => !orphans || !isAgents);
    if (left.length === 0) return;
    for (const { pid } of left) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // Gone meanwhile.
      }
    }
    await turn();
  }
}
