/** For tests with real processes: the sources as they are now, compiled, so that no build has to be fresh. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transformFileSync } from '@swc/core';

const SOURCES = join(__dirname, '../..');

/** What the ledger is made of. */
const AREAS = ['config', 'tasklist', 'identity', 'plan', 'processes', 'state', 'ledger'];

/** Writes the compiled sources into `folder`, area by area. */
export function compileSources(folder: string): void {
  for (const area of AREAS) {
    for (const entry of readdirSync(join(SOURCES, area), { encoding: 'utf8', recursive: true })) {
      if (!entry.endsWith('.ts') || entry.endsWith('.spec.ts')) continue;
      const { code } = transformFileSync(join(SOURCES, area, entry), {
        configFile: join(SOURCES, '../../../.swcrc'),
      });
      const compiled = join(folder, area, entry.replace(/\.ts$/, '.js'));
      mkdirSync(dirname(compiled), { recursive: true });
      writeFileSync(compiled, code);
    }
  }
}

/** What a program needs in its environment to run them: they lie outside the repository. */
export const SOURCES_ENVIRONMENT = { ...process.env, NODE_PATH: join(SOURCES, '../../../node_modules') };
