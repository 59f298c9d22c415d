/** `nx add specwave`, `nx g specwave:init`: sets up a first run. What is there already stays as it is. */
import { readNxJson, type Tree, updateNxJson } from '@nx/devkit';
import { surveyWorkspace } from '../../answers/survey';
import { CONFIG_FILE } from '../../config/load';
import { readOptions } from '../../config/options';
import type { Survey } from '../../report/survey';
import { terminalReport } from '../../report/terminal';
import { askForAgent } from './askForAgent';
import { settingsFile } from './settingsFile';

export interface InitOptions {
  /** Who gets the tasks that no route matches. Nothing: asked for on a terminal, else the embedded agent. */
  agent?: string;
}

const PROJECT_FILE = '.claude/project.json';

export default async function init(tree: Tree, { agent }: InitOptions = {}): Promise<void> {
  enterPlugin(tree);
  keepFromNx(tree);
  ignore(tree);
  const { options } = readOptions(undefined);
  const survey = await surveyWorkspace({ root: tree.root, ...options, optionProblems: [] });
  const isNew = !tree.exists(CONFIG_FILE);
  if (isNew) {
    const chosen = agent ?? (await askForAgent(survey.agents));
    tree.write(CONFIG_FILE, settingsFile(survey, chosen === 'recipe' ? null : chosen));
  }
  tell(survey, isNew);
}

/** Enters the plugin in `nx.json`, once; makes the file where there is none. Where nothing is said, Nx sends nothing. */
function enterPlugin(tree: Tree): void {
  const nxJson = readNxJson(tree) ?? {};
  const plugins = nxJson.plugins ?? [];
  const isThere = plugins.some((entry) => (typeof entry === 'string' ? entry : entry.plugin) === 'specwave');
  const entered = { analytics: false, ...nxJson, plugins: isThere ? plugins : [...plugins, 'specwave'] };
  if (isThere && 'analytics' in nxJson) return;
  // Nx's own function changes a file that is there, and says nothing where there is none.
  if (tree.exists('nx.json')) updateNxJson(tree, entered);
  else tree.write('nx.json', `${JSON.stringify(entered, null, 2)}\n`);
}

/** Nx takes every `project.json` for a project, also the one of the original chat command. */
function keepFromNx(tree: Tree): void {
  if (tree.exists(PROJECT_FILE)) addLines(tree, '.nxignore', [PROJECT_FILE]);
}

function ignore(tree: Tree): void {
  addLines(tree, '.gitignore', ['node_modules', '.nx/cache', '.nx/workspace-data']);
}

/** Adds lines that the file does not have; one that ignores the folder around counts as there. */
function addLines(tree: Tree, file: string, wanted: readonly string[]): void {
  const text = tree.read(file, 'utf-8') ?? '';
  const present = new Set(text.split(/\r?\n/).map((line) => line.trim().replace(/^\/|\/$/g, '')));
  const missing = wanted.filter((line) => !present.has(line) && !present.has(line.split('/', 1)[0] ?? line));
  if (missing.length === 0) return;
  const start = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  tree.write(file, `${start}${missing.join('\n')}\n`);
}

function tell(survey: Survey, isNew: boolean): void {
  terminalReport(process.stdout)({ type: 'surveyed', survey, isNew });
}
