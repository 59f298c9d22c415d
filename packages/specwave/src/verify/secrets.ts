/** Keeps secrets of the environment out of what lands: a key in a file would be committed, cached and shared. Pure. */

/** Names of the variables whose values a patch (git's format) adds. `secretsIn`: see processes/redact.ts. */
export function secretsAdded(patch: Buffer, secretsIn: (text: string) => string[]): string[] {
  // Only what is new: a line that was there before is not the agent's doing.
  const added = patch
    .toString('utf8')
    .split('\n')
    .filter((line) => line.startsWith('+') && !line.startsWith('+++ '));
  return secretsIn(added.join('\n'));
}
