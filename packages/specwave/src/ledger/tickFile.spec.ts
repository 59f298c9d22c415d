import fs = require('node:fs');
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Task } from '../tasklist/model';
import { readTaskList } from '../tasklist/read';
import { tickContainers, tickOnDisk, untickOnDisk } from './tickFile';
import { AS_WRITTEN } from '../tasklist/read';

const FILE = 'specs/F001/tasks.md';
const NONE: ReadonlySet<string> = new Set();
const LIST = '# Tasks\n\n- [ ] T001 Make a  \n- [ ] T002 Make ü\n- [ ] T003 Make c\n';
const NESTED = '# Tasks\n\n- [ ] 1. Group\n  - [ ] 1.1 One\n  - [ ] 1.2 Two\n';

let folder: string;
let workspaceRoot: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'specwave-tick-'));
  workspaceRoot = join(folder, 'workspace');
  path = join(workspaceRoot, FILE);
  mkdirSync(dirname(path), { recursive: true });
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const text = (): string => readFileSync(path, 'utf8');

/** The task as it was when its agent started. */
function taskOf(content: string, id: string): Task {
  const task = readTaskList(content, FILE).tasks.find((each) => each.id === id);
  if (!task) throw new Error(`the list holds no ${id}`);
  return task;
}

function tick(id: string, content = text()) {
  return tickOnDisk(workspaceRoot, FILE, taskOf(content, id), NONE, AS_WRITTEN);
}

test.each([
  ['plain', LIST],
  ['CRLF', LIST.replaceAll('\n', '\r\n')],
  ['with a byte order mark', `\uFEFF${LIST}`],
  ['without a line end', LIST.trimEnd()],
  ['after characters of several bytes', LIST.replace('# Tasks', '# Täsks 🎉')],
  ['with a tab in the box', LIST.replace('- [ ] T003', '- [\t] T003')],
  ['with a no-break space in the box', LIST.replace('- [ ] T003', '- [\u00a0] T003')],
])('in a list (%s), one character changes and every other byte stays', (_, content) => {
  writeFileSync(path, content);
  expect(tick('T003')).toMatchObject({ ok: true, value: { ticked: true } });
  expect(text()).toBe(content.replace(/\[.\] T003/, '[x] T003'));
});

it('the list that is given back is the one on disk afterwards', () => {
  writeFileSync(path, LIST);
  const result = tick('T002');
  expect(result.ok && result.value.list).toEqual(readTaskList(text(), FILE, NONE));
});

it('the file stays the same file, with its mode', () => {
  writeFileSync(path, LIST);
  chmodSync(path, 0o640);
  const before = statSync(path);
  tick('T001');
  expect(statSync(path)).toMatchObject({ ino: before.ino, mode: before.mode });
});

it('where the file has to be replaced, its mode stays and nothing is left beside it', () => {
  writeFileSync(path, LIST.replace('- [ ] T001', '- [\u00a0] T001'));
  chmodSync(path, 0o640);
  tick('T001');
  expect(statSync(path).mode & 0o777).toBe(0o640);
  expect(readdirSync(dirname(path))).toEqual(['tasks.md']);
});

it('a box that is ticked already stays, in a file that nobody may write as well', () => {
  writeFileSync(path, LIST.replace('[ ] T001', '[X] T001'));
  chmodSync(path, 0o444);
  expect(tick('T001')).toMatchObject({ ok: true, value: { ticked: false } });
  expect(text()).toContain('- [X] T001');
});

it('a task that the author changed meanwhile is not ticked', () => {
  writeFileSync(path, LIST.replace('Make a', 'Destroy a'));
  expect(tick('T001', LIST)).toMatchObject({ ok: false, problems: [{ code: 'task-changed' }] });
  expect(text()).not.toContain('[x]');
});

it('a task that the author took away meanwhile is not ticked', () => {
  writeFileSync(path, LIST.replace('- [ ] T001 Make a  \n', ''));
  expect(tick('T001', LIST)).toMatchObject({ ok: false, problems: [{ code: 'task-gone' }] });
});

it('a task that the author moved meanwhile is ticked where it stands now', () => {
  const moved = `# Tasks\n\nWords.\n\n- [ ] T003 Make c\n- [ ] T001 Make a\n`;
  writeFileSync(path, moved);
  expect(tick('T001', LIST)).toMatchObject({ ok: true, value: { ticked: true } });
  expect(text()).toBe(moved.replace('[ ] T001', '[x] T001'));
});

