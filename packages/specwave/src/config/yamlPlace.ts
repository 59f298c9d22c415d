/** Where in a YAML text something stands, by its path of keys. */
import { isMap, isPair, isScalar, isSeq, type Document, type Node } from 'yaml';

export type KeyPath = readonly (string | number)[];

/**
 * Offset of the value at `path`; of its key where it has no value, or where `path` ends in a key that
 * matters more than its value (`'key'`); of the nearest thing above it where it is missing.
 */
export function offsetOf(document: Document, path: KeyPath, part: 'value' | 'key' = 'value'): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [index, step] of path.entries()) {
    const child = childOf(node, step);
    if (!child) return offset;
    const keyOffset = startOf(child.key);
    const isLast = index === path.length - 1;
    offset = (isLast && part === 'key' ? keyOffset : startOf(child.value)) ?? keyOffset ?? offset;
    node = child.value;
  }
  return offset;
}

function childOf(node: unknown, step: string | number): { key: unknown; value: unknown } | null {
  if (isSeq(node)) return { key: null, value: node.items[Number(step)] };
  if (!isMap(node)) return null;
  const pair = node.items.find(
    (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step),
  );
  return pair ?? null;
}

/** Null for what takes no room: the empty value of `routes:` is reported at its key. */
function startOf(node: unknown): number | null {
  const range = (node as Node | null | undefined)?.range;
  return range && range[1] > range[0] ? range[0] : null;
}

/** `routes[0].agent`. */
export function show(path: KeyPath): string {
  return path.reduce<string>(
    (shown, step) =>
      typeof step === 'number' ? `${shown}[${step}]` : shown === '' ? step : `${shown}.${step}`,
    '',
  );
}
