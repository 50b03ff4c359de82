import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  STRETCH_ALGORITHM,
  STRETCH_TYPE,
  type StretchAlgorithm,
  type StretchType,
} from '../../../src/actions/range-values.js';
import { type StretchOptions, stretchOf } from '../../../src/actions/stretch.js';
import { argumentErrorOf, callWith, deepFreeze } from './helpers.js';

const types = Object.keys(STRETCH_TYPE) as StretchType[];
const algorithms = Object.keys(STRETCH_ALGORITHM) as StretchAlgorithm[];
const all = types.flatMap((type) => algorithms.map((algorithm) => ({ type, algorithm })));
const textOf = (options: StretchOptions): string => stretchOf(options).rvString;
const fieldsOf = (options: StretchOptions): string[] => textOf(options).split(',');

/** The first four fields by type: what the type leaves to be said. */
const ENDS: Readonly<Record<StretchType, string>> = {
  percent: '88,1.000000,88,99.000000',
  minmax: '88,0.000000,88,100.000000',
  absolute: '90,1.000000,90,99.000000',
  zscale: '91,1.000000,91,1.000000',
  sigma: '92,1.000000,92,99.000000',
};
const CODES: Readonly<Record<StretchAlgorithm, number>> = {
  linear: 44,
  log: 45,
  loglog: 46,
  equal: 47,
  squared: 48,
  sqrt: 49,
  asinh: 50,
  powerlaw_gamma: 51,
};

describe('range values', () => {
  it('are 1 to 99 percent, linear, when nothing is said', () => {
    expect(stretchOf({})).toEqual({
      rvString: '88,1.000000,88,99.000000,NaN,2.000000,44,25,600,120,0,NaN,1.000000',
    });
  });

  it('cover 5 types and 8 algorithms', () => {
    expect(all).toHaveLength(40);
  });

  it.each(all)('$type, $algorithm', ({ type, algorithm }) => {
    expect(stretchOf({ type, algorithm })).toEqual({
      rvString: `${ENDS[type]},NaN,2.000000,${CODES[algorithm]},25,600,120,0,NaN,1.000000`,
    });
  });

  it('carry every number that is given', () => {
    const options = deepFreeze<StretchOptions>({
      type: 'sigma',
      algorithm: 'asinh',
      lowerValue: -2,
      upperValue: 10,
      asinhQValue: 4.2,
      gammaValue: 1.5,
      zscaleContrast: 40,
      zscaleSamples: 500,
      zscaleSamplesPerline: 100,
    });
    expect(stretchOf(options)).toEqual({
      rvString: '92,-2.000000,92,10.000000,4.200000,1.500000,50,40,500,100,0,NaN,1.000000',
    });
  });

  it('take zero for a number', () => {
    expect(textOf({ lowerValue: 0, upperValue: 0, asinhQValue: 0, gammaValue: 0 })).toBe(
      '88,0.000000,88,0.000000,0.000000,0.000000,44,25,600,120,0,NaN,1.000000',
    );
  });

  it('cut the three numbers of zscale to integers', () => {
    expect(
      fieldsOf({
        type: 'zscale',
        zscaleContrast: 25.9,
        zscaleSamples: 10.5,
        zscaleSamplesPerline: 3.2,
      }).slice(7, 10),
    ).toEqual(['25', '10', '3']);
  });
});

describe('numbers in range values', () => {
  const ordinary = fc.double({ min: -1e15, max: 1e15, noNaN: true });

  it('have six decimals, no exponent, and lie within half a millionth', () => {
    fc.assert(
      fc.property(ordinary, ordinary, fc.constantFrom(...algorithms), (lowerValue, upperValue, algorithm) => {
        const fields = fieldsOf({ type: 'absolute', algorithm, lowerValue, upperValue });
        expect(fields).toHaveLength(13);
        for (const [text, value] of [
          [fields[1], lowerValue],
          [fields[3], upperValue],
        ] as const) {
          expect(text).toMatch(/^-?\d+\.\d{6}$/);
          expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(
            0.5000001e-6 + Math.abs(value) * Number.EPSILON,
          );
        }
      }),
      { numRuns: 500 },
    );
  });

  it('of any size are printed in full, without an exponent', () => {
    fc.assert(
      fc.property(fc.double({ min: 2 ** 53, max: Number.MAX_VALUE, noNaN: true }), (number) => {
        const [, text = ''] = fieldsOf({ type: 'absolute', lowerValue: number });
        expect(text).toBe(`${BigInt(number)}.000000`);
        const [, negative = ''] = fieldsOf({ type: 'absolute', lowerValue: -number });
        expect(negative).toBe(`-${text}`);
      }),
    );
  });

  // What C's printf("%f") and Python's '%f' print.
  it.each([
    [1e21, '1000000000000000000000.000000'],
    [1e-7, '0.000000'],
    [-1e-7, '-0.000000'],
    [0.1 + 0.2, '0.300000'],
    [1 / 3, '0.333333'],
    [2 / 3, '0.666667'],
    [0.0078125, '0.007812'],
    [-0.0078125, '-0.007812'],
    [0.0234375, '0.023438'],
    [-0.0234375, '-0.023438'],
    [12.0390625, '12.039062'],
    [0.015625, '0.015625'],
    [1e15, '1000000000000000.000000'],
  ])('%d is printed as %%f prints it', (number, text) => {
    expect(fieldsOf({ type: 'absolute', lowerValue: number })[1]).toBe(text);
  });
});