it('a container is ticked with its last sub-task, not before', () => {
  writeFileSync(path, NESTED);
  tick('1.1');
  expect(text()).toBe(NESTED.replace('[ ] 1.1', '[x] 1.1'));
  tick('1.2');
  expect(text()).toBe(NESTED.replaceAll('[ ]', '[x]'));
});

it('containers alone can be ticked', () => {
  const done = NESTED.replace('[ ] 1.1', '[x] 1.1').replace('[ ] 1.2', '[x] 1.2');
  writeFileSync(path, done);
  expect(tickContainers(workspaceRoot, FILE, NONE, AS_WRITTEN)).toMatchObject({
    ok: true,
    value: { ticked: true },
  });
  expect(text()).toBe(NESTED.replaceAll('[ ]', '[x]'));
});

it('a tick is taken away together with those of its containers', () => {
  const done = NESTED.replaceAll('[ ]', '[x]');
  writeFileSync(path, done);
  const result = untickOnDisk(workspaceRoot, FILE, [taskOf(done, '1.2')], NONE, AS_WRITTEN);
  expect(result).toMatchObject({ ok: true, value: { ticked: true } });
  expect(text()).toBe(NESTED.replace('[ ] 1.1', '[x] 1.1'));
});

describe('an author who saves at the same moment', () => {
  function saveDuringWrite(times: number): void {
    const write = fs.writeSync;
    let saves = 0;
    jest.spyOn(fs, 'writeSync').mockImplementation(((...args: Parameters<typeof write>) => {
      if (saves++ < times) {
        // As editors do: a new file in the place of the old one.
        writeFileSync(`${path}~`, `${LIST}\nNote ${saves}.\n`);
        renameSync(`${path}~`, path);
      }
      return write(...args);
    }) as typeof write);
  }

  it('keeps what was saved, and the box is ticked all the same', () => {
    writeFileSync(path, LIST);
    saveDuringWrite(2);
    expect(tick('T001')).toMatchObject({ ok: true, value: { ticked: true } });
    expect(text()).toBe(`${LIST.replace('[ ] T001', '[x] T001')}\nNote 2.\n`);
  });

  it('without end is a problem, and no tick is claimed', () => {
    writeFileSync(path, LIST);
    saveDuringWrite(Infinity);
    expect(tick('T001')).toMatchObject({ ok: false, problems: [{ code: 'tasks-unsettled' }] });
  });
});

test.each(['specs', 'specs/F001', FILE])('%s that is a link out of the workspace is refused', (part) => {
  writeFileSync(path, LIST);
  const outside = join(folder, 'outside');
  renameSync(join(workspaceRoot, part), outside);
  symlinkSync(outside, join(workspaceRoot, part));
  expect(tick('T001')).toMatchObject({ ok: false, problems: [{ code: 'link-outside', file: FILE }] });
  expect(text()).toBe(LIST);
});

it('a link within the workspace is followed, and stays a link', () => {
  writeFileSync(join(workspaceRoot, 'plan.md'), LIST);
  symlinkSync('../../plan.md', path);
  expect(tick('T001')).toMatchObject({ ok: true, value: { ticked: true } });
  expect(lstatSync(path).isSymbolicLink()).toBe(true);
  expect(text()).toContain('- [x] T001');
});

it('a list that may not be written is a problem that says so, and stays as it is', () => {
  writeFileSync(path, LIST);
  // The tests may run as root, who may write everything: the file system's answer is put in its place.
  const open = fs.openSync;
  jest.spyOn(fs, 'openSync').mockImplementation((file, flags, mode) => {
    if (file === path && flags !== 'r')
      throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
    return open(file, flags, mode);
  });
  const result = tick('T001');
  expect(result).toMatchObject({ ok: false, problems: [{ code: 'tasks-unwritable', file: FILE }] });
  expect(JSON.stringify(result)).toContain('EACCES');
  expect(text()).toBe(LIST);
});

it('a list that is gone is a problem', () => {
  writeFileSync(path, LIST);
  const task = taskOf(LIST, 'T001');
  rmSync(path);
  expect(tickOnDisk(workspaceRoot, FILE, task, NONE, AS_WRITTEN)).toMatchObject({
    ok: false,
    problems: [{ code: 'tasks-unreadable' }],
  });
});

it('a list that is not UTF-8 is refused with the place, and stays as it is', () => {
  const bytes = Buffer.concat([Buffer.from(LIST), Buffer.from([0xff, 0x0a])]);
  writeFileSync(path, bytes);
  const result = tick('T001', LIST);
  expect(result).toMatchObject({
    ok: false,
    problems: [{ code: 'invalid-utf8', at: { line: 6, column: 1 } }],
  });
  expect(readFileSync(path)).toEqual(bytes);
});
