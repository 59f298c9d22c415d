import type { Problem } from '../config/problem';
import type { SpecIdentity, SpecKind } from '../tasklist/model';
import { withoutId } from '../tasklist/title';
import { readFrontMatter, type FrontMatter } from './frontMatter';
import { safeName } from './names';
import { FEATURES_FILE, PROJECT_FILE, type FeatureItem, type ProjectFiles } from './projectFiles';

export interface IdentityInput {
  /** The spec's folder and its task list, relative to the workspace root. */
  path: string;
  taskFile: string;
  /** Of the task list. */
  title: string | null;
  titleId: string | null;
  /** Text of `spec.md`; null where there is none. */
  specText: string | null;
  /** Paths of the context files, relative to the workspace root. */
  contextFiles: readonly string[];
  project: ProjectFiles;
}

/** Works out who a spec is, from every place that may say so. Never throws; what disagrees is a problem. */
export function identify(input: IdentityInput): SpecIdentity {
  const specFile = `${input.path}/spec.md`;
  const matter = readFrontMatter(input.specText ?? '', specFile);
  const problems = [...input.project.problems, ...matter.problems];
  const { infrastructure, features } = input.project;
  const byPath = {
    item: infrastructure.find((each) => namesFolder(each.spec_path, input.path)),
    feature: features.find((each) => namesFolder(each.spec_path, input.path)),
  };
  const folder = input.path.slice(input.path.lastIndexOf('/') + 1);
  const sources = [
    { id: byPath.item?.id, file: PROJECT_FILE },
    { id: byPath.feature?.id, file: FEATURES_FILE },
    { id: matter.id, file: specFile },
    { id: input.titleId, file: input.taskFile },
    { id: /^([FIAW]\d{2,})(?=$|[-_. ])/i.exec(folder)?.[1], file: input.path },
  ].flatMap(({ id, file }) => (id ? [{ id, file }] : []));
  const id = sources[0]?.id ?? null;
  problems.push(...disagreements(sources));

  const item = byPath.item ?? infrastructure.find((each) => each.id === id);
  const feature = byPath.feature ?? features.find((each) => each.id === id);
  const kind = kindOf(input.path, id, matter, item !== undefined);
  return {
    name: safeName(id ?? folder),
    id,
    title: titleOf(input, matter, id) || folder,
    kind,
    phase:
      phaseInPath(input.path) ??
      matter.phase ??
      item?.phase ??
      (feature ? phaseOf(feature, input.project) : null),
    path: input.path,
    taskFile: input.taskFile,
    contextFiles: input.contextFiles.toSorted(),
    dependencies: unique([
      ...matter.dependsOn.map((ref) => ({ ref, file: specFile })),
      ...(item?.depends_on ?? []).map((ref) => ({ ref, file: PROJECT_FILE })),
      ...[...(feature?.dependencies ?? []), ...(feature?.infrastructure_dependencies ?? [])].map((ref) => {
        return { ref, file: FEATURES_FILE };
      }),
    ]),
    declaresInfrastructure:
      kind === 'feature' &&
      (matter.infrastructure !== null ||
        feature?.infrastructure_dependencies !== undefined ||
        matter.dependsOn.some((ref) => /^I\d/i.test(ref))),
    problems,
  };
}

/** `spec_path` is the folder (or a file in it), from the workspace root or from the spec root. */
export function namesFolder(specPath: string | undefined, path: string): boolean {
  if (specPath === undefined) return false;
  const named = specPath
    .replaceAll('\\', '/')
    .replace(/^(?:\.?\/)+|\/+$/g, '')
    .replace(/\/[\w-]+\.md$/, '');
  // One segment alone (`001-auth`) may name several folders.
  return named === path || (named.includes('/') && path.endsWith(`/${named}`));
}

function disagreements(sources: readonly { id: string; file: string }[]): Problem[] {
  const [first, ...others] = sources;
  const different = others.find((other) => other.id.toLowerCase() !== first?.id.toLowerCase());
  if (!first || !different) return [];
  return [
    {
      code: 'spec-id-disagreement',
      severity: 'warning',
      message: `The spec is ${first.id} by ${first.file} and ${different.id} by ${different.file}; ${first.id} is used.`,
      file: different.file,
      next: `Write ${first.id} in both places, or correct ${first.file}.`,
    },
  ];
}

const KINDS: Readonly<Record<string, SpecKind>> = {
  infrastructure: 'infrastructure',
  features: 'feature',
  feature: 'feature',
  application: 'application',
  website: 'website',
};
const LETTERS: Readonly<Record<string, SpecKind>> = {
  I: 'infrastructure',
  F: 'feature',
  A: 'application',
  W: 'website',
};

function kindOf(path: string, id: string | null, matter: FrontMatter, isInfrastructure: boolean): SpecKind {
  const segment = path
    .split('/')
    .slice(0, -1)
    .find((each) => Object.hasOwn(KINDS, each));
  const letter = /^[A-Z](?=\d)/i.exec(id ?? '')?.[0].toUpperCase() ?? '';
  return (
    (segment === undefined ? undefined : KINDS[segment]) ??
    (Object.hasOwn(LETTERS, letter) ? LETTERS[letter] : undefined) ??
    (matter.kind !== null && Object.hasOwn(KINDS, matter.kind.toLowerCase())
      ? KINDS[matter.kind.toLowerCase()]
      : undefined) ??
    (isInfrastructure ? 'infrastructure' : 'feature')
  );
}

function phaseInPath(path: string): number | null {
  const number = /(?:^|\/)phase-(\d{1,6})(?:\/|$)/i.exec(path)?.[1];
  return number === undefined ? null : Number(number);
}

/** A number, a name that `phases` explains, membership in `phases`, or one after the infrastructure it needs. */
function phaseOf(feature: FeatureItem, project: ProjectFiles): number | null {
  const { phase } = feature;
  if (typeof phase === 'number') return phase;
  const named =
    phase === undefined
      ? undefined
      : project.phases.find((each) => each.name?.toLowerCase() === phase.toLowerCase());
  const member = project.phases.find((each) => each.features.includes(feature.id));
  const derived = feature.infrastructure_phase === undefined ? null : feature.infrastructure_phase + 1;
  return named?.number ?? member?.number ?? derived;
}

function titleOf(input: IdentityInput, matter: FrontMatter, id: string | null): string {
  const heading = /^#[ \t]+(.+?)[ \t]*#*[ \t]*$/m.exec(input.specText?.replace(/\r\n?/g, '\n') ?? '')?.[1];
  const words = heading?.replace(/^(?:(?:feature |infrastructure )?spec(?:ification)?)\s*[:–—-]\s*/i, '');
  const candidates = [input.title, words ?? matter.title, matter.title];
  return candidates.map((each) => withoutId(each ?? '', id)).find((each) => each !== '') ?? '';
}

function unique(dependencies: SpecIdentity['dependencies']): SpecIdentity['dependencies'] {
  const seen = new Set<string>();
  return dependencies.filter(({ ref }) => !seen.has(ref) && seen.add(ref));
}
