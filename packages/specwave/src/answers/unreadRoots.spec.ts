import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tellUnreadRoots } from './unreadRoots';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'specwave-unread-'));
  for (const path of ['.kiro/specs/login', 'plans/a', 'openspec/changes/archive/old']) {
    mkdirSync(join(root, path), { recursive: true });
    writeFileSync(join(root, path, 'tasks.md'), '- [ ] 1. Do it\n');
  }
});
afterEach(() => rmSync(root, { recursive: true }));

function told(...specRoots: string[]): string[] {
  const messages: string[] = [];
  const names = { implementTargetName: 'implement', checkTargetName: 'check-tasks' };
  tellUnreadRoots({ root, specRoots, ...names, optionProblems: [] }, (event) => {
    if (event.type === 'notice') messages.push(event.message);
  });
  return messages;
}

it('specs of a tool in a folder that is not read are told, those that are done are not', () => {
  expect(told('plans')).toEqual([
    'Not looked in: .kiro/specs (1 spec). `specRoots` in nx.json names other folders: plans.',
  ]);
});

it.each([[['plans', '.kiro/specs']], [['.']], [['.kiro/specs/login']], [['plans', '!.kiro']]])(
  'with the roots %j there is nothing to tell',
  (roots) => {
    expect(told(...roots)).toEqual([]);
  },
);
