const IN_HEADING = /[✅✔☑]|\[[xX]\]|\((?:done|completed?)\)/;
const IN_STATUS =
  /^[ \t>]*(?:[-*+][ \t]+)?[*_]*status[*_]*[ \t]*:[*_ \t]*(?:[✅✔☑]|\[[xX]\]|(?:completed?|done|finished)\b)/im;

/** Whether a heading task, which has no box, says that it is done: in its heading or in a status line of its own. */
export function saysDone(heading: string, body: string): boolean {
  return IN_HEADING.test(heading) || IN_STATUS.test(body);
}
