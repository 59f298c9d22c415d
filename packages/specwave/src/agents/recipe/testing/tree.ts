/** For tests of the embedded agent: a tree with files, and blocks of a task's body. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export class TestTree {
  readonly base = realpathSync(mkdtempSync(join(tmpdir(), 'specwave-recipe-')));
  readonly root: string;

  /** `path`: of the tree below its base, where there is room for what lies outside of it. */
  constructor(path = 'tree') {
    this.root = join(this.base, path);
    mkdirSync(this.root, { recursive: true });
  }

  put(path: string, content: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), content);
  }

  text(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  remove(): void {
    rmSync(this.base, { recursive: true, force: true });
  }
}

/** A fenced block, longer than what its content may hold. */
export function fence(info: string, content: string): string {
  return `\`\`\`\`${info}\n${content}\n\`\`\`\`\n`;
}
