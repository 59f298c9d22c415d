/**
 * The functions and types that a task names as its own: `name(...)` in backticks; a name in backticks beside class,
 * function, component and so on. What is only spoken of ("calls `save()`", "using the `Button` component") is none:
 * in doubt, nothing is asked for.
 */
import type { Code } from '../code/code';
import type { WorkTask } from './check';
import { isLooking } from '../kindOfWork';
import { takesNamesAway } from './words';

const QUOTED = /`([^`\n]+)`/g;
const SIGNATURE =
  /^(?:(?:export|default|async|public|private|protected|static|function|def|fn|func|fun|const|pub|override|virtual|void)\s+)*((?:[A-Za-z_$][\w$]*(?:\.|::|#|->))*)([A-Za-z_$][\w$]*[!?]?)(?:<[^()]*>|\[[^()]*\])?\((.*)\)(?:\s*(?::|->|=>).*|\s+\w+)?$/s;
const NAME =
  /^(?:(?:class|function|def|fn|func|interface|struct|enum|trait|type)\s+)?((?:[A-Za-z_$][\w$]*(?:\.|::|#))*)([A-Za-z_$][\w$]*[!?]?)$/;
const DEFINES = /^(?:class|function|def|fn|func|interface|struct|enum|trait|type)\s/;
const KIND =
  'class|function|method|component|hook|type|interface|struct|enum|trait|protocol|exception|decorator|mixin|macro|constant|subclass|dataclass|middleware|helper|composable|factory|context|provider|reducer|selector|constructor|getter|setter|handler';
/** Named so only where the name itself is of two words: `UserService`, but `User` may be called anything. */
const ROLE =
  'service|controller|repository|entity|model|schema|serializer|resolver|manager|client|guard|viewset|view|command|job|worker|page|screen|widget|store|adapter|gateway|validator|parser|builder|presenter|interactor|policy|mapper|dto|error';
const KIND_BEFORE = new RegExp(`\\b(${KIND}|${ROLE})(?:s|es)?(?:\\s+(?:named|called))?:?\\s*$`, 'i');
const KIND_AFTER = new RegExp(
  `^\\s+(?:(?:React|base|abstract|helper|utility|custom|async|generic|error|data|model|service|test|static|public|private)\\s+){0,2}(${KIND}|${ROLE})\\b`,
  'i',
);

/** Speaks of what is elsewhere. Behind one of these words, up to the name, no other verb may stand. */
const ELSEWHERE =
  /\b(?:calls?|calling|called from|us(?:e|es|ed|ing)|from|via|through|like|extends?|extending|implements|inherits?|inheriting|invok(?:e|es|ing)|delegat(?:e|es|ing) to|wraps?|wrapping|instead of|rather than|than|by|for|of|on|in|into|inside|within|under|to|at|after|before|when|until|unless|if|or|not|no|never|without|avoid|prevent|forbid|mock|mocks|mocking|stub|stubs|stubbing|spy|spies|assert|asserts|ensure|ensures|verify|verifies|confirm|check|checks|test|tests|testing|that|see|cf\.?|e\.g\.?|i\.e\.?|such as|similar to|matching|matches|match|mirrors?|mirroring|follow|follows|following|as|based|around|against|over|consum(?:e|es|ing)|accept(?:s|ing)?|tak(?:e|es|ing)|receiv(?:e|es|ing)|return(?:s|ing)?|throw(?:s|ing)?|rais(?:e|es|ing)|emit(?:s|ting)?|trigger(?:s|ing)?|await(?:s|ing)?|import(?:s|ing)?|inject(?:s|ing)?|reus(?:e|es|ing)|reads?|existing|current|old|legacy|built-?in|native|remove|removes|delete|deletes|drop|drops|replace|replaces|rename|renames|move|moves|inline|deprecate|convert|refactor|optional(?:ly)?|maybe|maps?|pass(?:es|ing)?|equals?|yields?|runs?|logs?|prints?|handles?|document|document(?:s|ed|ing)|mention)\b[^.;:,`]{0,40}$/i;
