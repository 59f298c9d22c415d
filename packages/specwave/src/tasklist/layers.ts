import type { Problem } from '../config/problem';
import type { Draft } from './collect';
import type { Head } from './head';
import type { Heading } from './markdown/blocks';
import type { Layer, LayerOrder, Strand } from './model';
import type { Source } from './markdown/source';
import { layerFromWords } from './layerWords';

export interface LayerRules {
  /** Headings that part the list, with their number; a list that has none of them is parted by any heading. */
  heading: RegExp;
  /** How the tasks below such a heading (or below any, or none: `''`) follow one another. */
  order: (heading: string) => LayerOrder;
  /** Whether `[L1]` in a task's words may name a layer. */
  inlineTags: boolean;
  /** Headings, with their number, of parts that do not wait for one another. */
  strands?: RegExp;
  /** Where no heading parts the list, the containers at its top do. */
  byContainer?: boolean;
}

export interface Layered {
  layers: Layer[];
  /** For each draft, in order. */
  layerOf: (number | null)[];
  strandOf: (Strand | null)[];
  problems: Problem[];
}

/** The template's `Phase N: Polish`: after the phase before it. */
const LAST = -2;

/** A part of the list: the headings that make it one, or the container at the top where there are no headings. */
interface Part {
  key: string;
  numbers: number[];
  title: string;
  order: LayerOrder;
}

/**
 * Puts each task into a layer. A heading decides, and its place in the file before its number; `[L1]` tags only
 * where no heading does and the file's tags start at `L0` (elsewhere they are lanes, sizes or levels, not an
 * order); then the container; then, in lists with the original's `Layer 0` to `Layer 3` and with a warning, the
 * task's words. Null `rules`: nothing parts the list.
 */
export function readLayers(
  source: Source,
  drafts: readonly Draft[],
  heads: readonly Head[],
  rules: LayerRules | null,
): Layered {
  if (rules === null) return withoutLayers(drafts);
  const tags = heads.flatMap((head) => head.layerTag ?? []);
  const marked = drafts.map((draft) => partByRules(draft, rules));
  const byHeading = marked.some((part) => part !== null);
  const byTag = rules.inlineTags && tags.length > 0 && (byHeading || Math.min(...tags) === 0);
  const byWords = byHeading && marked.every((part) => part === null || isOriginal(part.title));
  // With layers by tag or word, a task below some other heading still belongs to one of these layers.
  const others = byTag || byWords ? drafts.map(() => null) : partsByPlace(drafts, heads, rules);
  const parts = marked.map((part, index) => part ?? others[index] ?? null);
  if (!byTag && parts.every((part) => part === null)) return withoutLayers(drafts);

  const numbers = numberParts(parts);
  const layers = new Map<number, Layer>();
  const layerOf: (number | null)[] = [];
  const at = new Map<Draft, number>();
  const put = (draft: Draft, layer: Layer): void => {
    if (!layers.has(layer.number)) layers.set(layer.number, layer);
    at.set(draft, layer.number);
    layerOf.push(layer.number);
  };
  const problems: Problem[] = [];
  const lowest = byHeading ? Math.min(...numbers.values()) : 0;
  drafts.forEach((draft, index) => {
    const part = parts[index] ?? null;
    const tag = byTag ? (heads[index]?.layerTag ?? null) : null;
    const inherited = draft.parent ? at.get(draft.parent) : undefined;
    const number = part ? numbers.get(part.key) : undefined;
    const order = rules.order('Layer');
    if (part && number !== undefined) put(draft, { number, title: part.title, order: part.order });
    else if (tag !== null) put(draft, { number: tag, title: `Layer ${tag}`, order });
    else if (inherited !== undefined) put(draft, { number: inherited, title: `Layer ${inherited}`, order });
    else {
      const title = heads[index]?.title ?? '';
      const chosen = layerFromWords(title) ?? layerOf.at(-1) ?? lowest;
      put(draft, { number: chosen, title: `Layer ${chosen}`, order });
      problems.push(inNoLayer(source, draft, title, chosen));
    }
  });
  // Where a task that is placed by tag or words came first, a heading's title is still the better one.
  for (const part of parts) {
    const layer = part && layers.get(numbers.get(part.key) ?? -1);
    if (part && layer?.title === `Layer ${layer?.number}`) {
      layer.title = part.title;
      layer.order = part.order;
    }
  }
  const strandOf = drafts.map((draft) => strandOfDraft(draft, rules));
  return { layers: [...layers.values()].sort((a, b) => a.number - b.number), layerOf, strandOf, problems };
}

