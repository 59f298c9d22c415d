/** Kiro's `## Task Dependency Graph`: waves of task ids as JSON. */
import type { Problem } from '../../config/problem';
import type { Source } from '../markdown/source';
import type { Block } from '../markdown/blocks';
import type { Layer, Task } from '../model';
import { normaliseRef } from '../references/ids';

interface Graph {
  /** Null where there is none, or none that can be read. */
  waves: string[][] | null;
  /** Where the block begins. */
  offset: number;
  problems: Problem[];
}

/** The graph of the first block of JSON that has one. A block below a heading that calls it so and has none is a problem. */
export function readGraph(source: Source, blocks: readonly Block[]): Graph {
  const { text, file } = source;
  let below = '';
  const problems: Problem[] = [];
  for (const block of blocks) {
    if (block.kind === 'heading') below = block.text;
    if (block.kind !== 'code' || !block.fenced) continue;
    const isMeant = /\b(?:dependency|dependencies|execution) graph\b/i.test(below);
    const code = text.slice(block.start, block.end);
    const isJson = /^json|^$/i.test(block.info.trim());
    if (!isMeant && !(isJson && /"waves"/.test(code))) continue;
    const waves = isJson ? wavesIn(code.replace(/^.*[\r\n]+/, '').replace(/[\r\n]+[^\r\n]*$/, '')) : null;
    if (waves) return { waves, offset: block.start, problems: [] };
    problems.push({
      code: 'graph-not-read',
      severity: 'warning',
      message:
        'This graph of the tasks cannot be read; waves as JSON were expected. The list is in order instead.',
      file,
      at: source.positionAt(block.start),
      next: 'Write it as `{ "waves": [["1.1", "1.2"], ["2.1"]] }`, or `Dependencies: ...` below the tasks.',
    });
  }
  return { waves: null, offset: 0, problems };
}

/** Ids that the graph names and the list does not have. */
export function unknownInGraph(
  { waves, offset }: Graph,
  tasks: readonly Pick<Task, 'id' | 'aliases'>[],
  source: Source,
): Problem[] {
  const known = new Set(tasks.flatMap(({ id, aliases }) => [normaliseRef(id), ...aliases]));
  const unknown = (waves ?? []).flat().filter((id) => !known.has(normaliseRef(id)));
  if (unknown.length === 0) return [];
  return [
    {
      code: 'unknown-in-graph',
      severity: 'warning',
      message: `The graph of the tasks names ${unknown.slice(0, 5).join(', ')}${unknown.length > 5 ? ', ...' : ''}, and no task of this list is called so.`,
      file: source.file,
      at: source.positionAt(offset),
      next: 'Correct the ids in the graph.',
    },
  ];
}

function wavesIn(code: string): string[][] | null {
  let json: unknown;
  try {
    json = JSON.parse(code);
  } catch {
    return null;
  }
  const waves = Array.isArray(json) ? json : fieldOf(json, 'waves');
  if (!Array.isArray(waves) || waves.length === 0) return null;
  return waves.map((wave: unknown) => {
    const tasks = Array.isArray(wave) ? wave : fieldOf(wave, 'tasks');
    return Array.isArray(tasks) ? tasks.flatMap(idIn) : [];
  });
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function idIn(task: unknown): string[] {
  const id = typeof task === 'object' ? fieldOf(task, 'id') : task;
  return typeof id === 'string' || typeof id === 'number' ? [String(id)] : [];
}

/**
 * The layers that a graph makes, each task's `layer` set to its own. A leaf that the graph leaves out comes after
 * all that stand before it in the file, in a layer of such tasks between the waves.
 */
export function layersOfGraph(waves: readonly string[][], tasks: readonly Task[]): Layer[] {
  const waveOf = new Map(waves.flatMap((ids, wave) => ids.map((id) => [normaliseRef(id), wave] as const)));
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const named = (task: Task): number | undefined => {
    for (let each: Task | undefined = task; each; each = byId.get(each.parent ?? '')) {
      for (const name of [normaliseRef(each.id), ...each.aliases]) {
        const wave = waveOf.get(name);
        if (wave !== undefined) return wave;
      }
    }
    return undefined;
  };
  // Even places are waves, odd ones what follows them.
  const layers = new Map<number, Layer>();
  let latest = -1;
  for (const task of tasks) {
    if (task.container) continue;
    const wave = named(task);
    const number = wave === undefined ? Math.max(latest, -2) | 1 : wave * 2;
    latest = Math.max(latest, number);
    task.layer = number + 1;
    layers.set(task.layer, {
      number: task.layer,
      title: wave === undefined ? 'Not in the dependency graph' : `Wave ${wave}`,
      order: wave === undefined ? 'sequential' : 'parallel',
    });
  }
  return [...layers.values()].sort((a, b) => a.number - b.number);
}
