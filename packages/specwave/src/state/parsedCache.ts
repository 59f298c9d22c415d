/**
 * What earlier `nx` commands worked out, kept on disk by content: parsers are loaded only on a miss.
 * Only a cache: whatever cannot be read or written here is worked out again.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';

/** Short names of contents. Fast, and not in need of more: who can write the cache can write the plugin's output. */
export function contentKey(...parts: readonly string[]): string {
  const hash = createHash('sha1');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('base64url');
}

/** The package's own folder, whichever file of `dist` this code was put into. */
function packageFolder(folder: string): string {
  const above = dirname(folder);
  return existsSync(join(folder, 'package.json')) || above === folder ? folder : packageFolder(above);
}

/** Another version of the plugin, or another build, may read the same text otherwise. */
function pluginStamp(): string {
  const folder = packageFolder(__dirname);
  const built = statSync(join(folder, 'dist', 'index.js'), { throwIfNoEntry: false });
  return contentKey(readFileSync(join(folder, 'package.json'), 'utf8'), String(built?.mtimeMs));
}

export class ParsedCache<T> {
  private known: Record<string, T>;
  private used: Record<string, T> = {};
  private readonly stamp = pluginStamp();
  private changed = false;

  private constructor(private readonly file: string) {
    this.known = {};
    try {
      const stored: unknown = JSON.parse(readFileSync(file, 'utf8'));
      if (typeof stored !== 'object' || stored === null) return;
      const { stamp, entries } = stored as { stamp?: unknown; entries?: unknown };
      // The file is our own, and `stamp` says that this very version wrote it: no schema on the hot path.
      if (stamp === this.stamp && typeof entries === 'object' && entries !== null)
        this.known = entries as Record<string, T>;
    } catch {
      // Missing or damaged: start empty.
    }
  }

  /** `name`: one cache file each, below Nx's folder for such files, which `nx reset` empties. */
  static of<T>(workspaceRoot: string, name: string): ParsedCache<T> {
    return new ParsedCache<T>(join(workspaceRoot, '.nx', 'workspace-data', `specwave-${name}.json`));
  }

  /** Starts another pass, over what the last one used: kept by content, entries do not go out of date. */
  restart(): this {
    this.known = this.used;
    this.used = {};
    return this;
  }

  get(key: string): T | undefined {
    const value = Object.hasOwn(this.known, key) ? this.known[key] : this.used[key];
    if (value !== undefined) this.used[key] = value;
    return value;
  }

  set(key: string, value: T): void {
    this.used[key] = value;
    this.changed = true;
  }

  /** Keeps what was asked for or set since it was made; the rest belongs to texts that are gone. */
  save(): void {
    if (!this.changed) return;
    const temporary = `${this.file}.${process.pid}`;
    try {
      mkdirSync(dirname(this.file), { recursive: true });
      writeFileSync(temporary, JSON.stringify({ stamp: this.stamp, entries: this.used }));
      renameSync(temporary, this.file);
    } catch {
      // A read-only or full disk costs time at the next command, nothing else.
      rmSync(temporary, { force: true });
    }
    this.changed = false;
  }
}
