/** The lines of `check-tasks`. Pure: what was found in, lines out. */
import { placeOf } from '../config/problem';
import type { CheckedSpec, CheckedWave } from './events';
import { flagLines } from './flags';
import { clip, count, plain } from './format';

function waveLines(file: string, { index, title, total, open, gate }: CheckedWave): string[] {
  if (open.length === 0 && gate === null) return [];
  const state =
    open.length > 0
      ? `${open.length} of ${count(total, 'task')} left`
      : `all tasks done, its gate ${gate === 'failed' ? 'has failed' : 'has not been run'}`;
  return [
    `  wave ${index}: ${clip(title, 60)} — ${state}`,
    ...open.map(
      ({ id, title: words, at }) => `    ${id}  ${clip(words, 80)}  (${plain(placeOf({ file, at }))})`,
    ),
  ];
}

/** Not each that somebody ticked before Specwave came: how many, and those that are to be doubted. */
function auditLines({ file, audit: { landed, found, nothing, doubted } }: CheckedSpec): string[] {
  const elsewhere = [
    found > 0 ? [`${found} not landed here, but there`] : [],
    nothing > 0 ? [`${nothing} with nothing to look at`] : [],
  ].flat();
  const kinds = [...(landed > 0 ? [`${landed} landed here`] : []), ...elsewhere].join(', ');
  return [
    ...(elsewhere.length > 0 ? [`  ticked: ${kinds}`] : []),
    ...doubted.flatMap(({ id, title, at, kind, reason, next }) => [
      `  ${id}  ${clip(title, 60)} — ticked, but ${kind === 'not-found' ? 'not found' : 'other words'}  (${plain(placeOf({ file, at }))})`,
      `    ${clip(reason, 300)}. ${next}`,
    ]),
  ];
}

function flaggedLines({ spec, flagged }: CheckedSpec): string[] {
  if (flagged.length === 0) return [];
  const lines = flagLines(spec, flagged).map((line) => `  ${line}`);
  return [`  landed with a flag (${count(flagged.length, 'task')}):`, ...lines];
}

function skippedLines({ file, skipped }: CheckedSpec): string[] {
  if (skipped === null) return [];
  if (skipped.length === 0) return ['  passed over as no task: nothing'];
  return [
    `  passed over as no task (${skipped.length}):`,
    ...skipped.map(
      ({ at, text, reason }) =>
        `    ${plain(placeOf({ file, at }))}  ${clip(text, 60)} — ${clip(reason, 100)}`,
    ),
  ];
}

/** The lines of one spec, its problems left out: these are told as everywhere. */
export function taskCheckLines(spec: CheckedSpec): string[] {
  const title = spec.title === '' ? spec.spec : `${spec.spec}: ${clip(spec.title, 80)}`;
  const errors = spec.problems.filter(({ severity }) => severity === 'error').length;
  const isLeft = spec.waves.some(({ open, gate }) => open.length > 0 || gate !== null);
  const state = [
    spec.total > 0 ? [`${spec.done} of ${count(spec.total, 'task')} done`] : [],
    errors > 0 ? [count(errors, 'error')] : [],
    spec.audit.doubted.length > 0 ? [`${spec.audit.doubted.length} ticked, but not there`] : [],
  ].flat();
  const isWrong = errors > 0 || spec.audit.doubted.length > 0;
  const next = isWrong ? 'Mend what is wrong (above).' : isLeft ? `npx nx implement ${spec.spec}` : null;
  return [
    `${title} — ${state.join(', ')}`,
    ...spec.waves.flatMap((wave) => waveLines(spec.file, wave)),
    ...auditLines(spec),
    ...flaggedLines(spec),
    ...skippedLines(spec),
    ...(next === null ? [] : [`  next: ${next}`]),
  ];
}
