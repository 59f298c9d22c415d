/** Reads `specwave.yaml`: its text becomes settings, or problems with the place of each. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LineCounter, parseDocument, type Document } from 'yaml';
import { DOMAINS } from './domains';
import { nearest } from './nearest';
import { fail, ok, type Position, type Problem, type Result } from './problem';
import { configSchema, type Config } from './schema';
import { describeIssue } from './issue';
import { errorCode } from './systemError';
import { offsetOf, show, type KeyPath } from './yamlPlace';

export const CONFIG_FILE = 'specwave.yaml';

/** What was read last: whoever reads a spec asks for the settings, and a task's process reads its own several times. */
let last: { text: string; config: Result<Config> } | null = null;

function configOf(text: string): Result<Config> {
  if (last?.text !== text) last = { text, config: readConfig(text, CONFIG_FILE) };
  return last.config;
}

/** Reads the workspace's `specwave.yaml`; without one, everything has its default. */
export function loadConfig(workspaceRoot: string): Result<Config> {
  let text: string;
  try {
    text = readFileSync(join(workspaceRoot, CONFIG_FILE), 'utf8');
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return configOf('');
    return fail({
      code: 'config-unreadable',
      severity: 'error',
      message: `The settings could not be read (${code}); a file that you may read was expected, or none.`,
      file: CONFIG_FILE,
      next: `Make ${CONFIG_FILE} readable, or take it away to use the defaults.`,
    });
  }
  return configOf(text);
}

/** Reads `text`. `file` is only named in problems. An empty text gives the defaults. */
export function readConfig(text: string, file: string): Result<Config> {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    logLevel: 'error',
  });
  const placeAt = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    // The counter answers 0 for an empty text; positions count from 1.
    return { line: Math.max(line, 1), column: Math.max(col, 1), offset };
  };
  const problem = (code: string, offset: number, message: string, next: string): Problem => {
    return { code, severity: 'error', message, file, at: placeAt(offset), next };
  };

  if (document.errors.length > 0) {
    return fail(
      ...document.errors.map((error) =>
        error.code === 'DUPLICATE_KEY'
          ? problem(
              'config-duplicate-key',
              error.pos[0],
              'This key stands here for the second time; once was expected.',
              'Keep one of the two.',
            )
          : problem(
              'config-syntax',
              error.pos[0],
              `This is no valid YAML: ${error.message}.`,
              'Correct the line.',
            ),
      ),
    );
  }

  const raw = toData(document);
  if (!raw.ok) {
    return fail(
      problem('config-syntax', 0, `This YAML cannot be read: ${raw.reason}.`, 'Write it without aliases.'),
    );
  }
  const parsed = configSchema.safeParse(raw.value);
  if (!parsed.success) {
    return fail(
      ...parsed.error.issues.flatMap((issue) =>
        describeIssue(issue, raw.value).map(({ code, path, part, message, next }) =>
          problem(code, offsetOf(document, path, part), message, next),
        ),
      ),
    );
  }
  const unknown = unknownNames(parsed.data).map(({ code, what, path, name, known, add }) => {
    const meant = nearest(name, known);
    return problem(
      code,
      offsetOf(document, path),
      `\`${show(path)}\` names the ${what} \`${name}\`; expected one of ${list(known)}.`,
      meant ? `Did you mean \`${meant}\`? Or add ${add}.` : `Add ${add}.`,
    );
  });
  return unknown.length > 0 ? fail(...unknown) : ok(parsed.data);
}

/** An absent or empty document means "all defaults". Too many aliases (a bomb) are refused by the library. */
function toData(document: Document): { ok: true; value: unknown } | { ok: false; reason: string } {
  try {
    return { ok: true, value: document.toJS() ?? {} };
  } catch (error) {
    return { ok: false, reason: errorCode(error) };
  }
}

interface UnknownName {
  code: 'config-unknown-agent' | 'config-unknown-domain';
  what: 'agent' | 'domain';
  path: KeyPath;
  name: string;
  known: string[];
  /** What would make it known. */
  add: string;
}

function unknownNames({ agents, domains, default: fallback, routes }: Config): UnknownName[] {
  const agent = (path: KeyPath, name: string): UnknownName => {
    const known = Object.keys(agents);
    return {
      code: 'config-unknown-agent',
      what: 'agent',
      path,
      name,
      known,
      add: `\`${name}\` below \`agents\``,
    };
  };
  const domain = (path: KeyPath, name: string): UnknownName => {
    const known = [...new Set([...DOMAINS.map((each) => each.name), ...Object.keys(domains)])];
    const add = `\`${name}\` with its words below \`domains\``;
    return { code: 'config-unknown-domain', what: 'domain', path, name, known, add };
  };
  const named = [
    agent(['default'], fallback),
    ...routes.flatMap((route, index) => [
      domain(['routes', index, 'domain'], route.domain),
      agent(['routes', index, 'agent'], route.agent),
    ]),
  ];
  return named.filter(({ name, known }) => !known.includes(name));
}

function list(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(', ');
}
