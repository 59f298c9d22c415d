import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { planTasks } from '../../plan/plan';
import { readTaskList } from '../read';

const FOLDER = join(__dirname, 'fixtures');
const CASES = readdirSync(FOLDER).flatMap((dialect) =>
  readdirSync(join(FOLDER, dialect)).map((name) => `${dialect}/${name}`),
);

/** A list as understood: how, what runs when and after what, what was passed over, what is to be said. */
function understood(text: string): string {
  const list = readTaskList(text, 'tasks.md');
  const plan = planTasks(list, 'tasks.md');
  return [
    `${list.dialect}: ${list.orderReason}`,
    ...plan.waves.flatMap((wave) => [
      `wave ${wave.index}: ${wave.title}`,
      ...wave.tasks.map(
        ({ task, after }) => `  ${task.id}${after.length > 0 ? ` after ${after.join(' ')}` : ''}`,
      ),
    ]),
    ...list.skipped.map(({ at, reason }) => `passed over ${at.line}:${at.column} ${reason}`),
    ...plan.problems.map(({ code, at }) => `${code} ${at?.line}:${at?.column}`),
    '',
  ].join('\n');
}

it.each(CASES)('plans %s as its plan.txt says', (name) => {
  const read = (file: string): string => readFileSync(join(FOLDER, name, file), 'utf8');
  expect(understood(read('tasks.md'))).toBe(read('plan.txt'));
});
