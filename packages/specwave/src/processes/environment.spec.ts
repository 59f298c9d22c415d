import { agentEnvironment } from './environment';

const ROOTS = { tree: '/tree', workspaceRoot: '/workspace' };

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
    expect(agentEnvironment(inherited, ROOTS)).toEqual({
      NX_DAEMON: 'false',
      PATH: '/tree/node_modules/.bin:/workspace/node_modules/.bin',
    });
  });

  it('keeps what stops an agent from running its own task again, and all that is not of Nx', () => {
    const inherited = { NX_INVOCATION_ANCESTOR_PIDS: '1,2', HOME: '/home/me', ANTHROPIC_API_KEY: 'key' };
    expect(agentEnvironment(inherited, ROOTS)).toMatchObject(inherited);
  });

  it("finds the tree's programs first, then the workspace's", () => {
    expect(agentEnvironment({ Path: '/usr/bin' }, ROOTS)['PATH']).toBe(
      '/tree/node_modules/.bin:/workspace/node_modules/.bin:/usr/bin',
    );
  });

  it("keeps the user's wish about the daemon of Nx in the workspace, and lets none start in a tree", () => {
    const shared = { tree: '/workspace', workspaceRoot: '/workspace' };
    expect(agentEnvironment({ NX_DAEMON: 'true' }, shared)['NX_DAEMON']).toBe('true');
    expect(agentEnvironment({ NX_DAEMON: 'true' }, ROOTS)['NX_DAEMON']).toBe('false');
  });
});
