/** What is known of the changes that an agent left, by their paths. */
import type { ChangedFile } from '../state/resultSchema';
import type { Task } from '../tasklist/model';
import type { Standing } from './kindOfWork';

/** All paths are relative to the workspace root, with `/`. */
export interface LeftChanges {
  task: Pick<Task, 'title' | 'files' | 'expects'>;
  /** What the patch holds. Files that git ignores are not among them. */
  changed: readonly Pick<ChangedFile, 'path'>[];
  /** Whether a file or folder is in the agent's tree. */
  existsAfter: (path: string) => boolean;
  /** Whether a file or folder was in the base that the agent started from. */
  existedBefore: (path: string) => boolean;
  /** Files or folders that only Specwave may write. */
  reserved: readonly string[];
  /** The embedded agent has done to the letter what the task spells out: a file that was right already stays. */
  isRecipe: boolean;
  /** How many symbols the task names, and whether its files, as they stand, have them and no stub. */
  symbols?: { named: number; isWhole: boolean };
  /** See `Standing`. By default: some other file that was changed is there. */
  wentElsewhere?: Standing['wentElsewhere'];
  /** Whether a file of this name was anywhere in the base. By default: it was. */
  isSomewhere?: (name: string) => boolean;
  /** Whether there is a folder without a file in it, however deep. By default: there is none. */
  isEmptyFolder?: (path: string) => boolean;
}
