/** Parses many task lists on all cores: a first `nx` command in a workspace of 1,000 specs would otherwise wait for seconds. */
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { ParseJob } from './parse';
import type { ParsedSpec } from './parsedSpec';

/** Below this, starting a worker (it loads the parser anew, about 0.1 s) costs more than it saves. */
const WORTH_A_WORKER = 100;

function parseInWorker(jobs: readonly ParseJob[]): Promise<ParsedSpec[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(__filename, { workerData: jobs });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) =>
      reject(new Error(`The parsing worker ended with code ${code} and no result.`)),
    );
  });
}

async function parseHere(jobs: readonly ParseJob[]): Promise<ParsedSpec[]> {
  const { parseSpec } = await import('./parse.js');
  return jobs.map(parseSpec);
}

/** Parses the jobs; results in their order. */
export async function parseAll(jobs: readonly ParseJob[]): Promise<ParsedSpec[]> {
  if (jobs.length === 0) return [];
  const shares = Math.min(availableParallelism(), Math.floor(jobs.length / WORTH_A_WORKER) + 1);
  const size = Math.ceil(jobs.length / shares);
  const chunks = Array.from({ length: shares }, (_, share) => jobs.slice(share * size, (share + 1) * size));
  const [own = [], ...others] = chunks;
  const elsewhere = others.map(parseInWorker);
  const parsed = await Promise.all([parseHere(own), ...elsewhere]);
  return parsed.flat();
}

if (!isMainThread && Array.isArray(workerData)) {
  void parseHere(workerData as ParseJob[]).then((parsed) => parentPort?.postMessage(parsed));
}
