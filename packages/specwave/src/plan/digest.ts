/**
 * Definition digests: what makes a task the same task. A result belongs to a digest; a task whose digest is
 * unchanged is never paid for again.
 *
 * Order (layers, sequential layers, shared files) is left out on purpose, and so are the state of boxes and the
 * place in the file: adding, removing or moving a task, or rewording a heading, changes no other task's digest.
 * Declared dependencies are in: reword one, and what is declared to build on it is done anew.
 */
import { createHash } from 'node:crypto';
import { edgesOf, sortByDependencies } from './graph';
import type { Task } from '../tasklist/model';
import type { Plan } from './plan';

/** Changes when the way of digesting does, so that old results are not taken for new ones. */
const DIGEST_VERSION = 1;

/** SHA-256 over JSON: unambiguous whatever the parts hold. */
export function sha256(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** Line ends differ between clones (`core.autocrlf`); results must not. */
function withUnixLineEnds(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

/** Digest of the spec's context files: their names relative to the spec's folder, and their texts. */
export function contextDigest(files: readonly { name: string; text: string }[]): string {
  const sorted = files.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return sha256(sorted.map((file) => [file.name, withUnixLineEnds(file.text)]));
}

/**
 * The digest of a task that is to be done again (`specwave redo`): another one each time, so that no result from
 * before is taken for its, wherever that is kept. `redoneAt`: what the ledger says; undefined where nobody asked for it.
 */
export function digestOfRedo(digest: string, redoneAt: string | undefined): string {
  return redoneAt === undefined ? digest : sha256(DIGEST_VERSION, digest, redoneAt);
}

/**
 * The digest of a task's own words, by which a result is known to be this task's whatever its id is by now. Case,
 * punctuation and white space are left out: who mends a comma does not make another task of it.
 */
export function wordsDigest({ title, body }: Pick<Task, 'title' | 'body'>): string {
  const words = `${title}\n${body}`.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return sha256(...words).slice(0, 16);
}

/** The digest of each task of the plan, by id: SHA-256, 64 hexadecimal digits. */
export function definitionDigests(plan: Plan, context: string): Map<string, string> {
  const digests = new Map<string, string>();
  const builtOn = edgesOf(plan.tasks.keys());
  for (const [id, planned] of plan.tasks)
    for (const before of planned.dependsOn) builtOn.get(id)?.add(before);
  for (const id of sortByDependencies(builtOn).order) {
    const planned = plan.tasks.get(id);
    if (!planned) continue;
    const { title, body, within } = planned.task;
    const parts = within === '' ? [] : [withUnixLineEnds(within)];
    const before = planned.dependsOn.map((each) => digests.get(each) ?? '').toSorted();
    digests.set(
      id,
      sha256(DIGEST_VERSION, id, title, withUnixLineEnds(body).trimEnd(), context, before, ...parts),
    );
  }
  return digests;
}
