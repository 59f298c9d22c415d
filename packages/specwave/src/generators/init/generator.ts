import { readNxJson, type Tree, updateNxJson } from '@nx/devkit';

/** `nx add specwave`, `nx g specwave:init`: enters the plugin in `nx.json`, once; makes the file where there is none. */
export default function init(tree: Tree): void {
  const nxJson = readNxJson(tree) ?? {};
  const plugins = nxJson.plugins ?? [];
  const isThere = plugins.some((entry) => (typeof entry === 'string' ? entry : entry.plugin) === 'specwave');
  if (isThere) return;
  const entered = { ...nxJson, plugins: [...plugins, 'specwave'] };
  // Nx's own function changes a file that is there, and says nothing where there is none.
  if (tree.exists('nx.json')) updateNxJson(tree, entered);
  else tree.write('nx.json', `${JSON.stringify(entered, null, 2)}\n`);
}
