/** The cells of a slate. The stories were told to a real viewer, action by action, and its reports are compared whole. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isRecord, parseJson } from '../../../src/schema/json.js';
import type { JsonObject } from '../../../src/testing/index.js';
import { fits, Stage, stars } from './helpers.js';

interface Step {
  readonly type: string;
  readonly payload: JsonObject;
  /** What it had a real viewer report: `of` is the type, which a payload may have overwritten (T19). */
  readonly reports: readonly JsonObject[];
}

const stories = parseJson(
  readFileSync(new URL('../../fixtures/frames/slate.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, readonly Step[]>>;

const COMPARED = [
  ...['layout.addCell', 'layout.removeCell', 'layout.updateGridView', 'layout.enableSpecialViewer'],
  'app_data.reinitApp',
];

const slate = (): Promise<Stage> => Stage.open({ mode: 'slate' });

/** A step's payload with files of this server. */
function withFiles(payload: JsonObject, files: Readonly<Record<string, string>>): unknown {
  return JSON.parse(JSON.stringify(payload), (_, value) =>
    typeof value === 'string' && value.startsWith('@') ? files[value.slice(1)] : value,
  );
}

/** Reports come in no order that can be relied on. */
const sorted = (reports: readonly JsonObject[]) =>
  reports.map((report) => JSON.stringify(report, Object.keys(flat(report)).sort())).sort();

const flat = (value: unknown): Record<string, unknown> =>
  isRecord(value)
    ? Object.assign({}, value, ...Object.values(value).map(flat))
    : Array.isArray(value)
      ? Object.assign({}, ...value.map(flat))
      : {};

describe('as a real slate was seen to do', () => {
  it.each(Object.entries(stories))('%s', async (_, steps) => {
    const stage = await slate();
    const files = {
      img: stage.server.addFile('m.fits', fits()),
      tbl: stage.server.addFile('stars.csv', stars.replace('ra,dec', 's_ra,s_dec')),
      csv: stage.server.addFile('plain.csv', 'name,x,y\na,1,2\n'),
    };
    stage.watch(...COMPARED);
    for (const [number, { type, payload, reports }] of steps.entries()) {
      const before = stage.reports().length;
      stage.push(type, withFiles(payload, files));
      await stage.settled();
      const heard = stage
        .reports()
        .slice(before)
        .map(({ id, ...report }) => ({ of: String(id).replace(/^x-/, ''), ...report }));
      expect(sorted(heard), `step ${number}: ${type} ${JSON.stringify(payload)}`).toEqual(sorted(reports));
    }
    stage.viewer.close();
  });
});

describe('what is in the cells', () => {
  const chart = (chartId: string, viewerId: string) => ({
    ...{ chartId, viewerId, groupId: viewerId, chartType: 'plot.ly', layout: {} },
    data: [{ type: 'scatter', x: [1, 2], y: [1, 2] }],
  });
  const cell = (cellId: string, type: string, more: JsonObject = {}) => ({
    ...{ cellId, type, row: 0, col: 0, width: 2, height: 2, ...more },
  });

  it('images, charts and tables, by id', async () => {
    const stage = await slate();
    stage.image('a');
    stage.image('b', undefined, { viewerId: 'v' });
    stage.table('t');
    stage.push('charts.data/chartAdd', chart('c', 'p'));
    await stage.settled();
    const items = [...stage.viewer.cells.values()].map(({ cellId, type, items }) => ({
      cellId,
      type,
      items,
    }));
    expect(items).toEqual([
      { cellId: 'DEFAULT_FITS_VIEWER_ID', type: 'images', items: ['a'] },
      { cellId: 'v', type: 'images', items: ['b'] },
      { cellId: 'main', type: 'tables', items: ['t'] },
      { cellId: 'p', type: 'xyPlots', items: ['c'] },
    ]);
    expect(stage.viewer.core.state.mode).toBe('slate');
  });

  it('an image stays in the cell where it was shown first', async () => {
    const stage = await slate();
    stage.image('a');
    stage.image('b', undefined, { viewerId: 'v' });
    stage.image('a', undefined, { viewerId: 'v' });
    await stage.settled();
    expect(stage.viewer.cells.get('DEFAULT_FITS_VIEWER_ID')?.items).toEqual(['a']);
    expect(stage.viewer.cells.get('v')?.items).toEqual(['b']);
  });

  it('a table brings no chart along', async () => {
    const stage = await slate();
    stage.table('t');
    await stage.settled();
    expect([...stage.viewer.charts.keys()]).toEqual([]);
  });

  it('charts are drawn at once, and leave the screen with their cell', async () => {
    const stage = await slate();
    stage.watch('charts.ui/mounted', 'charts.ui/unmounted');
    stage.push('charts.data/chartAdd', chart('c', 'p'));
    await stage.settled();
    expect(stage.viewer.charts.get('c')?.status).toBe('drawn');
    stage.push('layout.removeCell', { cellId: 'p' });
    stage.push('layout.addCell', cell('p', 'xyPlots'));
    expect(stage.order).toEqual(['x-charts.ui/mounted', 'x-charts.ui/unmounted', 'x-charts.ui/mounted']);
  });

  it('a chart that comes after its cell has gone is not drawn before it is given one, and is said to be there', async () => {
    const stage = await slate();
    stage.push('charts.data/chartAdd', chart('c', 'p'));
    stage.push('charts.data/chartRemove', { chartId: 'c' });
    stage.push('charts.data/chartAdd', chart('d', 'p'));
    await stage.settled();
    expect(stage.viewer.charts.get('d')?.status).toBe('behind');
    expect(stage.viewer.unknown).toEqual([
      { type: 'charts.data/chartAdd', payload: { chartId: 'd', viewerId: 'p' } },
    ]);
    stage.push('layout.addCell', cell('p', 'xyPlots'));
    await stage.settled();
    expect(stage.viewer.charts.get('d')?.status).toBe('drawn');
  });

  it('coverage, image metadata and HiPS are there in words', async () => {
    const stage = await slate();
    stage.push('layout.addCell', cell('m', 'tableImageMeta'));
    stage.push('layout.enableSpecialViewer', { viewerType: 'tableImageMeta', cellId: 'm' });
    stage.push('ImagePlotCntlr.PlotHiPS', { plotId: 'h', viewerId: 'v', wpRequest: { plotId: 'h' } });
    stage.push('layout.enableSpecialViewer', { viewerType: 'coverageImage', cellId: 'cov' });
    stage.table('t');
    await stage.settled();
    const words = (id: string) => stage.viewer.cells.get(id)?.words.join();
    expect(words('m')).toMatch(/^Image metadata: .* does not draw it/);
    expect(words('v')).toMatch(/^HiPS h: .* does not draw HiPS/);
    expect(words('cov')).toMatch(/^Coverage: .* does not draw it/);
    expect(stage.viewer.cells.get('cov')?.type).toBe('images');
    stage.push('ImagePlotCntlr.deletePlotView', { plotId: 'h' });
    expect([...stage.viewer.cells.keys()]).toEqual(['m', 'main', 'cov']);
  });

  it('coverage is reported as asked for and failed; image metadata without a cell is said to be received', async () => {
    const stage = await slate();
    stage.watch('ImagePlotCntlr.PlotImageStart', 'ImagePlotCntlr.PlotHiPSFail');
    stage.table('t');
    await stage.settled();
    stage.push('layout.enableSpecialViewer', { viewerType: 'coverageImage', cellId: 'cov' });
    const plot = { plotId: 'CoveragePlot', viewerId: 'cov', attributes: { VISUALIZED_TABLE_IDS: ['t'] } };
    expect(stage.reports()).toMatchObject([plot, { ...plot, description: expect.stringContaining('HiPS') }]);
    stage.push('layout.enableSpecialViewer', { viewerType: 'tableImageMeta', cellId: 'm' });
    expect(stage.viewer.unknown.map(({ type }) => type)).toEqual(['layout.enableSpecialViewer']);
  });

  it.each([
    ['no id', { type: 'images' }],
    ['no type', { cellId: 'a' }],
    ['a type that is none', { cellId: 'a', type: 'pictures' }],
    ['the cells of another page', { cellId: 'a', type: 'images', renderTreeId: 'other' }],
  ])('a cell with %s is said to be received, and is not there', async (_, payload) => {
    const stage = await slate();
    stage.push('layout.addCell', payload);
    expect(stage.viewer.unknown).toEqual([{ type: 'layout.addCell', payload }]);
    expect(stage.viewer.cells.size).toBe(0);
  });

  it.each([
    [
      { row: -3, col: 1.5, width: 0, height: '2' },
      { row: 0, col: 0, width: 1, height: 1 },
    ],
    [
      { row: null, col: {}, width: Number.MAX_VALUE, height: -1 },
      { row: 0, col: 0, height: 1 },
    ],
  ])('a place that is none is the first one: %o', async (place, where) => {
    const stage = await slate();
    stage.push('layout.addCell', { cellId: 'a', type: 'IMAGES', ...place });
    expect(stage.viewer.cells.get('a')).toMatchObject({ type: 'images', ...where });
  });

  it('a reload loses all', async () => {
    const stage = await slate();
    stage.image('a');
    await stage.settled();
    expect(stage.viewer.cells.size).toBe(1);
    stage.viewer.reload();
    await stage.viewer.ready;
    expect(stage.viewer.cells.size).toBe(0);
    expect(stage.viewer.core.state.mode).toBe('slate');
  });

  it('a standard page has no cells', async () => {
    const stage = await Stage.open();
    stage.push('layout.addCell', cell('a', 'images'));
    stage.push('layout.enableSpecialViewer', { viewerType: 'coverageImage', cellId: 'a' });
    stage.image('a');
    await stage.settled();
    expect(stage.viewer.cells.size).toBe(0);
    expect(stage.viewer.unknown.map(({ type }) => type)).toEqual([
      'layout.addCell',
      'layout.enableSpecialViewer',
    ]);
    expect(stage.viewer.core.state.mode).toBe('triview');
  });
});
