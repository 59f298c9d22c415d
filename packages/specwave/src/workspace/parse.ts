/** The slow part of building the graph, run only for specs that the cache does not know: loads the Markdown parser. */
import { definitionDigests } from '../plan/digest';
import { NO_HINTS } from '../plan/hints';
import { planTasks } from '../plan/plan';
import { routeOf } from '../plan/routes';
import { settingsKey } from '../plan/settings';
import type { ReadingRules, Task } from '../tasklist/model';
import { readTaskList } from '../tasklist/read';
import type { RoutingFacts } from './configFacts';
import type { ParsedSpec } from './parsedSpec';
import { readingRules } from './readingRules';

export interface ParseJob {
  taskFile: string;
  text: string;
  /** See `contextDigest` of plan/digest. */
  context: string;
  /** `spec.md`; null where there is none. */
  specText: string | null;
  reading: ReadingRules;
  /** Null where the settings are wrong: no agent is known then. */
  routing: RoutingFacts | null;
  /** The text of `promptFile`; null where there is none. */
  template: string | null;
}

/** The hint is no part of it: Nx hashes `SPECWAVE_HINT` as an input of its own. */
function settingsOf(task: Task, { routing, template }: ParseJob): string {
  const route = routing && routeOf(task, routing, NO_HINTS);
  const facts = route && routing.agents[route.agent];
  return route && facts ? settingsKey(facts, { role: route.role, hint: '', template }) : '';
}

/** Reads and plans one task list. Problems are left out: `begin` reads again and reports them. */
export function parseSpec(job: ParseJob): ParsedSpec {
  const { text, taskFile, specText } = job;
  const { rules } = readingRules(job.reading, { tasks: text, taskFile, spec: specText });
  const list = readTaskList(text, taskFile, new Set(), rules);
  const plan = planTasks(list, job.taskFile);
  const digests = definitionDigests(plan, job.context);
  const files = new Set<string>();
  const waves = plan.waves.map((wave) => ({
    title: wave.title,
    tasks: wave.tasks.map(({ task, after }) => {
      for (const file of [...task.files, ...task.mentions]) files.add(file);
      return {
        id: task.id,
        title: task.title,
        done: task.state === 'done',
        hasBox: task.box !== null,
        after,
        digest: digests.get(task.id) ?? '',
        settings: settingsOf(task, job),
      };
    }),
  }));
  return { title: list.title, titleId: list.titleId, waves, files: [...files].toSorted() };
}
