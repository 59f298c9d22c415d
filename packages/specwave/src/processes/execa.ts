/** The one place that takes it from its package, which is bundled into this file: see `tools/bundle.mjs`. */
export { execa } from 'execa';
