/** The table of docs/checks.md is what people know of the checks. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKS } from '../config/checks';

it('docs/checks.md has a row for each check, in their order, with how it ends by default', () => {
  const text = readFileSync(join(__dirname, '../../../../docs/checks.md'), 'utf8');
  const rows = [...text.matchAll(/^\| `([a-z-]+)` \|[^|]+\| (\w+) \| .+ \|$/gm)];
  expect(rows.map(([, name, ending]) => [name, ending])).toEqual(Object.entries(CHECKS));
});
