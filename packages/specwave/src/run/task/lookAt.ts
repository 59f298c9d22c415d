/** Makes of what an agent left what the checks look at: texts before and after, and what they are held against. */
import { join } from 'node:path';
import { CONFIG_FILE } from '../../config/load';
import { type Content, textOf } from '../../verify/content';
import type { ChangedContent, Work } from '../../verify/checks/check';
import { type AgentTree, fileBytes, isEmptyFolder, isIn, type Work as Left } from '../trees/place';
import type { TaskRun } from './taskRun';

export async function lookAt(run: TaskRun, tree: AgentTree, { files }: Left): Promise<Work> {
  const { current, planned } = run;
  const { task } = planned;
  const contents = await tree.contents(files);
  const changed = files.map((file): ChangedContent => {
    const { before, after } = contents.get(file.path) ?? { before: null, after: null };
    // A link's text is where it leads to.
    const isLink = file.to?.mode === '120000' || file.from?.mode === '120000';
    const [old, now] = [sideOf(file.from !== null, before, isLink), sideOf(file.to !== null, after, isLink)];
    return {
      path: file.path,
      before: old.text,
      after: now.text,
      isBinary: old.isBinary || now.isBinary,
      size: after?.size ?? 0,
    };
  });
  const byPath = new Map(changed.map((each) => [each.path, each]));
  const exists = isIn(tree);
  const onDisk = (path: string): string | null => {
    const bytes = fileBytes(tree.path, path);
    return bytes && textOf(bytes);
  };
  const side = (path: string, when: 'before' | 'after'): string | null => {
    const known = byPath.get(path);
    if (!known) return onDisk(path);
    return known.isBinary ? null : known[when];
  };
  return {
    task,
    changed,
    read: (path) => side(path, 'after'),
    readBefore: (path) => side(path, 'before'),
    exists,
    existedBefore: (path) => {
      const file = files.find((each) => each.path === path);
      // git keeps no empty folder: one that is there, the agent made.
      return file ? file.from !== null : exists(path) && !isEmptyFolder(join(tree.path, path));
    },
    othersFiles: new Map(
      [...current.plan.tasks.values()].flatMap(({ task: other }) =>
        other.id === task.id || other.state === 'done' ? [] : other.files.map((file) => [file, other.id]),
      ),
    ),
    commands: [...task.verify, ...current.config.verify, ...current.config.gate, ...current.config.setup],
    rules: rulesOf(run),
  };
}

function sideOf(
  isThere: boolean,
  content: Content | null,
  isLink: boolean,
): { text: string | null; isBinary: boolean } {
  if (!isThere) return { text: null, isBinary: false };
  const text = content?.bytes ? textOf(content.bytes) : null;
  return text === null || isLink ? { text: '', isBinary: true } : { text, isBinary: false };
}

/** What an agent may change only where its task says so. */
function rulesOf({ context, current, agent }: TaskRun): string[] {
  const { identity, config } = current;
  const command = 'command' in agent.settings ? (agent.settings.command ?? []) : [];
  return [
    CONFIG_FILE,
    '.worktreeinclude',
    ...(config.promptFile === undefined ? [] : [config.promptFile]),
    // The program that agents are started by: an argument that is no file of the workspace is none that can change.
    ...command,
    context.spec.path,
    ...identity.contextFiles,
  ];
}
