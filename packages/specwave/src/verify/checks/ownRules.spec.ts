import type { ChangedContent, Work } from './check';
import { ownRules } from './ownRules';

interface Given {
  title?: string;
  body?: string;
  files?: string[];
  commands?: string[];
  changed: Record<string, [before: string | null, after: string | null]>;
}

function endings({
  title = 'Add a total',
  body = '',
  files = ['src/a.ts'],
  commands = ['npm test'],
  changed,
}: Given) {
  const contents = Object.entries(changed).map(([path, [before, after]]): ChangedContent => ({
    path,
    before,
    after,
    isBinary: false,
    size: after?.length ?? 0,
  }));
  const work: Work = {
    task: { id: 'T001', title, body, files, mentions: files, expects: [] },
    changed: contents,
    read: (path) => changed[path]?.[1] ?? null,
    readBefore: (path) => changed[path]?.[0] ?? null,
    exists: (path) => changed[path]?.[1] != null,
    existedBefore: (path) => changed[path]?.[0] != null,
    othersFiles: new Map(),
    commands,
    rules: ['specwave.yaml', 'specs/F001', 'tools/agent.mjs'],
  };
  return ownRules.find(work).map(({ path, atMost = 'refuse' }) => `${atMost} ${path}`);
}

const manifest = (scripts: object, more: object = {}): string =>
  JSON.stringify({ name: 'w', scripts, ...more });

it.each<[string, Given, string[]]>([
  [
    'the settings',
    { changed: { 'specwave.yaml': ['verify: [npm test]\n', 'verify: []\n'] } },
    ['refuse specwave.yaml'],
  ],
  [
    'the settings, made',
    { changed: { 'specwave.yaml': [null, 'checks: { stub: off }\n'] } },
    ['refuse specwave.yaml'],
  ],
  ['the spec', { changed: { 'specs/F001/spec.md': ['a', 'b'] } }, ['refuse specs/F001/spec.md']],
  [
    'a note beside the spec',
    { changed: { 'specs/F001/notes.md': [null, 'b'] } },
    ['refuse specs/F001/notes.md'],
  ],
  [
    'the program that is the agent',
    { changed: { 'tools/agent.mjs': ['a', 'b'] } },
    ['refuse tools/agent.mjs'],
  ],
  [
    'a script of a check',
    { commands: ['node tools/check.mjs --all'], changed: { 'tools/check.mjs': ['a', 'b'] } },
    ['refuse tools/check.mjs'],
  ],
  [
    'a script of a check, deleted',
    { commands: ['bash ./scripts/x.sh'], changed: { 'scripts/x.sh': ['a', null] } },
    ['refuse scripts/x.sh'],
  ],
  [
    'a test script that ends well',
    { changed: { 'package.json': [manifest({ test: 'jest' }), manifest({ test: 'exit 0' })] } },
    ['refuse package.json'],
  ],
  [
    'a test script that ends well, in a declared manifest',
    {
      files: ['package.json'],
      title: 'Add lodash to `package.json`',
      changed: { 'package.json': [manifest({ test: 'jest' }), manifest({ test: 'jest || true' })] },
    },
    ['refuse package.json'],
  ],
  [
    'a script that the script runs',
    {
      commands: ['npm run verify'],
      changed: {
        'package.json': [
          manifest({ verify: 'npm run lint && npm test', lint: 'eslint .', test: 'jest' }),
          manifest({ verify: 'npm run lint && npm test', lint: 'eslint . || true', test: 'jest' }),
        ],
      },
    },
    ['refuse package.json'],
  ],
  [
    'a hook of the script',
    {
      changed: {
        'package.json': [
          manifest({ pretest: 'tsc', test: 'jest' }),
          manifest({ pretest: 'true', test: 'jest' }),
        ],
      },
    },
    ['refuse package.json'],
  ],
  [
    'a target of Nx',
    {
      commands: ['npx nx test lib'],
      changed: {
        'lib/project.json': [
          '{"targets":{"test":{"command":"jest"}}}',
          '{"targets":{"test":{"command":"true"}}}',
        ],
      },
    },
    ['refuse lib/project.json'],
  ],
  [
    'a rule of make',
    {
      commands: ['make check'],
      changed: { Makefile: ['all: x\n\ncheck:\n\tgo test ./...\n', 'all: x\n\ncheck:\n\t@true\n'] },
    },
    ['refuse Makefile'],
  ],
  [
    'a script that every installation runs',
    {
      changed: {
        'package.json': [manifest({ test: 'jest' }), manifest({ test: 'jest', postinstall: 'node x.js' })],
      },
    },
    ['refuse package.json'],
  ],
  [
    'a step of CI that may fail',
    {
      changed: {
        '.github/workflows/ci.yml': ['steps:\n  - run: npm test\n', 'steps:\n  - run: npm test || true\n'],
      },
    },
    ['refuse .github/workflows/ci.yml'],
  ],
  [
    'a step of CI that may fail, in other words',
    {
      changed: {
        '.github/workflows/ci.yml': [
          'steps:\n  - run: npm test\n',
          'steps:\n  - run: npm test\n    continue-on-error: true\n',
        ],
      },
    },
    ['refuse .github/workflows/ci.yml'],
  ],
])('%s', (_, given, expected) => {
  expect(endings(given)).toEqual(expected);
});

