import { secretFinder } from '../processes/redact';
import { secretsAdded } from './secrets';

const SECRETS = {
  MY_API_KEY: 'sk-supersecret12345',
  NEXTAUTH_URL: 'http://localhost:3000/a1',
  AUTH_MODE: 'password-and-code-1 or none',
  SHORT_TOKEN: 'abc123',
  WORDY_SECRET: 'onlyLettersNoDigits',
  EDITOR: 'not-a-secret-1234567',
};
const secretsIn = secretFinder(SECRETS);
const patchOf = (...lines: string[]): Buffer =>
  Buffer.from(['--- a/x', '+++ b/x', '@@ -1,2 +1,2 @@', ...lines, ''].join('\n'));

it('names the variable whose value a patch adds', () => {
  expect(secretsAdded(patchOf('+const key = "sk-supersecret12345";'), secretsIn)).toEqual(['MY_API_KEY']);
});

it.each([
  ['a value that was there before', ' sk-supersecret12345'],
  ['a value that is taken away', '-sk-supersecret12345'],
  ['an address', '+http://localhost:3000/a1'],
  ['words', '+password-and-code-1 or none'],
  ['a short value', '+abc123'],
  ['letters only', '+onlyLettersNoDigits'],
  ['a variable that is no secret', '+not-a-secret-1234567'],
])('passes over %s', (_, line) => {
  expect(secretsAdded(patchOf(line), secretsIn)).toEqual([]);
});
