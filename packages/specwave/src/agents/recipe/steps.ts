/** Reads what a task's body spells out. Nothing is done here: a body is understood as a whole before its first step. */
import type { Block, Code } from '../../tasklist/markdown/blocks';
import { fileInFence, textInFence } from '../../tasklist/markdown/fence';
import { generalBlocks } from '../../tasklist/markdown/markdown';
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
  const text = body.replace(/\r\n?/g, '\n');
  const recipe: Recipe = { steps: [], faults: [] };
  collect(text, generalBlocks(text), recipe);
  return recipe;
}

function collect(text: string, blocks: readonly Block[], recipe: Recipe): void {
  for (const block of blocks) {
    switch (block.kind) {
      case 'code':
        if (block.fenced) add(recipe, block.info, readFence(text, block));
        break;
      case 'paragraph':
        for (const command of generatorsIn(text.slice(block.start, block.end))) {
          add(recipe, command, readGenerator(command));
        }
        break;
      case 'list':
        for (const item of block.items) collect(text, item.blocks, recipe);
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

function readFence(text: string, code: Code): Reading {
  const [language = '', ...more] = code.info.split(/\s+/);
  const path = fileInFence(code.info);
  const runs = more.includes('run');
  if (path !== null) {
    if (path === '') {
      return 'does not say which file: expected `file=PATH`.';
    }
    if (runs) {
      return 'is marked both `file=` and `run`: expected one of them.';
    }
    return { kind: 'write', path, text: textInFence(text, code) };
  }
  if (runs) {
    return language === 'sh' || language === 'bash'
      ? { kind: 'script', script: textInFence(text, code) }
      : 'is marked `run` in a language that cannot be run: expected `sh run` or `bash run`.';
  }
  if (language === 'diff') {
    const diff = readDiff(textInFence(text, code));
    if (typeof diff === 'string') {
      return diff;
    }
    return diff.length === 0 ? null : { kind: 'diff', patches: diff };
  }
  return null;
}

function readGenerator(command: string): Reading {
  const args = splitArguments(command);
  return typeof args === 'string' ? args : { kind: 'generate', args: args.slice(1) };
}

/** `nx g ...` commands of a paragraph: of each line whose only code span is one, unless the line says not to. */
function generatorsIn(paragraph: string): string[] {
  return linesOf(paragraph).flatMap(({ codes, words }) => {
    const [command, ...others] = codes;
    const meant =
      command !== undefined &&
      others.length === 0 &&
      /^nx (?:g|generate) /.test(command) &&
      !/\b(?:not|never|instead|avoid)\b|n['’]t\b/i.test(words);
    return meant ? [command] : [];
  });
}

/** A line break; an escape; code between two runs of backticks that are as long as each other; or a run without another. */
const INLINE = /\n|\\[^\n]|(`+)(?!`)([^]*?(?<!`))\1(?!`)|`+|[^\n\\`]+|\\/g;

interface Line {
  codes: string[];
  words: string;
}

function linesOf(paragraph: string): Line[] {
  let line: Line = { codes: [], words: '' };
  const lines = [line];
  for (const [part, , code] of paragraph.matchAll(INLINE)) {
    if (code !== undefined) line.codes.push(codeIn(code));
    else if (part !== '\n') line.words += part;
    else lines.push((line = { codes: [], words: '' }));
  }
  return lines;
}

/** As CommonMark has it: a line break is a space, and one space at both ends is not meant. */
function codeIn(span: string): string {
  const code = span.replace(/\n[ \t]*/g, ' ');
  return code.trim() === '' ? code : code.replace(/^ ([^]*) $/, '$1');
}
