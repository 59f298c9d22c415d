import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tryAgent } from './tryAgent';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'specwave-try-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const tried = (script: string) =>
  tryAgent('mine', { driver: 'command', command: ['bash', '-c', script], env: { ROOT: root } }, root);

it('an agent that makes the file works, and its folder is gone', async () => {
  expect(await tried('pwd > "$ROOT/at"; cat > "$ROOT/prompt"; echo hello > hello.txt')).toMatchObject({
    works: true,
  });
  expect(readFileSync(join(root, 'prompt'), 'utf8')).toContain('hello.txt');
  const at = readFileSync(join(root, 'at'), 'utf8').trim();
  expect(() => readFileSync(at)).toThrow('ENOENT');
});

it.each([
  ['makes nothing', 'cat > /dev/null', 'made no file'],
  ['has no login', 'echo "Error: 401 Unauthorized" >&2; exit 1', 'not logged in'],
  ['has no quota, and ends well', 'echo "Error: 429 Too Many Requests"', 'no quota'],
  ['is broken', 'echo out of luck >&2; exit 1', 'out of luck'],
])('an agent that %s does not, and it is said why', async (_, script, message) => {
  expect(await tried(script)).toMatchObject({ works: false, message: expect.stringContaining(message) });
});
