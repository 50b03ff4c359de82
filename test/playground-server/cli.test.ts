import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { TRAPS } from '../../src/testing/index.js';

const program = fileURLToPath(new URL('../../playground/bin/firefly-playground.js', import.meta.url));
const run = (...args: string[]) => spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });

it('--help says what there is', () => {
  const { status, stdout } = run('--help');
  expect(status).toBe(0);
  for (const option of ['--port', '--host', '--file', '--allow-origin', '--trap', '--fault']) {
    expect(stdout).toContain(option);
  }
});

it('--traps lists every trap with its state', () => {
  const { status, stdout } = run('--traps');
  expect(status).toBe(0);
  const names = stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' ')[0]);
  expect(names).toEqual(Object.keys(TRAPS));
  expect(stdout).toContain('tenSockets (T27, on from 2026.6)');
});

it.each([
  [['--port', 'x'], /--port is x, expected a whole number from 0 to 65535/],
  [['--port', '70000'], /--port is 70000/],
  [['--bogus'], /--bogus/],
  [['--trap', 'nosuch'], /no trap "nosuch"; there are: acceptedOnly, .*truncatedJson/],
  [['--trap', 'cookies=maybe'], /"on" or "off", not "maybe"/],
  [['--fault', '{'], /--fault is \{, expected JSON/],
  [['--fault', '{"on":"request","fault":"burn"}'], /no fault of a request "burn"; there are: drop, refuse/],
  [['--allow-origin', 'here'], /"here" is no origin to allow/],
  [['--file', '/no/such/file'], /there is no file \/no\/such\/file to serve/],
])('%j is refused in one line', (args, message) => {
  const { status, stderr } = run('--port', '0', ...args);
  expect(status).toBe(1);
  expect(stderr).toMatch(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
