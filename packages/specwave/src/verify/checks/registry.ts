/** All checks that look at a result's text. Those that run commands or ask git stand elsewhere, by their names of `config/checks`. */
import { blankFile } from './blankFile';
import { changedExpectations } from './changedExpectations';
import type { Check, Finding, Work } from './check';
import { commentsOnly } from './commentsOnly';
import { declaredUnchanged } from './declaredUnchanged';
import { deleted } from './deleted';
import { dependency } from './dependency';
import { emptiedFile } from './emptiedFile';
import { expected } from './expected';
import { fewerAssertions } from './fewerAssertions';
import { instructions } from './instructions';
import { junk } from './junk';
import { largeBinary } from './largeBinary';
import { leftovers } from './leftovers';
import { manyFiles } from './manyFiles';
import { missingSymbol } from './missingSymbol';
import { notWired } from './notWired';
import { othersFile } from './othersFile';
import { ownRules } from './ownRules';
import { placeholder } from './placeholder';
import { proseOnly } from './proseOnly';
import { reformatted } from './reformatted';
import { secret } from './secret';
import { snapshots } from './snapshots';
import { stub } from './stub';
import { suppressions } from './suppressions';
import { testAware } from './testAware';
import { testsSilenced } from './testsSilenced';

/** In the order in which findings are told. */
export const REGISTRY: readonly Check[] = [
  blankFile,
  missingSymbol,
  stub,
  commentsOnly,
  leftovers,
  notWired,
  ownRules,
  testsSilenced,
  emptiedFile,
  secret,
  expected,
  deleted,
  othersFile,
  declaredUnchanged,
  manyFiles,
  largeBinary,
  junk,
  reformatted,
  proseOnly,
  testAware,
  placeholder,
  instructions,
  dependency,
  changedExpectations,
  suppressions,
  snapshots,
  fewerAssertions,
];

/** What all checks say of a result. Whether a finding refuses is for the settings: `config/checks` has the defaults. */
export function findAll(work: Work): Finding[] {
  return REGISTRY.flatMap(({ name, find }) => find(work).map((found) => ({ ...found, check: name })));
}
