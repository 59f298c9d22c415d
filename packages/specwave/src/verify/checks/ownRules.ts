/** Who is checked may not set the rules: what says how work is checked changes only where the task says so. */
import { isContextFile } from '../../identity/folders';
import type { ChangedContent, Check, Found, Work } from './check';
import { filesRun, isHarmless, targetsRun } from './commandTargets';
import { holdsTests, isProse } from './kinds';
import { isManifest, LIFECYCLE, scriptsIn } from './manifestScripts';
import { viewOf } from './view';

export const ownRules: Check = {
  name: 'own-rules',
  find: (work) => [
    ...changedRules(work),
    ...changedScripts(work),
    ...changedTargets(work),
    ...harmlessCi(work),
  ],
};

/** Whether the task says that this file is to be changed: declared, or named by its title. */
function isAsked({ task }: Work, path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const isFileLine = new RegExp(`^\\W*files?\\W*:.*${escaped(name)}`, 'im');
  return task.files.includes(path) || task.title.toLowerCase().includes(name) || isFileLine.test(task.body);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function changedRules(work: Work): Found[] {
  return work.changed
    .filter((changed) => isRule(work, changed) && !isAsked(work, changed.path))
    .map(({ path }) => ({
      message: `\`${path}\` says what is to be done or how it is checked, and was changed.`,
      next: `Leave \`${path}\` as it was.`,
      path,
      line: null,
    }));
}

function isRule({ rules }: Work, { path, before }: ChangedContent): boolean {
  return rules.some((rule) => {
    if (rule === path) return true;
    if (!path.startsWith(`${rule}/`) || !isContextFile(path.slice(rule.length + 1))) return false;
    return before !== null || isProse(path);
  });
}

/** Folders and names of what only checks run; elsewhere, what a check runs may be the very program. */
const TOOLING =
  /^[^/]+$|(?:^|\/)(?:scripts?|tools?|bin|ci|\.ci|\.github|\.husky|hack|build|checks?)\/|(?:check|test|verify|lint|gate|validat\w*|smoke|ci)[^/]*$/i;

function changedScripts(work: Work): Found[] {
  const run = filesRun(work.commands, (path) => work.changed.some((each) => each.path === path));
  return run.flatMap((path) => {
    const changed = work.changed.find((each) => each.path === path);
    if (!changed || changed.before === null || holdsTests(path) || isManifest(path)) return [];
    if (isAsked(work, path) || work.rules.includes(path)) return [];
    return [
      {
        message: `\`${path}\`, which the checks run, was ${changed.after === null ? 'deleted' : 'changed'}.`,
        next: `Leave \`${path}\` as it was.`,
        path,
        line: null,
        ...(TOOLING.test(path) ? {} : { atMost: 'flag' as const }),
      },
    ];
  });
}

/** The task is about how the project is built and checked. */
const ABOUT_SCRIPTS =
  /\b(?:scripts?|npm run|npm test|set-?up|configur\w*|initiali[sz]\w*|scaffold\w*|bootstrap\w*|migrat\w*|upgrad\w*|switch|adopt|install\w*|husky|hooks?|lint\w*|eslint|biome|prettier|jest|vitest|mocha|playwright|cypress|pytest|make|makefile|targets?|build|bundl\w+|ci|pipelines?|tooling|coverage|esm|typescript|monorepo|workspace)\b/i;

function changedTargets(work: Work): Found[] {
  return work.changed
    .filter(({ path, isBinary }) => isManifest(path) && !isBinary)
    .flatMap((changed) => {
      const [before, after] = [
        scriptsIn(changed.path, changed.before),
        scriptsIn(changed.path, changed.after),
      ];
      const isSaid = isAsked(work, changed.path) || ABOUT_SCRIPTS.test(work.task.title);
      const names = reached(work.commands, before.byName);
      const weakened = [...names].flatMap((name) => {
        const [was, is] = [before.byName.get(name), after.byName.get(name)];
        if (was === undefined || was === is || isHarmless(was) || isNoTest(was)) return [];
        const isLost = is === undefined || isHarmless(is);
        if (isSaid && !(isLost && is !== undefined && !speaksOf(work, name))) return [];
        return [targetFound(changed.path, name, is)];
      });
      if (!after.hasLifecycle || isSaid) return weakened;
      const lifecycle = [...after.byName.keys()].filter(
        (name) =>
          LIFECYCLE.test(name) && before.byName.get(name) !== after.byName.get(name) && !names.has(name),
      );
      return [...weakened, ...lifecycle.map((name) => lifecycleFound(changed.path, name))];
    });
}

function targetFound(path: string, name: string, is: string | undefined): Found {
  const how = is === undefined ? 'taken out' : isHarmless(is) ? 'made to pass whatever happens' : 'changed';
  return {
    message: `\`${name}\` of \`${path}\`, which the checks run, was ${how}.`,
    next: `Leave \`${name}\` as it was.`,
    path,
    line: null,
  };
}

function lifecycleFound(path: string, name: string): Found {
  return {
    message: `\`${path}\` has another script \`${name}\`, which every installation runs; the task does not speak of it.`,
    next: `Take \`${name}\` out.`,
    path,
    line: null,
  };
}

/** What npm makes where there are no tests yet. */
function isNoTest(command: string): boolean {
  return /no test specified/.test(command);
}

function speaksOf({ task }: Work, name: string): boolean {
  return new RegExp(`(?:^|[\\s\`"'])${escaped(name)}(?:$|[\\s\`"':,.])`, 'i').test(
    `${task.title}\n${task.body}`,
  );
}

/** Scripts that the commands run, and those that these run. */
function reached(commands: readonly string[], scripts: ReadonlyMap<string, string>): Set<string> {
  const found = new Set<string>();
  let due = [...targetsRun(commands)];
  while (due.length > 0) {
    const names = due
      .flatMap((name) => [`pre${name}`, name, `post${name}`])
      .filter((name) => scripts.has(name) && !found.has(name));
    for (const name of names) found.add(name);
    due = names.flatMap((name) => [...targetsRun([scripts.get(name) ?? ''])]);
  }
  return found;
}

const CI =
  /^\.github\/(?:workflows|actions)\/|(?:^|\/)(?:\.gitlab-ci|\.travis|azure-pipelines|bitbucket-pipelines|appveyor|buildspec|cloudbuild)\.ya?ml$|^\.(?:circleci|buildkite|woodpecker|gitea\/workflows|forgejo\/workflows|husky|ci)(?:\/|\.ya?ml$)|(?:^|\/)Jenkinsfile$/;
const HARMLESS =
  /\|\|\s*(?:true|:|exit 0|echo\b)|continue-on-error:\s*["']?true|allow_failure:\s*["']?true|allow_failures:|^\s*(?:-\s+)?if:\s*["']?(?:\$\{\{\s*)?false\b|ignoreExitCode|--exit-zero|^\s*set \+e\b|catchError\(|failFast:\s*false/;

function harmlessCi(work: Work): Found[] {
  return work.changed.flatMap((changed) => {
    const { path, before, isBinary } = changed;
    if (isBinary || !CI.test(path)) return [];
    const line = viewOf(changed).added.find(({ text }) => HARMLESS.test(text) && !/^\s*#/.test(text));
    if (!line) return [];
    return [
      {
        message: `\`${path}\` lets a step fail without a word.`,
        next: 'Let the step fail where it fails.',
        path,
        line: line.number,
        // A new pipeline may have steps that are for information only.
        ...(before === null || isAsked(work, path) ? { atMost: 'flag' as const } : {}),
      },
    ];
  });
}
