import type { Problem } from '../config/problem';
import type { SpecIdentity } from '../tasklist/model';

/**
 * Gives specs that claim one name their folder's path below the spec root as name (`features-phase-1-auth`),
 * each with a problem that names the other folders. Order and number stay.
 *
 * @param roots the folders that specs lie below
 */
export function nameSpecs(
  identities: readonly SpecIdentity[],
  roots: readonly string[] = ['specs'],
): SpecIdentity[] {
  const claims = new Map<string, SpecIdentity[]>();
  for (const identity of identities) {
    // Projects become folders below `.nx/specwave`, and some systems do not know capitals apart.
    const key = identity.name.toLowerCase();
    claims.set(key, [...(claims.get(key) ?? []), identity]);
  }
  const taken = new Set([...claims].filter(([, who]) => who.length === 1).map(([name]) => name));
  return identities.map((identity) => {
    const rivals = (claims.get(identity.name.toLowerCase()) ?? []).filter((other) => other !== identity);
    if (rivals.length === 0) return identity;
    const wanted = pathName(identity.path, roots);
    let name = wanted;
    for (let count = 2; taken.has(name.toLowerCase()); count += 1) name = `${wanted}-${count}`;
    taken.add(name.toLowerCase());
    return { ...identity, name, problems: [...identity.problems, duplicate(identity, rivals, name)] };
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

function pathName(path: string, roots: readonly string[]): string {
  const root = roots
    .map((each) => each.replace(/^(?:\.\/)+|\/+$/g, ''))
    .filter((each) => path.startsWith(`${each}/`))
    .sort((a, b) => b.length - a.length)[0];
  return safeName((root === undefined ? path : path.slice(root.length + 1)).replaceAll('/', '-'));
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
