/** What the graph needs of a task list: small enough to keep a thousand of them in one cache file. */

export interface ParsedTask {
  id: string;
  title: string;
  /** Ticked in the file. A task without a box is never done here: the ledger says so, and it changes on its own. */
  done: boolean;
  hasBox: boolean;
  /** Tasks of the same wave that it waits for. */
  after: string[];
  /** Definition digest. */
  digest: string;
  /** Key of the agent that gets it (`settingsKey`, without a hint); '' where the settings are wrong. */
  settings: string;
}

export interface ParsedWave {
  title: string;
  tasks: ParsedTask[];
}

export interface ParsedSpec {
  /** Title and id of the list's first heading. */
  title: string | null;
  titleId: string | null;
  waves: ParsedWave[];
  /** Every path that its tasks name. */
  files: string[];
}
