import { parseDocument, isNode } from 'yaml';
import * as z from 'zod';
import type { Problem } from '../config/problem';
import { makeSource } from '../tasklist/markdown/source';
import { idList } from './frontMatter';

/** What `.claude/project.json` and `features.json` say of specs. */
export interface ProjectFiles {
  /** `infrastructure.needed` (and `existing`) of `.claude/project.json`, or `infrastructure` itself where it is a list. */
  infrastructure: ProjectItem[];
  features: FeatureItem[];
  /** Names and members of the phases in `features.json`. */
  phases: { number: number; name: string | null; features: string[] }[];
  problems: Problem[];
}

const optional = <T extends z.ZodType>(schema: T): z.ZodCatch<z.ZodOptional<T>> =>
  schema.optional().catch(undefined);
const number = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]);
const item = z.object({
  id: z.union([z.string(), z.number()]).transform(String),
  name: optional(z.string()),
  phase: optional(number),
  depends_on: optional(idList),
  spec_path: optional(z.string()),
});
const feature = z.object({
  id: z.union([z.string(), z.number()]).transform(String),
  name: optional(z.string()),
  phase: optional(z.union([number, z.string()])),
  infrastructure_phase: optional(number),
  infrastructure_dependencies: optional(idList),
  dependencies: optional(idList),
  spec_path: optional(z.string()),
});
const phaseItem = z.object({
  number: number,
  name: optional(z.string()),
  features: optional(idList),
});

export type ProjectItem = z.infer<typeof item>;
export type FeatureItem = z.infer<typeof feature>;

export const PROJECT_FILE = '.claude/project.json';
export const FEATURES_FILE = 'features.json';

/** Reads both files from their texts (null: no such file). Never throws; an item that is wrong is left out and told. */
export function readProjectFiles(projectJson: string | null, featuresJson: string | null): ProjectFiles {
  const problems: Problem[] = [];
  const project = new JsonFile(projectJson, PROJECT_FILE, problems);
  const features = new JsonFile(featuresJson, FEATURES_FILE, problems);
  return {
    infrastructure: infrastructureIn(project),
    features: features.items(['features'], features.value['features'], feature, true),
    phases: phasesOf(features),
    problems,
  };
}

/** `{ "existing": [], "needed": [] }`, or a plain list of what is needed. */
function infrastructureIn(project: JsonFile): ProjectItem[] {
  const infrastructure = project.value['infrastructure'];
  if (Array.isArray(infrastructure)) return project.items(['infrastructure'], infrastructure, item, true);
  if (infrastructure !== undefined && !isRecord(infrastructure)) {
    project.report(
      ['infrastructure'],
      '"infrastructure" has to be an object { "existing": [], "needed": [] }, or a list.',
    );
  }
  const groups = isRecord(infrastructure) ? infrastructure : {};
  return ['needed', 'existing'].flatMap((key) =>
    // What exists already may be a plain name, and needs no spec.
    project.items(['infrastructure', key], groups[key], item, key === 'needed'),
  );
}

function phasesOf(file: JsonFile): ProjectFiles['phases'] {
  const phases = file.value['phases'];
  if (isRecord(phases)) {
    return Object.entries(phases).flatMap(([key, value]) => {
      const found = z
        .union([idList, z.object({ features: idList }).transform((each) => each.features)])
        .safeParse(value);
      const digits = /\d+/.exec(key)?.[0];
      return digits !== undefined && found.success
        ? [{ number: Number(digits), name: key, features: found.data }]
        : [];
    });
  }
  return file.items(['phases'], phases, phaseItem, false).map((each) => {
    return { number: each.number, name: each.name ?? null, features: each.features ?? [] };
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A JSON file whose places are looked up only when there is something to report. */
class JsonFile {
  readonly value: Record<string, unknown> = {};

  constructor(
    private readonly text: string | null,
    private readonly file: string,
    private readonly problems: Problem[],
  ) {
    if (text === null) return;
    try {
      const parsed: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
      if (isRecord(parsed)) this.value = parsed;
      else this.report([], 'The file has to hold a JSON object.');
    } catch (error) {
      this.report(
        null,
        `The file is not valid JSON: ${error instanceof Error ? error.message : 'it cannot be read'}.`,
      );
    }
  }

  items<T>(path: (string | number)[], value: unknown, schema: z.ZodType<T>, strict: boolean): T[] {
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) {
      if (strict) this.report(path, `"${path.join('.')}" has to be a list.`);
      return [];
    }
    return value.flatMap((entry: unknown, index) => {
      const parsed = schema.safeParse(entry);
      if (parsed.success) return [parsed.data];
      if (strict)
        this.report([...path, index], `"${path.join('.')}[${index}]" has to be an object with an "id".`);
      return [];
    });
  }

  /** `path` is null where the text is no JSON at all: then the place is the parser's first error. */
  report(path: (string | number)[] | null, message: string): void {
    const source = makeSource(this.text ?? '', this.file);
    const document = parseDocument(source.text, { prettyErrors: false });
    const node: unknown = path === null || path.length === 0 ? null : document.getIn(path, true);
    const offset =
      path === null ? (document.errors[0]?.pos[0] ?? 0) : isNode(node) ? (node.range?.[0] ?? 0) : 0;
    this.problems.push({
      code: 'project-file',
      severity: 'warning',
      message,
      file: this.file,
      at: source.positionAt(offset),
      next: 'Correct the file; until then what it says of specs is passed over.',
    });
  }
}
