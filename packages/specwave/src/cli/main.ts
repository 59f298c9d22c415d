/** The command `specwave`: from the shell's words to a verb, and back to an exit code. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { AgentSettings } from '../config/agents';
import { loadConfig } from '../config/load';
import { isError, type Problem, type Result } from '../config/problem';
import { domainWords } from '../plan/routes';
import { specsNamed } from '../plan/selection';
import type { Report } from '../report/events';
import { jsonReport, markdownReport } from '../report/json';
import { terminalReport } from '../report/terminal';
import { checkAgents } from '../answers/checkAgents';
import { examine } from '../answers/examine';
import { checkSpecs } from '../answers/checkSpec';
import { type CliWorkspace, cliWorkspaceAt, workspaceRootFrom } from '../workspace/cliWorkspace';
import { EXIT } from '../answers/outcomeOf';
import { planSpecs } from '../answers/planSpecs';
import { cleanWorkspace } from '../run/cleanWorkspace';
import { readLedger } from '../ledger/store';
import { specsOfLastRun } from '../answers/reportFacts';
import { tryAgent } from '../run/tryAgent';
import { redoTasks } from '../run/redoTasks';
import { REPORT_FILE, writeReport } from '../run/writeReport';
import { readAllSpecs, type Selection, selectSpecs } from '../answers/selectSpecs';
import { showStatus } from '../answers/showStatus';
import { tellUnreadRoots } from '../answers/unreadRoots';
import { asksForJson, type Command, parseCommand, type Scope, type Vocabulary } from './command';
import { implement, type RunReports } from './implement';
import { openFile } from './openFile';
import { USAGE } from './usage';

/** Commands about specs. */
type SpecCommand = Exclude<Command, { name: 'help' | 'version' | 'agents' | 'doctor' | 'clean' }>;

/** Runs what the words behind `specwave` ask for. Resolves with the exit code. */
export async function main(words: readonly string[]): Promise<number> {
  // Whoever reads may have seen enough (`specwave status | head`): no reason to fail.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const workspace = cliWorkspaceAt(process.cwd());
  const parsed = parseCommand(words, await vocabularyOf(workspace));
  const output = outputFor(asksForJson(words));
  const { answer, refuse } = output;
  if (!parsed.ok) return refuse(parsed.problems, EXIT.wrong);
  const command = parsed.value;
  const screen = terminalReport(process.stdout);
  switch (command.name) {
    case 'help':
      screen({ type: 'help', text: USAGE });
      return EXIT.complete;
    case 'version':
      screen({ type: 'version', version: ownVersion() });
      return EXIT.complete;
    case 'agents': {
      const root = workspaceRootFrom(process.cwd());
      const tryOut = command.tries
        ? (name: string, settings: AgentSettings) => tryAgent(name, settings, root)
        : null;
      // What it will cost is said before, to people in any case.
      const told: Report = (event) => {
        if (command.json && event.type === 'agents-tried') terminalReport(process.stderr)(event);
        else answer(event);
      };
      const usable = await checkAgents(root, told, tryOut);
      if (!usable.ok) return refuse(usable.problems, EXIT.wrong);
      return usable.value ? EXIT.complete : EXIT.left;
    }
    case 'doctor': {
      if (!workspace.ok) return refuse(workspace.problems, EXIT.wrong);
      const isFit = await examine(workspace.value, answer);
      return isFit ? EXIT.complete : EXIT.left;
    }
    case 'clean': {
      const cleaned = await cleanWorkspace(workspaceRootFrom(process.cwd()), answer, command.dryRun);
      return cleaned.ok ? EXIT.complete : refuse(cleaned.problems, EXIT.wrong);
    }
    default:
      return workspace.ok
        ? onSpecs(workspace.value, command, output)
        : refuse(workspace.problems, EXIT.wrong);
  }
}

/** Words that mean something in this workspace. What is wrong with it is said when it is worked on. */
async function vocabularyOf(workspace: Result<CliWorkspace>): Promise<Vocabulary> {
  const config = loadConfig(workspaceRootFrom(process.cwd()));
  const specs = workspace.ok ? (await readAllSpecs(workspace.value)).map(({ identity }) => identity) : [];
  return {
    domains: domainWords(config.ok ? config.value.domains : {}),
    specs: specs.map(({ name }) => name),
    isSpec: (word) => specsNamed(specs, word).length > 0,
  };
}

