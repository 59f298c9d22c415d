import * as fc from 'fast-check';
import type { TaskList } from './model';
import { readTaskList } from './read';
import { applyEdit, tickEdit } from './tick';

const token = fc.constantFrom(
  ...[
    '- [ ] ',
    '- [x] ',
    '* [X] ',
    '+ [~] ',
    '1. [ ] ',
    '2) [-] ',
    '- ',
    '  ',
    '    ',
    '\t',
    '\n',
    '\n\n',
    '\r\n',
  ],
  ...[
    '# ',
    '## Layer 0: A',
    '### Phase 2 (Sequential)',
    '## Task 1: B',
    '## Acceptance Criteria',
    '---',
    '===',
  ],
  ...[
    '```',
    '```ts file=src/a.ts',
    '~~~',
    '<!--',
    '-->',
    '> ',
    '<div>',
    'T001 ',
    'T001-T003',
    '**T2:**',
    '`1.2`',
  ],
  ...[
    '1.1a ',
    '1\\. ',
    'Task 5: ',
    '[P]',
    '[L0]',
    '[L1]',
    '[US1]',
    '@bob ',
    '[depends: 1.1]',
    '(depends on T1 -> T2)',
  ],
  ...[
    'Dependencies: ',
    'Files: ',
    'Verify: `npm test`',
    'in `src/x.ts`',
    'words ',
    'begin',
    '\u00a0',
    '\uFEFF',
    'é',
    '\0',
  ],
);
const markdownish = fc.array(token, { maxLength: 60 }).map((tokens) => tokens.join(''));
const anyText = fc.oneof(markdownish, fc.string({ unit: 'binary', maxLength: 200 }));

/** A list of tasks as an author writes it, with the line ends and marks that editors leave. */
const realList = fc
  .record({
    bom: fc.boolean(),
    eol: fc.constantFrom('\n', '\r\n'),
    trailing: fc.constantFrom('', '  '),
    lines: fc.array(
      fc.tuple(
        fc.constantFrom(
          '- [ ] ',
          '- [x] ',
          '* [ ] ',
          '- [X] ',
          '1. [ ] ',
          '- [~] ',
          '- [\u00a0] ',
          '  - [ ] ',
          '## Layer 1: ',
        ),
        fc.constantFrom(
          'T001 a',
          'T2 b',
          '1.2 c',
          'words',
          'Words in `src/a.ts`',
          '[P] d',
          'x\n  - File: src/b.ts',
        ),
      ),
      { minLength: 1, maxLength: 12 },
    ),
  })
  .map(({ bom, eol, trailing, lines }) => {
    const body = lines.map(([mark, words]) => mark + words).join('\n');
    return (bom ? '\uFEFF' : '') + body.replace(/$/gm, trailing).replace(/\n/g, eol);
  });

/** A heading task with sub-tasks has no box: its state follows from theirs, so it may change with one of them. */
function withoutState(list: TaskList, id: string): unknown {
  return {
    ...list,
    tasks: list.tasks.map((task) => {
      if (task.id === id) return { ...task, state: null, box: task.box && { ...task.box, char: null } };
      return task.container && task.box === null ? { ...task, state: null } : task;
    }),
  };
}

it('reads any text without throwing, and every task has a unique, usable id', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const list = readTaskList(text, 'tasks.md');
      const ids = list.tasks.map((task) => task.id.toLowerCase());
      expect(new Set(ids).size).toBe(ids.length);
      for (const task of list.tasks) expect(task.id).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]*$/);
      expect(list.tasks.length > 0 || list.problems.some(({ code }) => code === 'no-tasks')).toBe(true);
    }),
    { numRuns: 400 },
  );
});

it('gives every box at the offset where its character stands in the text', () => {
  fc.assert(
    fc.property(fc.oneof(anyText, realList), (text) => {
      const plain = text.replace(/^\uFEFF/, '');
      const boxes = readTaskList(text, 'tasks.md').tasks.flatMap(({ box }) => box ?? []);
      expect(boxes.map(({ offset }) => plain.slice(offset - 1, offset + 2))).toEqual(
        boxes.map(({ char }) => `[${char}]`),
      );
    }),
    { numRuns: 200 },
  );
});

it('gives a list that survives JSON', () => {
  fc.assert(
    fc.property(fc.oneof(anyText, realList), (text) => {
      const list = readTaskList(text, 'tasks.md');
      expect(JSON.parse(JSON.stringify(list))).toEqual(list);
    }),
    { numRuns: 100 },
  );
});

it('ticks by changing exactly one character, after which only that task reads differently', () => {
  fc.assert(
    fc.property(
      fc.oneof(realList, markdownish),
      fc.nat(),
      fc.constantFrom('tick', 'untick'),
      (text, pick, to) => {
        const list = readTaskList(text, 'tasks.md');
        const task = list.tasks[pick % Math.max(1, list.tasks.length)];
        fc.pre(task !== undefined);
        const edit = tickEdit(list, task, to);
        if (!edit.ok) throw new Error(JSON.stringify(edit.problems));
        fc.pre(edit.value !== null);
        const ticked = applyEdit(text, edit.value);
        expect(ticked).toHaveLength(text.length);
        expect([...text].filter((char, index) => char !== [...ticked][index])).toHaveLength(1);
        const after = readTaskList(ticked, 'tasks.md');
        expect(withoutState(after, task.id)).toEqual(withoutState(list, task.id));
        expect(after.tasks.find(({ id }) => id === task.id)?.state).toBe(to === 'tick' ? 'done' : 'open');
      },
    ),
    { numRuns: 300 },
  );
});
