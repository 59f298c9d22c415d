/** Turns answers into JSON, or Markdown, for programs. What is wrong goes elsewhere, so that a program can read what it gets. */
import type { Report, RunEvent } from './events';
import { reportMarkdown } from './markdown';
import type { Screen } from './screen';

/** A reporter that writes the first answer as one JSON document, and nothing else. */
export function jsonReport(screen: Screen): Report {
  let hasAnswered = false;
  return (event) => {
    const answer = hasAnswered ? null : answerOf(event);
    hasAnswered ||= answer !== null;
    if (answer !== null) screen.write(`${JSON.stringify(answer, null, 2)}\n`);
  };
}

/** A reporter that writes the report as Markdown, and nothing else. */
export function markdownReport(screen: Screen): Report {
  return (event) => {
    if (event.type === 'report-written') screen.write(reportMarkdown(event.answer));
  };
}

/** Null for what is no answer. */
function answerOf(event: RunEvent): object | null {
  switch (event.type) {
    case 'agents-checked':
      return { agents: event.agents };
    case 'tasks-checked':
      return { specs: event.specs };
    case 'implemented':
      return event.answer;
    case 'plan':
      return event.plan;
    case 'cleaned': {
      const { type: _, ...answer } = event;
      return answer;
    }
    case 'status':
      return event.status;
    case 'examined':
      return { findings: event.findings, ...event.survey };
    case 'report-written':
      return event.answer;
    case 'redo': {
      const { type: _, ...answer } = event;
      return answer;
    }
    case 'refused':
      return { problems: event.problems };
    default:
      return null;
  }
}
