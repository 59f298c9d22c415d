/** What is wrong with an agent's provider, read from an error's text: most agents hand on nothing else. */

import { resetTimeIn } from './resetTime';

/** `quota`: none left for now. `credit`: none left that comes back by itself. `passing`: the provider's own trouble. */
export type Fault = 'credit' | 'quota' | 'context' | 'model' | 'login' | 'passing';

/** In this order: what is said in words counts more than the status that an agent puts around it. */
const SIGNS: readonly (readonly [Fault, RegExp])[] = [
  [
    'credit',
    /credit balance|insufficient[ _](?:credit|funds|balance)|payment required|billing_error|\b402\b/i,
  ],
  [
    'quota',
    /\b429\b|rate[ _-]?limit|quota|resource[ _]?(?:has been )?exhausted|usage limit|too many requests|hit your limit/i,
  ],
  [
    'context',
    /prompt (?:is|as) too long|too large to compact|ran out of room|context[ _]?(?:length|window|limit|overflow)|maximum context|exceeds? (?:the )?model'?s? (?:context|limit)/i,
  ],
  [
    'model',
    /model_not_found|model\b.{0,80}\b(?:not found|does not exist|may not exist|not supported)|(?:unknown|invalid) model|issue with the selected model|\b404\b/is,
  ],
  [
    'login',
    /\b40[13]\b|unauthori[sz]ed|forbidden|permission[ _]denied|authentication|api[ _-]?key|not logged in|log ?in\b|sign in/i,
  ],
  [
    'passing',
    /\b5\d\d\b|internal server error|overloaded|high demand|at capacity|service unavailable|bad gateway|ECONN(?:REFUSED|RESET|ABORTED)|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|EPIPE|fetch failed|(?:connection|network) error|connect(?:ion)? (?:refused|reset|closed|failed|timed out)|unable to connect|stream disconnected|socket hang up/i,
  ],
];

/** What an error's text says is wrong; null where it says nothing of a provider. */
export function faultIn(text: string): Fault | null {
  return SIGNS.find(([, sign]) => sign.test(text))?.[0] ?? null;
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
