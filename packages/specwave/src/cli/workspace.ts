/** Where the workspace is, for commands that are typed somewhere below its root. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CONFIG_FILE } from '../config/load';

/** The nearest folder from `folder` (absolute) upwards with an `nx.json` or a `specwave.yaml`; `folder` itself where none has one. */
export function workspaceRootFrom(folder: string): string {
  for (let each = folder; ; each = dirname(each)) {
    if (existsSync(join(each, 'nx.json')) || existsSync(join(each, CONFIG_FILE))) return each;
    if (dirname(each) === each) return folder;
  }
}
