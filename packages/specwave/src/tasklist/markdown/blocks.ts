/** What a Markdown text is made of, as far as a reader of task lists wants to know. */

/** The block structure of a Markdown text; `start` and `end` (exclusive) are offsets into it. */
export type Block = Heading | List | Code | Quote | Other;

export interface Range {
  start: number;
  end: number;
}
export interface Heading extends Range {
  kind: 'heading';
  depth: number;
  /** Its words as written, without `#`. */
  text: string;
}
export interface List extends Range {
  kind: 'list';
  items: Item[];
}
export interface Item extends Range {
  blocks: Block[];
}
export interface Code extends Range {
  kind: 'code';
  fenced: boolean;
  /** Whether it has a fence at its end too; one without ends with what it stands in. */
  closed: boolean;
  /** What stands behind the opening fence: `ts file=src/a.ts`. */
  info: string;
}
export interface Quote extends Range {
  kind: 'quote';
  blocks: Block[];
}
export interface Other extends Range {
  kind: 'paragraph' | 'html' | 'rule';
}
