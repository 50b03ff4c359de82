import { describe, expect, it } from 'vitest';
import { biasContrast, colorTable } from '../../../playground/viewer/images/colors.js';
import {
  changeRangeValues,
  clipLimits,
  defaultRangeValues,
  parseRangeValues,
  percentile,
  statistics,
  transfer,
} from '../../../playground/viewer/images/stretch.js';

const ramp = statistics(Float32Array.from({ length: 101 }, (_, i) => i));
const zscale = (): readonly [number, number] => [12, 34];
const limits = (text: string): readonly [number, number] => clipLimits(parseRangeValues(text), ramp, zscale);

describe('range values', () => {
  it('reads the text of a stretch action', () => {
    const range = parseRangeValues('88,2.000000,91,99.000000,4.2,2.000000,50,25,600,120,1,NaN,1.000000');
    expect(range).toMatchObject({
      lowerType: 88,
      lower: 2,
      upperType: 91,
      upper: 99,
      asinhQ: 4.2,
      algorithm: 50,
    });
  });

  it('fills in what is missing', () => {
    expect(parseRangeValues('')).toEqual(parseRangeValues(defaultRangeValues));
  });

  it('changes the algorithm or the limits and keeps the rest', () => {
    expect(changeRangeValues('90,1,90,5,NaN,2,44', { algorithm: 50 })).toBe(
      '90,1,90,5,NaN,2,50,25,600,120,0,NaN,1',
    );
    expect(changeRangeValues('88,1,88,99,3,2,50', { limits: [92, -1, 92, 5] })).toBe(
      '92,-1,92,5,3,2,50,25,600,120,0,NaN,1',
    );
  });
});

describe('clip limits', () => {
  it.each([
    ['percent', '88,1,88,99', [1, 99]],
    ['minimum and maximum', '89,0,89,100', [0, 100]],
    ['absolute', '90,-3.5,90,1e3', [-3.5, 1000]],
    ['zscale', '91,1,91,1', [12, 34]],
    ['mixed', '88,2,91,99', [2, 34]],
  ])('%s', (_name, text, expected) => {
    expect(limits(text)).toEqual(expected);
  });

  it('sigma counts from the mean', () => {
    const [low, high] = limits('92,-1,92,1');
    expect((low + high) / 2).toBeCloseTo(50);
    expect((high - low) / 2).toBeCloseTo(29.1548, 3);
  });

  it('never are empty, not even in a flat image', () => {
    const [low, high] = clipLimits(
      parseRangeValues('89,0,89,0'),
      statistics(new Float32Array(10).fill(5)),
      zscale,
    );
    expect(high).toBeGreaterThan(low);
  });
});

describe('statistics', () => {
  it('pass over blank, NaN and infinite pixels', () => {
    const stats = statistics([Number.NaN, 1, 3, -32768, Number.POSITIVE_INFINITY], -32768);
    expect([...stats.sorted]).toEqual([1, 3]);
    expect(stats).toMatchObject({ min: 1, max: 3, mean: 2, sigma: 1 });
  });

  it('hold for an image without any value', () => {
    expect(statistics([Number.NaN])).toMatchObject({ min: 0, max: 1 });
  });

  it('a percentile lies between its neighbours', () => {
    expect(percentile(Float64Array.of(0, 10), 25)).toBe(2.5);
  });
});

describe('transfer', () => {
  it.each([44, 45, 46, 48, 49, 50, 51])('algorithm %d runs from 0 to 1 and only rises', (algorithm) => {
    const bend = transfer(parseRangeValues(`88,1,88,99,NaN,2,${algorithm}`));
    const values = [0, 0.1, 0.3, 0.5, 0.9, 1].map(bend);
    expect(values[0]).toBeCloseTo(0);
    expect(values.at(-1)).toBeCloseTo(1);
    expect([...values].sort((a, b) => a - b)).toEqual(values);
  });

  it('a larger Q bends asinh more', () => {
    const bend = (q: number): number => transfer(parseRangeValues(`88,1,88,99,${q},2,50`))(0.1);
    expect(bend(50)).toBeGreaterThan(bend(5));
  });

  it('gamma 2 is a square root', () => {
    expect(transfer(parseRangeValues('88,1,88,99,NaN,2,51'))(0.25)).toBeCloseTo(0.5);
  });
});

describe('colours', () => {
  it('bias 0.5 and contrast 1 leave shades alone; inverted ones are turned round', () => {
    expect(biasContrast(0.3, 0.5, 1, false)).toBeCloseTo(0.3);
    expect(biasContrast(0.3, 0.5, 1, true)).toBeCloseTo(0.7);
  });

  it('contrast steepens, bias shifts, both stay within the map', () => {
    expect(biasContrast(0.75, 0.5, 2, false)).toBe(1);
    expect(biasContrast(0.6, 0.6, 1.5, false)).toBeCloseTo(0.5);
  });

  it('an unknown table is the default one', () => {
    expect(colorTable(-1)).toMatchObject({ map: 'grey', invert: true });
    expect(colorTable(999).id).toBe(1);
  });
});
