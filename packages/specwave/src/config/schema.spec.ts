import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configJsonSchema } from './schema';

/** The file that editors use. */
const FILE = join(__dirname, '../../specwave.schema.json');
const TO_RENEW = 'npm run build && node tools/generate-schema.mjs';

it(`the JSON Schema for editors is fresh; if not, run: ${TO_RENEW}`, () => {
  expect(JSON.parse(readFileSync(FILE, 'utf8'))).toEqual(JSON.parse(JSON.stringify(configJsonSchema())));
});

it('every key has a description for editors', () => {
  const undescribed: string[] = [];
  const visit = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (key === 'properties') {
        for (const [name, property] of Object.entries(value as Record<string, object>)) {
          if (!('description' in property)) undescribed.push(`${path}.${name}`);
        }
      }
      visit(value, `${path}.${key}`);
    }
  };
  visit(configJsonSchema(), '');
  expect(undescribed).toEqual([]);
});

it('a file without any key is valid for editors: nothing is required', () => {
  expect(configJsonSchema()).not.toHaveProperty('required');
});
