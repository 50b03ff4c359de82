import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noBrowser } from '../support/browser.js';
import { memoryBackend, playgroundBackend, realBackend } from './backends.js';
import { CASES } from './cases.js';
import { makeSamples } from './samples.js';
import type { Backend } from './stage.js';

interface Column {
  readonly name: string;
  /** Why it cannot run; undefined when it can. */
  readonly missing: string | undefined;
  open(): Promise<Backend>;
}

const url = process.env['FIREFLY_URL'];
const COLUMNS: readonly Column[] = [
  { name: 'memory', missing: undefined, open: memoryBackend },
  { name: 'playground', missing: noBrowser(), open: playgroundBackend },
  {
    name: 'FIREFLY_URL',
    missing: url === undefined ? 'FIREFLY_URL is not set' : noBrowser(),
    open: () => realBackend(url ?? ''),
  },
];

const samples = await makeSamples();
const results = new Map<string, string>();
const cell = (backend: string, name: string): string => `${backend}\n${name}`;

describe.each(COLUMNS)('the contract on $name', ({ name, missing, open }) => {
  let backend: Backend;
  beforeAll(async () => {
    if (missing === undefined) backend = await open();
  });
  afterAll(() => backend?.close());

  test.skipIf(missing !== undefined).each(CASES)(
    '$name',
    async (contractCase) => {
      results.set(cell(name, contractCase.name), 'FAILED');
      const errors: unknown[] = [];
      const firefly = await backend.connect();
      firefly.on('error', (error) => errors.push(error));
      const viewer = await backend.openViewer(firefly);
      try {
        await contractCase.run({ firefly, viewer, backend, samples });
      } finally {
        await viewer.close();
        await firefly.close();
      }
      expect(errors, 'errors that nobody awaited').toEqual([]);
      results.set(cell(name, contractCase.name), 'passed');
    },
    180_000,
  );
});

afterAll(async () => {
  await samples.remove();
  const rows = CASES.map(({ name }) => [
    name,
    ...COLUMNS.map((column) => results.get(cell(column.name, name)) ?? 'not run'),
  ]);
  const lines = rows.map(
    ([name = '', ...cells]) => `${cells.map((text) => text.padEnd(12)).join('')}${name}`,
  );
  const reasons = COLUMNS.filter(({ missing }) => missing !== undefined).map(
    ({ name, missing }) => `${name} was not run: ${missing}`,
  );
  const header = COLUMNS.map(({ name }) => name.padEnd(12)).join('');
  console.log(
    [
      '',
      `contract: ${CASES.length} cases × ${COLUMNS.length} backends`,
      header,
      ...lines,
      ...reasons,
      '',
    ].join('\n'),
  );
});
