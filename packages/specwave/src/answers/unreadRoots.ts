/** Specs that tools keep where nobody looks for them: said, because a workspace without specs looks finished. */
import { SPEC_ROOTS } from '../config/options';
import { foldersToLook, isLeftOut, isWithinRoots, specFolders, TASK_LISTS } from '../identity/folders';
import type { Report } from '../report/events';
import type { CliWorkspace } from '../workspace/cliWorkspace';
import { filesBelow } from '../workspace/projectFiles';

function specsIn(root: string, folder: string): number {
  const isList = (name: string): boolean => TASK_LISTS.some((list) => list === name);
  return specFolders(filesBelow(root, folder, isList), [folder]).length;
}

/** Reports the known folders that hold specs, where `specRoots` has none of them read; those left out by `!` are meant. */
export function tellUnreadRoots({ root, specRoots }: CliWorkspace, report: Report): void {
  const found = SPEC_ROOTS.flatMap((folder) => {
    const specs = isLeftOut(folder, specRoots) ? 0 : specsIn(root, folder);
    return specs === 0 ? [] : [{ folder, specs }];
  });
  // A root may be a part of one, too.
  const isRead = found.some(
    ({ folder }) =>
      isWithinRoots(`${folder}/x`, specRoots) ||
      foldersToLook(specRoots).some((each) => each.startsWith(`${folder}/`)),
  );
  if (found.length === 0 || isRead) return;
  const seen = found.map(({ folder, specs }) => `${folder} (${specs} ${specs === 1 ? 'spec' : 'specs'})`);
  report({
    type: 'notice',
    message: `Not looked in: ${seen.join(', ')}. \`specRoots\` in nx.json names other folders: ${foldersToLook(specRoots).join(', ')}.`,
    next: 'Add them to `specRoots` (or take that option out), or leave them out with `!` in front.',
  });
}
