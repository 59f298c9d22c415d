import type { Tree } from '@nx/devkit';
import { parse } from 'yaml';
import claudeCommand from './generator';

const EXECUTE = '.claude/commands/implementation/execute.md';
const CHECK = '.claude/commands/implementation/check-tasks.md';

/** As much of a tree as the generator uses. */
function treeOf(files: Record<string, string> = {}): { tree: Tree; files: Map<string, string> } {
  const present = new Map(Object.entries(files));
  const tree: Pick<Tree, 'exists' | 'read' | 'write'> = {
    exists: (path: string) => present.has(path),
    read: ((path: string) => present.get(path) ?? null) as Tree['read'],
    write: (path: string, text: Buffer | string) => void present.set(path, String(text)),
  };
  return { tree: tree as Tree, files: present };
}

const written = (options = {}, before: Record<string, string> = {}): Map<string, string> => {
  const { tree, files } = treeOf(before);
  claudeCommand(tree, options);
  return files;
};

it.each([EXECUTE, CHECK])('%s has front matter that allows the one command and nothing else', (path) => {
  const [, frontMatter = ''] = written().get(path)?.split(/^---$/m) ?? [];
  expect(parse(frontMatter)).toEqual({
    description: expect.any(String),
    'argument-hint': expect.any(String),
    'allowed-tools': 'Bash(npx specwave:*)',
    'disable-model-invocation': true,
  });
});

it.each([EXECUTE, CHECK])('%s never puts the arguments where a shell would read them', (path) => {
  const text = written().get(path) ?? '';
  const shell = text.split('\n').filter((line) => /npx|^!|!`|```!/.test(line) && line.includes('$ARGUMENTS'));
  expect(shell).toEqual([]);
  expect(text.match(/\$(?:ARGUMENTS|\d)/g)).toEqual(['$ARGUMENTS']);
  expect(text).not.toMatch(/!`|```!/);
});

it('writing twice changes nothing', () => {
  const { tree, files } = treeOf({ 'AGENTS.md': '# Ours\n' });
  claudeCommand(tree, {});
  const once = new Map(files);
  claudeCommand(tree, {});
  expect(files).toEqual(once);
});

it('a command that is there and differs is kept, nothing is written, and it is said what to do', () => {
  const { tree, files } = treeOf({ [EXECUTE]: 'mine', 'AGENTS.md': '# Ours\n' });
  expect(() => claudeCommand(tree, {})).toThrow(
    /^\.claude\/commands\/implementation\/execute\.md - error command-exists: .+\n {2}next: .+--force$/,
  );
  expect(files).toEqual(
    new Map([
      [EXECUTE, 'mine'],
      ['AGENTS.md', '# Ours\n'],
    ]),
  );
});

it('--force replaces it', () => {
  expect(written({ force: true }, { [EXECUTE]: 'mine' }).get(EXECUTE)).toContain('npx specwave WORDS');
});

it.each<[string, object, Record<string, string>, boolean]>([
  ['where there is none', {}, {}, false],
  ['where it is asked for', { agentsMd: true }, {}, true],
  ['where there is one', {}, { 'AGENTS.md': '' }, true],
])('AGENTS.md %s', (_, options, before, expected) => {
  expect((written(options, before).get('AGENTS.md') ?? '').includes('npx specwave WORDS')).toBe(expected);
});

it.each([
  ['without an end of line', '# Ours', '# Ours\n\n<!-- specwave: start -->\n'],
  ['with lines of Windows', '# Ours\r\n', '# Ours\r\n\r\n<!-- specwave: start -->\r\n'],
])('AGENTS.md %s keeps what it has, and gets the section behind it', (_, before, start) => {
  expect(written({}, { 'AGENTS.md': before }).get('AGENTS.md')?.startsWith(start)).toBe(true);
});

it('an older section is replaced where it stands', () => {
  const before = 'Above\n<!-- specwave: start -->\nold\n<!-- specwave: end -->\nBelow\n';
  const after = written({}, { 'AGENTS.md': before }).get('AGENTS.md') ?? '';
  expect(after).toMatch(/^Above\n<!-- specwave: start -->\n[^]+<!-- specwave: end -->\nBelow\n$/);
  expect(after).not.toContain('\nold\n');
});

it.each(['<!-- specwave: start -->\n', '<!-- specwave: end -->\n<!-- specwave: start -->\n'])(
  'markers that are no pair are left alone: %j',
  (before) => {
    const { tree, files } = treeOf({ 'AGENTS.md': before });
    expect(() => claudeCommand(tree, {})).toThrow('AGENTS.md - error agents-markers');
    expect(files).toEqual(new Map([['AGENTS.md', before]]));
  },
);
