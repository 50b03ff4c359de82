import { describe, expect, it } from 'vitest';
import { parseReport } from '../../../src/events/reports.js';
import { recorded } from './helpers.js';

describe('reports of a real viewer', () => {
  it('POINT has its position in the sky and on the image', () => {
    const report = recorded('point');
    expect(parseReport('POINT', report)).toEqual({
      type: 'POINT',
      extensionId: 'x-POINT',
      plotId: 'p1',
      world: { x: 10.64200257456315, y: 41.17723944723943, system: 'EQ_J2000' },
      image: { x: 278.92059029988013, y: -44.09463515853815 },
      report,
    });
  });

  it('AREA_SELECT has two corners', () => {
    const report = recorded('area');
    expect(parseReport('AREA_SELECT', report)).toEqual({
      type: 'AREA_SELECT',
      extensionId: 'x-AREA_SELECT',
      plotId: 'p1',
      from: {
        world: { x: 10.70678514398071, y: 41.281997434633276, system: 'EQ_J2000' },
        image: { x: 153.84556407445098, y: 231.3077765607827 },
      },
      to: {
        world: { x: 10.668538426333953, y: 41.25703938932806, system: 'EQ_J2000' },
        image: { x: 228.50273822563827, y: 165.28148959477903 },
      },
      report,
    });
  });

  it('LINE_SELECT has two ends, of the same shape', () => {
    const report = recorded('area', { type: 'LINE_SELECT' });
    expect(parseReport('LINE_SELECT', report)).toMatchObject({
      type: 'LINE_SELECT',
      from: { image: { x: 153.84556407445098 } },
      to: { image: { x: 228.50273822563827 } },
    });
  });

  it('table.highlight has the row, without the hidden columns', () => {
    const report = recorded('highlight');
    const event = parseReport('table.highlight', report);
    expect(event).toMatchObject({ type: 'table.highlight', tblId: 'T1', rowIndex: 2 });
    expect(event).toMatchObject({ row: { designation: '00423304+4110521', ra: 10.637667, ext_key: null } });
    expect(event).not.toHaveProperty('row.ROW_IDX');
    expect(event).not.toHaveProperty('row.ROW_NUM');
    expect(report['row']).toHaveProperty('ROW_IDX', 2);
  });

  it('table.select says how many rows there are and whether all are selected', () => {
    const report = recorded('select');
    expect(parseReport('table.select', report)).toMatchObject({
      type: 'table.select',
      tblId: 'T1',
      selectAll: false,
      rowCount: 2412,
      row: { designation: '00422664+4109059' },
      report,
    });
    const all = recorded('select', { selectInfo: { selectAll: true, rowCount: 3 } });
    expect(parseReport('table.select', all)).toMatchObject({ selectAll: true, rowCount: 3 });
  });

  it.each(['zoom', 'PlotImage', 'tableUpdate', 'chartMounted', 'scroll'])(
    '%s passes through, the very same object',
    (name) => {
      const report = recorded(name);
      const before = structuredClone(report);
      expect(parseReport(String(report['type']), report)).toBe(report);
      expect(report).toEqual(before);
    },
  );

  it('are told by the type they were asked for with, not by the one they carry', () => {
    const report = recorded('point', { type: 'table', id: 'mine' });
    expect(parseReport('POINT', report)).toMatchObject({ type: 'POINT', extensionId: 'mine' });
    expect(parseReport('table', recorded('point'))).toEqual(recorded('point'));
  });
});

describe('reports that lack something', () => {
  it('of a point outside the sky have the image position only', () => {
    const event = parseReport('POINT', recorded('point', { wpt: null }));
    expect(event).not.toHaveProperty('world');
    expect(event).toMatchObject({ image: { x: 278.92059029988013 } });
  });

  it('of a point without any position are still reported', () => {
    const event = parseReport('POINT', { id: 'e', plotId: 'p' });
    expect(event).toEqual({ type: 'POINT', extensionId: 'e', plotId: 'p', report: { id: 'e', plotId: 'p' } });
  });

  it('of a table without a row have none', () => {
    for (const row of [undefined, null, 'x', []]) {
      expect(parseReport('table.highlight', recorded('highlight', { row }))).toMatchObject({ row: {} });
    }
  });

  it('of a selection without details select nothing', () => {
    for (const selectInfo of [undefined, null, 'false--5']) {
      expect(parseReport('table.select', recorded('select', { selectInfo }))).toMatchObject({
        selectAll: false,
        rowCount: 0,
      });
    }
  });
});
