/**
 * Changing single fields of a JSON text that people keep: what is not one of the fields stays byte for byte, and what
 * is new is written as its neighbours are. jsonc-parser says where things stand; putting them in is done here, because
 * its own `modify` rewrites whole lines (with formatting) or knows no line breaks (without).
 */
import { findNodeAtLocation, type JSONPath, type Node, parseTree } from 'jsonc-parser';

/** A field's new value; `undefined` takes the field away. */
export type Fields = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/**
 * `json` (valid, without a byte order mark) with these fields in the object at `path`. A field that has its value
 * already stays as it is written; new ones come last. Where there is no object, nothing changes.
 */
export function withFields(json: string, path: JSONPath, fields: Fields): string {
  let text = json;
  for (const [key, value] of Object.entries(fields)) {
    const root = parseTree(text);
    const object = root && findNodeAtLocation(root, path);
    if (object?.type !== 'object') return json;
    const known = findNodeAtLocation(object, [key]);
    if (known && value === undefined) text = without(text, object, known);
    else if (known && !has(text, known, value))
      text = put(text, known, valueText(value, styleOf(text, object)));
    else if (!known && value !== undefined) text = withNew(text, object, key, value);
  }
  return text;
}

/** What stands between a key and its value, and between the fields of an object. */
interface Style {
  colon: string;
  /** After `{` or a comma. */
  gap: string;
}

function styleOf(text: string, object: Node): Style {
  const last = object.children?.at(-1);
  const [key, value] = last?.children ?? [];
  if (!last || !key || !value) return { colon: ': ', gap: ' ' };
  const before = object.children?.at(-2);
  const from = before ? before.offset + before.length : object.offset;
  return {
    colon: text.slice(key.offset + key.length, value.offset),
    // Perhaps there is space before the comma.
    gap: text.slice(from, last.offset).replace(/^\s*[,{]/, ''),
  };
}

function withNew(text: string, object: Node, key: string, value: Fields[string]): string {
  const style = styleOf(text, object);
  const field = `${JSON.stringify(key)}${style.colon}${valueText(value, style)}`;
  const last = object.children?.at(-1);
  const offset = last ? last.offset + last.length : object.offset + 1;
  const content = last ? `,${style.gap}${field}` : field;
  return put(text, { offset, length: 0 }, content);
}

/** With one of the commas beside it. */
function without(text: string, object: Node, value: Node): string {
  const fields = object.children ?? [];
  const index = fields.findIndex((field) => field === value.parent);
  const [before, field, after] = [fields[index - 1], fields[index], fields[index + 1]];
  if (!field) return text;
  const from = before ? before.offset + before.length : field.offset;
  const to = !before && after ? after.offset : field.offset + field.length;
  return put(text, { offset: from, length: to - from }, '');
}

function put(text: string, { offset, length }: Pick<Node, 'offset' | 'length'>, content: string): string {
  return text.slice(0, offset) + content + text.slice(offset + length);
}

/** On one line; with spaces in a list where the file has them after colons. */
function valueText(value: Fields[string], { colon }: Style): string {
  if (typeof value !== 'object') return JSON.stringify(value);
  return `[${value.map((each) => JSON.stringify(each)).join(/\s$/.test(colon) ? ', ' : ',')}]`;
}

function has(text: string, { offset, length }: Node, value: Fields[string]): boolean {
  const now: unknown = JSON.parse(text.slice(offset, offset + length));
  return JSON.stringify(now) === JSON.stringify(value);
}
