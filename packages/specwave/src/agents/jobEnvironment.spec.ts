import { jobEnvironment } from './jobEnvironment';

const job = { tree: '/w/tree', workspaceRoot: '/w', mark: 'm', spec: 'F001', task: 'T001', attempt: 2 };
const KEYS = {
  ANTHROPIC_API_KEY: 'a-key',
  OPENAI_API_KEY: 'o-key',
  GEMINI_API_KEY: 'g-key',
  DATABASE_PASSWORD: 'd-secret',
};
const before = { ...process.env };

beforeEach(() => Object.assign(process.env, KEYS));
afterEach(() => {
  process.env = { ...before };
});

/** Which of the keys above an agent gets. */
const handedOn = (env: NodeJS.ProcessEnv) => Object.keys(KEYS).filter((name) => env[name] !== undefined);

it("an agent gets its own provider's key, and none of another one's", () => {
  expect(handedOn(jobEnvironment(job, ['anthropic']))).toEqual(['ANTHROPIC_API_KEY', 'DATABASE_PASSWORD']);
});

it('an agent of many providers gets all keys', () => {
  expect(handedOn(jobEnvironment(job, 'all'))).toEqual(Object.keys(KEYS));
});

it('what runs without a model gets no key of one', () => {
  expect(handedOn(jobEnvironment(job, []))).toEqual(['DATABASE_PASSWORD']);
});

it('a key that the user writes for an agent is handed on, whoever it is of', () => {
  const env = jobEnvironment(job, ['anthropic'], { OPENAI_API_KEY: 'written' });
  expect(env['OPENAI_API_KEY']).toBe('written');
});

it('names the task', () => {
  expect(jobEnvironment(job, [])).toMatchObject({
    SPECWAVE_SPEC: 'F001',
    SPECWAVE_TASK: 'T001',
    SPECWAVE_ATTEMPT: '2',
  });
});
