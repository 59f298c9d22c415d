/** What people read: links lead somewhere, settings can be read, commands exist. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseCommand } from './cli/command';
import { readConfig } from './config/load';

const ROOT = join(__dirname, '../../..');
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'packages/specwave/PLUGIN.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const VOCABULARY = { domains: new Map([['clerk', 'clerk']]), isSpec: () => true, specs: [] };

function textOf(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}

/** Fenced code by its language, without the fences. Fences may be indented, and hold others. */
function fencesOf(page: string, language: string): string[] {
  return [...textOf(page).matchAll(/^( *)(`{3,})(\w*)\n([^]*?)^\1\2$/gm)].flatMap(
    ([, , , info, body = '']) => (info === language ? [body] : []),
  );
}

/** As GitHub makes them of headings. */
function anchorsOf(page: string): string[] {
  return [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

it('README.md is short, and its lines are', () => {
  const lines = textOf('README.md').trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(150);
  expect(lines.filter((line) => line.length > 100 && !line.startsWith('|'))).toEqual([]);
});

it.each(PAGES)('every link of %s leads somewhere', (page) => {
  const links = [...textOf(page).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link = '']) => link);
  const broken = links.filter((link) => {
    const [path = '', anchor] = link.split('#');
    const file = path === '' ? page : join(dirname(page), path);
    return !existsSync(join(ROOT, file)) || (anchor !== undefined && !anchorsOf(file).includes(anchor));
  });
  expect(broken).toEqual([]);
});

it('README.md leads to every page of docs', () => {
  const pages = PAGES.filter((page) => page.startsWith('docs/'));
  expect(pages.filter((page) => !textOf('README.md').includes(`](${page})`))).toEqual([]);
});

const SETTINGS =
  /^(?:default|agents|routes|domains|limits|prices|setup|verify|gate|next|checks|commit|order):/m;

it.each(PAGES)('the settings that %s shows can be read', (page) => {
  const problems = fencesOf(page, 'yaml')
    .filter((text) => SETTINGS.test(text) && !/^(?:jobs|on):/m.test(text))
    .flatMap((text) => {
      const read = readConfig(text, page);
      // An example shows a part: agents that it routes to stand elsewhere.
      return read.ok ? [] : read.problems.filter(({ code }) => code !== 'config-unknown-agent');
    });
  expect(problems).toEqual([]);
});

it.each(PAGES)('the commands that %s shows exist', (page) => {
  const commands = [...textOf(page).matchAll(/(?:^|`)npx specwave( [^`#\n]*)?/gm)].map(([, words = '']) =>
    words.replace(/\[SCOPE\]|\{\w+\}/g, '').trim(),
  );
  const refused = commands.flatMap((words) => {
    const parsed = parseCommand(words === '' ? [] : words.split(/\s+/), VOCABULARY);
    return parsed.ok ? [] : parsed.problems.map(({ message }) => `${words}: ${message}`);
  });
  expect(refused).toEqual([]);
});

it.each(PAGES)('the generators that %s shows exist', (page) => {
  const { generators }: { generators: Record<string, unknown> } = JSON.parse(
    readFileSync(join(ROOT, 'packages/specwave/generators.json'), 'utf8'),
  );
  const shown = [...textOf(page).matchAll(/\bnx g specwave:([\w-]+)/g)].map(([, name = '']) => name);
  expect(shown.filter((name) => !(name in generators))).toEqual([]);
});
