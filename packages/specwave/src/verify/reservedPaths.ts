/** Which paths only Specwave may write, whoever asks: an agent's changes, a result that came from a cache. */

/** Specwave's own state. What lies in a `.git` is refused wherever that is: see below. */
const ALWAYS = ['.nx/specwave'];

/**
 * Those of `paths` (relative to the workspace root, `/`) that are reserved: an entry of `reserved` (a file or a
 * folder), what lies below one, what takes the place of a folder above one (a link, say), and all in `.git`.
 */
export function reservedAmong(paths: readonly string[], reserved: readonly string[]): string[] {
  const entries = [...ALWAYS, ...reserved].map(comparable);
  return paths.filter((path) => {
    const own = comparable(path);
    return (
      own.split('/').some((part) => part === '.git' || part === 'git~1') ||
      entries.some((entry) => own.startsWith(entry) || entry.startsWith(own))
    );
  });
}

/** Two spellings that some file systems take for one name are one name. Ends in `/`, so that prefixes are folders. */
function comparable(path: string): string {
  return `${path.normalize('NFC').toLowerCase().replace(/\/+$/, '')}/`;
}
