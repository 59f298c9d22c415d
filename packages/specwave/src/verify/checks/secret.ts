import type { Check, Found } from './check';
import { isForShow } from './kinds';
import { type LeftText, textsLeft, viewOf } from './view';

/** Shapes that keys of known makers have, and little else. */
const SHAPES: readonly [what: string, shape: RegExp][] = [
  ['a private key', /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/],
  ['an access key of AWS', /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/],
  ['a token of GitHub', /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})\b/],
  ['a token of GitLab', /\bglpat-[\w-]{20,}/],
  ['a token of Slack', /\bxox[abprs]-(?:\d+-)+[A-Za-z0-9-]{16,}/],
  ['a webhook of Slack', /hooks\.slack\.com\/services\/T\w{8,}\/B\w{8,}\/\w{20,}/],
  ['a key of Stripe', /\b[sr]k_live_[A-Za-z0-9]{20,}/],
  ['a key of Anthropic', /\bsk-ant-[\w-]{30,}/],
  ['a key of OpenAI', /\bsk-(?:proj-|svcacct-)?[A-Za-z0-9_-]{40,}/],
  ['a key of Google', /\bAIza[\w-]{35}(?![\w-])/],
  ['a token of npm', /\bnpm_[A-Za-z0-9]{36}\b/],
  ['a token of PyPI', /\bpypi-AgEIcHlwaS5vcmc[\w-]{50,}/],
  ['a key of SendGrid', /\bSG\.[\w-]{22}\.[\w-]{43}\b/],
  ['a token of Hugging Face', /\bhf_[A-Za-z0-9]{34}\b/],
  ['a token of Shopify', /\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}\b/],
  ['a token of DigitalOcean', /\bdo[opr]_v1_[a-f0-9]{64}\b/],
];
const ANY = new RegExp(SHAPES.map(([, { source }]) => source).join('|'));
/** Nobody's key: `AKIA...EXAMPLE`, `sk_live_xxxx`. */
const FOR_SHOW =
  /example|sample|dummy|fake|your|placeholder|redacted|changeme|x{6,}|0{8,}|1{8,}|1234567|abcdef|\*{4,}|\.{3}|<[a-z_-]+>/i;

/** What is written like a key of somebody, in a new line. The finding does not say it again. */
export const secret: Check = {
  name: 'secret',
  find: (work) => textsLeft(work).flatMap(secretsIn),
};

function secretsIn(changed: LeftText): Found[] {
  const { path, after } = changed;
  if (!ANY.test(after)) return [];
  for (const { number, text } of viewOf(changed).added) {
    const shape = SHAPES.find(([, each]) => each.test(text));
    if (!shape) continue;
    const [what, expression] = shape;
    const isKey =
      what === 'a private key'
        ? hasKeyBelow(after, number, text)
        : isRandom(expression.exec(text)?.[0] ?? '');
    if (!isKey) continue;
    return [
      {
        message: `\`${path}\` has what looks like ${what}.`,
        next: 'Take it out, and read it from the environment at run time. Where it is a real one, have it replaced.',
        path,
        line: number,
        ...(isForShow(path) ? { atMost: 'flag' as const } : {}),
      },
    ];
  }
  return [];
}

/** The line alone is a pattern or a remark: a key has its letters behind it. */
function hasKeyBelow(text: string, number: number, line: string): boolean {
  const behind = [line.slice(line.indexOf('KEY')), ...text.split('\n').slice(number, number + 4)].join('\n');
  return /(?:^|\\n|\n|["'\s])[A-Za-z0-9+/=]{40,}/.test(behind) && !FOR_SHOW.test(behind.slice(0, 120));
}

function isRandom(key: string): boolean {
  return !FOR_SHOW.test(key) && new Set(key).size > 10 && /\d/.test(key);
}
