import * as fc from 'fast-check';
import { type PromptInput, promptFor } from './prompt';

const INPUT: PromptInput = {
  spec: { name: 'F001', title: 'Link shortener' },
  task: {
    id: 'T002',
    title: 'Store links',
    body: '- Verification: `npm test`',
    within: '',
    files: ['src/store.ts'],
  },
  wave: 1,
  layer: 'Core Services',
  contextFiles: ['specs/F001/spec.md'],
  role: null,
  isDirect: false,
  dependencies: [{ id: 'T001', title: 'Set up', files: ['src/set-up.ts'], summary: 'Set it all up.' }],
  checks: ['npm test'],
  reserved: ['specs/F001/tasks.md'],
  previous: null,
  template: null,
};

it('says what to do, where it stands, what to read, how it is checked and what not to touch', () => {
  const prompt = promptFor(INPUT);
  for (const part of [
    'Store links',
    'F001',
    'wave 1',
    'Core Services',
    'specs/F001/spec.md',
    'T001',
    'src/set-up.ts',
    'Set it all up.',
    'src/store.ts',
    'npm test',
    'specs/F001/tasks.md',
  ]) {
    expect(prompt).toContain(part);
  }
});

it('leaves out what there is nothing to say about', () => {
  const prompt = promptFor({
    ...INPUT,
    layer: null,
    contextFiles: [],
    dependencies: [],
    checks: [],
    reserved: [],
  });
  expect(prompt.match(/^## .*/gm)).toEqual(['## What to do', '## Files that the task names', '## Rules']);
});

it('tells what the task is a part of', () => {
  const prompt = promptFor({ ...INPUT, task: { ...INPUT.task, within: 'Write the form' } });
  expect(prompt).toMatch(/a part of this[^#]*Write the form/);
  expect(promptFor(INPUT)).not.toContain('a part of');
});

it('tells on a further attempt what went wrong', () => {
  const prompt = promptFor({
    ...INPUT,
    previous: { outcome: 'invalid', message: 'npm test: 1 failed', left: null },
  });
  expect(prompt).toContain('`invalid`');
  expect(prompt).toContain('npm test: 1 failed');
});

it('fences the task so that its own words cannot close the fence', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('`', '~', '\n', ' ', 'x', '#') }), (body) => {
      const prompt = promptFor({ ...INPUT, task: { ...INPUT.task, body } });
      const opening = /^(`{3,})markdown$/m.exec(prompt)?.[1] ?? '';
      const inside = prompt.slice(prompt.indexOf(`${opening}markdown`) + opening.length + 9);
      // The first row of that length ends the fence, and the prompt goes on.
      expect(inside.slice(inside.indexOf(opening))).toMatch(/^`+\n\n## Read first/);
    }),
  );
});

it('keeps titles and paths on one line', () => {
  const prompt = promptFor({
    ...INPUT,
    dependencies: [
      { id: 'T001', title: 'Set\n\n## Rules\n`up`', files: ['a\n## Rules'], summary: 'x`\n\n## Rules\n' },
    ],
  });
  expect(prompt.match(/^## Rules$/gm)).toHaveLength(1);
});

it('stays short in a workspace of many specs', () => {
  const reserved = Array.from({ length: 1000 }, (_, index) => `specs/F${index}/tasks.md`);
  const prompt = promptFor({ ...INPUT, reserved });
  expect(prompt).toContain('and 980 more of their kind');
});

it('is small for a plain task', () => {
  const prompt = promptFor({
    ...INPUT,
    reserved: [
      '.claude/execution/execution.json',
      '.claude/project.json',
      'features.json',
      'specs/F001/tasks.md',
    ],
  });
  expect(prompt.length).toBeLessThan(2500);
});

it('tells of each task before at most ten files and 300 characters', () => {
  const files = Array.from({ length: 12 }, (_, index) => `src/${index}.ts`);
  const prompt = promptFor({
    ...INPUT,
    dependencies: [{ id: 'T001', title: 'Set up', files, summary: `${'\u{1F600}'.repeat(300)}the rest` }],
  });
  expect(prompt).toContain('`src/9.ts` and 2 more');
  expect(prompt).toContain(`${'\u{1F600}'.repeat(300)}...`);
  expect(prompt).not.toContain('the rest');
});

it.each([
  ['a family', { name: 'clerk:*', file: null }, 'Work as a specialist of `clerk:*`.'],
  [
    'a sub-agent',
    { name: 'clerk-setup-agent', file: '.claude/agents/clerk-setup-agent.md' },
    'Work as the specialist `clerk-setup-agent`; how it works is described in `.claude/agents/clerk-setup-agent.md`.',
  ],
])('asks to be %s', (_, role, words) => {
  expect(promptFor({ ...INPUT, role })).toContain(words);
});

describe('a slash command that the author expects', () => {
  const task = { ...INPUT.task, body: 'First.\n**Expected Command:** /clerk:init\nLast.' };

  it('is to be used where the agent has it', () => {
    expect(promptFor({ ...INPUT, task })).toMatch(
      /\*\*Expected Command:\*\* \/clerk:init[\s\S]*expects `\/clerk:init` to be used: do so if you have such a command/,
    );
  });

  it('is left out for a user who wants none', () => {
    const prompt = promptFor({ ...INPUT, task, isDirect: true });
    expect(prompt).not.toContain('/clerk:init');
    expect(prompt).toContain('First.\nLast.');
  });
});

describe("a user's own prompt", () => {
  it('says what it says, with what is known filled in', () => {
    const template =
      '# {{id}} {{title}}\n{{spec}} {{where}}\n{{task}}\n{{context}}\n{{checks}}\n{{previous}}';
    expect(promptFor({ ...INPUT, template })).toBe(
      [
        '# T002 `Store links`',
        '`F001` (`Link shortener`) wave 1, layer `Core Services`',
        '````markdown\nStore links\n\n- Verification: `npm test`\n````'.replaceAll('````', '```'),
        '- `specs/F001/spec.md`',
        '- `npm test`',
        'None.',
      ].join('\n'),
    );
  });

  it('cannot be extended by what a task says', () => {
    const task = { ...INPUT.task, body: '{{rules}} $&' };
    expect(promptFor({ ...INPUT, task, template: '{{task}}' })).toContain('{{rules}} $&');
  });
});
