import { terminalReport } from './terminal';

/** What stands on a screen after each task has said so many lines, the tasks in turn. */
function screenAfter(lines: number, tasks: readonly string[], line = (nth: number) => `line ${nth}`): string {
  let text = '';
  const report = terminalReport({ write: (more) => (text += more) }, {});
  for (let nth = 1; nth <= lines; nth += 1)
    for (const task of tasks)
      report({
        type: 'agent',
        spec: 'F001',
        task,
        event: { type: 'agent-output', stream: 'stdout', line: line(nth) },
      });
  return text;
}

it('all of what a person can read is shown', () => {
  expect(screenAfter(300, ['T001']).split('\n')).toHaveLength(301);
});

it('of a task that says more, the rest is left out, and that is said once', () => {
  const text = screenAfter(100_000, ['T001', 'T002']);
  expect(text.length).toBeLessThan(50_000);
  expect(text.match(/T001 \| … \(more is not shown here/g)).toHaveLength(1);
  expect(text.match(/T002 \| … \(more is not shown here/g)).toHaveLength(1);
});

it('a line of megabytes is cut', () => {
  expect(screenAfter(1, ['T001'], () => 'x'.repeat(5_000_000)).length).toBeLessThan(1000);
});
