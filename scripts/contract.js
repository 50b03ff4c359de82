/** `npm run contract`: the contract suite alone, with its table of cases × backends. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ensureBuild } from './ensure-build.js';

ensureBuild();
const args = ['vitest', 'run', 'test/contract', '--disable-console-intercept', ...process.argv.slice(2)];
const run = spawnSync('npx', args, {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
process.exit(run.status ?? 1);
