/** Gathers what the prompt of a task says. Pure. */
import type { PromptInput } from '../agents/prompt';
import type { PlannedTask } from '../plan/plan';
import type { Before } from './attempt';
import type { OpenSpec } from './openSpec';

export function promptInput(
  { identity, plan, config }: OpenSpec,
  { task, wave, dependsOn, after }: PlannedTask,
  reserved: readonly string[],
  before: Before | null,
): PromptInput {
  const builtOn = [...new Set([...dependsOn, ...after])];
  return {
    spec: { name: identity.name, title: identity.title },
    task,
    wave,
    layer: plan.waves[wave]?.title ?? null,
    contextFiles: identity.contextFiles,
    dependencies: builtOn.flatMap((id) => {
      const title = plan.tasks.get(id)?.task.title;
      return title === undefined ? [] : [{ id, title }];
    }),
    checks: [...task.verify, ...config.verify],
    reserved,
    previous: before && { outcome: before.outcome, message: before.message ?? '', left: before.left },
  };
}
