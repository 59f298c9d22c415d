/**
 * Plugins of Claude Code that may bring sub-agents. Those that it installed are named in
 * `plugins/installed_plugins.json` of the user's `.claude`, and count where `enabledPlugins` of the settings turns
 * them on; its folders `cache` and `marketplaces` hold others too, of older versions and never installed. Checked with
 * Claude Code 2.1.330.
 */
import { readdirSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { isInside, readBounded } from './boundedFile';

export interface ClaudePlugin {
  name: string;
  /** Absolute. */
  folder: string;
}

const MAX_JSON_SIZE = 1024 * 1024;
/** Folders below `plugins` that people put plugins in. */
const MAX_DEPTH = 4;
/** Kept by Claude Code itself. */
const MANAGED = new Set(['cache', 'marketplaces', 'repos', 'data', 'node_modules']);

const manifest = z.looseObject({ name: z.string().regex(/^[A-Za-z0-9][\w.-]{0,127}$/) });
const settings = z.looseObject({ enabledPlugins: z.record(z.string(), z.unknown()) });
const installed = z.looseObject({
  plugins: z.record(
    z.string(),
    z.array(z.looseObject({ installPath: z.string(), projectPath: z.string().optional() })),
  ),
});

function readJson<T>(file: string, schema: z.ZodType<T>): T | null {
  const text = readBounded(file, MAX_JSON_SIZE);
  if (text === null) return null;
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** Names of the folders in `folder`, sorted; links are left out. */
function foldersIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).toSorted();
  } catch {
    return [];
  }
}

function nameOf(folder: string): string {
  return readJson(join(folder, '.claude-plugin', 'plugin.json'), manifest)?.name ?? basename(folder);
}

/** Folders with sub-agents below a folder `plugins`, put there by hand. */
function placedIn(folder: string, depth = 0): ClaudePlugin[] {
  return foldersIn(folder).flatMap((name) => {
    const inner = join(folder, name);
    if (name.startsWith('.') || MANAGED.has(name)) return [];
    if (foldersIn(inner).includes('agents')) return [{ name: nameOf(inner), folder: inner }];
    return depth < MAX_DEPTH ? placedIn(inner, depth + 1) : [];
  });
}

function installedFor(workspaceRoot: string, claudeFolder: string): ClaudePlugin[] {
  const root = realpathSync(workspaceRoot);
  const enabled = new Map<string, unknown>();
  // As Claude Code has it: the later ones win.
  for (const file of [
    join(claudeFolder, 'settings.json'),
    join(workspaceRoot, '.claude', 'settings.json'),
    join(workspaceRoot, '.claude', 'settings.local.json'),
  ]) {
    const { enabledPlugins = {} } = readJson(file, settings) ?? {};
    for (const [id, value] of Object.entries(enabledPlugins)) enabled.set(id, value);
  }
  const { plugins = {} } = readJson(join(claudeFolder, 'plugins', 'installed_plugins.json'), installed) ?? {};
  return Object.entries(plugins).flatMap(([id, installs]) => {
    const here = installs.filter(
      ({ projectPath = root }) => projectPath === root || projectPath === workspaceRoot,
    );
    // The entry of the workspace itself comes before the user's.
    const install = here.find(({ projectPath }) => projectPath !== undefined) ?? here[0];
    if (install === undefined || enabled.get(id) !== true) return [];
    return [{ name: nameOf(install.installPath), folder: install.installPath }];
  });
}

/** The plugins that count for a workspace, those of the workspace itself first. `claudeFolder`: the user's `.claude`. */
export function claudePlugins(workspaceRoot: string, claudeFolder: string): ClaudePlugin[] {
  const own = join(workspaceRoot, '.claude', 'plugins');
  return [
    ...(isInside(workspaceRoot, own) ? placedIn(own) : []),
    ...placedIn(join(claudeFolder, 'plugins')),
    ...installedFor(workspaceRoot, claudeFolder),
  ];
}
