import * as fc from 'fast-check';
import { redactorFor } from './redact';

const redact = (env: NodeJS.ProcessEnv, text: string): string => redactorFor(env)(text);

it.each([
  'ANTHROPIC_API_KEY',
  'GITHUB_TOKEN',
  'clientSecret',
  'PGPASSWORD',
  'MYSQL_PASSWD',
  'AWS_CREDENTIALS',
  'BASIC_AUTH',
  'AUTHORIZATION',
  'PROXY_AUTHORITY',
])('the value of %s is replaced by its name, wherever it stands', (name) => {
  const text = 'curl -H "x: s3cret-value" && echo s3cret-value-s3cret-value';
  expect(redact({ [name]: 's3cret-value' }, text)).toBe(`curl -H "x: [${name}]" && echo [${name}]-[${name}]`);
});

it.each([
  ['HOME', '/home/somebody'],
  ['SSH_AUTH_SOCK', '/tmp/ssh-agent.sock'],
  ['XAUTHORITY', '/home/somebody/.Xauthority'],
  ['GOOGLE_APPLICATION_CREDENTIALS', '/home/somebody/key.json'],
  ['DB_PASSWORD_FILE', '/run/secrets/db'],
  ['GIT_AUTHOR_NAME', 'Some Body'],
  ['npm_package_author', 'Some Body'],
  ['MAX_TOKENS', '31999'],
  ['USE_KEYRING', 'true'],
])('the value of %s (%s) stays', (name, value) => {
  expect(redact({ [name]: value }, `about ${value}.`)).toBe(`about ${value}.`);
});

it('the longest value that fits is the one that is replaced', () => {
  const env = { A_TOKEN: 'abcdefgh', B_TOKEN: 'abcdefgh-ijkl', C_TOKEN: 'abcdefgh-i' };
  expect(redact(env, 'abcdefgh-ijkl abcdefgh-i abcdefgh')).toBe('[B_TOKEN] [C_TOKEN] [A_TOKEN]');
});

it('a value of two variables goes by the first name', () => {
  expect(redact({ B_TOKEN: 'abcdefgh', A_TOKEN: 'abcdefgh' }, 'abcdefgh')).toBe('[A_TOKEN]');
});

it.each(['\n', '\r\n', '\\n'])('a value of lines that end in %j is found line by line', (end) => {
  const key = `-----BEGIN KEY-----${end}MIIEvQIBADANBg${end}kqhkiG9w0B${end}`;
  expect(redact({ KEY: key }, 'it says:   MIIEvQIBADANBg')).toBe('it says:   [KEY]');
});

it('a value is found in JSON too', () => {
  const value = 'with "quotes" and \\ and\nlines';
  const text = JSON.stringify({ text: `it is ${value}!` });
  expect(redact({ A_SECRET: value }, text)).toBe('{"text":"it is [A_SECRET]!"}');
});

it('of two secrets that stand alone in any text, nothing is left, whatever they are made of', () => {
  const secret = fc.string({ minLength: 8, maxLength: 30 }).filter((value) => value.trim().length >= 8);
  fc.assert(
    fc.property(secret, secret, fc.string(), (first, second, text) => {
      const env = { A_KEY: first, B_TOKEN: second };
      const redacted = redact(env, `${text}\t${first.trim()}\t${second.trim()}`);
      expect(redacted).toMatch(/\t\[A_KEY\]\t\[(?:A_KEY|B_TOKEN)\]$/);
    }),
    { examples: [['$&$&$&$&', '.*.*.*.*', '']] },
  );
});

it('nothing is changed where there is no secret', () => {
  expect(redact({}, 'any [text]')).toBe('any [text]');
});
