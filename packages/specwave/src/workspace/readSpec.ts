/** Reads one spec as it is on disk now, whole: list, plan, digests, configuration, progress. */
import { checkTemplate } from '../agents/prompt/template';
import { loadConfig } from '../config/load';
import { fail, ok, type Problem, type Result } from '../config/problem';
import type { Config } from '../config/schema';
import { completedTasks, redoneTasks } from '../ledger/entries';
import type { Ledger } from '../ledger/schema';
import { readLedger } from '../ledger/store';
import { contextDigest, definitionDigests, digestOfRedo, sha256 } from '../plan/digest';
import { type Plan, planTasks } from '../plan/plan';
import { decodeTaskList, invalidUtf8 } from '../tasklist/decode';
import type { ReadingRules, SpecIdentity, TaskList } from '../tasklist/model';
import { readTaskList } from '../tasklist/read';
import { isWork } from '../tasklist/work';
import type { RunContext } from './context';
import { identifySpec } from './identifySpec';
import { readPromptFile } from './promptFile';
import { readingRules } from './readingRules';
import { readProjectTexts, readSpecTexts, realFolder, specFolderAt } from './specFolder';

export interface Spec {
  identity: SpecIdentity;
  list: TaskList;
  /** How the list is read. */
  rules: ReadingRules;
  plan: Plan;
  /** Definition digests by task id. */
  digests: Map<string, string>;
  config: Config;
  /** The text of `promptFile`; null where none is configured. */
  template: string | null;
  ledger: Ledger;
}

export interface Progress {
  total: number;
  completed: number;
}

/** Tasks done and tasks in all: containers hold no work of their own, and what is left out is not missing. */
export function progressOf(list: TaskList): Progress {
  const work = list.tasks.filter(isWork);
  return { total: work.length, completed: work.filter((task) => task.state === 'done').length };
}

/** Ids of the tasks that are done, containers left out. */
export function doneTasks(list: TaskList): string[] {
  return list.tasks.filter((task) => !task.container && task.state === 'done').map((task) => task.id);
}

function behindLink(path: string, target: string): Problem {
  return {
    code: 'spec-folder-link',
    severity: 'error',
    message: `This spec's folder is a link, or lies behind one (it is really ${target}); a folder of the workspace was expected.`,
    file: path,
    next: 'Move the folder itself here, or take the link away.',
  };
}

function unreadable(file: string): Problem {
  return {
    code: 'tasks-unreadable',
    severity: 'error',
    message: 'The task list of this spec cannot be read.',
    file,
    next: 'Check that the file exists, that it is no link, and that you may read it.',
  };
}

function templateOf(workspaceRoot: string, { promptFile }: Config): Result<string | null> {
  if (promptFile === undefined) return ok(null);
  const text = readPromptFile(workspaceRoot, promptFile);
  if (!text.ok) return text;
  const problems = checkTemplate(text.value, promptFile);
  return problems.length > 0 ? fail(...problems) : ok(text.value);
}

/**
 * Reads the spec that the context names. Fails where there is nothing to work on: no readable task list, or a
 * configuration, prompt file or ledger that is wrong. Problems of the list itself are in `plan.problems`.
 */
export function readSpec({ workspaceRoot, spec }: Pick<RunContext, 'workspaceRoot' | 'spec'>): Result<Spec> {
  const config = loadConfig(workspaceRoot);
  const ledger = readLedger(workspaceRoot);
  if (!config.ok || !ledger.ok) {
    return fail(...(config.ok ? [] : config.problems), ...(ledger.ok ? [] : ledger.problems));
  }
  const template = templateOf(workspaceRoot, config.value);
  if (!template.ok) return template;
  const real = realFolder(workspaceRoot, spec.path);
  if (real !== null) return fail(behindLink(spec.path, real));
  const folder = specFolderAt(workspaceRoot, spec.path);
  const texts = folder && readSpecTexts(workspaceRoot, folder);
  if (!folder || !texts) return fail(unreadable(`${spec.path}/tasks.md`));
  const context = contextDigest(texts.context);
  const read = readPlan(texts.tasks, folder.taskFile, context, {
    completed: completedTasks(ledger.value, spec.name),
    redone: redoneTasks(ledger.value, spec.name),
    settings: config.value,
    spec: texts.context.find(({ name }) => name === 'spec.md')?.text ?? null,
  });
  const { title, titleId } = read.list;
  const project = readProjectTexts(workspaceRoot);
  const identity = identifySpec({ folder, title, titleId, context: texts.context, project });
  return ok({
    ...read,
    identity: { ...identity, name: spec.name },
    config: config.value,
    template: template.value,
    ledger: ledger.value,
  });
}

type PlanRead = Pick<Spec, 'list' | 'plan' | 'digests' | 'rules'>;

interface Surroundings {
  completed: ReadonlySet<string>;
  redone: ReadonlyMap<string, string>;
  settings: ReadingRules;
  /** The text of `spec.md`; null where there is none. */
  spec: string | null;
}

/** What was read last: between claiming a task and landing it, the list is as it was, unless another task has landed. */
let lastRead: { key: string; read: PlanRead } | null = null;

function readPlan(
  bytes: Buffer,
  taskFile: string,
  context: string,
  { completed, redone, settings, spec }: Surroundings,
): PlanRead {
  const { text, invalidAt } = decodeTaskList(bytes);
  const { rules, problems: ofRules } = readingRules(settings, { tasks: text, taskFile, spec });
  const key = sha256(bytes.toString('latin1'), taskFile, context, [...completed], [...redone], rules);
  if (lastRead?.key === key) return lastRead.read;
  const list = readTaskList(text, taskFile, completed, rules);
  const plan = planTasks(list, taskFile);
  const problems = [...(invalidAt ? [invalidUtf8(taskFile, invalidAt)] : []), ...ofRules, ...plan.problems];
  const defined = definitionDigests(plan, context);
  const digests = new Map([...defined].map(([id, digest]) => [id, digestOfRedo(digest, redone.get(id))]));
  const read = { list, rules, plan: { ...plan, problems }, digests };
  lastRead = { key, read };
  return read;
}
