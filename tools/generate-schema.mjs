/**
 * Writes packages/specwave/specwave.schema.json, which editors use for specwave.yaml, from the checks in
 * src/config/schema.ts. Build first: `npm run build && node tools/generate-schema.mjs`.
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const { configJsonSchema } = createRequire(import.meta.url)('../packages/specwave/dist/config/schema.js');
const file = fileURLToPath(new URL('../packages/specwave/specwave.schema.json', import.meta.url));
const text = await format(JSON.stringify(configJsonSchema()), {
  ...(await resolveConfig(file)),
  filepath: file,
});
writeFileSync(file, text);
