import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binned, binned2d } from '../../../playground/viewer/work/bins.js';
import { columnsOf, transferable } from '../../../playground/viewer/work/columns.js';
import { isAscending, thinned } from '../../../playground/viewer/work/lines.js';
import {
  extentsOf,
  nearest,
  placer,
  rowsInside,
  type Scale,
} from '../../../playground/viewer/work/points.js';
import { rasterOf } from '../../../playground/viewer/work/raster.js';

const scale = (from: number, to: number, length: number, log = false): Scale => ({ from, to, length, log });
const list = (...values: number[]) => Float64Array.from(values);

describe('columns of an answer', () => {
  it('are typed arrays where there are numbers, and may be handed over', () => {
    const columns = [
      { name: 'a', type: 'double' },
      { name: 'b', type: 'char' },
      { name: 'c', type: 'long' },
    ];
    const data = [
      [1.5, 'x', 3],
      [null, null, '9007199254740993'],
    ];
    const found = columnsOf({ tbl_id: 't', totalRows: 2, request: {}, tableData: { columns, data } });
    expect(found.values).toEqual([list(1.5, Number.NaN), ['x', null], list(3, 9007199254740992)]);
    expect(transferable(found)).toHaveLength(2);
  });

  it('of a failure say why', () => {
    const failed = { tbl_id: 't', totalRows: 0, request: {}, error: 'BAD', tableData: { columns: [] } };
    expect(columnsOf(failed)).toEqual({ columns: [], values: [], error: 'BAD' });
  });
});

describe('points', () => {
  const crowd = { x: list(1, 2, Number.NaN, 3, 100), y: list(1, 4, 5, Number.NaN, -2) };

  it('have the range of those that have both coordinates', () => {
    const { x, y } = extentsOf(crowd);
    expect([x, y]).toEqual([
      { min: 1, max: 100, minPositive: 1 },
      { min: -2, max: 4, minPositive: 1 },
    ]);
    expect(extentsOf({ x: list(), y: list() }).x).toEqual({ min: 0, max: 0, minPositive: 1 });
  });

  it('are placed on linear, reversed and logarithmic axes', () => {
    expect(placer(scale(0, 10, 100))(5)).toBe(50);
    expect(placer(scale(10, 0, 100))(2)).toBe(80);
    expect(placer(scale(0, 2, 100, true))(10)).toBeCloseTo(50);
  });

  it('are found by their place', () => {
    const [x, y] = [scale(0, 10, 100), scale(0, 10, 100)];
    expect(nearest(crowd, x, y, { x: 21, y: 39 }, 5)).toBe(1);
    expect(nearest(crowd, x, y, { x: 60, y: 60 }, 5)).toBeUndefined();
  });

  it('are inside a box or a lasso', () => {
    expect([...rowsInside(crowd, { x: [3, 0], y: [0, 4] })]).toEqual([0, 1]);
    const triangle = { x: [0, 4, 0], y: [0, 0, 4] };
    expect([...rowsInside(crowd, triangle)]).toEqual([0]);
  });

  it('a box and the lasso around it agree', () => {
    const point = fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 50 }));
    fc.assert(
      fc.property(fc.array(point, { maxLength: 60 }), (points) => {
        const some = { x: list(...points.map(([x]) => x)), y: list(...points.map(([, y]) => y)) };
        const box = rowsInside(some, { x: [9.5, 30.5], y: [4.5, 40.5] });
        const lasso = rowsInside(some, { x: [9.5, 30.5, 30.5, 9.5], y: [4.5, 4.5, 40.5, 40.5] });
        expect([...lasso]).toEqual([...box]);
      }),
    );
  });
});

describe('a picture of points', () => {
  const view = [scale(0, 10, 10), scale(0, 10, 10)] as const;
  const at = (pixels: Uint8ClampedArray, x: number, y: number) => [
    ...pixels.slice((y * 10 + x) * 4, (y * 10 + x) * 4 + 4),
  ];

  it('has a point where it belongs, the first row of pixels on top', () => {
    const paint = { color: [10, 20, 30] as const, opacity: 0.5, size: 1 };
    const { pixels, width, height } = rasterOf({ x: list(2.5), y: list(9.5) }, ...view, paint);
    expect([width, height]).toEqual([10, 10]);
    expect(at(pixels, 2, 0)).toEqual([10, 20, 30, 128]);
    expect(pixels.filter((value) => value > 0)).toHaveLength(4);
  });

  it('covers more where points are on top of each other, and less where only some are asked for', () => {
    const paint = { color: [0, 0, 0] as const, opacity: 0.5, size: 1 };
    const crowd = { x: list(2.5, 2.5), y: list(0.5, 0.5) };
    expect(at(rasterOf(crowd, ...view, paint).pixels, 2, 9)[3]).toBe(191);
    expect(at(rasterOf(crowd, ...view, paint, Uint32Array.of(1)).pixels, 2, 9)[3]).toBe(128);
  });

  it('takes colours from values', () => {
    const stops = [
      [0, [0, 0, 0]],
      [1, [200, 100, 0]],
    ] as const;
    const paint = { color: [0, 0, 0] as const, opacity: 1, size: 1, scale: { min: 0, max: 10, stops } };
    const { pixels } = rasterOf({ x: list(0.5), y: list(0.5), color: list(5) }, ...view, paint);
    expect(at(pixels, 0, 9)).toEqual([100, 50, 0, 255]);
  });
});

describe('a long line', () => {
  it('keeps the ends, the lows and the highs of every column of pixels', () => {
    const x = Float64Array.from({ length: 10_000 }, (_, index) => index);
    const y = x.map((value) => Math.sin(value / 7) + (value === 5555 ? 50 : 0));
    expect(isAscending(x)).toBe(true);
    const rows = [...thinned(x, y, scale(0, 10_000, 100))];
    expect(rows.length).toBeLessThan(450);
    expect([rows[0], rows.at(-1), rows.includes(5555)]).toEqual([0, 9999, true]);
    expect(rows).toEqual([...rows].sort((a, b) => a - b));
  });

  it('is none that turns back', () => {
    expect(isAscending(list(1, 1, 2))).toBe(true);
    expect(isAscending(list(1, 3, 2))).toBe(false);
    expect(isAscending(list(1, Number.NaN, 2))).toBe(false);
  });
});

describe('bins', () => {
  it('are as asked for, and lose no value', () => {
    const values = list(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, Number.NaN);
    const bins = binned(values, { count: 5 });
    expect([bins.start, bins.size, [...bins.counts]]).toEqual([0, 2, [2, 2, 2, 2, 2]]);
    expect([...binned(values, { size: 5, start: 0, end: 10 }).counts]).toEqual([5, 5, 0]);
    const free = binned(values, {});
    expect(free.counts.reduce((sum, count) => sum + count, 0)).toBe(10);
  });

  it('of pairs have a line for each bin of y', () => {
    const { counts } = binned2d(list(0, 0, 1), list(0, 1, 1), { x: { size: 1 }, y: { size: 1 } });
    expect(counts.map((line) => [...line])).toEqual([
      [1, 0],
      [1, 1],
    ]);
  });

  it('of one value, of none and of equal values do not fail', () => {
    expect(binned(list(3), {}).counts.length).toBe(1);
    expect([...binned(list(), {}).counts].every((count) => count === 0)).toBe(true);
    expect(binned(list(7, 7, 7), {}).counts.reduce((sum, count) => sum + count, 0)).toBe(3);
  });
});
