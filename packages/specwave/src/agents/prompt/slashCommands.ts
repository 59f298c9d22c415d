/** Commands such as `/clerk:init` that a task's author expects (`**Expected Command:** /clerk:init`). Pure. */

const EXPECTED = /^\s*(?:[-*+]\s+)?[*_]{0,2}expected commands?[*_]{0,2}\s*:[*_]{0,2}\s*(.+)$/i;
const SLASH_COMMAND = /(?<![\w./:-])\/[a-z][\w-]*(?::[\w-]+)*(?![\w./:-])/gi;
const FENCE = /^\s*(`{3,}|~{3,})/;

export interface ExpectedCommands {
  /** Each once, in the order of the text. */
  commands: string[];
  /** The text without the lines that name them. */
  rest: string;
}

/** Finds the slash commands that a task's body expects. Lines in code blocks, and commands of another kind, are left as they are. */
export function expectedCommands(body: string): ExpectedCommands {
  const commands = new Set<string>();
  let fence: string | null = null;
  const rest = body.split('\n').filter((line) => {
    const [, row = ''] = FENCE.exec(line) ?? [];
    if (fence !== null) {
      if (row.startsWith(fence)) fence = null;
      return true;
    }
    if (row !== '') {
      fence = row;
      return true;
    }
    const found = EXPECTED.exec(line)?.[1]?.match(SLASH_COMMAND) ?? [];
    for (const command of found) commands.add(command);
    return found.length === 0;
  });
  return { commands: [...commands], rest: rest.join('\n') };
}
