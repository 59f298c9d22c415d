/** What a file holds, as far as checks of texts go. */

export interface Content {
  size: number;
  /** Null where it is too large to be looked at. */
  bytes: Buffer | null;
}

/** As git tells them apart: a NUL near the beginning. */
const LOOKED_AT = 8000;

/** With line feeds at its line ends; null where it is no text. */
export function textOf(bytes: Buffer): string | null {
  if (bytes.subarray(0, LOOKED_AT).includes(0)) return null;
  return bytes
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .replace(/\r\n/g, '\n');
}
