/** When what was worked on: a row for each lane, a bar for each task. Pure. */
import { formatDuration } from '../format';
import type { ReportAnswer, ReportTask } from './facts';
import { anchorOf, escaped } from './html';

interface Bar {
  spec: string;
  task: ReportTask;
  /** Milliseconds since 1970. */
  from: number;
  to: number;
}

/** Bars that do not overlap share a lane: as many lanes as were worked in at the same time. */
export function lanesOf(bars: readonly Bar[]): Bar[][] {
  const lanes: Bar[][] = [];
  for (const bar of bars.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    const free = lanes.find((lane) => (lane.at(-1)?.to ?? 0) <= bar.from);
    if (free) free.push(bar);
    else lanes.push([bar]);
  }
  return lanes;
}

/** Of the last run; of all that is known where no time of a run is. */
export function barsOf({ specs, runStartedAt, at }: ReportAnswer): Bar[] {
  const now = Date.parse(at);
  // The ledger's times are in whole seconds.
  const since = runStartedAt === null ? 0 : Math.floor(Date.parse(runStartedAt) / 1000) * 1000;
  return specs
    .flatMap(({ spec, waves }) => waves.flatMap(({ tasks }) => tasks.map((task) => ({ spec, task }))))
    .flatMap(({ spec, task }) => {
      const replayed = task.replayedAt === null ? Number.NaN : Date.parse(task.replayedAt);
      const from = Number.isNaN(replayed) ? Date.parse(task.startedAt ?? '') : replayed;
      if (Number.isNaN(from) || from < since) return [];
      const ended = Number.isNaN(replayed) ? Date.parse(task.endedAt ?? '') : replayed;
      const byLength = from + (task.durationMs ?? 0);
      const to = task.state === 'at-work' ? now : Number.isNaN(ended) ? byLength : Math.max(ended, byLength);
      return [{ spec, task, from, to: Math.max(to, from) }];
    });
}

/** How a bar looks, and the word for it. */
export function lookOf(task: ReportTask): string {
  if (task.state === 'at-work') return 'at-work';
  if (task.replayedAt !== null) return 'replayed';
  return task.outcome ?? (task.state === 'done' ? 'ticked' : 'open');
}

export function timeline(answer: ReportAnswer): string {
  const bars = barsOf(answer);
  if (bars.length === 0) return '<p>Nobody has worked on these specs in the last run.</p>';
  const from = Math.min(...bars.map((bar) => bar.from));
  const to = Math.max(...bars.map((bar) => bar.to), from + 1000);
  const percent = (ms: number): string => ((ms / (to - from)) * 100).toFixed(2);
  const lanes = lanesOf(bars).map((lane) => {
    const links = lane.map(({ spec, task, ...bar }) => {
      const look = lookOf(task);
      const words = `${spec} ${task.id}: ${look}, ${formatDuration(bar.to - bar.from)}`;
      const place = `left:${percent(bar.from - from)}%;width:${percent(bar.to - bar.from)}%`;
      return `<a class="bar ${escaped(look)}" style="${place}" href="#${anchorOf(spec, task.id)}" title="${escaped(`${words}. ${task.title}`)}" aria-label="${escaped(words)}">${escaped(task.id)}</a>`;
    });
    return `<div class="lane">${links.join('')}</div>`;
  });
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((part) => `<span>${formatDuration((to - from) * part)}</span>`);
  return `<div class="timeline">${lanes.join('')}<div class="axis" aria-hidden="true">${ticks.join('')}</div></div>`;
}
