import type { Check } from './check';
import { isForShow, isSettings } from './kinds';
import { textsLeft, viewOf } from './view';
import { speaksOfTests } from './words';

const ASKS =
  /NODE_ENV['"\]]*\s*[!=]==?\s*['"]test(?:ing)?['"]|['"]test['"]\s*[!=]==?\s*process\.env\.NODE_ENV|process\.env\.(?:JEST_WORKER_ID|VITEST\w*|TESTING|IS_TEST|CYPRESS|PLAYWRIGHT\w*|MOCHA\w*)\b|\bPYTEST_CURRENT_TEST\b|['"](?:pytest|unittest)['"]\s+(?:not\s+)?in\s+sys\.modules|flag\.Lookup\(\s*["']test\.|\btesting\.Testing\(\)|\bcfg!\(test\)|\bRails\.env\.test\?|RAILS_ENV['"\]]*\s*==\s*['"]test|typeof\s+(?:jest|vi|describe|it|expect|mocha)\s*[!=]==?|\b(?:APP_ENV|ENVIRONMENT|ENV|FLASK_ENV|MIX_ENV)\b['"\])]*\s*[!=]==?\s*['"]test(?:ing)?['"]|\brunningUnitTests\(\)|\bIsRunningTests?\b|\bXCTestConfigurationFilePath\b|sys\.argv\[0\][^\n]*pytest/;

/** Code of the product that asks whether it is being tested. */
export const testAware: Check = {
  name: 'test-aware',
  find: (work) => {
    if (speaksOfTests(work.task)) return [];
    return textsLeft(work).flatMap((changed) => {
      const { path } = changed;
      // Telling code from comments takes time: only where there is something to tell.
      if (isForShow(path) || isSettings(path) || !ASKS.test(changed.after)) return [];
      const { after, added } = viewOf(changed);
      if (after === null || !after.language.program) return [];
      const lines = after.bare.split('\n');
      const place = added.find(({ number }) => ASKS.test(lines[number - 1] ?? ''));
      if (!place) return [];
      return [
        {
          message: `\`${path}\` asks whether it is being tested.`,
          next: 'Look whether it does the same where it is not.',
          path,
          line: place.number,
        },
      ];
    });
  },
};
