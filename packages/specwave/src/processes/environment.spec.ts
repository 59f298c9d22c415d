import { agentEnvironment } from './environment';

describe('the environment of an agent', () => {
  it('is without what Nx set for the task around it', () => {
    const inherited = {
      NX_TASK_HASH: '1',
      NX_TASK_TARGET_PROJECT: 'F001',
      NX_SKIP_NX_CACHE: 'true',
      NX_TUI: 'false',
      NX_FORKED_TASK_EXECUTOR: '1',
      NX_WORKSPACE_ROOT_PATH: '/elsewhere',
      FORCE_COLOR: 'true',
      GIT_INDEX_FILE: '/elsewhere/index',
    };
    expect(agentEnvironment(inherited, '/workspace')).toEqual({
      NX_DAEMON: 'false',
      PATH: '/workspace/node_modules/.bin',
    });
  });

  it('keeps what stops an agent from running its own task again, and all that is not of Nx', () => {
    const inherited = { NX_INVOCATION_ANCESTOR_PIDS: '1,2', HOME: '/home/me', ANTHROPIC_API_KEY: 'key' };
    expect(agentEnvironment(inherited, '/workspace')).toMatchObject(inherited);
  });

  it("finds the workspace's programs first", () => {
    expect(agentEnvironment({ Path: '/usr/bin' }, '/workspace')['PATH']).toBe(
      '/workspace/node_modules/.bin:/usr/bin',
    );
  });

  it("keeps the user's wish about the daemon of Nx", () => {
    expect(agentEnvironment({ NX_DAEMON: 'true' }, '/workspace')['NX_DAEMON']).toBe('true');
  });
});
