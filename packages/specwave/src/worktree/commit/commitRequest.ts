/** What is asked of a commit of results, and the answer where none was made. */
import type { ChangedFile } from '../../state/resultSchema';

export interface CommitRequest {
  /** The spec's id. */
  spec: string;
  /**
   * In the order to apply; files' paths relative to the workspace, patches with paths from the repository's top (as
   * worktree/capture.ts makes them).
   */
  results: readonly {
    task: string;
    title: string;
    files: readonly ChangedFile[];
    patch: Buffer | null;
  }[];
  /**
   * Lock files that a package manager has made of what results ask for, relative to the workspace: taken as they are, where
   * the manifests in the working tree ask for nothing more than those of the commit.
   */
  lockFiles: readonly string[];
  taskList: {
    /** Relative to the workspace. */
    path: string;
    /**
     * How HEAD's text becomes the ticked one: new bytes, or a sentence saying why not. Bytes are as git stores them
     * (no line end or other filters applied); null: HEAD does not have the file.
     */
    tick(head: Buffer | null): { ok: true; bytes: Buffer } | { ok: false; reason: string };
  };
  /** Files that others own, changed in single places only; those that HEAD does not have as files are passed over. Null: as it is. */
  edited: readonly { path: string; edit(head: Buffer): Buffer | null }[];
  /** Taken as they are in the working tree, relative to the workspace; missing and ignored ones are passed over. */
  whole: readonly string[];
}

/** No commit was made, and nothing was changed. `reason`: one sentence or more, then perhaps lines of git's. */
export interface Skipped {
  kind: 'skipped';
  reason: string;
  next: string;
}

/** Mode and id of each file, link and submodule, by path from the top of the repository. */
export type Entries = ReadonlyMap<string, { mode: string; id: string }>;
