import { describe, expect, it } from 'vitest';
import { expectShape, fits, recorded, Stage, searchRequest } from './helpers.js';

const CREATE = 'DrawLayerCntlr.createDrawLayer';
const ATTACH = 'DrawLayerCntlr.attachLayerToPlot';
const DESTROY = 'DrawLayerCntlr.destroyDrawLayer';
const LAYER = [CREATE, ATTACH, DESTROY];
const ID = 't--catalog-watcher';

async function withImage(...plotIds: readonly string[]): Promise<Stage> {
  const stage = await Stage.open();
  for (const plotId of plotIds) stage.image(plotId);
  await stage.settled();
  stage.watch(...LAYER);
  return stage;
}

const shown = (stage: Stage) => stage.viewer.layers.get(ID);

describe('a catalogue on images', () => {
  it('is made with a table of positions, in the recorded shapes', async () => {
    const stage = await withImage('a', 'b');
    stage.table('t');
    await stage.settled();
    expect(stage.order).toEqual([`x-${CREATE}`, `x-${ATTACH}`]);
    expectShape(stage.reports()[0], recorded('catalogLayer').data);
    expectShape(stage.reports()[1], recorded('attachCatalog').data);
    expect(stage.reports()[1]).toMatchObject({ drawLayerId: ID, plotIdAry: ['a', 'b'] });
    expect(shown(stage)).toMatchObject({ kind: 'catalog', tblId: 't', title: 'table t', color: '#ff0000' });
    const points = stage.viewer.catalog(ID)?.points;
    expect([...(points?.lon ?? [])]).toEqual([10.5, 10.6, 10.7, 10.8, 10.9]);
    expect([...(points?.lat ?? [])]).toEqual([41.1, 41.2, 41.3, 41.4, 41.5]);
  });

  it('waits for the first image, and is put on every later one', async () => {
    const stage = await withImage();
    stage.table('t');
    await stage.settled();
    expect(shown(stage)).toBeUndefined();
    stage.image('a');
    await stage.settled();
    expect(shown(stage)?.plotIds).toEqual(['a']);
    stage.image('b');
    await stage.settled();
    expect(shown(stage)?.plotIds).toEqual(['a', 'b']);
    expect(stage.reports(`x-${ATTACH}`).filter(({ drawLayerId }) => drawLayerId === ID)).toMatchObject([
      { plotIdAry: ['a'] },
      { plotIdAry: ['b'] },
    ]);
  });

  it('follows filters and order without a report, row by row of the result', async () => {
    const stage = await withImage('a');
    stage.table('t');
    await stage.settled();
    stage.push('table.filter', { request: { tbl_id: 't', filters: '"mag" < 12' } });
    stage.push('table.sort', { request: { tbl_id: 't', sortInfo: 'DESC,ra' } });
    await stage.settled();
    expect([...(stage.viewer.catalog(ID)?.points.lon ?? [])]).toEqual([10.9, 10.6]);
    expect(stage.reports()).toHaveLength(2);
  });

  it('goes with its table, with a recorded report, and comes anew with another under its id', async () => {
    const stage = await withImage('a');
    stage.table('t');
    await stage.settled();
    stage.table('t', stage.server.addFile('one.csv', 'ra,dec\n1,2\n'));
    await stage.settled();
    expect([...(stage.viewer.catalog(ID)?.points.lon ?? [])]).toEqual([1]);
    stage.push('table.remove', { tbl_id: 't' });
    expect(shown(stage)).toBeUndefined();
    expect(stage.viewer.catalog(ID)).toBeUndefined();
    expectShape(stage.reports(`x-${DESTROY}`)[0], recorded('destroyLayer').data);
    expect(stage.reports(`x-${CREATE}`)).toHaveLength(2);
    expect(stage.reports(`x-${DESTROY}`)).toHaveLength(2);
  });

  it('is none of a table without positions, or one that is said to be no catalogue', async () => {
    const stage = await withImage('a');
    stage.table('t', stage.server.addFile('x.csv', 'a,b\n1,2\n'));
    const request = searchRequest('u', stage.server.addFile('s.csv', 'ra,dec\n1,2\n'));
    stage.push('table.search', { request: { ...request, tblType: 'table' } });
    stage.table('empty', stage.server.addFile('empty.csv', 'ra,dec\n'));
    await stage.settled();
    expect([...stage.viewer.layers.keys()]).toEqual(['empty--catalog-watcher']);
    expect(stage.viewer.catalog('empty--catalog-watcher')?.points.ready).toBe(0);
  });

  it('has a colour that no other has', async () => {
    const stage = await withImage('a');
    for (const tblId of ['t', 'u', 'v']) stage.table(tblId);
    await stage.settled();
    const colors = [...stage.viewer.layers.values()].map(({ color }) => color);
    expect(new Set(colors).size).toBe(3);
  });

  it('that a person has taken off its images comes with the next one, and with the table anew on all', async () => {
    const stage = await withImage('a');
    stage.table('t');
    await stage.settled();
    stage.viewer.core.userRemoveLayer(ID, 'a');
    stage.push('table.filter', { request: { tbl_id: 't', filters: '"mag" < 12' } });
    await stage.settled();
    expect(shown(stage)?.plotIds).toEqual([]);
    stage.image('b');
    await stage.settled();
    expect(shown(stage)?.plotIds).toEqual(['b']);
    stage.table('t');
    await stage.settled();
    expect(shown(stage)?.plotIds).toEqual(['a', 'b']);
  });

  it('is there without its rows when the server does not answer', async () => {
    const stage = await Stage.open(
      {},
      {
        intercept: (cmd, params) => {
          if (cmd === 'tableSearch' && params['request']?.includes('inclCols')) throw new Error('gone');
          return undefined;
        },
      },
    );
    stage.image('a', stage.server.addFile('m.fits', fits()));
    await stage.settled();
    stage.table('t');
    await stage.settled();
    expect(shown(stage)).toMatchObject({ kind: 'catalog' });
    expect(stage.viewer.tables.get('t')?.status).toBe('loaded');
  });

  it('gives its rows page by page', async () => {
    const stage = await withImage('a');
    const rows = Array.from({ length: 45_000 }, (_, i) => `${i / 1000},${i / 2000}`);
    stage.table('t', stage.server.addFile('many.csv', ['ra,dec', ...rows].join('\n')));
    await stage.settled();
    const points = stage.viewer.catalog(ID)?.points;
    expect(points?.ready).toBe(45_000);
    expect([points?.lon[0], points?.lon[20_000], points?.lon[44_999]]).toEqual([0, 20, 44.999]);
  });
});
