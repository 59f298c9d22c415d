/** What specs are called: here, and nowhere else. Loaded by every nx command: imports only types. */
import type { Problem } from '../config/problem';
import type { SpecIdentity } from '../tasklist/model';

/** What names follow from beside the specs themselves. */
export interface Naming {
  /** The folders that specs lie below. */
  roots: readonly string[];
  /** Names of other projects, with their folders: two projects of one name make every nx command fail. */
  others?: ReadonlyMap<string, string>;
  /** Names by folder, where Nx has named the specs already: these stand. */
  given?: ReadonlyMap<string, string>;
}

/**
 * Names specs. Those that claim one name get their folder's path below the spec root (`features-phase-1-auth`), each
 * with a problem that names the other folders; one that would take another project's name gets its whole path
 * (`specs-auth`). Order and number stay.
 */
export function nameSpecs(
  identities: readonly SpecIdentity[],
  { roots, others = new Map(), given = new Map() }: Naming,
): SpecIdentity[] {
  const claims = new Map<string, SpecIdentity[]>();
  for (const identity of identities) {
    // Projects become folders below `.nx/specwave`, and some systems do not know capitals apart.
    const key = identity.name.toLowerCase();
    claims.set(key, [...(claims.get(key) ?? []), identity]);
  }
  const isOthers = (name: string, path: string): boolean =>
    // A project file in the spec's own folder is the same project.
    others.has(name) && others.get(name) !== path;
  const taken = new Set([...claims].filter(([, who]) => who.length === 1).map(([name]) => name));
  const free = (wanted: string, path: string): string => {
    let name = wanted;
    for (let count = 2; taken.has(name.toLowerCase()) || isOthers(name, path); count += 1)
      name = `${wanted}-${count}`;
    taken.add(name.toLowerCase());
    return name;
  };
  return identities.map((identity) => {
    const { path } = identity;
    const rivals = (claims.get(identity.name.toLowerCase()) ?? []).filter((other) => other !== identity);
    const wanted = rivals.length > 0 ? nameAmong(path, rivals, roots) : identity.name;
    const own = (): string => {
      if (isOthers(wanted, path)) return free(pathName(path), path);
      return rivals.length > 0 ? free(wanted, path) : wanted;
    };
    const name = given.get(path) ?? own();
    const problems = rivals.length > 0 ? [duplicate(identity, rivals, name)] : [];
    return { ...identity, name, problems: [...identity.problems, ...problems] };
  });
}

/** A project name made of any words: `[A-Za-z0-9._-]` only. */
export function safeName(words: string): string {
  const safe = words
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|[-.]+$/g, '');
  return safe === '' ? 'spec' : safe;
}

/** A folder's whole path as a name. */
export function pathName(path: string): string {
  return safeName(path.replaceAll('/', '-'));
}

/** Two roots may hold folders of one name: these go by their whole paths. */
function nameAmong(path: string, rivals: readonly SpecIdentity[], roots: readonly string[]): string {
  const name = nameBelow(path, roots);
  const isShared = rivals.some((rival) => nameBelow(rival.path, roots).toLowerCase() === name.toLowerCase());
  return isShared ? pathName(path) : name;
}

function nameBelow(path: string, roots: readonly string[]): string {
  const root = roots
    .filter((each) => !each.startsWith('!'))
    .map((each) => each.replace(/^(?:\.\/)+|\/+$/g, ''))
    .filter((each) => path.startsWith(`${each}/`))
    .sort((a, b) => b.length - a.length)[0];
  return pathName(root === undefined ? path : path.slice(root.length + 1));
}

function duplicate(identity: SpecIdentity, rivals: readonly SpecIdentity[], name: string): Problem {
  const others = rivals.map((other) => other.path).join(', ');
  // An id that two specs declare leaves open what others mean by it; two folders of one name do not.
  const byId = identity.id !== null;
  return {
    code: 'duplicate-spec-id',
    severity: byId ? 'error' : 'warning',
    message: `The ${byId ? 'id' : 'name'} ${identity.name} is claimed by ${others} too; this spec goes by ${name}.`,
    file: identity.taskFile,
    next: byId ? 'Give each spec an id of its own.' : 'Give the specs ids, or rename one of the folders.',
  };
}
