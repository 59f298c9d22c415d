/** All executors: what `tools/bundle.mjs` makes one file of, because each task pays for loading it. */
export { default as begin } from './begin/executor';
export { default as check } from './check/executor';
export { default as implement } from './implement/executor';
export { default as task } from './task/executor';
export { default as wave } from './wave/executor';
