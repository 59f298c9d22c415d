/** Waits for what happens in files, told by the file system: nobody looks at a clock. */
import { readFileSync, watch } from 'node:fs';
import { dirname } from 'node:path';
import type { NxResult } from './workspace';

/**
 * Resolves with the content of `file` (absolute) once it `holds`. Rejects where the run that was to bring that about
 * (`run`) ends before, with all that was on its screen.
 */
export async function until(
  file: string,
  holds: (text: string) => boolean,
  run: Promise<NxResult>,
): Promise<string> {
  const content = (): string => {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      return '';
    }
  };
  const watcher = watch(dirname(file));
  try {
    const happened = new Promise<string>((resolve) => {
      const look = (): void => {
        const text = content();
        if (holds(text)) resolve(text);
      };
      watcher.on('change', look);
      look();
    });
    const ended = run.then(({ exitCode, output }): string => {
      if (holds(content())) return content();
      throw new Error(`nx ended with ${exitCode} before ${file} was as expected:\n${content()}\n${output}`);
    });
    return await Promise.race([happened, ended]);
  } finally {
    watcher.close();
  }
}
