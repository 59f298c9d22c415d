import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { contextDigest } from '../plan/digest';
import { readSpecTexts } from './specFolder';

let folder: string;
let workspaceRoot: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'specwave-context-'));
  workspaceRoot = join(folder, 'workspace');
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text = `${path}\n`): void {
  mkdirSync(dirname(join(workspaceRoot, path)), { recursive: true });
  writeFileSync(join(workspaceRoot, path), text);
}

const context = (path: string) =>
  readSpecTexts(workspaceRoot, { path, taskFile: `${path}/tasks.md` })?.context ?? [];
const filesOf = (path: string): string[] => context(path).map(({ file }) => file);

describe('beside the task list, a spec has for context', () => {
  it.each<[string, string, string[], string[]]>([
    [
      'of Spec Kit',
      'specs/001-photos',
      ['contracts/api.yaml', 'data-model.md', 'plan.md', 'research.md', 'spec.md'],
      ['.specify/memory/constitution.md'],
    ],
    [
      'of Kiro',
      '.kiro/specs/login',
      ['design.md', 'requirements.md'],
      ['.kiro/steering/product.md', '.kiro/steering/tech.md'],
    ],
    [
      'of OpenSpec',
      'openspec/changes/add-search',
      ['design.md', 'proposal.md', 'specs/search/spec.md'],
      ['openspec/project.md'],
    ],
    [
      'of spec-workflow',
      '.spec-workflow/specs/export',
      ['design.md', 'requirements.md'],
      ['.spec-workflow/steering/product.md'],
    ],
  ])('%s', (_, path, own, shared) => {
    const others = [
      `${path}/tasks.md`,
      `${path}/checklists/a.md`,
      '.specify/memory/notes.md',
      '.specify/templates/spec.md',
      'openspec/AGENTS.md',
      'openspec/specs/search/spec.md',
    ];
    const files = [...own.map((name) => `${path}/${name}`), ...shared];
    for (const file of [...others, ...files]) write(file);
    expect(filesOf(path)).toEqual(files);
  });
});

it('what all specs of a tool have is part of the digest', () => {
  write('.kiro/specs/login/tasks.md');
  const before = contextDigest(context('.kiro/specs/login'));
  write('.kiro/steering/tech.md', 'Use Rust.\n');
  const after = contextDigest(context('.kiro/specs/login'));
  write('.kiro/steering/tech.md', 'Use Go.\n');
  expect(new Set([before, after, contextDigest(context('.kiro/specs/login'))]).size).toBe(3);
});

it('links are not followed, neither to files nor to folders', () => {
  writeFileSync(join(folder, 'secret.md'), 'secret\n');
  write('.kiro/specs/login/tasks.md');
  write('.kiro/steering/tech.md');
  symlinkSync(join(folder, 'secret.md'), join(workspaceRoot, '.kiro/steering/linked.md'));
  expect(filesOf('.kiro/specs/login')).toEqual(['.kiro/steering/tech.md']);
  write('.spec-workflow/specs/export/tasks.md');
  symlinkSync(folder, join(workspaceRoot, '.spec-workflow/steering'));
  expect(filesOf('.spec-workflow/specs/export')).toEqual([]);
});

it('what is larger than any agent could read is no context', () => {
  write('specs/a/tasks.md');
  write('.specify/memory/constitution.md', 'x'.repeat(1024 * 1024 + 1));
  expect(filesOf('specs/a')).toEqual([]);
});
