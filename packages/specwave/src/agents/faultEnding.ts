/** How an attempt ends whose agent's provider is at fault: worded alike for every driver. */
import type { Done, Unfinished, Usage } from './driver';
import { type Fault, faultInOutput, resetIn } from './providerFault';

const EVIDENCE_LENGTH = 1_500;

/** Whose ending it is. */
export interface Subject {
  /** As in `whoIs`. */
  who: string;
  /** How to log in, as an instruction. */
  login: string;
}

export const OWN_LOGIN =
  'Log in with its own program, or set the key that it needs in `env` of the agent in specwave.yaml.';

/** The end of a text: that is where the reason stands. */
export function evidenceIn(text: string): string {
  return text.trim().slice(-EVIDENCE_LENGTH);
}

/** What a program's last lines say of its provider, as an ending; null where they say nothing of it. */
export function outputFault(text: string, subject: Subject, usage: Usage): Unfinished | null {
  const fault = faultInOutput(text);
  return fault === null ? null : faultEnding(fault, text, subject, usage);
}

/** How an agent that says it is done has ended, should it turn out that it changed nothing. */
export function unlessChanged(words: string, subject: Subject, usage: Usage): Pick<Done, 'ifUnchanged'> {
  const fault = outputFault(words, subject, usage);
  return fault === null ? {} : { ifUnchanged: fault };
}

/** `text`: the evidence, which may say when a quota comes back. */
export function faultEnding(fault: Fault, text: string, { who, login }: Subject, usage: Usage): Unfinished {
  const said = `:\n${evidenceIn(text)}`;
  switch (fault) {
    case 'login':
      return {
        outcome: 'failed',
        message: `${who} is not logged in, or may not use its model${said}`,
        next: login,
        usage,
        again: 'no',
      };
    case 'credit':
      return {
        outcome: 'failed',
        message: `${who} has an account without credit${said}`,
        next: 'Add credit to the account, or use another agent.',
        usage,
        again: 'no',
      };
    case 'quota': {
      const resetsAt = resetIn(text, new Date());
      return {
        outcome: 'quota',
        message: `${who} has no quota now${said}`,
        next: 'Run the same command again later: what was finished is kept.',
        usage,
        ...(resetsAt === undefined ? {} : { resetsAt }),
      };
    }
    case 'model':
      return {
        outcome: 'failed',
        message: `${who} cannot use its model${said}`,
        next: 'Correct `model` of the agent in specwave.yaml, or leave it out.',
        usage,
        again: 'no',
      };
    case 'context':
      return {
        outcome: 'failed',
        message: `${who} ran out of room in its model's context${said}`,
        next: 'Split the task, or use a model with more room.',
        usage,
      };
    case 'passing':
      return {
        outcome: 'failed',
        message: `${who} got no answer from its provider${said}`,
        next: 'Run again later; look at the network and at the provider’s state.',
        usage,
        again: 'after-a-pause',
      };
  }
}

/** In messages: the end of what an agent said, `: ...`, or that it said nothing. */
export function saidLast(words: string | null): string {
  return words === null || words.trim() === '' ? ', without a word.' : `:\n${evidenceIn(words)}`;
}
