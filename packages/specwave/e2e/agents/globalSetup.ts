import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { installation } from '../support/installation';

const INSTALL = resolve(__dirname, '../../../../tools/install-agents.mjs');

/** Before all tests with real agent programs, so that no test has to wait for npm. */
export default function globalSetup(): void {
  execFileSync(process.execPath, [INSTALL], { stdio: 'inherit' });
  process.env['SPECWAVE_E2E_NX24'] = installation('24.0.6', '24.0.0');
}
