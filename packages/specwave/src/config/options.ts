/**
 * The plugin's options in `nx.json`. Every nx command of a workspace loads this file: it is checked by
 * hand, because importing the schema library alone would cost more than all of this.
 */
import { nearest } from './nearest';
import type { Problem } from './problem';

export interface PluginOptions {
  /**
   * Folders that hold specs, relative to the workspace root, with `/`, without one at the end. With `!` in front of it:
   * one that is left out.
   */
  specRoots: string[];
  implementTargetName: string;
  checkTargetName: string;
}

/** Where specs are looked for without configuration: as Spec Kit, Kiro and cc-sdd, OpenSpec, and spec-workflow keep them. */
export const SPEC_ROOTS = ['specs', '.kiro/specs', 'openspec/changes', '.spec-workflow/specs'] as const;

const DEFAULTS: Readonly<PluginOptions> = {
  specRoots: [...SPEC_ROOTS],
  implementTargetName: 'implement',
  checkTargetName: 'check-tasks',
};
const KNOWN = Object.keys(DEFAULTS);

/** Checks what stands in `nx.json`. Never throws: what is wrong is reported and replaced by its default. */
export function readOptions(raw: unknown): { options: PluginOptions; problems: Problem[] } {
  const problems: Problem[] = [];
  const report = (code: string, message: string, next: string): void => {
    problems.push({ code, severity: 'error', message, file: 'nx.json', next });
  };

  const options = { ...DEFAULTS, specRoots: [...DEFAULTS.specRoots] };
  if (raw === undefined || raw === null) return { options, problems };
  if (typeof raw !== 'object' || Array.isArray(raw)) {
    report(
      'options-invalid',
      'The options of the plugin `specwave` are no object.',
      'Write `"options": {}`.',
    );
    return { options, problems };
  }

  for (const [key, value] of Object.entries(raw)) {
    if (key === 'specRoots') options.specRoots = readRoots(value, report);
    else if (key === 'implementTargetName' || key === 'checkTargetName') {
      options[key] = readTargetName(key, value, report);
    } else {
      const meant = nearest(key, KNOWN);
      report(
        'options-unknown-key',
        `The plugin \`specwave\` has no option \`${key}\`; expected one of ${KNOWN.join(', ')}.`,
        meant ? `Did you mean \`${meant}\`?` : 'Take it out; all other settings stand in specwave.yaml.',
      );
    }
  }
  if (options.implementTargetName === options.checkTargetName) {
    report(
      'options-target-name',
      `\`implementTargetName\` and \`checkTargetName\` are both \`${options.checkTargetName}\`; two names were expected.`,
      'Rename one of the two.',
    );
    options.implementTargetName = DEFAULTS.implementTargetName;
    options.checkTargetName = DEFAULTS.checkTargetName;
  }
  return { options, problems };
}

type ReportOption = (code: string, message: string, next: string) => void;

function readRoots(value: unknown, report: ReportOption): string[] {
  if (!Array.isArray(value) || value.length === 0) {
    report(
      'options-spec-roots',
      '`specRoots` is not a list of folders; such a list was expected, such as ["specs", "!specs/old"].',
      `Correct the value, or take the key out to use ${JSON.stringify(SPEC_ROOTS)}.`,
    );
    return [...DEFAULTS.specRoots];
  }
  const roots = value.flatMap((entry: unknown) => {
    const root = normalRoot(entry);
    if (root !== null) return [root];
    report(
      'options-spec-root',
      `\`specRoots\` names ${JSON.stringify(entry) ?? String(entry)}; a folder inside the workspace was expected, relative to its root, without patterns.`,
      'Name a folder such as "specs".',
    );
    return [];
  });
  const leftOut = roots.filter((root) => root.startsWith('!'));
  // A root within another one would have its specs found twice.
  const outermost = roots.filter(
    (root) => !root.startsWith('!') && !roots.some((other) => contains(other, root)),
  );
  return [...new Set([...(outermost.length > 0 ? outermost : DEFAULTS.specRoots), ...leftOut])];
}

function contains(outer: string, inner: string): boolean {
  return outer !== inner && (outer === '.' || inner.startsWith(`${outer}/`));
}

/** `./specs/` becomes `specs`; null where the root leaves the workspace or is a pattern. */
function normalRoot(entry: unknown): string | null {
  if (typeof entry !== 'string' || entry.trim() === '') return null;
  if (entry.startsWith('!')) {
    const root = normalRoot(entry.slice(1));
    return root === null || root === '.' ? null : `!${root}`;
  }
  const path = entry.replaceAll('\\', '/');
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path) || /[*?[\]{}!\0]/.test(path)) return null;
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) return null;
  return parts.length === 0 ? '.' : parts.join('/');
}

function readTargetName(
  key: 'implementTargetName' | 'checkTargetName',
  value: unknown,
  report: ReportOption,
): string {
  // `begin` and `wave-N` are targets of every spec; other characters get lost in Nx's `dependsOn`.
  const isGood =
    typeof value === 'string' &&
    /^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(value) &&
    !/^(begin|wave-\d+|__proto__)$/.test(value);
  if (isGood) return value;
  report(
    'options-target-name',
    `\`${key}\` is ${JSON.stringify(value) ?? String(value)}; expected a name of letters, digits, ".", "_" and "-" other than "begin" and "wave-N".`,
    `Correct the name, or take the key out to use "${DEFAULTS[key]}".`,
  );
  return DEFAULTS[key];
}
