/**
 * The report as one HTML file: no network, no account. Facts in, text out. What specs, agents and checks said is
 * escaped; a policy in the head forbids every script but the one here, and all that would be loaded.
 */
import { createHash } from 'node:crypto';
import { count, formatDuration } from '../format';
import type { ReportAnswer, ReportSpec } from './facts';
import { escaped } from './html';
import { SCRIPT } from './script';
import { STYLE } from './style';
import { spentWords, taskItem } from './task';
import { timeline } from './timeline';

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Bars have their places in `style` attributes; scripts are held to the one of this page by its hash. */
const POLICY = `default-src 'none'; style-src 'unsafe-inline'; script-src ${hashOf(SCRIPT)}; base-uri 'none'; form-action 'none'`;

function tile(heading: string, words: string): string {
  return `<div class="tile"><dt>${escaped(heading)}</dt><dd>${escaped(words)}</dd></div>`;
}

function totals({ specs, spent, saved, runStartedAt, at, isRunning }: ReportAnswer): string {
  const done = specs.reduce((sum, spec) => sum + spec.done, 0);
  const total = specs.reduce((sum, spec) => sum + spec.total, 0);
  const tasks = specs.flatMap(({ waves }) => waves.flatMap((wave) => wave.tasks));
  const failed = tasks.filter(
    ({ state, outcome }) => state === 'open' && outcome !== null && outcome !== 'landed',
  ).length;
  const flagged = tasks.filter(({ flags }) => flags.length > 0).length;
  const replayed = tasks.filter(({ replayedAt }) => replayedAt !== null).length;
  const since = Date.parse(runStartedAt ?? '');
  const last = Math.max(
    ...tasks.map(({ endedAt }) => Date.parse(endedAt ?? '')).filter((end) => !Number.isNaN(end)),
  );
  const until = isRunning ? Date.parse(at) : last;
  const tiles = [
    tile('Tasks done', `${done} of ${total}`),
    tile(
      'Specs',
      `${specs.filter(({ status }) => status === 'completed').length} of ${specs.length} completed`,
    ),
    ...(failed > 0 ? [tile('Ended without landing', count(failed, 'task'))] : []),
    ...(flagged > 0 ? [tile('To look at', `${count(flagged, 'task')} with flags`)] : []),
    ...(until >= since ? [tile('Last run', formatDuration(until - since))] : []),
    ...(spentWords(spent) === '' ? [] : [tile('Spent', spentWords(spent))]),
    ...(replayed === 0
      ? []
      : [
          tile(
            'Replayed',
            [count(replayed, 'task'), spentWords(saved) && `saved ${spentWords(saved)}`]
              .filter(Boolean)
              .join(', '),
          ),
        ]),
  ];
  return `<dl class="tiles">${tiles.join('')}</dl>`;
}

function specSection({ spec, title, status, done, total, elapsedMs, spent, waves }: ReportSpec): string {
  const facts = [
    status,
    `${done} of ${count(total, 'task')} done`,
    elapsedMs === null ? '' : formatDuration(elapsedMs),
    spentWords(spent),
  ].filter(Boolean);
  const parts = waves.map(
    (wave, index) =>
      `<h3>${escaped(/^(?:wave|layer|phase)\b/i.test(wave.title) ? wave.title : `Wave ${index}: ${wave.title}`)}</h3><ol class="tasks">${wave.tasks.map((task) => taskItem(spec, task)).join('')}</ol>`,
  );
  return `<section class="spec" id="${escaped(spec)}"><h2>${escaped(spec)} ${escaped(title)}</h2><p class="facts">${facts.map((fact) => `<span>${escaped(fact)}</span>`).join('')}</p>${parts.join('')}</section>`;
}

/** The whole file. */
export function reportPage(answer: ReportAnswer): string {
  const written = answer.at.replace('T', ' ').replace(/\.\d+Z$/, ' UTC');
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<title>Specwave report</title>',
    `<style>${STYLE}</style>`,
    '</head>',
    `<body${answer.isRunning ? ` data-running="${escaped(answer.at)}"` : ''}>`,
    '<header>',
    `<h1>Specwave report</h1><p>Written ${escaped(written)}${answer.isRunning ? ', while agents are at work: this page loads itself again' : ''}.</p>`,
    '</header>',
    '<main>',
    totals(answer),
    '<h2 id="timeline">Timeline of the last run</h2>',
    timeline(answer),
    '<p class="search"><label for="words">Show only tasks with these words</label> <input id="words" type="search" autocomplete="off"> <output id="found" for="words"></output></p>',
    ...answer.specs.map(specSection),
    '</main>',
    `<script>${SCRIPT}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}
