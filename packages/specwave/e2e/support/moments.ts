/** Counts what happens during a run, by its source, so that a test can strike at the n-th time of one. */
import { type FSWatcher, mkdirSync, watch } from 'node:fs';

export class Moments {
  private readonly watchers: FSWatcher[] = [];
  private awaited: { source: string; number: number; reached: () => void } | null = null;
  private stopped = false;
  readonly counts = new Map<string, number>();

  /** Changes in a folder (absolute; made where it is missing) or file count as `source`. `deep`: those below it, too. */
  watch(source: string, path: string, { deep = false, isFile = false } = {}): void {
    if (!isFile) mkdirSync(path, { recursive: true });
    const watcher = watch(path, { recursive: deep }, () => this.happen(source));
    // What is watched may go while it is looked at.
    this.watchers.push(watcher.on('error', () => undefined));
  }

  happen(source: string): void {
    if (this.stopped) return;
    const count = (this.counts.get(source) ?? 0) + 1;
    this.counts.set(source, count);
    if (this.awaited?.source === source && this.awaited.number === count) this.awaited.reached();
  }

  /** Resolves in the very moment. */
  reached(source: string, number: number): Promise<void> {
    return new Promise((resolve) => {
      this.awaited = { source, number, reached: resolve };
    });
  }

  stop(): void {
    this.stopped = true;
    for (const watcher of this.watchers) watcher.close();
  }
}
