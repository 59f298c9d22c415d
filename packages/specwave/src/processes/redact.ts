/**
 * Keeps secrets of the environment out of what is stored: an agent that prints its environment, or a
 * request that failed, would otherwise have them in a transcript that a cache shares.
 */

/** `AUTHOR`, as in `GIT_AUTHOR_NAME`, is no `AUTH`. */
const SECRET_NAME = /KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|AUTH(?!ORS?(?:_|$))/i;
/** Values that are paths: not secret, and transcripts are unreadable without them. */
const PATH_NAME =
  /(?:_FILE|_PATH|_DIR|_SOCK)$|^(?:SSH_AUTH_SOCK|XAUTHORITY|GOOGLE_APPLICATION_CREDENTIALS)$/i;
/** In UTF-16 code units. Shorter values (`true`, `1`) are too likely to be other words. */
const SHORTEST_SECRET = 8;
const CERTAIN_SECRET = 16;

/** The forms that secret values may be printed in, with the names of their variables. */
function secretsOf(env: NodeJS.ProcessEnv): Map<string, string> {
  const names = new Map<string, string>();
  for (const [name, value] of Object.entries(env).toSorted()) {
    if (value === undefined || !SECRET_NAME.test(name) || PATH_NAME.test(name)) continue;
    for (const form of formsOf(value)) {
      if (form.length >= SHORTEST_SECRET && !names.has(form)) names.set(form, name);
    }
  }
  return names;
}

/**
 * A function that replaces the values of those variables whose names look like secrets by `[NAME]`. A
 * value of several lines (a private key) is found line by line too, as programs' output comes.
 */
export function redactorFor(env: NodeJS.ProcessEnv): (text: string) => string {
  const names = secretsOf(env);
  if (names.size === 0) return (text) => text;
  // Of values that begin alike, the longest has to be tried first.
  const longestFirst = [...names.keys()].toSorted((a, b) => b.length - a.length);
  const secrets = new RegExp(longestFirst.map(escaped).join('|'), 'g');
  return (text) => text.replace(secrets, (found) => `[${names.get(found)}]`);
}

/**
 * A function that names the variables whose values a text holds. Stricter than {@link redactorFor}, because work is
 * refused for it: only values that nobody writes by chance (`NEXTAUTH_URL` holds an address, `AUTH_MODE` a word).
 */
export function secretFinder(env: NodeJS.ProcessEnv): (text: string) => string[] {
  const certain = [...secretsOf(env)].filter(
    ([value]) =>
      value.length >= CERTAIN_SECRET && /\d/.test(value) && /[a-z]/i.test(value) && !/\s|:\/\//.test(value),
  );
  return (text) => [...new Set(certain.flatMap(([value, name]) => (text.includes(value) ? [name] : [])))];
}

/** A value as it may be printed: whole, as a string of JSON (agents print their events so), by lines. */
function formsOf(value: string): string[] {
  const whole = value.trim();
  // In one line, the line ends of a key are often written as `\n`.
  const lines = whole.split(/\r?\n|\\n/).map((each) => each.trim());
  return [whole, ...lines].flatMap((form) => [form, JSON.stringify(form).slice(1, -1)]);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
