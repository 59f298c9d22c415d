/** What kind of file a path is of, as far as its name tells. */
import { endingOf, languageOf } from '../code/languages';

const TEST =
  /(?:^|\/)(?:__tests__|tests?|specs?|e2e|cypress|integration-?tests?|unit-?tests?|testing|playwright)\/|(?:^|\/)[^/]*[._-](?:test|tests|spec|specs|e2e|cy|it)\.[\w.]+$|(?:^|\/)test_[^/]+\.\w+$|_test\.\w+$|(?:^|\/)[A-Z]\w*(?:Tests?|Specs?|TestCase|IT)\.(?:java|kt|cs|scala|groovy|swift|php|fs|vb|m|cpp)$|\.(?:feature|bats|robot)$/;
const NAMED =
  /(?:[._-](?:test|tests|spec|specs|e2e|cy|it)\.\w+|(?:^|\/)test_[^/]+\.\w+|_test\.\w+|(?:^|\/)[A-Z]\w*(?:Tests?|Specs?|TestCase|IT)\.\w+)$/;
const TEST_HELPER =
  /(?:^|\/)(?:fixtures?|__fixtures__|__mocks__|mocks?|support|helpers?|utils?|factor(?:y|ies)|data|snapshots|__snapshots__|page-?objects?|pages|stubs?|fakes?|testdata|resources|lib|setup|common|shared)\/|(?:^|\/)(?:conftest|__init__|setup|teardown|test_?helpers?|testutils?|test_?utils?|helpers?|utils?|fixtures?|index|types|mocks?|main|mod|common|server|constants?|[\w.-]*(?:setup|config|helpers?|utils?|fixtures?|mocks?|factory|factories|support|Base|base|Steps|steps))\.\w+$/;

/** A file of tests, or of what only tests use. */
export function isTestPath(path: string): boolean {
  return TEST.test(path) && !/(?:^|\/)specs?\/.*\.(?:md|ya?ml|json)$/.test(path);
}

/** A file that holds tests themselves. */
export function holdsTests(path: string): boolean {
  return isTestPath(path) && !TEST_HELPER.test(path) && languageOf(path) !== null;
}

/** A file that holds tests, by its own name: `a.test.ts`, `test_a.py`, `ATest.java`. */
export function isNamedTest(path: string): boolean {
  return NAMED.test(path) && holdsTests(path);
}

export function isProse(path: string): boolean {
  return (
    /\.(?:md|mdx|markdown|txt|rst|adoc|asciidoc|org)$/i.test(path) &&
    !/(?:requirements|constraints)[^/]*\.txt$|CMakeLists\.txt$|robots\.txt$/.test(path)
  );
}

export function isSnapshot(path: string): boolean {
  return /\.(?:snap|ambr|snapshot|approved\.\w+|verified\.\w+)$|(?:^|\/)__(?:snapshots|image_snapshots)__\//.test(
    path,
  );
}

/** Made by a program, not by who works here: nobody reads it line by line. */
export function isGenerated(path: string): boolean {
  return (
    isSnapshot(path) ||
    /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|Cargo\.lock|go\.sum|poetry\.lock|uv\.lock|Pipfile\.lock|composer\.lock|Gemfile\.lock|flake\.lock|\.terraform\.lock\.hcl|packages\.lock\.json|Podfile\.lock|pubspec\.lock|mix\.lock|deno\.lock)$|(?:^|\/)(?:dist|build|out|vendor|node_modules|third_party|generated|__generated__|\.yarn|coverage|migrations)\/|\.(?:min\.(?:js|css)|map|pb\.go|pb\.rb|g\.dart|designer\.cs|generated\.\w+|gen\.\w+|lock)$|_pb2(?:_grpc)?\.py$/i.test(
      path,
    )
  );
}

/** Examples, documentation, tests: what is written there is for reading. */
export function isForShow(path: string): boolean {
  return (
    isTestPath(path) ||
    isProse(path) ||
    /(?:^|\/)(?:examples?|docs?|fixtures?|samples?|demos?|playgrounds?|templates?|mocks?|__mocks__|testdata|stories)\/|\.(?:example|sample|template|dist|stories\.\w+)$|\.env\.(?:example|sample|template|test|dist)$/i.test(
      path,
    )
  );
}

/** Settings of tools, and how a program is built: code that asks where it runs by its nature. */
export function isSettings(path: string): boolean {
  return /(?:^|\/)(?:[\w.-]+\.config\.\w+|\.[\w.-]+rc(?:\.\w+)?|[\w-]*settings?(?:[./]\w+)?(?:\.\w+)?|config\/[^/]+|environments?\/[^/]+|conftest\.py|setup\.py|gulpfile\.\w+|rakefile|Gemfile|webpack[\w.]*\.js|babel[\w.]*\.js|test-?setup\.\w+|setupTests\.\w+|jest[\w.-]*\.\w+|vitest[\w.-]*\.\w+)$/i.test(
    path,
  );
}

export function isScript(path: string): boolean {
  return /^(?:sh|bash|zsh|py|rb|pl|mjs|cjs|js|ts|ps1)$/.test(endingOf(path));
}
