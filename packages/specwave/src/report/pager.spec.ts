import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pagerFor, writePaged } from './pager';

const LINES = Array.from({ length: 30 }, (_, line) => `line ${line}`);
const terminal = (more: object = {}) => ({ isTTY: true, rows: 24, write: () => undefined, ...more });

it.each([
  ['no PAGER: less', {}, 30, {}, ['less', '-FRX']],
  ['a PAGER with arguments', {}, 30, { PAGER: ' most  -s ' }, ['most', '-s']],
  ['what a shell would expand is only words', {}, 30, { PAGER: 'a;b $(c)' }, ['a;b', '$(c)']],
  ['lines that fill the screen, and the prompt', {}, 24, {}, ['less', '-FRX']],
  ['lines that fit', {}, 23, {}, null],
  ['a pipe', { isTTY: false }, 30, {}, null],
  ['a pipe that says nothing of itself', { isTTY: undefined }, 30, {}, null],
  ['an empty PAGER', {}, 30, { PAGER: '' }, null],
  ['PAGER=cat', {}, 30, { PAGER: 'cat' }, null],
  ['a terminal that cannot move its cursor', {}, 30, { TERM: 'dumb' }, null],
])('%s', (_, screen, lines, environment, expected) => {
  expect(pagerFor(terminal(screen), lines, environment)).toEqual(expected);
});

describe('with a pager', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'specwave-pager-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const written = (pager: string): string => {
    let text = '';
    const screen = terminal({ write: (more: string) => (text += more) });
    writePaged(screen, LINES, { ...process.env, TERM: 'xterm', PAGER: pager });
    return text;
  };

  it('long answers go to it whole, and not to the screen', () => {
    const program = join(folder, 'pager');
    writeFileSync(program, '#!/bin/sh\ncat > "$1"\nprintf %s "$LESS" > "$1.less"\n');
    chmodSync(program, 0o755);
    const out = join(folder, 'out');
    expect(written(`${program} ${out}`)).toBe('');
    expect(readFileSync(out, 'utf8')).toBe(`${LINES.join('\n')}\n`);
    expect(readFileSync(`${out}.less`, 'utf8')).toBe(process.env['LESS'] ?? 'FRX');
  });

  it('one that does not exist is done without', () => {
    expect(written(join(folder, 'none'))).toBe(`${LINES.join('\n')}\n`);
  });

  it('one that is closed before the end is no failure', () => {
    expect(written('true')).toBe('');
  });
});
