import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDouble, parseInteger, writeInt64 } from '../../../src/data/numbers.js';

const bytes = (text: string) => new TextEncoder().encode(text);

function double(text: string): number | undefined {
  const all = bytes(text);
  return parseDouble(all, 0, all.length);
}

function int64(text: string): bigint | undefined {
  const values = new BigInt64Array(2);
  const all = bytes(text);
  return writeInt64(all, 0, all.length, new Int32Array(values.buffer), 1) ? values[1] : undefined;
}

describe('parseDouble', () => {
  it('gives the double that Number gives, for every double', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(double(String(value))).toBe(Number(String(value)));
        expect(double(value.toExponential())).toBe(Number(value.toExponential()));
      }),
      { numRuns: 2000 },
    );
  });

  it('gives the double that Number gives, for digits of any number with a point anywhere', () => {
    const digits = fc.stringMatching(/^\d{0,22}\.\d{1,22}(?:e[+-]?\d{1,3})?$/);
    fc.assert(
      fc.property(digits, (text) => {
        expect(double(text)).toBe(Number(text));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['9007199254740993', 9007199254740992],
    ['9007199254740993.0', 9007199254740992],
    ['4503599627370496.5', 4503599627370496],
    ['0.1', 0.1],
    ['1e22', 1e22],
    ['1E-300', 1e-300],
    ['4.9e-324', 5e-324],
    ['-0', -0],
    ['+1.5', 1.5],
    ['.5', 0.5],
    ['5.', 5],
    ['nan', Number.NaN],
    ['-inf', Number.NEGATIVE_INFINITY],
    ['Infinity', Number.POSITIVE_INFINITY],
  ])('%s', (text, value) => {
    expect(double(text)).toBe(value);
  });

  it.each(['', '-', '.', '1.2.3', '1e', '1e+', 'abc', '1 ', '0x10', 'e5', '--1'])(
    'takes %j for no number',
    (text) => {
      expect(double(text)).toBeUndefined();
    },
  );
});

describe('writeInt64', () => {
  it('writes every int64, and nothing else', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 65n), max: 2n ** 65n }), (value) => {
        expect(int64(String(value))).toBe(BigInt.asIntN(64, value) === value ? value : undefined);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(['9223372036854775807', '-9223372036854775808', '0', '-1', '4294967296', '-4294967296'])(
    '%s',
    (text) => {
      expect(int64(text)).toBe(BigInt(text));
    },
  );

  it.each(['', '-', '1.0', '1e3', '9223372036854775808', '-9223372036854775809', '123456789012345678901'])(
    'refuses %j',
    (text) => {
      expect(int64(text)).toBeUndefined();
    },
  );
});

describe('parseInteger', () => {
  it.each([
    ['2147483647', 2147483647],
    ['-12', -12],
    ['+7', 7],
    ['', undefined],
    ['1.5', undefined],
    ['12345678901', undefined],
  ])('%j', (text, value) => {
    const all = bytes(text);
    expect(parseInteger(all, 0, all.length)).toBe(value);
  });
});
