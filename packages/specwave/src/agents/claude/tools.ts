/** The tools of Claude Code, in words. */
import * as z from 'zod';
import { inShort, pathFrom } from '../phrases';

const toolInput = z.looseObject({
  file_path: z.string().optional().catch(undefined),
  notebook_path: z.string().optional().catch(undefined),
  command: z.string().optional().catch(undefined),
  pattern: z.string().optional().catch(undefined),
  url: z.string().optional().catch(undefined),
  query: z.string().optional().catch(undefined),
  skill: z.string().optional().catch(undefined),
  subagent_type: z.string().optional().catch(undefined),
  description: z.string().optional().catch(undefined),
});

const VERBS: Readonly<Record<string, string>> = {
  Bash: 'run',
  Edit: 'edit',
  MultiEdit: 'edit',
  NotebookEdit: 'edit',
  Write: 'write',
  Read: 'read',
  Glob: 'look for',
  Grep: 'search for',
  WebFetch: 'fetch',
  WebSearch: 'search the web for',
  Task: 'ask',
  Agent: 'ask',
  Skill: 'use',
};

/** `does`: what it does, for the screen (`edit src/a.ts`); `asked`: what it asked for, by the tool's name, as its permissions are written (`Bash npm test`). */
export function step(tree: string, tool: string, input: unknown): { does: string; asked: string } {
  const parsed = toolInput.safeParse(input);
  const given = parsed.success ? parsed.data : {};
  const path = given.file_path ?? given.notebook_path;
  const object =
    path === undefined
      ? (given.command ??
        given.pattern ??
        given.url ??
        given.query ??
        given.skill ??
        given.subagent_type ??
        given.description ??
        '')
      : pathFrom(tree, path);
  return {
    does: inShort(`${VERBS[tool] ?? tool} ${object}`),
    asked: inShort(`${tool} ${object}`),
  };
}
