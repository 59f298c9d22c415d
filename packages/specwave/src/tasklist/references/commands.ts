/** Whether a piece of code that stands among a task's checks is a command, and if not, why it is not run. Pure. */
import { asPath } from './paths';

/** Programs that check something when they are called by their name alone. */
const ALONE = new Set(
  'true false make pytest tox nox jest vitest mocha ava tap tsc vue-tsc eslint oxlint stylelint biome ruff mypy pyright flake8 pylint black rspec rubocop rake phpunit phpstan pest shellcheck golangci-lint gradle mvn sbt ctest ninja just ktlint detekt swiftlint yamllint actionlint hadolint ./gradlew ./mvnw Rscript'.split(
    ' ',
  ),
);
/** Programs that people call with words behind them. */
const KNOWN = new Set(
  'npm npx pnpm pnpx yarn bun bunx deno node ts-node tsx nx turbo lerna git gh docker docker-compose podman kubectl helm terraform ansible aws gcloud az go cargo rustc rustup python python3 py pip pip3 pipx poetry uv uvx hatch pdm ruby bundle rails php composer artisan java javac kotlinc scala swift swiftc xcodebuild dotnet msbuild flutter dart mix elixir iex ghc cabal stack zig cmake bazel bazelisk buck bash sh zsh fish env sudo time timeout grep egrep rg ag find test ls cat diff cmp wc head tail sort jq yq awk sed curl wget http psql mysql sqlite3 redis-cli mongosh supabase prisma drizzle-kit playwright cypress next vite astro svelte-check openspec specify systemctl echo printf exit cd export set source xargs tar openssl ssh nix nix-build pre-commit coverage alembic flask django-admin pwsh powershell spectral buf protoc sqlc act wrangler firebase vercel netlify stripe newman k6 locust semgrep trivy snyk lighthouse pa11y'.split(
    ' ',
  ),
);
const TOLD_TO_RUN =
  /(?:^|\b(?:run|runs|running|execute|executes|executing|with|via|using|command|commands|and|then|or)\b:?|&&?|[;,→]|^\s*[-*+]\s)\s*$/i;
const FORBIDDEN =
  /\b(?:do(?:es)? not|don't|doesn't|never|not|without|instead of|rather than|no longer)\s+(?:run(?:ning)?\s+|use\s+|using\s+|call(?:ing)?\s+)?$/i;
const TO_FAIL =
  /^[\s)]*(?:(?:now|first|must|should|shall|will|is|to|still|initially|expected)\s+){0,3}(?:fail(?:s|ing)?\b(?!\s+(?:if|when|where|on))|red\b|exits?\s+(?:with\s+)?(?:code\s+|status\s+)?(?:[1-9]|non-?zero)|returns?\s+(?:[1-9]\d?\b|non-?zero))/i;
const FINDS_NOTHING =
  /^[\s)]*(?:(?:should|must|now|shall|will)\s+)?(?:returns?|finds?|yields?|shows?|prints?|gives?|reports?|has|is|→|->|=>|:)\s*(?:no\b(?!\s+(?:errors?|failures?|warnings?))|nothing|zero|0\b|none|empty)/i;
const SEARCH = /^(?:git\s+grep|e?grep|rg|ag)\b/;
const ENDLESS =
  /^(?:npm|pnpm|yarn|bun)\s+(?:run\s+)?(?:dev|start|serve|watch|preview)(?::\S+)?$|\s--watch(?:All)?(?:\s|$)|^docker(?:-|\s+)compose\s+up(?!.*\s(?:-d|--detach|--wait|--exit-code-from|--abort-on-container-exit)\b)|^tail\s+(?:.*\s)?-[a-z]*f\b|^(?:next|astro)\s+(?:dev|start)\b|^vite(?:\s+(?:dev|preview))?$/;
const CODE =
  /=>|\s(?:===?|!==|:=|\?\?)\s|^\w+\s+=\s|^(?:const|let|var|function|class|interface|enum|return|async|await|def|fn|func|public|private|static|import|throw|new)\s|^(?:SELECT|INSERT|UPDATE|DELETE|ALTER|CREATE|DROP)\s/;
const ROUTE =
  /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+\S|^\/(?!(?:usr|bin|opt|home|tmp|etc|sbin|workspace)\/)\S*$/;