function withoutLayers(drafts: readonly Draft[]): Layered {
  return { layers: [], layerOf: drafts.map(() => null), strandOf: [], problems: [] };
}

function inNoLayer(source: Source, draft: Draft, title: string, number: number): Problem {
  return {
    code: 'task-in-no-layer',
    severity: 'warning',
    message: `"${title}" stands in no layer of a list that has layers; by its words it is taken into layer ${number}.`,
    file: source.file,
    at: source.positionAt(draft.start),
    next: `Move it below the heading of the layer that it belongs to, or mark it [L${number}].`,
  };
}

function isOriginal(title: string): boolean {
  return /\bLayer\s*[0-3]\b/i.test(title);
}

function partByRules(draft: Draft, rules: LayerRules): Part | null {
  const own = draft.headings.filter((heading) => rules.heading.test(heading.text));
  const last = own.at(-1);
  if (!last) return null;
  if (strandOfDraft(draft, rules))
    return { key: 'strands', numbers: [], title: 'User stories', order: rules.order(last.text) };
  return {
    key: own.map((heading) => heading.start).join('.'),
    numbers: own.flatMap((heading) => numberOf(rules.heading.exec(heading.text)?.[1])),
    title: own.map(wordsOf).join(' / '),
    order: rules.order(last.text),
  };
}

/** Parts by whatever heading stands highest without standing over all tasks; without any, by the containers at the top. */
function partsByPlace(drafts: readonly Draft[], heads: readonly Head[], rules: LayerRules): (Part | null)[] {
  const order = rules.order('');
  let depth = 0;
  const first = drafts[0];
  while (
    first?.headings[depth] &&
    drafts.every((draft) => draft.headings[depth]?.start === first.headings[depth]?.start)
  )
    depth += 1;
  if (drafts.some((draft) => draft.headings[depth])) {
    return drafts.map((draft) => {
      const heading = draft.headings[depth];
      const title = heading ? wordsOf(heading) : 'Tasks';
      return { key: heading ? String(heading.start) : `before ${depth}`, numbers: [], title, order };
    });
  }
  if (rules.byContainer !== true) return drafts.map(() => null);
  const titles = new Map(drafts.map((draft, index) => [draft, heads[index]?.title ?? '']));
  return drafts.map((draft) => {
    let top = draft;
    while (top.parent) top = top.parent;
    const title = titles.get(top) ?? '';
    return { key: String(top.start), numbers: [], title, order };
  });
}

/** The strand that a draft is in by its headings, and those that the heading says come before. */
function strandOfDraft({ headings }: Draft, { strands }: LayerRules): Strand | null {
  const heading = strands && headings.find(({ text }) => strands.test(text));
  if (!heading) return null;
  const [, number = ''] = strands.exec(heading.text) ?? [];
  const [, before = ''] = /\bdepends?\s+on\b([^)\]]*)/i.exec(heading.text) ?? [];
  return { number: Number(number), after: [...before.matchAll(/\d+/g)].map(([digits]) => Number(digits)) };
}

function wordsOf(heading: Heading): string {
  return heading.text.replace(/\*\*/g, '');
}

function numberOf(text: string | undefined): number[] {
  if (text !== undefined && /^n$/i.test(text)) return [LAST];
  return text !== undefined && /^\d+$/.test(text) ? [Number(text)] : [];
}

/** Parts keep the numbers of their headings where these rise with their place; else they are counted in the file's order. */
function numberParts(parts: readonly (Part | null)[]): Map<string, number> {
  const distinct = new Map(parts.flatMap((part) => (part ? [[part.key, part] as const] : [])));
  const own: number[] = [];
  for (const { numbers } of distinct.values()) {
    const [number = -1] = numbers.length === 1 ? numbers : [];
    own.push(number === LAST ? (own.at(-1) ?? -1) + 1 : number);
  }
  const rises = own.every((number, index) => number > (own[index - 1] ?? -1));
  return new Map([...distinct.keys()].map((key, index) => [key, rises ? (own[index] ?? index) : index]));
}
