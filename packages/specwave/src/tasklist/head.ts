import { declaredIdAt } from './references/ids';
import { startsWithField, type Part } from './fields';
import { blank, linesBetween } from './markdown/source';

/** What a task's own words say. */
export interface Head {
  /** The id as declared, or null. */
  rawId: string | null;
  idOffset: number;
  title: string;
  parallel: boolean;
  /** The number of an inline `[L1]`, which is not always a layer. */
  layerTag: number | null;
  agent: string | null;
  /** `[depends: 1.1]`, `(depends on T003, T004)`. */
  dependencies: Part[];
  /** Offset behind the words; fields that follow in the same paragraph belong to the body. */
  end: number;
}

const COMMENT = /<!--[\s\S]*?(?:-->|$)/g;
const DEPENDS =
  /\[\s*(?:depends(?:\s+on)?|deps|dependencies|blocked\s+by)\s*:?\s+([^\]]{1,500})\]|\(\s*(?:depends(?:\s+on)?|deps|dependencies|blocked\s+by)\s*:?\s+((?=[^)]{0,500}\d)[^)]{1,500})\)/gi;
const AGENT_TAG = /[[(]\s*(?:agent\s*:\s*|@)([\w:./-]+\*?)\s*[\])]/gi;
const PARALLEL = /(?<!\S)(?:\[P\]|\(P\))(?!\S)/g;
const LAYER = /(?<!\S)\[(?:L|Layer )(\d{1,4})\](?!\S)/gi;
const STORY = /(?<!\S)\[US\d+\](?!\S)/g;
const AGENT_FRONT = /^@([A-Za-z][\w:-]*\*?)(?=\s|$)/;

/**
 * Reads the words between two offsets. Every tag is blanked where it stands, so offsets stay true and
 * what is left is the title.
 */
export function readHead(text: string, start: number, end: number): Head {
  let stop = end;
  const [first, ...wrapped] = linesBetween(text, start, end);
  const field = wrapped.find((line) => startsWithField(line.text));
  if (field)
    stop =
      wrapped.indexOf(field) === 0 ? (first?.end ?? end) : (wrapped[wrapped.indexOf(field) - 1]?.end ?? end);
  const head: Head = {
    rawId: null,
    idOffset: start,
    title: '',
    parallel: false,
    layerTag: null,
    agent: null,
    dependencies: [],
    end: stop,
  };
  let words = text.slice(start, stop).replace(COMMENT, blank);
  words = words.replace(DEPENDS, (whole: string, square?: string, round?: string, at?: number) => {
    const value = square ?? round ?? '';
    head.dependencies.push({ text: value, offset: start + (at ?? 0) + whole.indexOf(value) });
    return blank(whole);
  });
  words = words.replace(AGENT_TAG, (whole: string, name: string) => {
    head.agent ??= name;
    return blank(whole);
  });
  words = words.replace(PARALLEL, (whole) => {
    head.parallel = true;
    return blank(whole);
  });
  words = words.replace(LAYER, (whole: string, number: string) => {
    head.layerTag ??= Number(number);
    return blank(whole);
  });
  words = words.replace(STORY, blank);
  words = readFront(words, start, head);
  head.title = titleOf(words) || head.rawId || '';
  return head;
}

/** Takes the id and an `@agent` off the front, in either order. */
function readFront(words: string, start: number, head: Head): string {
  let at = 0;
  for (let round = 0; round < 4; round += 1) {
    at += /^(?:[\s#]|\uFE0F|\p{Extended_Pictographic}(?<!\d))*/u.exec(words.slice(at))?.[0].length ?? 0;
    const rest = words.slice(at);
    const id = head.rawId === null ? declaredIdAt(rest) : null;
    const agent = head.agent === null ? AGENT_FRONT.exec(rest) : null;
    const label = /^(\*\*)?Task:\1(?=\s)/i.exec(rest);
    if (id) {
      head.rawId = id.raw;
      head.idOffset = start + at;
      // The opening of bold that runs on over the title goes with the id; its close is taken off below.
      at += id.length;
      at += /^\s*\[.\](?=\s)/.exec(words.slice(at))?.[0].length ?? 0;
    } else if (agent) {
      head.agent = agent[1] ?? null;
      at += agent[0].length;
    } else if (label) {
      at += label[0].length;
    } else {
      break;
    }
  }
  return words.slice(at);
}

function titleOf(words: string): string {
  return words
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/\*\*|~~|\\(?=[[\].()*_-])/g, '')))
    .join('')
    .replace(/\s+/g, ' ')
    .replace(/^\s*(?:[:–—|-]\s)+/, '')
    .trim();
}
