import { describe, expect, it } from 'vitest';
import { asNumbers, axesOf, isCrowd, manyPoints } from '../../../playground/viewer/charts/crowd.js';
import { markTrace, rowOfPoint, tableOf } from '../../../playground/viewer/charts/marks.js';
import { type Look, themed } from '../../../playground/viewer/charts/theme.js';

const look: Look = { dark: false, width: 400, height: 300, webgl: true };
const trace = { type: 'scatter', tbl_id: 't', x: [1, 2, 3], y: [4, 5, 6] };

describe('charts', () => {
  it('keep what the program says of their axes', () => {
    const { layout } = themed([trace], { yaxis: { title: 'mine', autorange: 'reversed' }, xaxis2: {} }, look);
    expect(layout).toMatchObject({
      xaxis: { showgrid: false },
      xaxis2: { showline: true },
      yaxis: { title: { text: 'mine' }, autorange: 'reversed' },
    });
  });

  it('take a word for a truth, as the viewer writes it', () => {
    expect(themed([trace], { xaxis: { autorange: 'true' } }, look).layout).toMatchObject({
      xaxis: { autorange: true },
    });
  });

  it('leave what they were given as it was', () => {
    const layout = { title: 'a', xaxis: { title: 'b' } };
    const before = structuredClone([trace, layout]);
    themed([trace], layout, look);
    expect([trace, layout]).toEqual(before);
  });

  it('need WebGL only for many points, and do without where there is none', () => {
    const many = { type: 'scattergl', x: new Array(30_000).fill(0), y: [] };
    const typeOf = (data: object, webgl: boolean): unknown =>
      themed([{ ...data }], {}, { ...look, webgl }).data[0];
    expect(typeOf({ ...many, x: [1] }, true)).toMatchObject({ type: 'scatter' });
    expect(typeOf(many, true)).toMatchObject({ type: 'scattergl' });
    expect(typeOf(many, false)).toMatchObject({ type: 'scatter' });
    expect(typeOf({ type: 'bar', x: [1] }, true)).toMatchObject({ type: 'bar' });
  });
});

describe('marks', () => {
  it('are the points of rows, where there are such', () => {
    expect(markTrace(trace, [1], 'highlighted')).toMatchObject([{ x: [2], y: [5] }]);
    expect(markTrace(trace, [2, 99, 0], 'selected')).toMatchObject([{ x: [3, 1], y: [6, 4] }]);
    expect(markTrace(trace, [99], 'highlighted')).toEqual([]);
    expect(markTrace({ ...trace, type: 'bar' }, [1], 'highlighted')).toEqual([]);
    const typed = { ...trace, x: Float64Array.of(7, 8), y: Float64Array.of(9, 10) };
    expect(markTrace(typed, [1], 'selected')).toMatchObject([{ x: [8], y: [10] }]);
  });

  it('know the row of a point, and the table of a trace', () => {
    const some = { ...trace, firefly: { rowIdx: [7, 8, 9] } };
    expect([rowOfPoint(trace, 2), rowOfPoint(some, 2)]).toEqual([2, 9]);
    expect(markTrace(some, [8], 'highlighted')).toMatchObject([{ x: [2] }]);
    expect([tableOf(trace), tableOf({ firefly: { tbl_id: 'f' } }), tableOf({})]).toEqual([
      't',
      'f',
      undefined,
    ]);
  });
});

describe('a crowd', () => {
  const many = manyPoints + 1;
  const numbers = new Float64Array(many);
  const crowd = { type: 'scattergl', mode: 'markers', x: numbers, y: numbers };

  it('is many points of one look', () => {
    expect(isCrowd(crowd)).toBe(true);
    expect(isCrowd({ ...crowd, mode: 'lines' })).toBe(true);
    expect(isCrowd({ ...crowd, marker: { color: numbers } })).toBe(true);
    expect(isCrowd({ ...crowd, x: [...numbers], y: [...numbers] })).toBe(true);
  });

  it.each([
    ['few points', { x: [1], y: [1] }],
    ['sizes of their own', { marker: { size: numbers } }],
    ['symbols of their own', { marker: { symbol: ['x'] } }],
    ['error bars', { error_y: { array: numbers } }],
    ['texts', { text: ['a'] }],
    ['points and lines', { mode: 'lines+markers' }],
    ['an area below', { mode: 'lines', fill: 'tozeroy' }],
    ['words', { x: new Array(many).fill('a') }],
    ['another type', { type: 'bar' }],
  ])('is none with %s', (_, change) => {
    expect(isCrowd({ ...crowd, ...change })).toBe(false);
  });

  it('reads numbers where there are only numbers', () => {
    const list: (number | null | string)[] = new Array(many).fill(1);
    list[3] = null;
    expect(asNumbers(list)?.[3]).toBeNaN();
    list[4] = '1';
    expect(asNumbers(list)).toBeUndefined();
  });

  it('knows its axes in a layout', () => {
    expect(axesOf({})).toEqual(['xaxis', 'yaxis']);
    expect(axesOf({ xaxis: 'x2', yaxis: 'y' })).toEqual(['xaxis2', 'yaxis']);
  });
});
