/** What `specwave --help` says. */
export const USAGE = `Usage: specwave [SCOPE] [HINTS ...] [-- NX ARGS]
       specwave plan | status | check-tasks | report [SCOPE]
       specwave redo SPEC TASK ... | --from-wave N
       specwave agents [--try] | doctor | clean

Implements specs: says which, prints the Nx command that it stands for, and runs it.

Scope, which specs:
  F001 F002            ids
  phase-0/001-auth     a path, or its end
  --phase-0            all of that phase, and what of earlier phases it needs
  --infrastructure     all infrastructure, phase by phase
  --features           all features
  --all                all
  (nothing)            goes on with what is not complete, phase by phase

Hints, how (plain words):
  sequential               one task at a time
  in parallel              as many as the widest wave has, at most 16
  use clerk agents         prefers a domain among those that a task's words tell
  run agents directly      leaves out the slash commands that tasks expect

Commands:
  plan          Shows waves, tasks, agents and what would run. Runs nothing.
  status        Shows how specs stand, what remains, and what could not be committed.
  check-tasks   Says what remains, by wave, and what is wrong in the files.
  report        Writes one HTML page of the last run: .nx/specwave/report.html.
  redo          Has finished tasks, and what depends on them, done anew.
  doctor        Says what stands in the way of a run here, and what mends it.
  agents        Lists the agents of specwave.yaml, and which can be used here.
  clean         Removes trees and old results that belong to no run, and those of workspaces that are gone.

Options:
  --dry-run     Prints the Nx command (redo, clean: what would be done), and runs nothing.
  --try         agents: has each do one tiny task, which costs money.
  --json        Answers as JSON on standard output; everything else goes to standard error.
  --open        report: opens the page. --markdown: prints it as Markdown, for summaries of CI.
  --version     Shows the version.
  --help        Shows this.

Settings stand in specwave.yaml: agents, checks, commits, and what is done about dependencies
that tasks add (\`install\`, \`regenerate\`).

What stands behind \`--\` goes to nx as it is.

Exit codes: 0 complete; 1 something failed or is left; 2 wrong usage or configuration;
75 stopped for quota or budget, try later; 130 interrupted.`;
