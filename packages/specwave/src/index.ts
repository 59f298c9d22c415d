/** What Nx loads for every command: keep its imports light (see tools/bench-graph). */
export const name = 'specwave';
export { createDependencies } from './plugin/createDependencies';
export { createNodes, createNodes as createNodesV2 } from './plugin/createNodes';
export { postTasksExecution } from './plugin/postTasksExecution';
