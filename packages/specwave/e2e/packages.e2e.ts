/** From an agent's tree, every package of the workspace is that tree's own. `npm run test:managers` has other managers. */
import { describeAddedPackages } from './support/addedPackages';
import { describeOwnPackages } from './support/ownPackages';
import type { Manager } from './support/packageWorkspace';

const npm: Manager = {
  name: 'npm',
  program: ['npm'],
  install: ['install', '--no-audit', '--no-fund', '--silent'],
  add: 'npm install is-odd@3.0.1 --workspace packages/app --no-audit --no-fund',
  own: '*',
  files: {},
};
describeOwnPackages(npm);
describeAddedPackages(npm);
