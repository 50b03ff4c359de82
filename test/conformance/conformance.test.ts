import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { METHODS } from './methods.js';
import { PLOT_METHODS } from './plot-methods.js';
import { isKnown, parseVectors, runVector, type Vector } from './runner.js';

const read = async (name: string): Promise<Vector[]> =>
  parseVectors(await readFile(new URL(`../fixtures/vectors/${name}`, import.meta.url), 'utf8'));

/** `more.jsonl` was recorded in the same way from the same client, with many other arguments. */
const vectors = [
  ...(await read('actions.jsonl')),
  ...(await read('deviations.jsonl')),
  ...(await read('more.jsonl')),
];
const known = vectors.filter(isKnown);

describe('vectors of the reference client', () => {
  test('there are some for every method, and a method for each', () => {
    const seen = new Set(known.map(({ method }) => method));
    const methods = [...Object.keys(METHODS), ...Object.keys(PLOT_METHODS)];
    expect(methods.filter((method) => !seen.has(method))).toEqual([]);
    expect(vectors.filter((vector) => !isKnown(vector)).map(({ id }) => id)).toEqual([]);
  });

  test.each(known.map((vector) => [vector.id, vector] as const))('%s', async (_id, vector) => {
    expect((await runVector(vector)).failure).toBeUndefined();
  });

  test('a method that is not known is a failure', async () => {
    const vector: Vector = { id: 'x', mode: 'triview', method: 'no_such_method' };
    expect((await runVector(vector)).failure).toBe('unknown method no_such_method');
  });

  test('other JSON than asked for is a failure', async () => {
    const vector = known.find(({ id }) => id === '101-set_zoom');
    if (vector?.requests === undefined) throw new Error('the vector is missing');
    const [request] = vector.requests;
    const other = {
      ...vector,
      requests: [{ ...request, kind: 'action', action: { type: 'x', payload: {} } }],
    };
    expect((await runVector(other)).failure).toContain('expected "x"');
  });
});
