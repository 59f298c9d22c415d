/** What is wrong with an agent's provider, read from text: most agents hand on nothing else. */

import { resetTimeIn } from './resetTime';

/** `quota`: none left for now. `credit`: none left that comes back by itself. `passing`: the provider's own trouble. */
export type Fault = 'credit' | 'quota' | 'context' | 'model' | 'login' | 'passing';

/**
 * A status as errors tell it: `HTTP 429`, `"code": 429`, `rejected (429)`, `429 Too Many Requests`. A number alone is none:
 * it may be a line, a port or a count.
 */
function status(codes: string): string {
  const before = String.raw`\b\w*(?:HTTP(?:\/[\d.]+)?|status|status[ _-]?code|code|error|returned|rejected|responded with|answered|failed with|got an?)[^\w\n]{1,6}(?:${codes})\b`;
  const after = String.raw`\b(?:${codes})\b["')\]]?[ :,-]{1,3}(?:too many|rate[ _-]?limit|quota|resource|payment|unauthori[sz]ed|forbidden|not found|invalid|incorrect|internal|bad gateway|service|gateway|overloaded|status code|error|\{)`;
  return `${before}|${after}`;
}

const sign = (...parts: readonly string[]): RegExp => new RegExp(parts.join('|'), 'is');

/** What nothing else is called. In this order: what is said in words counts more than the status that is put around it. */
const SIGNS: readonly (readonly [Fault, RegExp])[] = [
  [
    'credit',
    sign(
      'credit balance|insufficient[ _](?:credits?|funds|balance)|payment required|billing_error',
      status('402'),
    ),
  ],
  [
    'quota',
    sign(
      'rate[ _-]?limit(?:s|ed)?[ _-]?(?:error|exceeded|reached|hit)|rate_limit|RateLimitError',
      'exceed(?:s|ed|ing)? (?:\\w+ ){0,3}(?:rate[ _-]?limit|quota)|quota (?:has been )?(?:exceeded|exhausted|reached)|insufficient_quota',
      'resource[ _]?(?:has been )?exhausted|too many requests',
      'hit (?:your|the) (?:[\\w-]+ ){0,3}limit|usage limit (?:reached|exceeded)|reached (?:your|the) (?:[\\w-]+ ){0,3}limit',
      status('429'),
    ),
  ],
  [
    'context',
    sign(
      "prompt (?:is|as) too long|too large to compact|ran out of room|context[ _]?(?:length|window|limit|overflow)|maximum context|exceeds? (?:the )?model'?s? (?:context|limit)",
    ),
  ],
  [
    'model',
    sign(
      'model_not_found|model\\b.{0,80}\\b(?:not found|does not exist|may not exist|not supported)|(?:unknown|invalid) model|issue with the selected model',
    ),
  ],
  [
    'login',
    sign(
      'unauthori[sz]ed|authentication[ _](?:error|failed|required)|failed to authenticate|not logged in|not authenticated|login required|log in (?:first|again)',
      '(?:invalid|incorrect|missing|no|expired)[ _](?:\\w+ ){0,2}api[ _-]?key|api[ _-]?key\\W(?:is |was )?(?:not|missing|invalid|required|expired)|invalid x-api-key',
      status('40[13]'),
    ),
  ],
  [
    'passing',
    sign(
      'internal server error|overloaded|high demand|at capacity|service unavailable|bad gateway|gateway time-?out',
      'ECONN(?:REFUSED|RESET|ABORTED)|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|EPIPE|fetch failed|(?:connection|network) error|connect(?:ion)? (?:refused|reset|closed|failed|timed out)|unable to connect|stream disconnected|socket hang up',
      status('5\\d\\d'),
    ),
  ],
];

/** What an error of a provider may be worded like, and much else too. */
const LOOSE_SIGNS: readonly (readonly [Fault, RegExp])[] = [
  ['quota', /rate[ _-]?limit|quota|usage limit/i],
  ['model', sign(status('404'))],
  ['login', /forbidden|permission[ _]denied|authentication|api[ _-]?key|log ?in\b|sign in/i],
];

/** What an error's text says is wrong; null where it says nothing of a provider. */
export function faultIn(text: string): Fault | null {
  return [...SIGNS, ...LOOSE_SIGNS].find(([, each]) => each.test(text))?.[0] ?? null;
}

/** Time, level, brackets and bullets in front of what a line says. */
const DECORATION = String.raw`^(?:\W*\d[\dTZ:.,+-]{7,}\s)?\W*(?:(?:error|fatal|warn(?:ing)?)\b\W+)?`;
/** How a line begins that tells of an error. */
const ERROR_LINE = new RegExp(
  `${DECORATION}(?:${[
    String.raw`(?:\w+[.:])*(?:\w*(?:error|exception)|fatal|failure)\s*(?:[:!\])"'{(—–-]|\d|from\b|while\b|calling\b|code\b|status\b)`,
    String.raw`type\W{1,5}error`,
    String.raw`failed\b`,
    String.raw`(?:the |your |an? |llm |chat |http )*(?:api |model |provider |llm )*(?:request|call|connection|provider|server|stream|api|model|query|completion)s?\b.{0,60}\b(?:failed|error|rejected|refused|returned|responded|answered|exceeded|denied)`,
    String.raw`you(?:['’]ve| have)? (?:exceeded|hit|reached) (?:your|the)`,
    String.raw`(?:rate[ _-]?limit|quota|usage limit|resource|too many requests|unexpected status|exceeded retry limit|insufficient|credit balance|your credit)`,
    String.raw`(?:unauthori[sz]ed|authentication|invalid|incorrect|missing|no (?:\w+ )?api key|api[ _-]?key|not logged in|not authenticated|please (?:log|sign) ?in|login required)`,
    String.raw`(?:overloaded|internal server error|service unavailable|bad gateway|gateway|connect|fetch failed|network|socket hang up|econn|enotfound|etimedout|unable to connect|stream disconnected)`,
    String.raw`(?:http(?:\/[\d.]+)?|\w*status(?:[ _-]?code)?|\w*code)\W{1,4}\d{3}`,
    String.raw`[45]\d\d\b`,
  ].join('|')})`,
  'i',
);
const MAX_LINES = 15;

/**
 * What the last lines of a program say is wrong with its provider; null where none of them is an error of one. Stricter than
 * {@link faultIn}: an agent speaks of its work, which may be about rate limits and logins.
 */
export function faultInOutput(text: string): Fault | null {
  const lines = text.split('\n').slice(-MAX_LINES).toReversed();
  for (const line of lines) {
    if (!ERROR_LINE.test(line)) continue;
    const found = SIGNS.find(([, each]) => each.test(line));
    if (found) return found[0];
  }
  return null;
}

const MOMENT = /\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)/;
const EPOCH_SECONDS = /(?:reset\w*\W{1,5}|\|)(1\d{9})\b/i;
/** `Please retry in 34.1s`, `retry after 20 seconds`, `"retryDelay": "34s"`. */
const WAIT = /retry\s?(?:in|after)\W+|retry-?(?:after|delay)\W+/gi;

/** When a quota comes back (ISO 8601), as far as an error's text says so; undefined where it does not. */
export function resetIn(text: string, now: Date): string | undefined {
  const moment = MOMENT.exec(text)?.[0];
  const seconds = EPOCH_SECONDS.exec(text)?.[1];
  if (moment === undefined && seconds === undefined) {
    return resetTimeIn(text.replace(WAIT, 'try again in '), now);
  }
  const time = new Date(moment ?? Number(seconds) * 1_000);
  return time > now ? time.toISOString() : undefined;
}
