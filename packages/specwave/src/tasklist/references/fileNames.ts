/** Which names are names of files that a task may make or change. Pure. */

const EXTENSIONS =
  /\.(?:astro|bash|c|cc|cfg|cjs|conf|cpp|cs|css|csv|cts|dart|ex|exs|go|gql|graphql|h|hpp|html?|ini|ipynb|java|jsx?|json|jsonc|kts?|less|lock|lua|md|mdx|mjs|mts|php|png|prisma|proto|ps1|py|rb|rs|sass|scala|scss|sh|snap|sql|svelte|svg|swift|tf|toml|tsx?|txt|vue|xml|ya?ml|zig)$/i;
const WELL_KNOWN = /^(?:Dockerfile|Makefile|Procfile|Gemfile|Jenkinsfile|LICENSE|CODEOWNERS)$/;
/** `.gitignore`, `.eslintrc.json`, `.env.example`, `.gitlab-ci.yml`; `.btn-primary` is a class, `.test.ts` an ending. */
const DOT_FILE =
  /^\.(?:env(?:\.[\w-]+)*|[\w-]+(?:rc|ignore)(?:\.\w+)?|git(?:attributes|keep|modules)|keep|mailmap|editorconfig|htaccess|(?:tool-|python-|node-|ruby-|go-|java-)versions?|(?!test|spec|d\.|module|stories|min|config|bundle|schema)[\w-]+\.(?:json|ya?ml|toml|[cm]js))$/;
/** Frameworks, and members of objects, that are spelled like files. */
const NO_FILE =
  /^(?:(?:node|next|nuxt|vue|react|express|three|d3|chart|p5|alpine|moment|solid|nest|ember|backbone|discord|tensorflow|pdf|day|socket)\.(?:js|ts)|(?:res|req|response|request|r|this|self|ctx|event|e)\.\w+)$/i;
const OWN_DOCUMENT =
  /^(?:(?:layered-)?tasks|spec|plan|requirements|design|proposal|research|data-model|quickstart|constitution|bugfix)\.md$|^(?:execution|features|spec)\.json$/;
const SPEC_FOLDER = /^(?:specs|\.specify|\.kiro|openspec|\.spec-workflow)\//;
const LEDGER = /(?:^|\/)(?:(?:layered-)?tasks\.md|execution\.json)$/;

/** Whether the last part of a path names a file, as far as its name can tell. */
export function isFileName(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (WELL_KNOWN.test(name) || DOT_FILE.test(name)) return true;
  if (name.startsWith('.')) return false;
  return path.includes('/')
    ? /.\.[A-Za-z][A-Za-z0-9]{0,9}$/.test(name)
    : /^[\w.-]+$/.test(name) && EXTENSIONS.test(name) && !NO_FILE.test(name);
}

/**
 * Names of the spec's own documents (`plan.md`, all in `specs/`), and of task lists and ledgers wherever they are:
 * the agent's reading, or what Specwave writes. Every task of a list may speak of them.
 */
export function isSpecsOwn(path: string): boolean {
  return OWN_DOCUMENT.test(path) || LEDGER.test(path) || (SPEC_FOLDER.test(path) && path.endsWith('.md'));
}
