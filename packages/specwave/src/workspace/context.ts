/** What a verb gets from a door: where it works, on which spec, and whom to tell. */
import type { Problem } from '../config/problem';
import type { Report } from '../report/events';

/** A spec as Nx knows it. */
export interface SpecProject {
  /** The project's name, and the key in the ledger. */
  name: string;
  /** Its folder, relative to the workspace root, `/`. */
  path: string;
}

export interface RunContext {
  /** Absolute. */
  workspaceRoot: string;
  spec: SpecProject;
  /** All specs of the workspace, this one included. */
  specs: readonly SpecProject[];
  /** Folders below which specs lie (option of the plugin). */
  specRoots: readonly string[];
  /** What is wrong with the plugin's options. */
  optionProblems: readonly Problem[];
  report: Report;
  /** Aborts when the user interrupts the run. */
  signal: AbortSignal;
}
