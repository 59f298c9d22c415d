import { collectTasks } from '../collect';
import { readLayers, type LayerRules } from '../layers';
import { parseBlocks } from '../markdown/markdown';
import type { Block } from '../markdown/blocks';
import type { ReadingRules, TaskList } from '../model';
import type { Source } from '../markdown/source';
import { nestByNumber } from '../nesting';
import { makeTasks, readHeadOf } from '../tasks';
import { readListTitle } from '../title';
import { layersOfGraph, readGraph, unknownInGraph } from './taskGraph';

/** A task list as a document, parsed once for all dialects. */
export interface TaskDocument {
  source: Source;
  blocks: Block[];
  /** The words of its headings at the top. */
  headings: string[];
}

/** A way of writing task lists: how it is known and how its order is meant. A new one is a file and a line in `read.ts`. */
export interface Dialect {
  name: string;
  /** How its order is understood, for people. */
  orderReason: string;
  /** Whether the document bears this dialect's own marks; may look at the file's path too. */
  recognises(document: TaskDocument): boolean;
  layers: LayerRules;
}

const TASK_HEADING =
  /^[*`[]*(?:Task\s+#?(?:T(?:ASK)?-?|[A-Z]{1,4}-)?\d+(?:\.\d+)*[a-z]?\s*[\])*`]*\s*[:.–—-]|(?:T|TASK-?)-?\d+(?:\.\d+)*[\])*`]*\s*[:–—-]\s)/i;

/** Headings that part a list wherever they stand in it: `## Phase 1: Setup`, `### Wave 0`, `## Phase N: Polish`. */
export const PARTS =
  /^[^A-Za-z0-9]*(?:\d+[.)]\s+)?[^A-Za-z0-9]*(?:Layer|Wave|Phase|L)\s*[-#:]?\s*(\d+(?:\.\d+)*(?!\w)|N\b)/i;

const FRONT_MATTER =
  /^---[ \t]*(?:\r\n|\n|\r)(?=[\w-]+:)[\s\S]*?(?:\r\n|\n|\r)(?:---|\.\.\.)[ \t]*(?=[\r\n]|$)/;

interface OrderRules {
  /** Null: nothing parts the list. */
  layers: LayerRules | null;
  orderReason: string;
}

/** In order whatever the headings are: OpenSpec and all that number their tasks. */
export const IN_ORDER: LayerRules = { heading: PARTS, order: () => 'sequential', inlineTags: false };

/** The text with spaces for its front matter, so that offsets stay true and no line of it is taken for a heading. */
function withoutFrontMatter(text: string): string {
  return text.replace(FRONT_MATTER, (whole) => whole.replace(/[^\r\n]/g, ' '));
}

export function makeDocument(source: Source): TaskDocument {
  const blocks = parseBlocks(withoutFrontMatter(source.text));
  const headings = blocks.flatMap((block) => (block.kind === 'heading' ? [block.text] : []));
  return { source, blocks, headings };
}

/** How the parts of a list follow one another: what the settings say, and else the dialect. */
function layerRules({ layers, orderReason }: Dialect, { order, stories }: ReadingRules): OrderRules {
  switch (order) {
    case 'written': {
      const { strands, ...rest } = layers;
      if (stories === 'sequential' || strands === undefined) return { layers: rest, orderReason };
      return {
        layers,
        orderReason: `${orderReason}; user stories side by side, as \`stories: parallel\` says`,
      };
    }
    case 'groups': {
      const { heading, inlineTags } = layers;
      return {
        layers: { heading, inlineTags, order: () => 'parallel', byContainer: true },
        orderReason: 'groups one after another, the tasks of a group at once, as `order: groups` says',
      };
    }
    case 'dependencies':
      return {
        layers: null,
        orderReason: 'only as tasks depend on one another, as `order: dependencies` says',
      };
  }
}

/**
 * Reads a document of boxes (and task headings) by a dialect's rules. `completedInLedger`: for tasks without a box.
 */
export function readAs(
  dialect: Dialect,
  { source, blocks }: TaskDocument,
  completedInLedger: ReadonlySet<string>,
  reading: ReadingRules,
): TaskList {
  const { layers: rules, orderReason } = layerRules(dialect, reading);
  const {
    drafts,
    headings,
    skipped,
    problems: marks,
  } = collectTasks(source, blocks, (text) => TASK_HEADING.test(text));
  const heads = drafts.map((draft) => readHeadOf(source, draft));
  nestByNumber(drafts, heads);
  const layered = readLayers(source, drafts, heads, rules);
  const { tasks, problems } = makeTasks(source, drafts, heads, layered, completedInLedger, reading);
  const order = (at: { offset: number } | undefined): number => at?.offset ?? 0;
  const graph = reading.order === 'written' ? readGraph(source, blocks) : null;
  const waves = graph?.waves ?? null;
  const layers = waves ? layersOfGraph(waves, tasks) : layered.layers;
  return {
    dialect: dialect.name,
    order: rules?.order('') ?? 'parallel',
    orderReason: waves ? 'waves of the dependency graph' : orderReason,
    ...readListTitle(headings),
    hasBom: source.hasBom,
    layers,
    tasks,
    skipped: skipped.sort((a, b) => order(a.at) - order(b.at)),
    problems: [
      ...problems,
      ...marks,
      ...(waves ? [] : layered.problems),
      ...(graph ? [...graph.problems, ...unknownInGraph(graph, tasks, source)] : []),
    ].sort((a, b) => order(a.at) - order(b.at)),
  };
}
