/** The table of actions that may run twice is the same in the guide and in the code. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { IDEMPOTENT } from '../../src/actions/idempotent.js';

it('the guide lists the actions that may run twice, with the conditions', () => {
  const guide = readFileSync(new URL('../../docs/guide.md', import.meta.url), 'utf8');
  const [, after = ''] = guide.split('These may run twice:');
  const rows = after
    .split('\n\n')[1]
    ?.split('\n')
    .slice(2)
    .map((row) => row.split(/\s*\|\s*/).slice(1, 3));
  expect(rows).toEqual(IDEMPOTENT.map(({ type, when }) => [`\`${type}\``, when]));
});
