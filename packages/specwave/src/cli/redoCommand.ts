/** The words behind `specwave redo`. Pure. */
import { fail, ok, type Result } from '../config/problem';
import type { ScopeWord } from './scope';
import { wrongUsage } from './wrongUsage';

/** `spec` and `tasks` as typed; `fromWave` counts from 0. */
export interface RedoCommand {
  name: 'redo';
  spec: string;
  tasks: string[];
  fromWave: number | null;
  dryRun: boolean;
  json: boolean;
}

const EXAMPLE = 'Write it as in: specwave redo F001 T004 T005, or specwave redo F001 --from-wave 1';

/** `F001 T004 T005` or `F001 --from-wave 1`; tasks may be separated by commas too. */
export function redoOf(
  words: readonly string[],
  fromWave: number | null,
  flags: Pick<RedoCommand, 'dryRun' | 'json'>,
  scopes: readonly ScopeWord[],
): Result<RedoCommand> {
  // As messages name a task: `F001:T004`.
  const [spec, ...more] = words.flatMap((word) => word.split(':'));
  const tasks = more.flatMap((word) => word.split(',')).filter((word) => word !== '');
  const [scope] = scopes;
  if (scope)
    return fail(wrongUsage(`\`redo\` is for one spec; \`${scope.typed}\` may name several.`, EXAMPLE));
  if (spec === undefined) return fail(wrongUsage('`redo` wants a spec, and which of its tasks.', EXAMPLE));
  if (tasks.length === 0 && fromWave === null)
    return fail(wrongUsage(`\`redo ${spec}\` does not say which tasks.`, EXAMPLE));
  if (tasks.length > 0 && fromWave !== null)
    return fail(wrongUsage('`redo` takes tasks or `--from-wave`; both were given.', EXAMPLE));
  return ok({ name: 'redo', spec, tasks: [...new Set(tasks)], fromWave, ...flags });
}
