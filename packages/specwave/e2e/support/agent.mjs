// An agent that the test drives: it reports to the test over loopback and does what it is told, one line of JSON each.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';

let prompt = '';
for await (const chunk of process.stdin) prompt += chunk;
const { SPECWAVE_SPEC: spec, SPECWAVE_TASK: task, SPECWAVE_ATTEMPT: attempt } = process.env;
const socket = connect(Number(process.env.DRIVEN_AGENT_PORT), '127.0.0.1');
const run = process.env.E2E_RUN ?? '';
socket.write(
  `${JSON.stringify({ spec, task, attempt: Number(attempt), prompt, tree: process.cwd(), run })}\n`,
);
for await (const line of createInterface({ input: socket })) {
  const order = JSON.parse(line);
  if (order.write) {
    mkdirSync(dirname(resolve(order.write)), { recursive: true });
    writeFileSync(order.write, order.content);
  }
  if (order.print) process.stdout.write(`${order.print}\n`);
  if (order.result) writeFileSync(process.env.SPECWAVE_RESULT_FILE, JSON.stringify(order.result));
  if (order.spawn) {
    // In a session of its own: no signal to the agent's group reaches it.
    const stdio = ['ignore', 'pipe', 'ignore'];
    const child = spawn('bash', ['-c', order.spawn], { detached: true, stdio });
    const [said] = await once(child.stdout, 'data');
    socket.write(`${JSON.stringify({ said: String(said) })}\n`);
    continue;
  }
  if (order.exit !== undefined) process.exit(order.exit);
  socket.write('{}\n');
}
// The test is gone: do not outlive it.
process.exit(1);
