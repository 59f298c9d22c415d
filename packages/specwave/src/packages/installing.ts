/** What is to be run since results have landed: which lock files are made anew, and who installs. Pure, but for what it asks. */
import {
  foldersAbove,
  isAnyManifest,
  isLockFile,
  isManifest,
  lockFilesFor,
  type Manager,
  managerOf,
  matches,
} from './managers';

/** As `specwave.yaml` has them. */
export interface InstallSettings {
  install: 'auto' | 'off' | readonly string[];
  /** Commands by patterns of lock files. */
  regenerate: Readonly<Record<string, string>>;
}

/** Commands for a shell, to be run in a folder of the workspace ('': its root). */
export interface InstallStep {
  folder: string;
  commands: readonly string[];
}

/** The text of a file of the workspace; null where there is none. */
type Read = (path: string) => string | null;

function commandFor(path: string, { regenerate }: InstallSettings): string | undefined {
  return Object.entries(regenerate).find(([pattern]) => matches(pattern, path))?.[1];
}

/** Whether somebody knows how to make it anew. */
export function canBeMadeAnew(path: string, settings: InstallSettings): boolean {
  return isLockFile(path) || commandFor(path, settings) !== undefined;
}

/** Of the files that a result changes, those after which something may be to install, and the lock files that this may change. */
export function askedBy(
  files: readonly string[],
  settings: InstallSettings,
  read: Read,
): { changed: string[]; locks: string[] } {
  const isAsking = settings.install === 'auto' || settings.install === 'off' ? isManifest : isAnyManifest;
  const changed = files.filter((path) => isAsking(path) || canBeMadeAnew(path, settings));
  const own = changed.filter((path) => canBeMadeAnew(path, settings));
  const beside = changed.flatMap((path) => lockFilesFor(path, (each) => read(each) !== null));
  return { changed, locks: [...new Set([...own, ...beside])] };
}

/** What is to be run, in this order; `anew`: lock files that are to be made anew. */
export function stepsFor(
  { changed, anew }: { changed: readonly string[]; anew: readonly string[] },
  settings: InstallSettings,
  read: Read,
): InstallStep[] {
  const remade = anew.flatMap((path): InstallStep[] => {
    const command = commandFor(path, settings) ?? managerAt(path, read)?.relock;
    return command === undefined ? [] : [{ folder: foldersAbove(path)[0] ?? '', commands: [command] }];
  });
  return [...remade, ...installing(changed, settings.install, read)];
}

function installing(
  changed: readonly string[],
  install: InstallSettings['install'],
  read: Read,
): InstallStep[] {
  if (install === 'off' || changed.length === 0) return [];
  if (install !== 'auto') return [{ folder: '', commands: install }];
  const steps = new Map<string, InstallStep>();
  for (const path of changed) {
    if (!isManifest(path) && !isLockFile(path)) continue;
    const found = lockFilesFor(path, (each) => read(each) !== null);
    // Of two managers' files, that which was changed.
    const lock = found.find((each) => changed.includes(each)) ?? found[0];
    const manager = lock === undefined ? undefined : managerAt(lock, read);
    if (lock === undefined || !manager) continue;
    const folder = foldersAbove(lock)[0] ?? '';
    steps.set(folder, { folder, commands: [manager.install] });
  }
  return [...steps.values()];
}

function managerAt(lock: string, read: Read): Manager | undefined {
  return managerOf(lock, read(lock) ?? '');
}
