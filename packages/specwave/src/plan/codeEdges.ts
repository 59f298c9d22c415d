/** Which code a spec speaks of: the projects in whose folders the files lie that its tasks name. Pure. */

/** Answers, for a path relative to the workspace root, the project with the longest root that holds it. */
export function projectOfFile(roots: ReadonlyMap<string, string>): (file: string) => string | undefined {
  return (file) => {
    for (let folder = file; folder !== '';) {
      const slash = folder.lastIndexOf('/');
      folder = slash < 0 ? '' : folder.slice(0, slash);
      const project = roots.get(folder === '' ? '.' : folder);
      if (project !== undefined) return project;
    }
    return undefined;
  };
}

/** Names of the projects that hold any of `files`, sorted, without `self`. `roots`: project names by root folder. */
export function projectsOfFiles(
  files: Iterable<string>,
  roots: ReadonlyMap<string, string>,
  self: string,
): string[] {
  const find = projectOfFile(roots);
  const found = new Set<string>();
  for (const file of files) {
    const project = find(file);
    if (project !== undefined && project !== self) found.add(project);
  }
  return [...found].toSorted();
}
