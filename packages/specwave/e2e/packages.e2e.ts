/** From an agent's tree, every package of the workspace is that tree's own. `npm run test:managers` has other managers. */
import { describeOwnPackages } from './support/ownPackages';

describeOwnPackages({
  name: 'npm',
  program: ['npm'],
  install: ['install', '--no-audit', '--no-fund', '--silent'],
  add: 'npm install is-odd@3.0.1 --workspace packages/app --no-audit --no-fund',
  own: '*',
  files: {},
});
