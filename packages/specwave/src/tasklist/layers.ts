import type { Problem } from '../config/problem';
import type { Draft } from './collect';
import type { Head } from './head';
import type { Heading } from './markdown/blocks';
import type { Layer, LayerOrder } from './model';
import type { Source } from './markdown/source';

export interface LayerRules {
  /** The words that make a heading a layer. */
  heading: RegExp;
  order: (heading: string) => LayerOrder;
  /** Whether `[L1]` in a task's words may name a layer. */
  inlineTags: boolean;
}

export interface Layered {
  layers: Layer[];
  /** For each draft, in order. */
  layerOf: (number | null)[];
  problems: Problem[];
}

const LAST = Number.POSITIVE_INFINITY;

/**
 * Puts each task into a layer. A heading decides; `[L1]` tags only where no heading does and the file's
 * tags start at `L0` (elsewhere they are lanes, sizes or levels, not an order); then the container;
 * then, with a warning, the task's words.
 */
export function readLayers(
  source: Source,
  drafts: readonly Draft[],
  heads: readonly Head[],
  rules: LayerRules,
): Layered {
  const keys = drafts.map((draft) => keyOf(draft.headings, rules.heading));
  const byHeading = keys.some((key) => key.length > 0);
  const tags = heads.flatMap((head) => head.layerTag ?? []);
  const byTag = rules.inlineTags && (byHeading || (tags.length > 0 && Math.min(...tags) === 0));
  if (!byHeading && !byTag) return { layers: [], layerOf: drafts.map(() => null), problems: [] };

  const numbers = numberKeys(keys);
  const layers = new Map<number, Layer>();
  const layerOf: (number | null)[] = [];
  const at = new Map<Draft, number>();
  const put = (draft: Draft, layer: Layer): void => {
    const known = layers.get(layer.number);
    if (!known) layers.set(layer.number, layer);
    else if (layer.order === 'sequential') known.order = 'sequential';
    at.set(draft, layer.number);
    layerOf.push(layer.number);
  };
  const problems: Problem[] = [];
  const lowest = Math.min(...numbers.values(), ...(byHeading ? [] : [0]));
  drafts.forEach((draft, index) => {
    const key = keys[index] ?? [];
    const tag = heads[index]?.layerTag ?? null;
    const inherited = draft.parent ? at.get(draft.parent) : undefined;
    const byKey = numbers.get(key.join('.'));
    if (key.length > 0 && byKey !== undefined) {
      put(draft, {
        number: byKey,
        title: titleOf(draft.headings, rules.heading),
        order: orderOf(draft, rules),
      });
    } else if (byTag && tag !== null) {
      put(draft, { number: tag, title: `Layer ${tag}`, order: rules.order('') });
    } else if (inherited !== undefined) {
      put(draft, { number: inherited, title: `Layer ${inherited}`, order: rules.order('') });
    } else {
      const number = layerFromWords(heads[index]?.title ?? '') ?? layerOf.at(-1) ?? lowest;
      put(draft, { number, title: `Layer ${number}`, order: rules.order('') });
      problems.push({
        code: 'task-in-no-layer',
        severity: 'warning',
        message: `"${heads[index]?.title ?? ''}" stands in no layer of a list that has layers; by its words it is taken into layer ${number}.`,
        file: source.file,
        at: source.positionAt(draft.start),
        next: `Move it below the heading of the layer that it belongs to, or mark it [L${number}].`,
      });
    }
  });
  // Where a task that is placed by tag or words came first, a heading's title is still the better one.
  drafts.forEach((draft, index) => {
    const layer = layers.get(layerOf[index] ?? LAST);
    if (layer && (keys[index] ?? []).length > 0 && layer.title === `Layer ${layer.number}`) {
      layer.title = titleOf(draft.headings, rules.heading);
      layer.order = orderOf(draft, rules);
    }
  });
  return { layers: [...layers.values()].sort((a, b) => a.number - b.number), layerOf, problems };
}

/** The numbers of the layer headings above a task: `[1]`, `[3, 2]` for `Phase 3.2`, or for a layer in a phase. */
function keyOf(headings: readonly Heading[], pattern: RegExp): number[] {
  return headings.flatMap((heading) => {
    const number = pattern.exec(heading.text)?.[1];
    if (number === undefined) return [];
    return number.split('.').map((part) => (/^\d/.test(part) ? Number.parseInt(part, 10) : LAST));
  });
}

/** Layers keep their own numbers; where one number is not enough they are counted from 0 in their order. */
function numberKeys(keys: readonly number[][]): Map<string, number> {
  const distinct = new Map(keys.filter((key) => key.length > 0).map((key) => [key.join('.'), key]));
  const sorted = [...distinct].sort(([, a], [, b]) => compareKeys(a, b));
  if (sorted.some(([, key]) => key.length > 1)) {
    return new Map(sorted.map(([name], index) => [name, index]));
  }
  const last = Math.max(-1, ...sorted.flatMap(([, [number = LAST]]) => (number === LAST ? [] : [number])));
  return new Map(sorted.map(([name, [number = LAST]]) => [name, number === LAST ? last + 1 : number]));
}

function compareKeys(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const [left, right] = [a[index] ?? -1, b[index] ?? -1];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

function titleOf(headings: readonly Heading[], pattern: RegExp): string {
  const own = headings.filter((heading) => pattern.test(heading.text));
  return own.map((heading) => heading.text.replace(/\*\*/g, '')).join(' / ');
}

function orderOf(draft: Draft, rules: LayerRules): LayerOrder {
  const orders = draft.headings
    .filter((heading) => rules.heading.test(heading.text))
    .map((heading) => rules.order(heading.text));
  return orders.at(-1) ?? rules.order('');
}

// The table of the original format, in the order in which a task's words are looked at: the first word wins.
const WORDS: readonly [RegExp, number][] = [
  [/^(?:set ?up|setup|install\w*|configur\w*|databases?|auth\w*)$/, 0],
  [/^(?:creat(?:e|es|ing)|build\w*|implement\w*)$/, 1],
  [/^(?:add|adds|adding|enhanc\w*|features?)$/, 2],
  [/^(?:integrat\w*|connect\w*|wir(?:e|es|ing)|test(?:s|ing)?|deploy\w*)$/, 3],
];

function layerFromWords(title: string): number | null {
  const words =
    title
      .toLowerCase()
      .replace(/\bset up\b/g, 'setup')
      .match(/[a-z]+/g) ?? [];
  for (const word of words) {
    const found = WORDS.find(([pattern]) => pattern.test(word));
    if (found) return found[1];
  }
  return null;
}
