/**
 * Expected failures are values: a problem says what is wrong, where, and what to do about it.
 * Exceptions are left for bugs.
 */

/** A place in a text. `line` and `column` count from 1, `offset` (UTF-16 code units) from 0. */
export interface Position {
  line: number;
  column: number;
  offset: number;
}

/** An error stops the spec it is in (at `begin`); a warning is shown and the work goes on. */
export type Severity = 'error' | 'warning';

export interface Problem {
  /** Stable, kebab-case, for people who search and programs that filter: `duplicate-id`, `unknown-dependency`. */
  code: string;
  severity: Severity;
  /** What happened and what was expected, one sentence or two, without the place. */
  message: string;
  /** Path relative to the workspace root, with `/`. */
  file: string;
  /** Absent where the whole file is meant. */
  at?: Position;
  /** What to do, as an instruction. */
  next: string;
}

export type Result<T> = { ok: true; value: T } | { ok: false; problems: Problem[] };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function fail<T = never>(...problems: Problem[]): Result<T> {
  return { ok: false, problems };
}

/** `specs/F001/tasks.md:12:3`, the form that terminals and editors make into a link. */
export function placeOf(problem: Pick<Problem, 'file' | 'at'>): string {
  return problem.at ? `${problem.file}:${problem.at.line}:${problem.at.column}` : problem.file;
}

export function isError(problem: Problem): boolean {
  return problem.severity === 'error';
}
