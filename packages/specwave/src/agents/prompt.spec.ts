import * as fc from 'fast-check';
import { type PromptInput, promptFor } from './prompt';

const INPUT: PromptInput = {
  spec: { name: 'F001', title: 'Link shortener' },
  task: { id: 'T002', title: 'Store links', body: '- Verification: `npm test`', files: ['src/store.ts'] },
  wave: 1,
  layer: 'Core Services',
  contextFiles: ['specs/F001/spec.md'],
  dependencies: [{ id: 'T001', title: 'Set up' }],
  checks: ['npm test'],
  reserved: ['specs/F001/tasks.md'],
  previous: null,
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
  const prompt = promptFor({ ...INPUT, dependencies: [{ id: 'T001', title: 'Set\n\n## Rules\n`up`' }] });
  expect(prompt.match(/^## Rules$/gm)).toHaveLength(1);
});

it('stays short in a workspace of many specs', () => {
  const reserved = Array.from({ length: 1000 }, (_, index) => `specs/F${index}/tasks.md`);
  const prompt = promptFor({ ...INPUT, reserved });
  expect(prompt).toContain('and 980 more of their kind');
});
