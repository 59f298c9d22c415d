/** The report as Markdown, for `$GITHUB_STEP_SUMMARY` and the like. Pure. */
import { clip, count, formatDuration } from './format';
import type { ReportAnswer, ReportTask } from './page/facts';
import { spentWords } from './page/task';

/** Text from elsewhere in a cell of a table: no markup, no line break. */
function cell(text: string): string {
  return clip(text, 200).replace(/[\\|`*_[\]<>&#~]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

function row(spec: string, task: ReportTask): string {
  const { id, title, outcome, message, flags } = task;
  const words = [message === null ? '' : clip(message, 160), ...flags].filter(Boolean).join('; ');
  return `| ${cell(spec)} | ${cell(id)} | ${cell(title)} | ${cell(outcome ?? 'open')} | ${cell(words)} |`;
}

/** How each spec stands, then what is left and what has flags, by task. */
export function reportMarkdown({ specs, spent, saved }: ReportAnswer): string {
  const rows = specs.map(
    (each) =>
      `| ${cell(each.spec)} | ${cell(each.title)} | ${each.status} | ${each.done} of ${each.total} | ${each.elapsedMs === null ? '' : formatDuration(each.elapsedMs)} | ${spentWords(each.spent)} |`,
  );
  const told = specs.flatMap(({ spec, waves }) =>
    waves.flatMap(({ tasks }) =>
      tasks.filter(({ state, flags }) => state !== 'done' || flags.length > 0).map((task) => row(spec, task)),
    ),
  );
  const sums = [
    spentWords(spent) === '' ? '' : `spent ${spentWords(spent)}`,
    spentWords(saved) === '' ? '' : `saved by replays ${spentWords(saved)}`,
  ].filter(Boolean);
  return [
    '## Specwave',
    '',
    `${count(specs.length, 'spec')}${sums.length === 0 ? '' : `, ${sums.join(', ')}`}.`,
    '',
    '| Spec | Title | Status | Done | Time | Spent |',
    '|---|---|---|---|---|---|',
    ...rows,
    ...(told.length === 0
      ? []
      : [
          '',
          '### To look at',
          '',
          '| Spec | Task | Title | Outcome | Why |',
          '|---|---|---|---|---|',
          ...told,
        ]),
    '',
  ].join('\n');
}
