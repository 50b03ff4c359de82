import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ACTION_CASES } from './action-cases.js';
import { CASES as FIRST_CASES } from './cases.js';
import { LAYER_CASES } from './layer-cases.js';
import { MEMORY_CASES } from './memory-cases.js';
import { METHOD_CASES } from './method-cases.js';
import { Results, retries, VIEWER_COLUMNS } from './report.js';
import { makeSamples } from './samples.js';
import { SLATE_CASES } from './slate-cases.js';
import { type Backend, leaveInOrder } from './stage.js';
import { UPLOAD_CASES } from './upload-cases.js';

const CASES = [
  ...FIRST_CASES,
  ...ACTION_CASES,
  ...LAYER_CASES,
  ...MEMORY_CASES,
  ...METHOD_CASES,
  ...SLATE_CASES,
  ...UPLOAD_CASES,
];
const samples = await makeSamples();
const results = new Results('contract', VIEWER_COLUMNS);

describe.each(VIEWER_COLUMNS)('the contract on $name', ({ name, missing, open }) => {
  let backend: Backend;
  beforeAll(async () => {
    if (missing === undefined) backend = await open();
  });
  afterAll(() => backend?.close());

  test.skipIf(missing !== undefined).each(CASES)(
    '$name',
    { timeout: 180_000, retry: retries(name) },
    async (contractCase) => {
      results.set(name, contractCase.name, 'FAILED');
      const errors: unknown[] = [];
      const { htmlFile } = contractCase;
      const firefly = await backend.connect(htmlFile === undefined ? {} : { htmlFile });
      firefly.on('error', (error) => errors.push(error));
      const viewer = await backend.openViewer(firefly);
      try {
        await contractCase.run({ firefly, viewer, backend, samples });
      } finally {
        await leaveInOrder({ firefly, viewer });
      }
      expect(errors, 'errors that nobody awaited').toEqual([]);
      results.set(name, contractCase.name, 'passed');
    },
  );
});

afterAll(async () => {
  await samples.remove();
  console.log(results.print(CASES.map(({ name }) => name)));
});
