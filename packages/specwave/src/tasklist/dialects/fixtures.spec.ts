import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { planTasks } from '../../plan/plan';
import type { Expectation, Task } from '../model';
import { readTaskList } from '../read';

const FOLDER = join(__dirname, 'fixtures');
const CASES = readdirSync(FOLDER).flatMap((dialect) =>
  readdirSync(join(FOLDER, dialect)).map((name) => `${dialect}/${name}`),
);

/** `[x] T001`, and what of its files, checks and expectations is read. */
function taskLine({ id, state, optional, files, verify, expects }: Task): string {
  const mark = { done: 'x', open: ' ', 'in-progress': '~', 'left-out': '-' }[state];
  return [
    `[${mark}] ${id}`,
    optional ? ' optional' : '',
    told('declares', files),
    told('runs', verify),
    told('expects', expects.map(expectationLine)),
  ].join('');
}

function expectationLine(expectation: Expectation): string {
  const file = 'file' in expectation ? expectation.file : null;
  return [file ?? 'any', expectation.kind, 'name' in expectation ? expectation.name : ''].join(' ').trim();
}

function told(label: string, items: readonly string[]): string {
  return items.length === 0 ? '' : `, ${label} ${items.join(' | ')}`;
}

/** A list as understood: how, what runs when and after what, what was passed over, what is to be said. */
function understood(text: string): string {
  const list = readTaskList(text, 'tasks.md');
  const plan = planTasks(list, 'tasks.md');
  return [
    `${list.dialect}: ${list.orderReason}`,
    ...plan.waves.flatMap((wave) => [
      `wave ${wave.index}: ${wave.title}`,
      ...wave.tasks.map(({ task, after }) => `  ${taskLine(task)}${told('after', after)}`),
    ]),
    ...list.tasks.filter(({ container }) => container).map((task) => `container ${taskLine(task)}`),
    ...list.skipped.map(({ at, reason }) => `passed over ${at.line}:${at.column} ${reason}`),
    ...plan.problems.map(({ severity, code, at }) => `${severity} ${code} ${at?.line}:${at?.column}`),
    '',
  ].join('\n');
}

it.each(CASES)('plans %s as its plan.txt says', (name) => {
  const read = (file: string): string => readFileSync(join(FOLDER, name, file), 'utf8');
  if (process.env['SPECWAVE_WRITE_PLANS'] === '1')
    writeFileSync(join(FOLDER, name, 'plan.txt'), understood(read('tasks.md')));
  expect(understood(read('tasks.md'))).toBe(read('plan.txt'));
});
