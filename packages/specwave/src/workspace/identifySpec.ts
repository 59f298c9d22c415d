/** Who a spec is, from its own files and the project-wide ones. Loads the YAML and schema libraries: only on a cache miss. */
import type { SpecFolder } from '../identity/folders';
import { identify } from '../identity/identity';
import { type ProjectFiles, readProjectFiles } from '../identity/projectFiles';
import type { SpecIdentity } from '../tasklist/model';
import type { ContextText, ProjectTexts } from './specFolder';

export interface IdentifyInput {
  folder: SpecFolder;
  /** Of the task list. */
  title: string | null;
  titleId: string | null;
  context: readonly ContextText[];
  project: ProjectTexts;
}

/** The project-wide files are the same for all specs of a run: read once. */
const known = new WeakMap<ProjectTexts, ProjectFiles>();

function projectFiles(texts: ProjectTexts): ProjectFiles {
  const files = known.get(texts) ?? readProjectFiles(texts.projectJson, texts.featuresJson);
  known.set(texts, files);
  return files;
}

export function identifySpec({ folder, title, titleId, context, project }: IdentifyInput): SpecIdentity {
  return identify({
    ...folder,
    title,
    titleId,
    specText: context.find(({ name }) => name === 'spec.md')?.text ?? null,
    contextFiles: context.map(({ file }) => file),
    project: projectFiles(project),
  });
}
