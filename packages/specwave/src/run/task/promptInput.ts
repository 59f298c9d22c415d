/** Gathers what the prompt of a task says. */
import { existsSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { Dependency, PromptInput, PromptRole } from '../../agents/prompt/prompt';
import { TRAITS } from '../../config/agents';
import { readHints } from '../../plan/hints';
import { readResult } from '../../state/resultStore';
import { hintText } from '../../workspace/agentOf';
import type { RunContext } from '../../workspace/context';
import { reservedFiles } from '../trees/reserved';
import type { Before } from './ending';
import type { TaskRun } from './taskRun';

/** What of a task's run the prompt speaks of. */
interface Told extends Pick<TaskRun, 'current' | 'planned' | 'agent'> {
  context: Pick<RunContext, 'workspaceRoot' | 'spec' | 'specs'>;
}

/** For one attempt, in `tree` (absolute path). */
export function promptInput(run: Told, tree: string, before: Before | null): PromptInput {
  const { context, current, planned } = run;
  const { identity, plan, config, template } = current;
  const { task, wave, dependsOn, after } = planned;
  const builtOn = [...new Set([...dependsOn, ...after])];
  return {
    spec: { name: identity.name, title: identity.title },
    task,
    wave,
    layer: task.layer === null ? null : (plan.waves[wave]?.title ?? null),
    role: promptRole(run, tree),
    isDirect: readHints(hintText()).isDirect,
    contextFiles: identity.contextFiles,
    dependencies: builtOn.flatMap((id) => dependency(run, id) ?? []),
    checks: [...task.verify, ...config.verify],
    reserved: reservedFiles(context),
    previous: before && { outcome: before.outcome, message: before.message ?? '', left: before.left },
    template,
  };
}

/** What is known of a task that this one builds on: from the plan, the ledger, and its stored result, which may be gone. */
function dependency({ context, current }: Told, id: string): Dependency | null {
  const title = current.plan.tasks.get(id)?.task.title;
  if (title === undefined) return null;
  const spec = context.spec.name;
  const tasks = current.ledger.specs[spec]?.tasks ?? {};
  const files = (Object.hasOwn(tasks, id) ? tasks[id]?.files : undefined) ?? [];
  const stored = readResult(context.workspaceRoot, spec, id)?.result;
  return { id, title, files, summary: stored?.outcome === 'landed' ? stored.message : null };
}

/** Null where there is nothing to say. */
function promptRole({ agent, context }: Told, tree: string): PromptRole | null {
  const { specialist, settings } = agent;
  if (specialist === null) return null;
  const { asked, found } = specialist;
  if (found === null) return { name: asked, file: null };
  if (TRAITS[settings.driver].startsAsSpecialist) return null;
  // Where the tree has it too, agents that may read their tree only can read it.
  const path = relative(context.workspaceRoot, found.file).split(sep).join('/');
  const isInTree = !isAbsolute(path) && !path.startsWith('../') && existsSync(join(tree, path));
  return { name: found.name, file: isInTree ? path : found.file };
}
