/** The table of `specwave agents`. Pure: rows in, lines out. */
import type { AgentRow } from './events';
import { tableLines } from './table';
import { clip, plain } from './format';

const HEADINGS = ['Agent', 'Driver', 'Program', 'Version', 'Login', 'Usable'].map((text) => ({ text }));

function cells({ name, isDefault, driver, program, version, loggedIn, problem, tried }: AgentRow) {
  const login = loggedIn === null ? (version === null ? '-' : 'not known') : loggedIn ? 'yes' : 'no';
  return [
    `${clip(name, 30)}${isDefault ? ' (default)' : ''}`,
    driver,
    program === null ? 'embedded' : clip(program, 40),
    version ?? '-',
    login,
    problem || tried?.works === false ? 'no' : program === null || loggedIn || tried ? 'yes' : 'not known',
  ].map((text) => ({ text }));
}

/** The table, then what is wrong with each agent that cannot be used and what to do. */
export function agentTable(rows: readonly AgentRow[]): string[] {
  const problems = rows.flatMap(({ name, problem: found, tried }) => {
    const problem = found ?? (tried?.works === false ? tried : null);
    return problem === null
      ? []
      : ['', `${name}: ${plain(problem.message)}`, `  next: ${plain(problem.next)}`];
  });
  return [...tableLines([HEADINGS, ...rows.map(cells)]), ...problems];
}
