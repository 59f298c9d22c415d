import { readNxJson, type Tree, updateNxJson } from '@nx/devkit';

/** `nx add specwave`, `nx g specwave:init`: enters the plugin in `nx.json`, once. */
export default function init(tree: Tree): void {
  const nxJson = readNxJson(tree) ?? {};
  const plugins = nxJson.plugins ?? [];
  const isThere = plugins.some((entry) => (typeof entry === 'string' ? entry : entry.plugin) === 'specwave');
  if (!isThere) updateNxJson(tree, { ...nxJson, plugins: [...plugins, 'specwave'] });
}