it.each<[string, Given, string[]]>([
  [
    'settings that the task declares',
    { files: ['specwave.yaml'], changed: { 'specwave.yaml': ['a', 'b'] } },
    [],
  ],
  [
    'settings that the title names',
    { title: 'Add lint to specwave.yaml', changed: { 'specwave.yaml': ['a', 'b'] } },
    [],
  ],
  [
    'a part of the spec that the task is about',
    { title: 'Fill in research.md', changed: { 'specs/F001/research.md': ['a', 'b'] } },
    [],
  ],
  ['a checklist, which is for people', { changed: { 'specs/F001/checklists/ux.md': ['a', 'b'] } }, []],
  [
    'code in the folder of the spec',
    { changed: { 'specs/F001/src/a.ts': [null, 'b'], 'specs/F001/tsconfig.json': [null, '{}'] } },
    [],
  ],
  [
    'a test that the checks run',
    { commands: ['npx jest src/a.test.ts'], changed: { 'src/a.test.ts': ['a', 'b'] } },
    [],
  ],
  [
    'a script that the task declares',
    {
      files: ['tools/check.mjs'],
      commands: ['node tools/check.mjs'],
      changed: { 'tools/check.mjs': ['a', 'b'] },
    },
    [],
  ],
  [
    'a script that is new',
    { commands: ['node tools/check.mjs'], changed: { 'tools/check.mjs': [null, 'b'] } },
    [],
  ],
  [
    'the program itself, run by a check',
    { commands: ['node src/cli.mjs --help'], changed: { 'src/cli.mjs': ['a', 'b'] } },
    ['flag src/cli.mjs'],
  ],
  [
    'a dependency',
    {
      changed: {
        'package.json': [
          manifest({ test: 'jest' }),
          manifest({ test: 'jest' }, { dependencies: { a: '1' } }),
        ],
      },
    },
    [],
  ],
  [
    'a script that no check runs',
    {
      changed: {
        'package.json': [
          manifest({ test: 'jest', dev: 'a' }),
          manifest({ test: 'jest', dev: 'b', seed: 'c' }),
        ],
      },
    },
    [],
  ],
  [
    'the first tests',
    {
      changed: {
        'package.json': [
          manifest({ test: 'echo "Error: no test specified" && exit 1' }),
          manifest({ test: 'vitest run' }),
        ],
      },
    },
    [],
  ],
  [
    'another runner, asked for',
    {
      title: 'Migrate from Jest to Vitest',
      changed: { 'package.json': [manifest({ test: 'jest' }), manifest({ test: 'vitest run' })] },
    },
    [],
  ],
  [
    'hooks of git, asked for',
    {
      title: 'Set up husky',
      changed: { 'package.json': [manifest({ test: 'jest' }), manifest({ test: 'jest', prepare: 'husky' })] },
    },
    [],
  ],
  [
    'another rule of make',
    {
      commands: ['make check'],
      changed: {
        Makefile: ['check:\n\tgo test ./...\n', 'check:\n\tgo test ./...\n\nrun:\n\tgo run . || true\n'],
      },
    },
    [],
  ],
  [
    'a step of CI',
    {
      changed: {
        '.github/workflows/ci.yml': [
          'steps:\n  - run: npm test\n',
          'steps:\n  - run: npm test\n  - run: npm run lint\n',
        ],
      },
    },
    [],
  ],
  [
    'a new pipeline with a step for information',
    { changed: { '.github/workflows/audit.yml': [null, 'steps:\n  - run: npm audit || true\n'] } },
    ['flag .github/workflows/audit.yml'],
  ],
])('may be changed: %s', (_, given, expected) => {
  expect(endings(given)).toEqual(expected);
});