function ownVersion(): string {
  const text = readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

async function onSpecs(workspace: CliWorkspace, command: SpecCommand, output: Output): Promise<number> {
  const { answer, refuse } = output;
  /** Specs that cannot be read are said, and are no wrong usage. */
  const shown = (result: Result<null>): number =>
    result.ok ? EXIT.complete : refuse(result.problems, EXIT.left);
  // In the wrong folder, a check that finds nothing would look like a check that passes.
  if (workspace.optionProblems.some(isError)) return refuse(workspace.optionProblems, EXIT.wrong);
  const scope: Scope = command.name === 'redo' ? { kind: 'specs', refs: [command.spec] } : command.scope;
  const selected = await selectSpecs(workspace, scope);
  if (!selected.ok) return refuse(selected.problems, EXIT.wrong);
  const selection = selected.value;
  // What only has to be done before is no part of what somebody asks about.
  const asked: Selection = {
    ...selection,
    chosen: selection.chosen.filter((each) => each.neededBy.length === 0),
  };
  if (command.name === 'plan' || command.name === 'status') tellUnreadRoots(workspace, output.screen);
  switch (command.name) {
    case 'implement': {
      const ended = await implement(workspace, selection, command, output);
      return ended.ok ? ended.value : refuse(ended.problems, EXIT.wrong);
    }
    case 'plan':
      return shown(await planSpecs(workspace, selection, command.hints, answer));
    case 'status':
      return shown(await showStatus(workspace, asked, answer));
    case 'check-tasks': {
      const specs = asked.chosen.map(({ spec }) => spec);
      return (await checkSpecs(contextOf(workspace, selection, answer), specs)) ? EXIT.complete : EXIT.left;
    }
    case 'report':
      return writtenReport(workspace, selection, command, output);
    case 'redo': {
      const [only] = asked.chosen;
      if (!only) return EXIT.wrong;
      const context = { ...contextOf(workspace, selection, answer), spec: only.spec };
      const redone = await redoTasks(context, command.tasks, command.fromWave, command.dryRun);
      return redone.ok ? EXIT.complete : refuse(redone.problems, EXIT.wrong);
    }
  }
}

async function writtenReport(
  { root }: CliWorkspace,
  selection: Selection,
  { scope, markdown, open }: Extract<Command, { name: 'report' }>,
  { answer, refuse }: Output,
): Promise<number> {
  const ledger = readLedger(root);
  if (!ledger.ok) return refuse(ledger.problems, EXIT.wrong);
  const specs =
    scope.kind === 'continue'
      ? specsOfLastRun(ledger.value, selection.all)
      : selection.chosen.filter(({ neededBy }) => neededBy.length === 0).map(({ spec }) => spec);
  const written = writeReport(root, specs);
  if (!written.ok) return refuse(written.problems, EXIT.left);
  const event = { type: 'report-written', file: REPORT_FILE, answer: written.value } as const;
  (markdown ? markdownReport(process.stdout) : answer)(event);
  if (open && !(await openFile(join(root, REPORT_FILE))))
    terminalReport(process.stderr)({
      type: 'notice',
      message: 'No program was found that opens the page.',
      next: `Open ${REPORT_FILE} in a browser.`,
    });
  return EXIT.complete;
}

function contextOf(workspace: CliWorkspace, { all }: Selection, report: Report) {
  const { root: workspaceRoot, specRoots, optionProblems } = workspace;
  return {
    workspaceRoot,
    specs: all,
    specRoots,
    optionProblems,
    report,
    signal: new AbortController().signal,
  };
}

/** Where what is said goes. `answer`: what was asked for; `refuse`: why it is not given, returns the exit code. */
interface Output extends RunReports {
  refuse(problems: readonly Problem[], code: number): number;
}

/** With `--json`, standard output holds one document for a program, and people see the rest on the other stream. */
function outputFor(json: boolean): Output {
  const screen = terminalReport(json ? process.stderr : process.stdout);
  const answer = json ? jsonReport(process.stdout) : screen;
  const people = terminalReport(process.stderr);
  return {
    screen,
    answer,
    refuse: (problems, code) => {
      const event = { type: 'refused', problems } as const;
      people(event);
      if (json) answer(event);
      return code;
    },
  };
}
