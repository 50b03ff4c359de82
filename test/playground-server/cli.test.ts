import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const program = fileURLToPath(new URL('../../playground/bin/firefly-playground.js', import.meta.url));
const run = (...args: string[]) => spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });

it('--help says what there is', () => {
  const { status, stdout } = run('--help');
  expect(status).toBe(0);
  for (const option of ['--port', '--host', '--file']) expect(stdout).toContain(option);
});

it.each([
  [['--port', 'x'], /--port is x, expected a whole number from 0 to 65535/],
  [['--port', '70000'], /--port is 70000/],
  [['--bogus'], /--bogus/],
])('%j is refused in one line', (args, message) => {
  const { status, stderr } = run(...args);
  expect(status).toBe(1);
  expect(stderr).toMatch(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
