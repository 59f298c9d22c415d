/** The workspace that a command is typed in, as its `nx.json` has it. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import * as z from 'zod';
import { CONFIG_FILE } from '../config/load';
import { type PluginOptions, readOptions } from '../config/options';
import { fail, ok, type Problem, type Result } from '../config/problem';
import { errorCode } from '../config/systemError';
import { makeSource } from '../tasklist/markdown/source';

export interface CliWorkspace extends PluginOptions {
  /** Absolute. */
  root: string;
  /** What is wrong with the plugin's options, or that Nx does not know the plugin. */
  optionProblems: Problem[];
}

/** The nearest folder from `folder` (absolute) upwards with an `nx.json` or a `specwave.yaml`; `folder` itself where none has one. */
export function workspaceRootFrom(folder: string): string {
  for (let each = folder; ; each = dirname(each)) {
    if (existsSync(join(each, 'nx.json')) || existsSync(join(each, CONFIG_FILE))) return each;
    if (dirname(each) === each) return folder;
  }
}

const plugin = z.union([
  z.string().transform((name) => ({ plugin: name, options: undefined })),
  z.looseObject({ plugin: z.string(), options: z.unknown() }),
]);
const nxJson = z.looseObject({
  plugins: z.array(plugin.catch({ plugin: '', options: undefined })).catch([]),
});

function invalid(message: string, next: string, at?: Problem['at']): Problem {
  return {
    code: 'nx-json-invalid',
    severity: 'error',
    message,
    file: 'nx.json',
    ...(at ? { at } : {}),
    next,
  };
}

/** The way in, for somebody who has typed `npx specwave` in whatever repository: three commands, the first only where it is needed. */
function unknownPlugin(root: string): Problem {
  const isInstalled = existsSync(join(root, 'node_modules/nx'));
  const install = 'npm install --save-dev specwave nx@24 @nx/devkit@24';
  const steps = [...(isInstalled ? [] : [install]), 'npx nx g specwave:init', 'npx specwave'];
  return {
    code: 'plugin-missing',
    severity: 'error',
    message: 'The plugin `specwave` is not among the `plugins` of nx.json, so Nx knows of no specs.',
    file: 'nx.json',
    next: `Run: ${steps.join('\n     ')}`,
  };
}

/** Reads `nx.json` (with comments, as Nx does) of the workspace around `folder` (absolute). Problems: `nx-json-invalid`. */
export function cliWorkspaceAt(folder: string): Result<CliWorkspace> {
  const root = workspaceRootFrom(folder);
  let text: string;
  try {
    text = readFileSync(join(root, 'nx.json'), 'utf8');
  } catch (error) {
    if (errorCode(error) !== 'ENOENT')
      return fail(invalid('nx.json cannot be read.', 'Check that it is a file that you may read.'));
    const { options } = readOptions(undefined);
    return ok({ root, ...options, optionProblems: [unknownPlugin(root)] });
  }
  const errors: ParseError[] = [];
  const parsed = nxJson.safeParse(parse(text, errors, { allowTrailingComma: true }));
  const [error] = errors;
  if (error || !parsed.success) {
    const at = error ? makeSource(text, 'nx.json').positionAt(error.offset) : undefined;
    const what = error ? `is no valid JSON: ${printParseErrorCode(error.error)}` : 'holds no object';
    return fail(invalid(`nx.json ${what}.`, 'Correct the file.', at));
  }
  const own = parsed.data.plugins.find((each) => each.plugin === 'specwave');
  const { options, problems } = readOptions(own?.options);
  return ok({ root, ...options, optionProblems: own ? problems : [unknownPlugin(root)] });
}
