/** A checkpoint of a list is closed by the commands of the settings, where there are any. */
import { implementTask } from '../implementTask';
import { done, ScriptedDriver, TestRun } from './testing/run';

const mockDriver = new ScriptedDriver();
jest.mock('../../agents/registry', () => ({ driverFor: () => mockDriver }));

let test: TestRun;
afterEach(() => test.close());

function checkpoint(settings: string, more = ''): void {
  test = new TestRun(settings);
  test.write('specs/F001/tasks.md', `## Layer 0\n- [ ] T001 Checkpoint - all tests pass\n${more}`);
}

const PASSES = '["node --version"]';
const FAILS = '["node --no-such-option"]';

it.each(['verify', 'gate'])(
  'with commands in `%s` it is ticked after them, and no agent is started',
  async (key) => {
    checkpoint(`${key}: ${PASSES}`);
    mockDriver.plays();
    expect(await implementTask(test.context, 'T001')).toBe(true);
    expect(mockDriver.jobs).toEqual([]);
    expect(test.ticked).toEqual(['T001']);
    expect(test.entry('T001')).toMatchObject({ outcome: 'landed', agent: 'recipe' });
    expect(test.eventsOf('commands-started').flatMap(({ commands }) => commands)).toEqual(['node --version']);
  },
);

it.each(['verify', 'gate'])('where a command of `%s` fails, its box stays empty', async (key) => {
  checkpoint(`${key}: ${FAILS}\nlimits: { attempts: 1 }`);
  mockDriver.plays();
  expect(await implementTask(test.context, 'T001')).toBe(false);
  expect(test.ticked).toEqual([]);
  expect(test.entry('T001')).toMatchObject({ outcome: 'invalid' });
});

it.each([
  ['nothing is set to run', '', ''],
  ['it names an agent', `verify: ${PASSES}`, '  - Agent: script\n'],
])('where %s, an agent does it', async (_, settings, more) => {
  checkpoint(settings, more);
  mockDriver.plays(done());
  expect(await implementTask(test.context, 'T001')).toBe(true);
  expect(mockDriver.jobs).toHaveLength(1);
});

it('what commands said of an earlier tree does not tick it: they run again', async () => {
  checkpoint(`verify: ${PASSES}\nlimits: { attempts: 1 }`);
  mockDriver.plays();
  expect(await implementTask(test.context, 'T001')).toBe(true);
  checkpointAgain(FAILS);
  expect(await implementTask(test.context, 'T001')).toBe(false);
  expect(test.ticked).toEqual([]);
});

/** The same list with its box empty, and other commands. */
function checkpointAgain(verify: string): void {
  test.write(
    'specwave.yaml',
    `default: script\nagents: { script: { driver: command, command: [unused] } }\nverify: ${verify}\nlimits: { attempts: 1 }\n`,
  );
  test.write('specs/F001/tasks.md', '## Layer 0\n- [ ] T001 Checkpoint - all tests pass\n');
}
