import { isLooking, takesAway } from '../kindOfWork';
import { landedAs } from '../landedAs';
import type { Check, Found, Work } from './check';
import { namedSymbols } from './symbols';

const WIRES =
  /\b(?:wir(?:e|es|ed|ing)(?:\s+up)?|register(?:s|ed|ing)?|integrat(?:e|es|ed|ing)|mount(?:s|ed|ing)?|hook(?:s|ed|ing)?\s+up|plug(?:s|ged|ging)?|connect(?:s|ed|ing)?|add(?:s|ed|ing)?|includ(?:e|es|ed|ing)|re-?exports?|exports?)\b(?!\s+(?:tests?|documentation|docs?|comments?)\b)((?:[^.;\n]|\.(?!\s|$))*)/gi;
/** "into `src/app.ts`": "from" goes with exports only, "with" and "to" say less than a place. */
const INTO =
  /(?<!\b(?:not|as|defined|found|described|listed|used|declared|exists?|already)\s)\b(?:in|into|inside|within|to)\s+(?:the\s+)?(?:main\s+|app\s+|root\s+)?(?:\w+\s+){0,2}?`([^`\n]+\.\w+)`(?!\s*(?:or\b|if\b|\())/gi;

/** Something is to be wired into a file, and that file is as it was. */
export const notWired: Check = {
  name: 'not-wired',
  find: (work) => {
    const { task, changed } = work;
    if (changed.length === 0 || isLooking(task) || takesAway(task)) return [];
    const paths = changed.map(({ path }) => path);
    return filesWiredInto(task.title, task.files)
      .filter((file) => landedAs(file, paths) === null && work.exists(file) && !isThere(work, file))
      .map((file): Found => ({
        message: `The task wires something into \`${file}\`, which is as it was.`,
        next: `Change \`${file}\` so that it uses what was made.`,
        path: file,
        line: null,
      }));
  },
};

/** `files`: what the task declares; a file that it only mentions is not asked for. */
function filesWiredInto(title: string, files: readonly string[]): string[] {
  const found = [...title.matchAll(WIRES)].flatMap(([whole]) => {
    const isAdd = /^(?:add|includ)/i.test(whole);
    return [...whole.matchAll(INTO)].flatMap(([place, name = '']) =>
      isAdd && /^to\b/i.test(place) ? [] : files.filter((file) => file === name || file.endsWith(`/${name}`)),
    );
  });
  return [...new Set(found)];
}

/** Whether a file names already what the task names, or one of the files that were made: somebody wired it before. */
export function isThere(work: Work, file: string): boolean {
  const text = work.read(file);
  if (text === null) return true;
  const stems = work.changed.map(({ path }) => path.replace(/^.*\//, '').replace(/\.\w+$/, ''));
  const names = [...stems.filter((stem) => stem.length > 3 && stem !== 'index'), ...namedSymbols(work.task)];
  return names.some((name) => text.includes(name));
}
