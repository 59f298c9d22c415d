import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { newLedger, recordTask } from '../../ledger/entries';
import { updateLedger } from '../../ledger/store';
import { finishSpec } from '../finishSpec';
import { TestRun } from '../task/testing/run';
import { updateProjectFilesOf } from './projectStatus';
import { reservedFiles } from './reserved';

const TASKS = 'specs/F001/tasks.md';
const list = (...boxes: string[]): string =>
  `# Tasks\n\n${boxes.map((box, at) => `- [${box}] T00${at + 1} Do it\n`).join('')}`;
const features = (fields: string, more = ''): string =>
  `{\n  "note": "",${more}\n  "features": [\n    { "id": "F001", ${fields} },\n    { "id": "F002", "status": "planned" }\n  ]\n}\n`;

let test: TestRun;
beforeEach(() => {
  test = new TestRun('commit: spec');
  for (const [name, value] of [
    ['user.name', 'T'],
    ['user.email', 't@example.invalid'],
    ['commit.gpgsign', 'false'],
  ])
    git('config', name ?? '', value ?? '');
});
afterEach(() => test.close());

const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: test.root, encoding: 'utf8', stdio: 'pipe' });
const read = (path: string): string => readFileSync(join(test.root, path), 'utf8');
const commit = (): void => {
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Mine');
};
const codes = (): string[] => test.eventsOf('problem').map(({ problem }) => problem.code);

describe('the end of a spec', () => {
  it('enters a complete spec as completed, with the time that the ledger has', async () => {
    test.write(TASKS, list('x', 'x'));
    test.write('features.json', features('"status": "planned", "tasks_total": 0'));
    await expect(finishSpec(test.context)).resolves.toBe(true);
    const at = test.ledger.specs['F001']?.completed_at ?? '';
    expect(read('features.json')).toBe(
      features(`"status": "completed", "tasks_total": 2, "completed_at": "${at}"`),
    );
  });

  it('enters a spec with tasks left as in progress, with these', async () => {
    test.write(TASKS, list('x', ' ', ' '));
    test.write('features.json', features('"status": "planned"'));
    await expect(finishSpec(test.context)).resolves.toBe(false);
    expect(read('features.json')).toBe(
      features('"status": "in_progress", "remaining_tasks": ["T002", "T003"]'),
    );
  });

  it('a second time changes neither the file nor the history', async () => {
    test.write(TASKS, list('x'));
    test.write('features.json', features('"status": "planned"'));
    commit();
    await finishSpec(test.context);
    const [file, head] = [read('features.json'), git('rev-parse', 'HEAD')];
    await finishSpec(test.context);
    expect([read('features.json'), git('rev-parse', 'HEAD')]).toEqual([file, head]);
  });

  it('completes the spec where the file is wrong, and says so', async () => {
    test.write(TASKS, list('x'));
    test.write('features.json', '{ "features": [');
    await expect(finishSpec(test.context)).resolves.toBe(true);
    expect(codes()).toEqual(['project-status']);
    expect(read('features.json')).toBe('{ "features": [');
  });

  it('commits the status, and not what the user has changed in the file beside it', async () => {
    test.write(TASKS, list('x'));
    test.write('features.json', features('"status": "planned"'));
    commit();
    test.write('features.json', features('"status": "planned"', '\n  "mine": 1,'));
    await finishSpec(test.context);
    const at = test.ledger.specs['F001']?.completed_at ?? '';
    const status = `"status": "completed", "completed_at": "${at}"`;
    expect(git('show', 'HEAD:features.json')).toBe(features(status));
    expect(read('features.json')).toBe(features(status, '\n  "mine": 1,'));
    expect(git('status', '--porcelain')).toBe(' M features.json\n');
  });

  it('does not commit a file that the user has never committed', async () => {
    test.write(TASKS, list('x'));
    commit();
    test.write('features.json', features('"status": "planned"'));
    await finishSpec(test.context);
    expect(git('show', '--name-only', '--format=', 'HEAD')).toBe('.claude/execution/execution.json\n');
    expect(git('status', '--porcelain')).toBe('?? features.json\n');
  });

  it('does not commit a status that the tree does not have', async () => {
    test.write(TASKS, list('x'));
    test.write('features.json', features('"status": "planned"'));
    commit();
    test.write('features.json', 'broken');
    await finishSpec(test.context);
    expect(git('show', 'HEAD:features.json')).toBe(features('"status": "planned"'));
  });
});

describe('the end of a run', () => {
  const fails = () =>
    updateLedger(test.root, (ledger) =>
      recordTask(
        ledger,
        'F001',
        'T001',
        { status: 'pending', outcome: 'failed' },
        { total: 1, completed: 0, now: new Date() },
      ),
    );

  it('enters a spec whose tasks failed, so that nothing came to its end', async () => {
    test.write(TASKS, list(' '));
    test.write('features.json', features('"status": "planned"'));
    await fails();
    await updateProjectFilesOf(test.context, [test.context.spec]);
    expect(read('features.json')).toBe(features('"status": "in_progress", "remaining_tasks": ["T001"]'));
  });

  it('leaves specs alone that were never begun', async () => {
    test.write('features.json', features('"status": "planned"'));
    await updateLedger(test.root, () => newLedger(new Date()));
    await updateProjectFilesOf(test.context, [test.context.spec]);
    expect(read('features.json')).toBe(features('"status": "planned"'));
  });

  it('says once what is wrong with a file, for however many specs', async () => {
    test.write('features.json', '[]');
    await fails();
    await updateProjectFilesOf(test.context, [test.context.spec, test.context.spec]);
    expect(codes()).toEqual(['project-status']);
  });
});

it('no agent may change the files', () => {
  expect(reservedFiles(test.context)).toEqual(
    expect.arrayContaining(['.claude/project.json', 'features.json']),
  );
});