const PLACEHOLDER = /<[A-Za-z][\w .-]*>|(?<!\/)\.\.\.$|…/;
const SHELL_SHAPE = /\s--?[A-Za-z]|\s\S*\/\S|\s[\w-]+\.\w{1,5}(?:\s|$)|&&|\|\||\s\|\s|[<>]\s*\S|\$[\w({]|;\s/;
const PROGRAM = /^[A-Za-z_.~/][\w.+@~/-]*$/;

/** A verdict on one piece: run it, or why not, as the end of "... is not run: ". */
export type CheckVerdict = { run: string } | { why: string };

const NAME = 'it is a name, not a command';

/**
 * @param code what stands in the backticks
 * @param before,after the words around it: "do not run", "fails"; a command is none where they say so
 */
export function judgeCheck(code: string, before: string, after: string): CheckVerdict {
  const text = code.trim().replace(/^[$>]\s+/, '');
  const command = withoutArrow(text);
  if (command === '') return { why: 'there is nothing in it' };
  const shape = shapeOf(command, before, after);
  if (shape !== null) return { why: shape };
  if (FORBIDDEN.test(before)) return { why: 'the words before it say not to' };
  if (PLACEHOLDER.test(command)) return { why: 'it has a placeholder' };
  if (ENDLESS.test(command)) return { why: 'it does not end by itself' };
  if (SEARCH.test(command) && FINDS_NOTHING.test(after))
    return { why: 'a search that finds nothing ends as a failure; `! ` before it turns that round' };
  if (TO_FAIL.test(after)) return { why: 'the words behind it say that it is to fail' };
  return { run: command };
}

/** "`npm test → 12 pass`": what stands behind an arrow is what to expect, unless it is a command too. */
function withoutArrow(text: string): string {
  const [first = '', ...rest] = text.split(/\s*[→⇒➜]\s*/);
  const more = rest.filter((piece) => KNOWN.has(piece.split(/\s/)[0] ?? ''));
  return [first, ...more].join(' && ').trim();
}

/** Null for the shape of a command, else what it is instead. */
function shapeOf(command: string, before: string, after: string): string | null {
  if (ROUTE.test(command)) return 'it is a route, not a command';
  if (/^\[\[?\s.*\s\]\]?(?:\s|$)/.test(command) || /^!\s+\S/.test(command)) return null;
  if (command.startsWith('('))
    return /^\(\s*[\w./$"!-]+.*\)/.test(command) && !CODE.test(command) ? null : NAME;
  if (/^["']/.test(command)) return /^(["'])[^"']*[$/.][^"']*\1(?:\s+\S|$)/.test(command) ? null : NAME;
  const words = command.split(/\s+/);
  while (/^[A-Za-z_]\w*=/.test(words[0] ?? '')) words.shift();
  const [program = '', ...rest] = words;
  if (program === '') return 'it sets a variable, and runs nothing';
  if (/^\$(?:\w+|\{\w+\}|\()/.test(program)) return null;
  if (!PROGRAM.test(program)) return NAME;
  const known = KNOWN.has(program.toLowerCase()) || ALONE.has(program);
  const told = TOLD_TO_RUN.test(before);
  if (rest.length > 0) {
    if (known) return null;
    if (CODE.test(command)) return 'it is code, not a command';
    if (SHELL_SHAPE.test(command) || told) return null;
    return 'it reads as words, not as a command';
  }
  return aloneShape(program, { told, alone: before.trim() === '' && /^[\s.;]*$/.test(after) });
}

/** One word: a program where it is a known one, a script, or where the words say that it is to be run. */
function aloneShape(program: string, { told, alone }: { told: boolean; alone: boolean }): string | null {
  if (ALONE.has(program) || /^\.{1,2}\/|^~\/|^\//.test(program)) return null;
  if (
    /^(?:bin|scripts?|tools|ci|node_modules\/\.bin)\/(?:[\w.-]+\/)*(?:[\w-]+|[\w.-]+\.(?:sh|bash))$/.test(
      program,
    )
  )
    return null;
  if (asPath(program) !== null) return 'it is a file, not a command';
  // `userId`, `UserService`, `max_size`: names in the spelling of code.
  if (/[A-Z_]/.test(program) || program.includes('/') || !/^[a-z]/.test(program)) return NAME;
  if (KNOWN.has(program) && !told) return NAME;
  return alone || (told && /\S/.test(program)) ? null : NAME;
}