/** "`a()` or `b()`": one of them. */
const OR_AFTER =
  /^\s*(?:\/|\||,?\s*or\b|(?:if|where|when|as) (?:needed|necessary|required|appropriate)|\(?(?:optional|existing|from)\b|(?:is|are|be) (?:never|not|no longer|called|used|removed|deprecated)|(?:should|must|does|do|is|are) not\b|calls?\b|from\b)/i;
const MAKES =
  /\b(?:add|adds|create|creates|implement|implements|write|writes|define|defines|export|exports|expose|exposes|build|introduce|provide|provides|declare|declares|make|new)\b[^.;`]{0,40}$/i;
/** Languages' own: asked for by what they do, not by name. */
const OWN_OF_LANGUAGES =
  /^(?:string|number|boolean|bool|int|integer|float|double|char|byte|void|any|unknown|never|null|nil|none|undefined|object|array|list|dict|map|set|tuple|date|datetime|uuid|text|json|jsonb|varchar|decimal|numeric|timestamp|var|let|const|print|println|printf|log|require|import|main|test|it|describe|expect|beforeeach|aftereach|beforeall|afterall|get|post|put|patch|delete|head|options|value|url|rgba?|hsla?|calc|minmax|clamp|true|false|self|this|default|async|await|super|promise|error|exception|module|button|submit|div|span|form|input|label|a|p|ul|li)$/i;

interface Named {
  name: string;
  asked: boolean;
  isBeside: boolean;
  end: number;
}

/** In the order of the text, each once. */
export function namedSymbols(task: Pick<WorkTask, 'title' | 'body' | 'files'>): string[] {
  if (isLooking(task)) return [];
  const text = `${task.title}\n${ownWords(task.body)}`;
  const all: Named[] = [];
  for (const match of text.matchAll(QUOTED)) {
    const end = match.index + match[0].length;
    const last = all.at(-1);
    const listed = last && LISTED.test(text.slice(last.end, match.index)) ? last : null;
    const named = read(text, (match[1] ?? '').trim(), match.index, end, listed);
    if (named === null) continue;
    if (!renames(task)) all.push(named);
    // "Rename `a()` to `b()`": the second has to be there. Nothing else is sure where names are taken away.
    else if (/\b(?:to|into|as)\s+$/i.test(sentenceBefore(text, match.index)) && /\brenam/i.test(task.title))
      all.push({ ...named, asked: true });
  }
  const asked = all.filter((each, index) => each.asked && !isOneOf(text, all, index));
  return [...new Set(asked.map(({ name }) => name))];
}

const renames = takesNamesAway;
const LISTED = /^\s*(?:,|and|,\s*and|&|\+|\/)\s*(?:the |an? )?$/i;
const OR = /^\s*,?\s*(?:or|and\/or)\s+(?:the |an? )?$/i;

/** `listed`: the name before it, where only a comma or "and" is between: what goes for one goes for the other. */
function read(text: string, raw: string, start: number, end: number, listed: Named | null): Named | null {
  const before = sentenceBefore(text, start);
  const after = text.slice(end, end + 60).split('\n')[0] ?? '';
  const signature = SIGNATURE.exec(raw);
  const plain = signature ? null : NAME.exec(raw);
  const name = signature?.[2] ?? plain?.[2];
  if (name === undefined || name.length < 2) return null;
  if (OWN_OF_LANGUAGES.test(name) || /^[A-Z][A-Z0-9_]*$/.test(name)) return null;
  const isBeside = plain !== null && (listed?.isBeside === true || isBesideKind(name, raw, before, after));
  if (plain && !isBeside) return null;
  const isExample = /\b(?:e\.g|i\.e|cf)\.?,?\s+$/i.test(before);
  const elsewhere =
    ELSEWHERE.test(before.replace(KIND_BEFORE, '')) && !(DEFINES.test(raw) && MAKES.test(before));
  const asked = listed ? listed.asked : !elsewhere && !isExample;
  return { name: name.replace(/[!?]$/, ''), asked: asked && !OR_AFTER.test(after), isBeside, end };
}

/** Whether an "or" joins it to a neighbour, through a list too: "`a()`, `b()` or `c()`". */
function isOneOf(text: string, all: readonly Named[], index: number): boolean {
  const between = (at: number): string => {
    const next = all[at + 1];
    const own = all[at];
    if (!own || !next) return '';
    const gap = text.slice(own.end, next.end);
    return gap.slice(0, gap.indexOf('`'));
  };
  if (OR.test(between(index - 1))) return true;
  let at = index;
  while (/^\s*,\s*$/.test(between(at))) at += 1;
  return OR.test(between(at));
}

function isBesideKind(name: string, raw: string, before: string, after: string): boolean {
  if (DEFINES.test(raw)) return true;
  const kind = (KIND_BEFORE.exec(before)?.[1] ?? KIND_AFTER.exec(after)?.[1])?.toLowerCase();
  if (kind === undefined) return false;
  if (
    /\b(?:css|html|http|utility|tailwind|style|rest|request|mime|media|content|file|data|column|field|return|event|git|npm)\s+\w+\s*$/i.test(
      before,
    )
  )
    return false;
  if (kind === 'hook') return /^use[A-Z]/.test(name) || /_/.test(name);
  if (/^(?:class|type|interface|component|struct|enum|trait|protocol|exception|context|provider)$/.test(kind))
    return /^[A-Z]/.test(name);
  if (new RegExp(`^(?:${ROLE})$`).test(kind)) return /^[A-Z][a-z0-9]+[A-Z]/.test(name);
  // "a `dark` helper", "the `id` getter": too common a word to be asked for by itself.
  return /[A-Z_]/.test(name.slice(1)) || /^(?:function|method|macro|constant)$/.test(kind);
}

/** From the last end of a sentence, bullet or line. */
function sentenceBefore(text: string, offset: number): string {
  const from = text.slice(Math.max(0, offset - 160), offset);
  const cut = from.split(/\n|(?<!\b(?:e\.g|i\.e|cf|vs))[.;](?=\s)|\s[—–-]\s/).at(-1) ?? '';
  return cut;
}

/** Without fences (recipes, examples) and without what is only for the agent. */
function ownWords(body: string): string {
  return body
    .replace(/^\W*(?:_?(?:Prompt|Leverage|Requirements?)_?)\W*:.*$/gim, '')
    .replace(/^([ \t]*)(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:\n[ \t]*\2[^\n]*|$)/gm, '');
}

/** Whether a text says the name anywhere but in a comment: as it is spelled, or as its language spells names. */
export function saysName(code: Code, name: string): boolean {
  return spellings(name).test(code.bare);
}

const SPELLINGS = new Map<string, RegExp>();

/** `createUser`, `create_user`, `CreateUser`, `create-user` are one name. */
function spellings(name: string): RegExp {
  const known = SPELLINGS.get(name);
  if (known) return known;
  const words = name
    .replace(/\$/g, '\\$')
    .split(/_+|(?<=[a-z0-9])(?=[A-Z])/)
    .filter((word) => word !== '');
  const made = new RegExp(`(?<![a-z0-9])_*${words.join('[_-]?')}(?![a-z0-9])`, 'i');
  if (SPELLINGS.size > 1000) SPELLINGS.clear();
  SPELLINGS.set(name, made);
  return made;
}
