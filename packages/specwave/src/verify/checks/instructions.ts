import type { Check } from './check';
import { isForShow } from './kinds';
import { namesFile } from './words';

const AGENTS =
  /(?:^|\/)(?:AGENTS|CLAUDE|GEMINI|CONVENTIONS)\.md$|^\.(?:cursor|claude|windsurf|clinerules|roo|kiro\/steering|specify\/memory)(?:\/|$)|(?:^|\/)\.(?:cursorrules|windsurfrules|clinerules)$|^\.github\/copilot-instructions\.md$/i;
const RULES =
  /(?:^|\/)(?:\.gitignore|\.gitattributes|\.dockerignore|\.eslintrc[^/]*|\.eslintignore|eslint\.config\.\w+|\.oxlintrc[^/]*|biome\.jsonc?|\.prettierrc[^/]*|\.prettierignore|prettier\.config\.\w+|\.stylelintrc[^/]*|tslint\.json|tsconfig[\w.-]*\.json|jsconfig\.json|(?:jest|vitest|karma|cypress|playwright|ava|mocha)\.config\.\w+|\.mocharc[^/]*|pytest\.ini|tox\.ini|mypy\.ini|\.?ruff\.toml|\.flake8|\.pylintrc|pyrightconfig\.json|\.golangci\.ya?ml|\.rubocop(?:_todo)?\.yml|\.rspec|clippy\.toml|rustfmt\.toml|\.clang-(?:format|tidy)|\.editorconfig|phpstan\.neon(?:\.dist)?|phpunit\.xml(?:\.dist)?|\.swiftlint\.yml|\.coveragerc|codecov\.ya?ml|\.pre-commit-config\.yaml|detekt\.yml|checkstyle\.xml)$/i;
/** The task is about how the code is looked at, or begins or moves a project. */
const SPEAKS_OF =
  /\b(?:lint\w*|eslint|biome|oxlint|prettier|format\w*|typescript|tsconfig|types?|strict|git ?ignore|ignore|jest|vitest|pytest|mypy|ruff|rubocop|clippy|tests?|testing|coverage|config\w*|settings?|set-?up|initiali[sz]\w+|init|scaffold\w*|bootstrap|create (?:the |a |an )?(?:project|app|package|repo\w*|workspace|monorepo)|monorepo|workspace|tool(?:s|ing|chain)?|build|bundl\w+|migrat\w+|upgrad\w+|bump|modules?|esm|cjs|paths?|alias\w*|ci|agents?|claude|copilot|cursor|instructions?|rules?|release|publish|packag\w+|dependenc\w+|playwright|cypress|e2e|docker|node|target|compil\w+|jsx|python|pre-commit|hooks|flake8|uv|env|requirements|project files|chore|phpstan|phpunit|psalm|warnings?)\b/i;

/** What tells agents and tools how to work here was changed, unasked. */
export const instructions: Check = {
  name: 'instructions',
  find: ({ task, changed }) =>
    changed
      .filter(({ path, before }) => {
        if (namesFile(task, path) || isForShow(path.replace(/\.md$/, ''))) return false;
        return AGENTS.test(path)
          ? !/\b(?:agents?|claude|gemini|copilot|cursor|instructions?|rules?|conventions?|skills?|prompts?)\b/i.test(
              task.title,
            )
          : RULES.test(path) && !(before === null && path.includes('/')) && !SPEAKS_OF.test(task.title);
      })
      .map(({ path }) => ({
        message: `\`${path}\` was changed, of which the task does not speak.`,
        next: 'Look whether it makes checks or agents more lenient.',
        path,
        line: null,
      })),
};
