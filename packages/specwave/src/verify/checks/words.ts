/** What the words of a task ask for, as far as checks have to know it to be fair. English only: in doubt, a check that asks here does not refuse. */
import type { WorkTask } from './check';

const has =
  (expression: RegExp) =>
  ({ title }: Pick<WorkTask, 'title'>): boolean =>
    expression.test(title);

/** A stub, a skeleton, a no-op is what is wanted. */
export const asksForStub = has(
  /\b(?:stub(?:s|bed|bing)?|skeletons?|no-?ops?|placeholders?|scaffold\w*|boilerplate|empty|blank|dummy|dummies|fakes?|mock(?:s|ed|ing)?|shells?|abstract|protocols?|interfaces?|signatures?|declarations?|contracts?|exceptions?|errors? class(?:es)?|marker|base class(?:es)?|failing|red|todo)\b/i,
);

/** An empty file is what is wanted. */
export const asksForEmpty = has(
  /\b(?:empty|blank|clear|truncate|stubs?|placeholders?|skeletons?|reset|wipe)\b/i,
);

/** What is said or how it looks, not what is done. */
export const asksForWords = has(
  /\b(?:document(?:s|ed|ing|ation)?|docs?|doc-?strings?|js-?docs?|ts-?docs?|java-?docs?|rust-?docs?|go-?docs?|xml-?docs?|comment(?:s|ed|ing|ary)?|annotat\w+|format(?:s|ted|ting|ter)?|reformat\w*|prettier|lint\w*|style|styling|white-?space|indent\w*|line endings?|licen[cs]\w+|headers?|copyright|spdx|typos?|spelling|grammar|wording|readme|changelog|todos?|fixmes?|suppress\w*|ignore|describe|explain|clarif\w+|note|notes|translat\w+|clean(?:ing|s|ed)?[- ]?up|tidy|cosmetic\w*|links?|urls?|examples?|grammatical|refer(?:s|ence|ences)?|consistent(?:ly)?|backticks?|directives?|mypy|pyright|coverage|auto-?fix\w*|auto fixes|pre-commit|reword\w*|eslint|rubocop|black|ruff|gofmt|rustfmt|warnings?|region|pragma|mention)\b/i,
);

/** How code looks, in many files. */
export const asksForLooks = has(
  /\b(?:format(?:s|ted|ting|ter)?|reformat\w*|prettier|biome|lint\w*|style|styling|white-?space|indent\w*|line endings?|eslint|rubocop|black|ruff|gofmt|rustfmt|clean(?:ing|s|ed)?[- ]?up|tidy|convert|migrat\w+|port|rewrite|modernis\w+|moderniz\w+|upgrade|update dependencies|wrap|unwrap|move|nest|refactor\w*|rename)\b/i,
);

/** Tests are to be changed as such: silenced, thrown out, put off. */
export const asksToSilence = has(
  /\b(?:skip(?:s|ped|ping)?|disabl\w+|quarantin\w+|flak[ey]\w*|ignor\w+|pend(?:ing)?|xfail|todo|focus|\.only|exclu\w+|mute|silence|temporar\w+|placeholder\w*|stub\w*|skeleton\w*|failing)\b/i,
);

/** Makes tests: "Write unit tests for ...", "Add a regression test". No test data, test page, test script. */
const TESTS =
  /\b(?:write|add|adds|create|implement|extend|provide|develop|author)\b(?:\W+[\w`'./-]+){0,6}?\W+(?:tests|test (?:cases?|suites?|files?)|(?:unit|request|feature|model|system|rspec|jasmine) specs?|test(?=\s+(?:for|of|that|which|covering|verifying|in|when|to (?:verify|check|cover|ensure|prove))\b|\s*[:(]|\s*$))\b(?![-\s]+(?:scripts?|config\w*|set-?up|environments?|frameworks?|runners?|data\w*|fixtures?|plans?|coverage|util\w*|helpers?|harness|commands?|servers?|pages?|folders?|infra\w*|workflows?|tables?|models?|lists?|screens?|routes?|controllers?|services?|components?|schemas?|entit\w+|views?|widgets?|menus?|tabs?|forms?|types?|buttons?|endpoints?|reports?|results?|documentation|docs?|checklists?|to (?:\w+\s+){0,3}(?:config\w*|workflows?|ci|pipeline|matrix|build)|in ci\b))/i;
const TESTS_FIRST =
  /^\W*(?:\[[^\]]*\]\s*)*(?:(?:unit|integration|e2e|end-to-end|contract|regression|component|smoke|acceptance|property|snapshot)[- ])+tests?\b(?!\s+(?:config|set-?up|framework|environment|data|plan))/i;

export function asksForTests({ title }: Pick<WorkTask, 'title'>): boolean {
  return TESTS.test(title) || TESTS_FIRST.test(title);
}

/** Something is to come into being, not only to be changed: in other languages too, where nobody knows. */
export const asksToMake = ({ title }: Pick<WorkTask, 'title'>): boolean =>
  !/^(?:\W*\[[^\]]*\])*\W*(?:fix|update|change|modify|improve|refactor|optimi[sz]e|simplify|adjust|correct|make|polish|harden|handle|debug|tweak|bump|upgrade|rework|style|enhance|speed|reduce|prevent|avoid|ensure|let|allow|turn|log|support)\b/i.test(
    title,
  );

/** Speaks of tests at all. */
export const speaksOfTests = has(/\b(?:tests?|testing|specs?|coverage|tdd)\b/i);

/** Takes back what was done. */
export const takesBack = has(/\b(?:revert(?:s|ed|ing)?|undo|roll(?:s|ed|ing)? back|back out)\b/i);

/** Renames, moves or removes: what it names may be gone. */
export const takesNamesAway = has(
  /\b(?:renam|remov|delet|drop|retir|deprecat|eliminat|replac|mov|merg|inlin|extract|split|migrat|convert|consolidat|unif)(?:e|ed|es|ing|y|ies|ying|ped|ping|ting|s)?\b|\bget(?:ting)? rid of\b|\bstop\w* using\b/i,
);

/** Whether the task's words name a file: its path, its name, or its name without the ending. */
export function namesFile(task: WorkTask, path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const words = `${task.title}\n${task.body}`.toLowerCase();
  return (
    task.files.includes(path) ||
    task.mentions.some((each) => each === path || path.endsWith(`/${each}`) || path.startsWith(`${each}/`)) ||
    words.includes(name.toLowerCase())
  );
}
