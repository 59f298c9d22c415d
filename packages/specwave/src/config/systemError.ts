/** Errors of the file system and of processes, told apart by their code. */

/** `ENOENT`, `EACCES`, ...; the message where there is no code. Works over realms, unlike `instanceof`. */
export function errorCode(error: unknown): string {
  if (typeof error === 'object' && error !== null) {
    if ('code' in error && typeof error.code === 'string') return error.code;
    if ('message' in error) return String(error.message);
  }
  return String(error);
}
