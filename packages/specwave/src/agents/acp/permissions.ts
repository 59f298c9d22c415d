/** What an ACP agent may do that asks first. */
import { realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { RequestPermissionOutcome } from '@agentclientprotocol/sdk';
import * as z from 'zod';
import type { SettingsOf } from '../../config/agents';
import { errorCode } from '../../config/systemError';
import { hasTooManyPaths, type ToolCall } from './toolCalls';
import type { AgentJob } from '../driver';
import { placeIn } from '../treePaths';

const offered = z.looseObject({ optionId: z.string(), kind: z.string() });

/** The parameters of `session/request_permission`. */
export const permissionRequest = z.looseObject({
  toolCall: z.unknown().optional(),
  options: z.array(z.unknown()).catch([]),
});

const LOOKS = new Set(['read', 'search', 'think']);
const CHANGES = new Set(['edit', 'delete', 'move']);

/**
 * Whether a tool call may go ahead. `full`: any. `edits`: those that only look, and those that change files, where every
 * path that they name lies in the tree with all links resolved; a change that names no path, or one that only Specwave
 * may write, is not.
 */
export function mayGoAhead(
  call: ToolCall,
  permissions: SettingsOf<'acp'>['permissions'],
  job: Pick<AgentJob, 'tree' | 'reserved'>,
): boolean {
  if (permissions === 'full') return true;
  if (call.kind === null || hasTooManyPaths(call)) return false;
  if (LOOKS.has(call.kind)) return call.paths.every((path) => liesIn(job.tree, path));
  if (!CHANGES.has(call.kind) || call.paths.length === 0) return false;
  return call.paths.every((path) => placeIn(job, relativeTo(job.tree, path)).ok);
}

/**
 * The answer to a permission request: once only. For always only where nothing else is offered, and anything is allowed
 * anyway. Where there is no such option, the request counts as cancelled.
 */
export function chosenOption(
  options: readonly unknown[],
  isAllowed: boolean,
  permissions: SettingsOf<'acp'>['permissions'],
): { isGranted: boolean; outcome: RequestPermissionOutcome } {
  const offeredAs = (kind: string): string | undefined =>
    options.flatMap((option) => offered.safeParse(option).data ?? []).find((option) => option.kind === kind)
      ?.optionId;
  const always = permissions === 'full' ? offeredAs('allow_always') : undefined;
  const allow = isAllowed ? (offeredAs('allow_once') ?? always) : undefined;
  const optionId = allow ?? offeredAs('reject_once');
  return {
    isGranted: allow !== undefined,
    outcome: optionId === undefined ? { outcome: 'cancelled' } : { outcome: 'selected', optionId },
  };
}

/** Relative to the tree, `/`: the form that `placeIn` reads. Agents name the tree as they were told, or with its links resolved. */
function relativeTo(tree: string, path: string): string {
  if (!isAbsolute(path)) return path;
  const roots = [tree, realpathSync(tree)];
  const inside = roots.map((root) => relative(root, path)).find((rest) => !leavesTree(rest));
  return inside === undefined ? path : inside.split(sep).join('/');
}

function leavesTree(rest: string): boolean {
  return rest === '..' || rest.startsWith(`..${sep}`) || isAbsolute(rest);
}

function liesIn(tree: string, path: string): boolean {
  try {
    return !leavesTree(relative(realpathSync(tree), realOf(resolve(tree, path))));
  } catch {
    // No access, a ring of links: what cannot be looked at is not allowed.
    return false;
  }
}

/** With all links resolved; what does not exist yet lies where its folder does. */
function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    const above = dirname(path);
    if (errorCode(error) !== 'ENOENT' || above === path) throw error;
    return join(realOf(above), basename(path));
  }
}
