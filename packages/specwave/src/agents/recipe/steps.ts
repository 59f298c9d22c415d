/** Reads what a task's body spells out. Nothing is done here: a body is understood as a whole before its first step. */
import type { Code, Paragraph, PhrasingContent, RootContent } from 'mdast';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { type FilePatch, readDiff } from './diffReader';
import { splitArguments } from './arguments';

export type StepAction =
  | { kind: 'write'; path: string; text: string }
  | { kind: 'diff'; patches: FilePatch[] }
  | { kind: 'script'; script: string }
  /** `args` are those of `nx`, from `g` on. */
  | { kind: 'generate'; args: string[] };

export interface Step {
  /** As messages name it: "Block 2 (`sh run`)". Blocks are counted from 1, illustrations not included. */
  name: string;
  action: StepAction;
}

export interface Recipe {
  steps: Step[];
  /** Blocks that are marked as executable and cannot be understood, a sentence each. */
  faults: string[];
}

/**
 * The steps of a body, in its order: fences marked `file=PATH` or `run`, `diff` fences, and lines whose
 * only code is an `nx g` command. All else is illustration. Quoted text (`>`) is illustration too.
 */
export function readSteps(body: string): Recipe {
  // Line ends of the list are no part of the work: the same list gives the same files on every machine.
  const tree = unified().use(remarkParse).parse(body.replace(/\r\n?/g, '\n'));
  const recipe: Recipe = { steps: [], faults: [] };
  collect(tree.children, recipe);
  return recipe;
}

function collect(nodes: readonly RootContent[], recipe: Recipe): void {
  for (const node of nodes) {
    switch (node.type) {
      case 'code':
        add(recipe, infoOf(node), readFence(node));
        break;
      case 'paragraph':
        for (const command of generatorsIn(node)) {
          add(recipe, command, readGenerator(command));
        }
        break;
      case 'list':
      case 'listItem':
        collect(node.children, recipe);
        break;
      default:
    }
  }
}

/** An action; a fault in words; or null for an illustration. */
type Reading = StepAction | string | null;

function add(recipe: Recipe, label: string, reading: Reading): void {
  if (reading === null) {
    return;
  }
  const name = `Block ${recipe.steps.length + recipe.faults.length + 1} (\`${label}\`)`;
  if (typeof reading === 'string') {
    recipe.faults.push(`${name} ${reading}`);
  } else {
    recipe.steps.push({ name, action: reading });
  }
}

function infoOf(code: Code): string {
  return [code.lang, code.meta].filter(Boolean).join(' ');
}

function readFence(code: Code): Reading {
  const info = infoOf(code);
  const file = /(?:^|\s)file=(?:"([^"]*)"|'([^']*)'|(\S*))/.exec(info);
  const runs = /(?:^|\s)run(?:\s|$)/.test(code.meta ?? '');
  if (file !== null) {
    const path = file[1] ?? file[2] ?? file[3] ?? '';
    if (path === '') {
      return 'does not say which file: expected `file=PATH`.';
    }
    if (runs) {
      return 'is marked both `file=` and `run`: expected one of them.';
    }
    return { kind: 'write', path, text: textOf(code) };
  }
  if (runs) {
    return code.lang === 'sh' || code.lang === 'bash'
      ? { kind: 'script', script: textOf(code) }
      : 'is marked `run` in a language that cannot be run: expected `sh run` or `bash run`.';
  }
  if (code.lang === 'diff') {
    const diff = readDiff(textOf(code));
    if (typeof diff === 'string') {
      return diff;
    }
    return diff.length === 0 ? null : { kind: 'diff', patches: diff };
  }
  return null;
}

function textOf(code: Code): string {
  return code.value === '' ? '' : `${code.value}\n`;
}

function readGenerator(command: string): Reading {
  const args = splitArguments(command);
  return typeof args === 'string' ? args : { kind: 'generate', args: args.slice(1) };
}

/** `nx g ...` commands of a paragraph: of each line whose only code span is one, unless the line says not to. */
function generatorsIn(paragraph: Paragraph): string[] {
  return linesOf(paragraph.children).flatMap(({ codes, words }) => {
    const [command, ...others] = codes;
    const meant =
      command !== undefined &&
      others.length === 0 &&
      /^nx (?:g|generate) /.test(command) &&
      !/\b(?:not|never|instead|avoid)\b|n['’]t\b/i.test(words);
    return meant ? [command] : [];
  });
}

interface Line {
  codes: string[];
  words: string;
}

function linesOf(nodes: readonly PhrasingContent[]): Line[] {
  const lines: Line[] = [{ codes: [], words: '' }];
  const walk = (children: readonly PhrasingContent[]): void => {
    for (const node of children) {
      if (node.type === 'inlineCode') {
        lines.at(-1)?.codes.push(node.value);
      } else if (node.type === 'break') {
        lines.push({ codes: [], words: '' });
      } else if (node.type === 'text') {
        node.value.split('\n').forEach((words, index) => {
          if (index > 0) {
            lines.push({ codes: [], words: '' });
          }
          const line = lines.at(-1);
          if (line !== undefined) {
            line.words += words;
          }
        });
      } else if ('children' in node) {
        walk(node.children);
      }
    }
  };
  walk(nodes);
  return lines;
}
