import { expectedCommands } from './slashCommands';

it.each([
  ['a bold label', '**Expected Command:** /clerk:init', ['/clerk:init']],
  ['a plain line', 'Expected Command: /clerk:init', ['/clerk:init']],
  ['a bullet', '- Expected command: `/clerk:init --fast`', ['/clerk:init']],
  [
    'several',
    '**Expected Commands**: /clerk:init, then /clerk:add-oauth',
    ['/clerk:init', '/clerk:add-oauth'],
  ],
])('%s names what is expected, and is taken out', (_, line, commands) => {
  expect(expectedCommands(`before\n${line}\nafter`)).toEqual({ commands, rest: 'before\nafter' });
});

it.each([
  ['a command of another kind', 'Expected Command: npm init'],
  ['a path', 'Expected Command: bin/run /usr/bin/x'],
  ['a line of code', '```\nExpected Command: /clerk:init\n```'],
  ['prose', 'The expected command is /clerk:init'],
])('%s is left as it is', (_, body) => {
  expect(expectedCommands(body)).toEqual({ commands: [], rest: body });
});
