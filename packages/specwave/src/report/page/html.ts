/** Text into HTML. All that specs, agents and checks said goes through here. */
import { plain } from '../format';

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text that comes from elsewhere, harmless between tags and in quoted attributes; without control characters. */
export function escaped(text: string): string {
  return plain(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** The id of a task's place in the page: `report.html#F001/T004`. */
export function anchorOf(spec: string, task: string): string {
  return escaped(`${spec}/${task}`);
}

/** `<details>` whose content is long; nothing where there is none. */
export function folded(summary: string, content: string, open = false): string {
  return content === ''
    ? ''
    : `<details${open ? ' open' : ''}><summary>${escaped(summary)}</summary>${content}</details>`;
}
