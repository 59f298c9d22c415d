/** Which of a result's files decide over the result itself: tests, snapshots and settings of tests that stood before. Pure. */
import type { Work } from './checks/check';
import { filesRun, wordsOf } from './checks/commandTargets';
import { isSnapshot, isTestPath } from './checks/kinds';

const TEST_SETTINGS =
  /(?:^|\/)(?:(?:jest|vitest|karma|cypress|playwright|ava|wdio|nightwatch|mocha|eslint|stylelint|commitlint)\.config\.\w+|\.(?:mocharc|eslintrc|stylelintrc|c8rc|nycrc|taprc)[^/]*|pytest\.ini|tox\.ini|noxfile\.py|conftest\.py|mypy\.ini|\.?ruff\.toml|\.flake8|\.pylintrc|\.coveragerc|phpunit\.xml(?:\.dist)?|phpstan\.neon(?:\.dist)?|\.rspec|\.rubocop\.yml|\.golangci\.ya?ml|clippy\.toml|detekt\.yml|checkstyle\.xml)$/i;

/** Changed or deleted ones; what is new cannot be put back. */
export function ownTests({ changed, commands, rules }: Work): string[] {
  const run = new Set(filesRun(commands, (path) => changed.some((each) => each.path === path)));
  return changed
    .filter(
      ({ path, before }) =>
        before !== null &&
        !rules.includes(path) &&
        (isTestPath(path) ||
          isSnapshot(path) ||
          TEST_SETTINGS.test(path) ||
          (run.has(path) && isProgramOfChecks(path))),
    )
    .map(({ path }) => path);
}

function isProgramOfChecks(path: string): boolean {
  return /(?:^|\/)(?:scripts?|tools?|ci|checks?)\/|(?:check|test|verify|lint)[^/]*$/i.test(path);
}

/** New scripts that the task's own checks run and that it does not declare: what they say, the agent says. */
export function ownScripts({ task, changed }: Work, checks: readonly string[]): string[] {
  const added = changed.filter(({ before, after }) => before === null && after !== null);
  return filesRun(checks, (path) => added.some((each) => each.path === path)).filter(
    (path) =>
      !task.files.includes(path) && !isTestPath(path) && checks.some((check) => isStarted(check, path)),
  );
}

/** Whether a command names a file that the result made. */
export function namesNew({ changed }: Work, command: string): boolean {
  const isNew = (path: string): boolean =>
    changed.some((each) => each.path === path && each.before === null && each.after !== null);
  return filesRun([command], isNew).length > 0;
}

/** As a program: the first word, or behind one that runs scripts. */
function isStarted(command: string, path: string): boolean {
  const words = wordsOf(command);
  const at = words.indexOf(path);
  const before = words.slice(0, at).filter((word) => !word.startsWith('-') && !/^\w+=/.test(word));
  return (
    at === 0 ||
    before.every((word) =>
      /^(?:ba|z|da)?sh$|^(?:node|deno|bun|tsx|ts-node|python3?|ruby|perl|php|run|npx|env|time|source|\.)$/.test(
        word,
      ),
    )
  );
}

/** Runs everything there is, so that it passes before as after: it guards, and is not there to prove. */
const WHOLE =
  /^(?:CI=\w+\s+)?(?:(?:npx|pnpx|bunx|pnpm|yarn|npm|bun|nx|poetry|uv|bundle|python3?|make|just|cargo|go|dotnet|mvn|gradle|composer|php|deno|mix|swift|flutter|dart|rake|exec|run|-{1,2}[\w-]*)\s+|\.\/(?:mvnw|gradlew)\s+)*(?:run\s+)?[\w:-]+(?:\s+(?:\.\/\.\.\.|\.|-{1,2}[\w-]+))*$/;

/** Whether a command can tell this task's work from none: it names a file, or a part of the tests. */
export function canProve(command: string): boolean {
  const parts = command.split(/&&|\|\||[;|\n]/).map((part) => part.trim());
  return !parts.every((part) => part === '' || WHOLE.test(part));
}
