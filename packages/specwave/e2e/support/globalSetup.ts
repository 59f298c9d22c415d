import { installation } from './installation';

/** Before all end-to-end tests, so that no test has to wait for npm. */
export default function globalSetup(): void {
  process.env['SPECWAVE_E2E_NX24'] = installation('24.0.6', '24.0.0');
  process.env['SPECWAVE_E2E_NX23'] = installation('23.3.2', '23.3.2');
}
