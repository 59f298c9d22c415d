/**
 * Which installed packages a single link can stand for. npm takes a link in `node_modules` for a package under
 * development: it runs the link's lifecycle scripts, in the folder that it leads to, and does not see what is
 * installed below it (npm 10 and 11, tried: a script of `prepare` deleted a build in the main tree). Such packages get a
 * folder of their own, with a link for each file and a manifest without these scripts.
 */
import { existsSync, lstatSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const LIFECYCLE = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare'];
const MAY_HAVE_SCRIPTS = new RegExp(`"(?:${LIFECYCLE.join('|')})"\\s*:`);

/** By folder: when it was last changed, and whether a link will do. */
const knownSchema = z.record(z.string(), z.tuple([z.number(), z.boolean()]));
type Known = z.infer<typeof knownSchema>;

/** Remembers, in a file, what was found: looking at 1,500 packages takes longer than linking them. */
export class Natures {
  private readonly before: Known;
  private readonly now: Known = {};

  constructor(private readonly file: string) {
    this.before = read(file);
  }

  /** Whether a single link can stand for the package in this folder (absolute, real). */
  isLinkable(folder: string): boolean {
    const changed = lstatSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    const known = this.before[folder];
    const answer = known?.[0] === changed ? known[1] : look(folder);
    this.now[folder] = [changed, answer];
    return answer;
  }

  save(): void {
    const text = JSON.stringify(this.now);
    if (text === JSON.stringify(this.before)) return;
    const temporary = `${this.file}.${process.pid}`;
    writeFileSync(temporary, text);
    renameSync(temporary, this.file);
  }
}

function read(file: string): Known {
  try {
    return knownSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return {};
  }
}

function look(folder: string): boolean {
  // Two questions are answered in less time than all names are read.
  if (existsSync(`${folder}/node_modules`) || existsSync(`${folder}/binding.gyp`)) return false;
  const manifest = `${folder}/package.json`;
  return !existsSync(manifest) || !MAY_HAVE_SCRIPTS.test(readFileSync(manifest, 'utf8'));
}

const manifestSchema = z.looseObject({ scripts: z.record(z.string(), z.unknown()).optional() });

/** The package's manifest without what npm would run in it; null where it cannot be read as one. */
export function withoutLifecycle(folder: string): string | null {
  try {
    const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
    const kept = Object.entries(manifest.scripts ?? {}).filter(([name]) => !LIFECYCLE.includes(name));
    return `${JSON.stringify({ ...manifest, scripts: Object.fromEntries(kept) }, null, 2)}\n`;
  } catch {
    return null;
  }
}
