/** The environment that an agent's programs get. */
import { delimiter, join } from 'node:path';

/**
 * What Nx sets for the one task that it runs, and what would send the agent's own `nx` (or `git`) calls
 * elsewhere: to the hash, output file, terminal or tree of the task around it.
 * `NX_INVOCATION_ANCESTOR_PIDS` stays: with it Nx stops an agent that runs its own task again.
 * Source: `tasks-runner/task-env.js` and `utils/workspace-root.js` of nx 24.0.6.
 */
const SCRUBBED = new Set([
  'FORCE_COLOR',
  'LERNA_PACKAGE_NAME',
  'NX_CLI_SET',
  'NX_DAEMON_PROCESS',
  'NX_DRY_RUN',
  'NX_FORKED_TASK_EXECUTOR',
  'NX_GENERATE_QUIET',
  'NX_INVOKED_BY_RUNNER',
  'NX_LOAD_DOT_ENV_FILES',
  'NX_ORIGINAL_FORCE_COLOR',
  'NX_PREFIX_OUTPUT',
  'NX_SET_CLI',
  'NX_SKIP_NX_CACHE',
  'NX_STREAM_OUTPUT',
  'NX_TERMINAL_CAPTURE_STDERR',
  'NX_TERMINAL_OUTPUT_PATH',
  'NX_TUI',
  'NX_TUI_AUTO_EXIT',
  'NX_WORKSPACE_ROOT',
  'NX_WORKSPACE_ROOT_PATH',
  // Set inside git hooks; they would make the agent's git work on another tree and index than its own.
  'GIT_COMMON_DIR',
  'GIT_DIR',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_WORK_TREE',
]);

const SCRUBBED_PREFIXES = ['NX_TASK_', 'NX_READY_'];

/** `RUN_MARK` with one more mark: a run inside a run carries those of both, so that each finds what it started. */
export function withMark(outer: string | undefined, mark: string): string {
  return outer === undefined ? mark : `${outer}:${mark}`;
}

/**
 * `inherited` without what disturbs the agent's own tools, with the tree's programs, then the workspace's, in front of the
 * `PATH` (`PATH` is set in this spelling whatever the inherited one is).
 */
export function agentEnvironment(
  inherited: NodeJS.ProcessEnv,
  { tree, workspaceRoot }: { tree: string; workspaceRoot: string },
): NodeJS.ProcessEnv {
  const kept = Object.entries(inherited).filter(
    ([name]) => !SCRUBBED.has(name) && !SCRUBBED_PREFIXES.some((prefix) => name.startsWith(prefix)),
  );
  const path = kept.find(([name]) => name.toUpperCase() === 'PATH')?.[1];
  return {
    // A daemon that the agent's own `nx` calls start would outlive them, and is ended with the agent:
    // possibly while a parallel agent talks to it.
    NX_DAEMON: 'false',
    ...Object.fromEntries(kept.filter(([name]) => name.toUpperCase() !== 'PATH')),
    // Whatever the user wants for the workspace: a tree is soon another's.
    ...(tree === workspaceRoot ? {} : { NX_DAEMON: 'false' }),
    PATH: [...new Set([tree, workspaceRoot].map(programs)), ...(path ? [path] : [])].join(delimiter),
  };
}

function programs(root: string): string {
  return join(root, 'node_modules', '.bin');
}
