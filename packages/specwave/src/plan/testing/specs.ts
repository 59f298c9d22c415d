/** For tests: specs that nothing but what is given is known of. */
import type { SpecIdentity, SpecKind } from '../../tasklist/model';

/** Kind and phase are told by the path, as in `specs/features/phase-1/F001-first`. */
export function identity(
  name: string,
  path: string,
  id: string | null = name,
  more: Partial<SpecIdentity> = {},
): SpecIdentity {
  const kind: SpecKind = path.includes('/infrastructure/') ? 'infrastructure' : 'feature';
  const phase = /\/phase-(\d+)\//.exec(path)?.[1];
  return {
    name,
    id,
    title: `Title of ${name}`,
    kind,
    phase: phase === undefined ? null : Number(phase),
    path,
    taskFile: `${path}/tasks.md`,
    contextFiles: [],
    dependencies: [],
    declaresInfrastructure: false,
    problems: [],
    ...more,
  };
}
