import { readHints } from './hints';

it.each([
  ['nothing', '', [], false],
  ['a domain', 'clerk', ['clerk'], false],
  ['words between commas and spaces', 'Clerk,supabase  direct', ['clerk', 'supabase', 'direct'], true],
  ['a sentence', 'run domain agents directly', ['run', 'domain', 'agents', 'directly'], true],
])('%s', (_, text, words, isDirect) => {
  expect(readHints(text)).toEqual({ words: new Set(words), isDirect });
});
