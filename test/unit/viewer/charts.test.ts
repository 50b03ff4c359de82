import { describe, expect, it } from 'vitest';
import { axisNames } from '../../../playground/viewer/charts/axes.js';
import { type Look, rowOfPoint, themed } from '../../../playground/viewer/charts/theme.js';

const look: Look = { dark: false, width: 400, height: 300, axes: { x: 'ra (deg)', y: 'dec' }, webgl: true };
const trace = { type: 'scatter', tbl_id: 't', x: [1, 2, 3], y: [4, 5, 6] };
const nobody = new Map<string, number>();

describe('charts', () => {
  it('name their axes by the columns, unless the program names them', () => {
    const { layout } = themed([trace], { yaxis: { title: 'mine', autorange: 'reversed' } }, look, nobody);
    expect(layout).toMatchObject({
      xaxis: { title: { text: 'ra (deg)' } },
      yaxis: { title: { text: 'mine' }, autorange: 'reversed' },
    });
  });

  it('mark the highlighted row of their table and of no other', () => {
    const marks = (rows: ReadonlyMap<string, number>): unknown[] =>
      [...themed([trace], {}, look, rows).data].slice(1);
    expect(marks(new Map([['t', 1]]))).toMatchObject([{ x: [2], y: [5] }]);
    expect(marks(new Map([['other', 1]]))).toEqual([]);
    expect(marks(new Map([['t', 99]]))).toEqual([]);
  });

  it('leave what they were given as it was', () => {
    const layout = { title: 'a', xaxis: { title: 'b' } };
    const before = structuredClone([trace, layout]);
    themed([trace], layout, look, new Map([['t', 0]]));
    expect([trace, layout]).toEqual(before);
  });

  it('need WebGL only for many points, and do without where there is none', () => {
    const many = { type: 'scattergl', x: new Array(30_000).fill(0), y: [] };
    const typeOf = (data: object, webgl: boolean): unknown =>
      themed([{ ...data }], {}, { ...look, webgl }, nobody).data[0];
    expect(typeOf({ ...many, x: [1] }, true)).toMatchObject({ type: 'scatter' });
    expect(typeOf(many, true)).toMatchObject({ type: 'scattergl' });
    expect(typeOf(many, false)).toMatchObject({ type: 'scatter' });
  });

  it('know the row of a point', () => {
    expect(rowOfPoint(trace, 2)).toBe(2);
    expect(rowOfPoint({ ...trace, rows: [7, 8, 9] }, 2)).toBe(9);
  });
});

describe('axis names', () => {
  it('come from the references of the trace and the units of the table', () => {
    const columns = [{ name: 'ra', type: 'double', units: 'deg' }];
    const model = { tbl_id: 't', totalRows: 1, request: {}, tableData: { columns } };
    const table = { tblId: 't', title: '', status: 'loaded', shown: true, request: {}, model } as const;
    const chart = {
      chartId: 'c',
      viewerId: '',
      groupId: '',
      status: 'drawn',
      drawn: [],
      layout: {},
    } as const;
    const data = [{ tbl_id: 't', x: 'tables::"ra"', y: 'tables::j_m-h_m' }];
    const state = {
      charts: new Map([['c', { ...chart, data }]]),
      tables: new Map([['t', { ...table, highlightedRow: 0, selectedRows: [] }]]),
    };
    expect(axisNames(state, 'c')).toEqual({ x: 'ra (deg)', y: 'j_m-h_m' });
    expect(axisNames(state, 'nothing')).toEqual({});
  });
});
