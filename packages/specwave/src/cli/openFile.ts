/** Shows a file in whatever the user's system opens it with. */
import { execa } from '../processes/execa';

const OPENERS: Partial<Record<NodeJS.Platform, string>> = { darwin: 'open', win32: 'explorer' };

/** `path`: absolute. Resolves with whether a program took it. */
export async function openFile(path: string): Promise<boolean> {
  const { exitCode } = await execa(OPENERS[process.platform] ?? 'xdg-open', [path], {
    reject: false,
    stdio: 'ignore',
    timeout: 10_000,
  });
  // Explorer's exit code tells nothing.
  return process.platform === 'win32' || exitCode === 0;
}
