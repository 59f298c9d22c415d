/** One task in the report. Pure. */
import type { Spent } from '../../plan/price';
import { count, formatDuration, formatTokens, formatUsd } from '../format';
import type { ReportTask, Said } from './facts';
import { anchorOf, escaped, folded } from './html';
import { lookOf } from './timeline';

/** `$0.40, 12.3k tokens`; empty where nothing was told. */
export function spentWords({ cost_usd: usd, input_tokens: read, output_tokens: written }: Spent): string {
  return [usd > 0 ? formatUsd(usd) : '', read + written > 0 ? `${formatTokens(read + written)} tokens` : '']
    .filter(Boolean)
    .join(', ');
}

function factsOf(task: ReportTask): string[] {
  return [
    task.agent === null ? '' : `${task.agent}${task.role === null ? '' : ` as ${task.role}`}`,
    task.attempts > 1 ? count(task.attempts, 'attempt') : '',
    task.durationMs === null ? '' : formatDuration(task.durationMs),
    spentWords(task.spent),
    task.replayedAt === null ? '' : 'replayed, nobody was asked',
    task.files.length === 0 ? '' : count(task.files.length, 'file'),
  ].filter(Boolean);
}

function checks(task: ReportTask): string {
  const rows = task.checks.map(({ name, passed, detail }) => {
    const evidence = detail === null ? '' : `<pre>${escaped(detail)}</pre>`;
    const mark = passed ? '<span class="passed">passed</span>' : '<span class="failed">failed</span>';
    return `<li>${mark} ${escaped(name)}${evidence}</li>`;
  });
  return rows.length === 0 ? '' : `<ul class="checks">${rows.join('')}</ul>`;
}

/** A patch with its added and removed lines told apart, by their first character too. */
function diff(text: string): string {
  const lines = text.split('\n').map((line) => {
    const kind = /^(?:\+\+\+|---|diff |index |@@)/.test(line) ? 'head' : (KINDS[line[0] ?? ''] ?? '');
    return kind === '' ? escaped(line) : `<span class="${kind}">${escaped(line)}</span>`;
  });
  return `<pre class="diff">${lines.join('\n')}</pre>`;
}

const KINDS: Record<string, string> = { '+': 'added', '-': 'removed' };

function said(parts: readonly Said[]): string {
  const lines = parts.map(({ kind, text }) => `<b>${escaped(kind)}</b> ${escaped(text)}`);
  return lines.length === 0 ? '' : `<pre>${lines.join('\n')}</pre>`;
}

export function taskItem(spec: string, task: ReportTask): string {
  const look = lookOf(task);
  const words = factsOf(task).map((fact) => `<span>${escaped(fact)}</span>`);
  const isBad = task.state !== 'done' && task.outcome !== null && task.outcome !== 'landed';
  const message = task.message === null ? '' : `<pre class="message">${escaped(task.message)}</pre>`;
  const next = task.next === null ? '' : `<p>Next: ${escaped(task.next)}</p>`;
  const flags = task.flags.map((flag) => `<li>${escaped(flag)}</li>`);
  const failed = task.checks.filter(({ passed }) => !passed).length;
  const checked =
    failed > 0 ? `Checks: ${failed} of ${task.checks.length} failed` : `Checks: ${task.checks.length} passed`;
  const files = task.files.map((file) => `<li><code>${escaped(file)}</code></li>`);
  const anchor = anchorOf(spec, task.id);
  return [
    `<li class="task ${escaped(look)}" id="${anchor}">`,
    `<h4><a href="#${anchor}">${escaped(task.id)}</a> ${escaped(task.title)} <span class="outcome">${escaped(look)}</span></h4>`,
    words.length === 0 ? '' : `<p class="facts">${words.join('')}</p>`,
    flags.length === 0 ? '' : `<ul class="flags" aria-label="Flags">${flags.join('')}</ul>`,
    isBad ? message + next : '',
    folded(checked, checks(task), failed > 0 && isBad),
    folded('Files', files.length === 0 ? '' : `<ul>${files.join('')}</ul>`),
    folded('Changes', task.diff === null ? '' : diff(task.diff)),
    folded('What the agent said', said(task.said)),
    '</li>',
  ].join('');
}
