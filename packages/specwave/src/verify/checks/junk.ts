import type { Check } from './check';
import { namesFile } from './words';

const JUNK =
  /(?:^|\/)(?:node_modules|__pycache__|\.pytest_cache|\.mypy_cache|\.ruff_cache|\.venv|venv|\.idea|\.gradle|\.nyc_output|\.ipynb_checkpoints|\.parcel-cache|\.turbo)\/|(?:^|\/)(?:\.env(?:\.local|\.production|\.development)?|\.DS_Store|Thumbs\.db|nohup\.out|\.coverage|core\.\d+)$|\.(?:bak|orig|rej|swp|swo|tmp|temp|log|pyc|pyo|class|old|backup)$|~$/i;
/** A report to whoever asked, in the root of the repository. */
const REPORT =
  /^[^/]*(?:SUMMARY|IMPLEMENTATION_(?:NOTES?|REPORT|COMPLETE|STATUS)|COMPLETION|TASK_?\d*_?(?:REPORT|COMPLETE|DONE|NOTES)|WORK_?LOG|PROGRESS_REPORT|FINAL_REPORT)[^/]*\.(?:md|txt)$/;

/** What was left lying about. */
export const junk: Check = {
  name: 'junk',
  find: ({ task, changed }) => {
    const left = changed.filter(
      ({ path, before, after }) =>
        before === null && after !== null && (JUNK.test(path) || REPORT.test(path)) && !namesFile(task, path),
    );
    const [first] = left;
    if (!first) return [];
    return [
      {
        message: `\`${first.path}\`${left.length > 1 ? ` and ${left.length - 1} more` : ''} looks like something that was left lying about.`,
        next: 'Delete it, or have git ignore it.',
        path: first.path,
        line: null,
      },
    ];
  },
};