describe('a stretch nobody knows', () => {
  const linear = '88,1.000000,88,99.000000,NaN,2.000000,44,25,600,120,0,NaN,1.000000';

  it('of an unknown algorithm becomes linear, with a note', () => {
    expect(callWith(stretchOf, [{ algorithm: 'nonsense' }])).toEqual({
      rvString: linear,
      note: "algorithm 'nonsense' is not one of linear, log, loglog, equal, squared, sqrt, asinh, powerlaw_gamma; linear from 1 to 99 percent is used",
    });
  });

  it('of an unknown type becomes 1 to 99 percent, with a note', () => {
    expect(callWith(stretchOf, [{ type: 'centile', lowerValue: 5, upperValue: 6 }])).toEqual({
      rvString: linear,
      note: "type 'centile' is not one of percent, minmax, absolute, zscale, sigma; linear from 1 to 99 percent is used",
    });
  });

  it('is told of both at once', () => {
    const result = callWith(stretchOf, [{ type: 'x', algorithm: 'toString' }]);
    expect(result).toMatchObject({
      rvString: linear,
      note: expect.stringMatching(
        /^type 'x' .*; algorithm 'toString' .*; linear from 1 to 99 percent is used$/,
      ),
    });
  });

  it('is not one that is spelled in capitals', () => {
    expect(callWith(stretchOf, [{ type: 'ZScale', algorithm: 'LOG' }])).toEqual({
      rvString: '91,1.000000,91,1.000000,NaN,2.000000,45,25,600,120,0,NaN,1.000000',
    });
  });
});

describe('bad numbers of a stretch', () => {
  const numbers = [
    ...['lowerValue', 'upperValue', 'asinhQValue', 'gammaValue'],
    ...['zscaleContrast', 'zscaleSamples', 'zscaleSamplesPerline'],
  ];
  const bad: readonly unknown[] = [
    '5',
    null,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    [1],
    1n,
  ];

  it.each(numbers)('%s is refused when it is none', (name) => {
    for (const value of bad) {
      const error = argumentErrorOf(() => callWith(stretchOf, [{ [name]: value }]));
      expect(error).toMatchObject({ method: 'setStretch', argument: `options.${name}`, value });
      expect(error.message).toContain('must be a finite number');
    }
  });

  it.each(
    (['minmax', 'zscale'] as const).flatMap((type) =>
      (['lowerValue', 'upperValue'] as const).map((end) => ({ type, end })),
    ),
  )('$end is refused for $type, which finds its own ends', ({ type, end }) => {
    const error = argumentErrorOf(() => stretchOf({ type, [end]: 0 }));
    expect(error).toMatchObject({ argument: `options.${end}`, value: 0 });
    expect(error.message).toContain(`left out, because ${type} finds its own ends`);
  });

  it.each(['type', 'algorithm'])('%s has to be a name', (name) => {
    for (const value of [88, null, ['percent']]) {
      const error = argumentErrorOf(() => callWith(stretchOf, [{ [name]: value }]));
      expect(error).toMatchObject({ argument: `options.${name}`, value });
    }
  });

  it.each([null, 'percent', 5, []])('options have to be an object: %j', (options) => {
    expect(argumentErrorOf(() => callWith(stretchOf, [options]))).toMatchObject({
      argument: 'options',
      value: options,
    });
  });

  it('name the method that was called', () => {
    const error = argumentErrorOf(() => callWith(stretchOf, [{ gammaValue: 'x' }, 'setStretchHprgb']));
    expect(error.method).toBe('setStretchHprgb');
  });
});
