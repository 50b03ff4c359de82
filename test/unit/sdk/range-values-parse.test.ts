import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  INVERSE_STRETCH_ALGORITHM,
  INVERSE_STRETCH_TYPE,
  parseRvString,
  RangeValues,
  rvStringFromDict,
  STRETCH_ALGORITHM,
  STRETCH_TYPE,
  type StretchAlgorithm,
  type StretchType,
} from '../../../src/actions/range-values.js';
import { setStretchHueRgb } from '../../../src/actions/stretch.js';
import { argumentErrorOf, callWith } from './helpers.js';

const type = fc.constantFrom(...(Object.keys(STRETCH_TYPE) as StretchType[]));
const algorithm = fc.constantFrom(...(Object.keys(STRETCH_ALGORITHM) as StretchAlgorithm[]));
/** Numbers that six decimals hold. */
const decimal = fc.integer({ min: -2_000_000_000, max: 2_000_000_000 }).map((n) => n / 1000);
const orNaN = (values: fc.Arbitrary<number>) => fc.oneof(values, fc.constant(Number.NaN));
const fields = fc.record({
  lowerType: type,
  lowerValue: decimal,
  upperType: type,
  upperValue: decimal,
  algorithm,
  asinhQValue: orNaN(decimal),
  gammaValue: decimal,
  zscaleContrast: fc.nat(),
  zscaleSamples: fc.nat(),
  zscaleSamplesPerline: fc.nat(),
  rgbPreserveHue: fc.constantFrom<0 | 1>(0, 1),
  asinhStretch: orNaN(decimal.map(Math.abs)),
  scalingK: decimal,
});

describe('range values', () => {
  it('are the same after printing and reading', () => {
    fc.assert(
      fc.property(fields, (given) => {
        const stretch = RangeValues.create(given);
        const again = RangeValues.parse(String(stretch));
        expect({ ...again }).toEqual({ ...given });
        expect(String(again)).toBe(String(stretch));
        expect(JSON.stringify({ a: stretch })).toBe(JSON.stringify({ a: String(stretch) }));
      }),
    );
  });

  it('read what a viewer reports', () => {
    expect({ ...parseRvString('88,1,88,99,NaN,2,44,25,600,120,0,NaN,1') }).toMatchObject({
      lowerType: 'percent',
      upperValue: 99,
      asinhQValue: Number.NaN,
      algorithm: 'linear',
      scalingK: 1,
    });
  });

  it.each([10, 11, 12, 13])('of %d fields have defaults for the others', (count) => {
    const text = '88,1,88,99,NaN,2,44,25,600,120,1,0.5,3'.split(',').slice(0, count).join(',');
    expect({ ...parseRvString(text) }).toMatchObject({
      rgbPreserveHue: count > 10 ? 1 : 0,
      asinhStretch: count > 11 ? 0.5 : Number.NaN,
      scalingK: count > 12 ? 3 : 1,
    });
  });

  it.each([
    ['', '10 to 13 fields'],
    ['1,2,3', '10 to 13 fields'],
    [`${'88,1,'.repeat(7)}1`, '10 to 13 fields'],
    ['87,1,88,99,NaN,2,44,25,600,120', '88 (percent)'],
    ['88,x,88,99,NaN,2,44,25,600,120', 'a number'],
    ['88,1,88,99,x,2,44,25,600,120', 'a number or NaN'],
    ['88,1,88,99,NaN,NaN,44,25,600,120', 'a number'],
    ['88,1,88,99,NaN,2,43,25,600,120', '44 (linear)'],
    ['88,1,88,99,NaN,2,44,25.5,600,120', 'an integer'],
    ['toString,1,88,99,NaN,2,44,25,600,120', '88 (percent)'],
  ])('refuse %j', (text, expected) => {
    expect(argumentErrorOf(() => parseRvString(text)).expected).toContain(expected);
  });

  it.each([
    [{}, 'fields.lowerType'],
    [{ lowerType: 'percent', lowerValue: Number.NaN, upperValue: 1, algorithm: 'log' }, 'fields.lowerValue'],
    [{ lowerType: 'percent', lowerValue: 1, upperValue: 1, algorithm: 'nonsense' }, 'fields.algorithm'],
    [
      { lowerType: 'percent', lowerValue: 1, upperValue: 1, algorithm: 'log', asinhStretch: -1 },
      'fields.asinhStretch',
    ],
    [{ lowerType: 'percent', lowerValue: 1, upperValue: 1, algorithm: 'log', extra: 1 }, 'fields'],
  ])('are not made of %j', (given, argument) => {
    expect(argumentErrorOf(() => callWith(rvStringFromDict, [given])).argument).toBe(argument);
  });

  it('have names for all numbers, and numbers for all names', () => {
    for (const [name, number] of Object.entries(STRETCH_TYPE))
      expect(Reflect.get(INVERSE_STRETCH_TYPE, number)).toBe(name);
    for (const [name, number] of Object.entries(STRETCH_ALGORITHM))
      expect(Reflect.get(INVERSE_STRETCH_ALGORITHM, number)).toBe(name);
    expect(Object.keys(INVERSE_STRETCH_TYPE)).toHaveLength(Object.keys(STRETCH_TYPE).length);
    expect(Object.keys(INVERSE_STRETCH_ALGORITHM)).toHaveLength(Object.keys(STRETCH_ALGORITHM).length);
  });

  it('of three bands keep the hues', () => {
    const { rvList, action } = setStretchHueRgb('rgb', { scalingK: [1, 2, 0.5], pedestalType: 'sigma' });
    expect(rvList.map((rv) => parseRvString(rv).scalingK)).toEqual([1, 2, 0.5]);
    expect(rvList.map((rv) => parseRvString(rv).rgbPreserveHue)).toEqual([1, 1, 1]);
    expect(action.payload['stretchData']).toMatchObject([
      { band: 'RED' },
      { band: 'GREEN' },
      { band: 'BLUE' },
    ]);
  });
});
