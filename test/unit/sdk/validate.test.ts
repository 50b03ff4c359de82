import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { describe as inWords } from '../../../src/errors.js';
import { check, finite, ids, nonEmpty } from '../../../src/schema/validate.js';
import { argumentErrorOf } from './helpers.js';

const messageOf = (schema: z.ZodMiniType, value: unknown): string =>
  argumentErrorOf(() => check('showIt', 'options', schema, value)).message;

describe('checking an argument', () => {
  it('gives what the schema makes of it', () => {
    const schema = z.strictObject({ a: z.optional(finite) });
    const value = Object.freeze({ a: 1 });
    expect(check('showIt', 'options', schema, value)).toEqual({ a: 1 });
  });

  it.each<readonly [z.ZodMiniType, unknown, string]>([
    [z.string(), 5, 'options must be a string, got 5'],
    [z.string(), undefined, 'options must be given (a string), got undefined'],
    [z.number(), '5', 'options must be a finite number, got "5"'],
    [z.number(), Number.NaN, 'options must be a finite number, got NaN'],
    [z.int(), 1.5, 'options must be an integer, got 1.5'],
    [z.boolean(), 'no', 'options must be true or false, got "no"'],
    [z.array(z.string()), 'a', 'options must be an array, got "a"'],
    [z.strictObject({}), [], 'options must be an object, got an empty array'],
    [z.record(z.string(), z.unknown()), null, 'options must be an object, got null'],
    [z.enum(['a']), 'b', 'options must be "a", got "b"'],
    [z.enum(['a', 'b', 'c']), 'd', 'options must be "a", "b" or "c", got "d"'],
    [z.number().check(z.minimum(2)), 1, 'options must be at least 2, got 1'],
    [z.number().check(z.maximum(2)), 3, 'options must be at most 2, got 3'],
    [z.number().check(z.gt(2)), 2, 'options must be more than 2, got 2'],
    [z.number().check(z.lt(2)), 2, 'options must be less than 2, got 2'],
    [z.string().check(z.minLength(3)), 'ab', 'options must be at least 3 characters long, got "ab"'],
    [z.string().check(z.maxLength(1)), 'ab', 'options must be at most 1 characters long, got "ab"'],
    [
      z.array(z.string()).check(z.minLength(1)),
      [],
      'options must be of length at least 1, got an empty array',
    ],
    [nonEmpty('a plot id'), '', 'options must be a plot id (not an empty string), got ""'],
    [z.union([z.string(), z.number()]), true, 'options must be a string or a finite number, got true'],
    [z.url(), 'x', 'options must be of the form url, got "x"'],
    [
      z.strictObject({ a: z.optional(z.string()) }),
      { b: 1, c: 2 },
      "options must be without 'b', 'c', which is not known here, got an object with the keys b, c",
    ],
  ])('case %#: a message that says what would be right', (schema, value, message) => {
    expect(messageOf(schema, value)).toBe(`showIt: ${message}`);
  });

  it('names the place deep in the argument, with its value', () => {
    const schema = z.strictObject({ data: z.array(z.looseObject({ type: z.string() })) });
    const error = argumentErrorOf(() =>
      check('showChart', 'options', schema, { data: [{ type: 'bar' }, { type: 7 }] }),
    );
    expect(error).toMatchObject({
      method: 'showChart',
      argument: 'options.data[1].type',
      value: 7,
      expected: 'a string',
    });
  });

  it('names the wrong item of one id or several', () => {
    expect(messageOf(ids('a plot id'), ['a', ''])).toBe(
      'showIt: options[1] must be a plot id (not an empty string), got ""',
    );
    expect(messageOf(ids('a plot id'), 5)).toBe('showIt: options must be a string or an array, got 5');
    expect(messageOf(ids('a plot id'), '')).toContain('a plot id (not an empty string)');
  });

  it('of a union tells the branch that came furthest', () => {
    const schema = z.union([
      z.string(),
      z.strictObject({ a: z.string() }),
      z.strictObject({ a: z.strictObject({ b: z.number() }) }),
    ]);
    expect(messageOf(schema, { a: { b: 'x' } })).toBe('showIt: options.a.b must be a finite number, got "x"');
  });
});

describe('a value in words', () => {
  it.each([
    ['text', '"text"'],
    ['x'.repeat(80), `"${'x'.repeat(80)}"`],
    ['x'.repeat(81), `"${'x'.repeat(77)}"…`],
    [5, '5'],
    [5n, '5n'],
    [null, 'null'],
    [undefined, 'undefined'],
    [Symbol('s'), 'Symbol(s)'],
    [() => 1, 'a function'],
    [[], 'an empty array'],
    [[1, 2], 'an array of 2'],
    [{}, 'an object with the keys (none)'],
    [{ a: 1, b: 2 }, 'an object with the keys a, b'],
    [{ a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1 }, 'an object with the keys a, b, c, d, e, f'],
    [Object.create(null), 'an object with the keys (none)'],
    [new Date(), 'a Date'],
    [new Uint8Array(3), 'a Uint8Array of 3'],
  ])('case %#', (value, words) => {
    expect(inWords(value)).toBe(words);
  });
});
