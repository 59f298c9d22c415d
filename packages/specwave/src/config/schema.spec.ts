import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from './load';
import { placeOf, type Problem } from './problem';
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

describe('commands and choices', () => {
  function onlyProblemOf(text: string): Problem {
    const result = readConfig(text, 'specwave.yaml');
    const [problem, ...others] = result.ok ? [] : result.problems;
    if (!problem || others.length > 0)
      throw new Error(`expected one problem, got ${JSON.stringify(result, null, 2)}`);
    return problem;
  }

  test.each([
    ['auto', 'auto'],
    ['off', 'off'],
    ['npm ci', ['npm ci']],
    ['[npm ci, npm run build]', ['npm ci', 'npm run build']],
  ])('`install: %s` is read', (text, install) => {
    expect(readConfig(`install: ${text}\n`, 'specwave.yaml')).toMatchObject({ ok: true, value: { install } });
  });

  it('without `install`, the package manager installs', () => {
    expect(readConfig('', 'specwave.yaml')).toMatchObject({ ok: true, value: { install: 'auto' } });
  });

  test.each([
    ['install: 1', 'expected `auto`, `off`, a command'],
    ['install: []', 'expected `auto`, `off`, a command'],
    ['install: [1]', 'expected `auto`, `off`, a command'],
    ['regenerate: [Cargo.lock]', 'commands by lock file, such as'],
    ['regenerate: { Cargo.lock: [cargo] }', 'a command as text, such as `cargo'],
  ])('`%s` is answered with what is expected', (text, expected) => {
    expect(onlyProblemOf(`${text}\n`).message).toContain(expected);
  });

  test.each(['verify', 'gate', 'setup'])('`%s` that is no list is refused with an example', (key) => {
    const problem = onlyProblemOf(`${key}: npm test\n`);
    expect(placeOf(problem)).toBe(`specwave.yaml:1:${key.length + 3}`);
    expect(problem.message).toMatch(/is `npm test`; expected a list of commands, such as `\[npm /);
  });

  test.each(['""', '" "', '1', '[npm, test]', '{ run: npm test }'])(
    'the command %s is refused at its place in the list',
    (command) => {
      const problem = onlyProblemOf(`verify:\n  - npm test\n  - ${command}\n`);
      expect(placeOf(problem)).toBe('specwave.yaml:3:5');
      expect(problem.message).toContain('`verify[1]` is');
      expect(problem.message).toContain('expected a command as text, such as `npm test`');
    },
  );

  test.each([
    ['commit', 'never', '`spec`, `wave`, `task`, `off`'],
    ['commit', 'false', '`spec`, `wave`, `task`, `off`'],
    ['isolation', 'container', '`worktree`, `none`'],
  ])('`%s: %s` is answered with what there is', (key, value, known) => {
    const problem = onlyProblemOf(`${key}: ${value}\n`);
    expect(placeOf(problem)).toBe(`specwave.yaml:1:${key.length + 3}`);
    expect(problem.message).toContain(`expected one of ${known}.`);
  });

  test.each([
    ['next: npm test', 'next steps, such as'],
    ['next: { completed: npm test }', 'a list of texts, such as `["npm test"]`'],
    ['next: { partial: [1] }', 'a text, such as `npm test`'],
    ['next: { infrastructure: [""] }', 'a text, such as `npm test`'],
    ['next: { failed: [] }', '`completed`, `partial`, `infrastructure`'],
  ])('`%s` is answered with what is expected', (text, expected) => {
    expect(onlyProblemOf(`${text}\n`).message).toContain(expected);
  });

  it('next steps that are not written stay the usual ones', () => {
    const partial = ['/check {spec}'];
    expect(
      readConfig(`next: { partial: ["/check {spec}"], completed: [] }\n`, 'specwave.yaml'),
    ).toMatchObject({
      ok: true,
      value: { next: { partial, completed: [], infrastructure: [expect.stringContaining('npx specwave')] } },
    });
  });

  test.each([
    ['checks: [stub]', 1, 'checks by name, such as'],
    ['checks:\n  stub: never', 2, '`refuse`, `flag`, `off`'],
    ['checks:\n  own-rules: record', 2, '`refuse`, `flag`, `off`'],
  ])('`%s` is answered with what is expected', (text, line, expected) => {
    const problem = onlyProblemOf(`${text}\n`);
    expect(problem.at?.line).toBe(line);
    expect(problem.message).toContain(expected);
  });

  it('a check that is not known is answered with its place and the nearest name', () => {
    const problem = onlyProblemOf('checks:\n  stub: off\n  own-rule: flag\n');
    expect(placeOf(problem)).toBe('specwave.yaml:3:3');
    expect(problem).toMatchObject({ code: 'config-unknown-key', next: 'Did you mean `own-rules`?' });
  });

  it('`commit: off` is a word, as it stands', () => {
    expect(readConfig('commit: off\n', 'specwave.yaml')).toMatchObject({
      ok: true,
      value: { commit: 'off' },
    });
  });
});
