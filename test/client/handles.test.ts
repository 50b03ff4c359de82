import { DisplayError } from 'firefly-client';
import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, failureOf, fits, gate, passes, Stage, stateOf, stopTime, turn } from './stage.js';

afterEach(closeAll);

const trace = (x: string, y: string) => ({ tbl_id: 't', x: `tables::${x}`, y: `tables::${y}` });

describe('ids', () => {
  it('are on the handle before anything is sent, and differ from call to call', async () => {
    const stage = await Stage.open({ viewer: { silent: true } });
    const { client } = stage;
    const [image, table] = [stage.image(), stage.table()];
    const ids = () => [
      client.showFitsImage(image).plotId,
      client.showTable(table).tblId,
      client.fetchTable(table).tblId,
      client.showChart({ data: [] }).chartId,
      client.overlayRegionLayer({ regionData: 'circle 1 2 3' }).regionLayerId,
      client.addExtension('POINT').extensionId,
    ];
    const made = [...ids(), ...ids()];
    expect(stage.actions).toEqual([]);
    expect(made.slice(0, 6).map((id) => id.split('-')[0])).toEqual([
      ...['Image', 'Table', 'Table', 'Plotly', 'RegionLayer', 'Extension'],
    ]);
    expect(new Set(made).size).toBe(12);
    for (const id of made) expect(id).toMatch(/^[A-Za-z]+-[\w-]{12}$/);
    await turn();
    expect(stage.types).toContain('PlotImage');
  });

  it('are those that were given, or made by the generator that was given', async () => {
    let count = 0;
    const ids = (kind: string) => `${kind}_${++count}`;
    const stage = await Stage.open({ client: { ids }, viewer: { silent: true } });
    const { client } = stage;
    expect(client.showFitsImage(stage.image(), { plotId: 'mine' }).plotId).toBe('mine');
    expect(client.showFitsImage(stage.image()).plotId).toBe('Image_1');
    expect(client.showChart().chartId).toBe('Plotly_2');
    expect(client.setZoom('p').plotId).toBe('p');
    expect(client.setZoom(['p', 'q']).plotId).toEqual(['p', 'q']);
    expect(client.setStretch('p').rvString).toMatch(/^88,1\.000000,88,99\.000000,/);
    expect(client.applyTableFilters('t', '').tblId).toBe('t');
    expect(client.addRegionData('circle 1 2 3', 'r').regionLayerId).toBe('r');
    expect(client.removeExtension('e').extensionId).toBe('e');
  });
});

describe('awaiting a handle', () => {
  it('ends when the server has accepted the action, not before and not later', async () => {
    const stage = await Stage.open({ viewer: { silent: true } });
    const answer = gate();
    const image = stage.client.showFitsImage(stage.image(), { plotId: 'a' });
    stage.before = (cmd, params) =>
      cmd === 'pushAction' && params['action']?.includes('PlotImage"') ? answer.passed : undefined;
    expect(await stateOf(image)).toBe('pending');
    answer.open();
    expect(await image).toEqual({ success: true, plotId: 'a' });
    expect(stage.viewer.images.size).toBe(0);
  });

  it('gives the ids of whatever it is, and what was done otherwise than asked', async () => {
    const stage = await Stage.open();
    const { client } = stage;
    const accepted = await Promise.all([
      client.showTable(stage.table(), { tblId: 't' }),
      client.showChart({ chartId: 'c', data: [] }),
      client.overlayRegionLayer({ regionLayerId: 'r', regionData: 'circle 1 2 3' }),
      client.addExtension('POINT', { extensionId: 'e' }),
      client.reinitViewer(),
      client.dispatch('some.type'),
    ]);
    expect(accepted).toEqual([
      { success: true, tblId: 't' },
      { success: true, chartId: 'c', warning: expect.objectContaining({ mode: 'triview' }) },
      { success: true, regionLayerId: 'r' },
      { success: true, extensionId: 'e' },
      { success: true },
      { success: true },
    ]);
  });

  it('works with catch and finally like a promise', async () => {
    const { client } = await Stage.open();
    const order: string[] = [];
    const done = client.dispatch('some.type').finally(() => order.push('finally'));
    expect(await done).toEqual({ success: true });
    const failed = client.showFitsImage(new Uint8Array(10), { plotId: 'x' });
    expect(await failed.catch((error: unknown) => String(error))).toContain('not a FITS file');
    expect(order).toEqual(['finally']);
  });
});

describe('displayed()', () => {
  it('of an image gives its size, title, zoom and header', async () => {
    const stage = await Stage.open();
    const cards = ["OBJECT  = 'M 31    '           / what it is", 'CRVAL1  =   1.0684700000E+01 / degrees'];
    const file = stage.server.addFile('m.fits', fits(400, 300, cards));
    const shown = await stage.client.showFitsImage(file, { plotId: 'a', Title: 'Andromeda' }).displayed();
    expect(shown).toMatchObject({
      plotId: 'a',
      width: 400,
      height: 300,
      title: 'Andromeda',
      zoomLevel: 1.28,
    });
    expect(shown.header).toMatchObject({ OBJECT: 'M 31', NAXIS1: '400', CRVAL1: '1.0684700000E+01' });
    expect(shown.report['plotId']).toBe('a');
  });

  it('of an image does not end before its pixels are there', async () => {
    stopTime();
    const stage = await Stage.open({ viewer: { delay: ({ type }) => (type.endsWith('Refresh') ? 800 : 0) } });
    const shown = stage.client.showFitsImage(stage.image(), { plotId: 'a' }).displayed();
    await passes(700);
    expect(stage.viewer.images.get('a')?.status).toBe('displayed');
    expect(await stateOf(shown)).toBe('pending');
    await passes(101);
    expect((await shown).width).toBe(4);
  });

  it('of an image whose pixels do not come, as behind a tab, ends after a while with its plot', async () => {
    stopTime();
    const stage = await Stage.open({ viewer: { delay: ({ type }) => (type.endsWith('Refresh') ? 1e6 : 0) } });
    const shown = stage.client.showFitsImage(stage.image(), { plotId: 'a' }).displayed();
    await passes(9_000);
    expect(await stateOf(shown)).toBe('pending');
    await passes(2_000);
    expect((await shown).height).toBe(3);
  });

  it('of a table gives its rows and columns, without those that the server appends', async () => {
    const stage = await Stage.open();
    const text = '|name |ra    |\n|char |double|\n|     |deg   |\n a     10.5  \n b     11.5  \n';
    const file = stage.table(text, 't.tbl');
    const shown = await stage.client.showTable(file, { tblId: 't', title: 'Stars' }).displayed();
    expect(shown).toMatchObject({ tblId: 't', title: 'Stars', totalRows: 2 });
    expect(shown.columns).toEqual([
      { name: 'name', type: 'char' },
      { name: 'ra', type: 'double', units: 'deg' },
    ]);
    const fetched = await stage.client.fetchTable(stage.table(), { tblId: 'f' }).displayed();
    expect(fetched.totalRows).toBe(5);
    expect(fetched.columns.map(({ name }) => name)).toEqual(['name', 'ra', 'dec', 'mag']);
  });

  it('of a filter and a sort gives the table as it is then', async () => {
    const stage = await Stage.open();
    stage.client.showTable(stage.table(), { tblId: 't' });
    const filtered = await stage.client.applyTableFilters('t', '"mag" < 13').displayed();
    expect(filtered.totalRows).toBe(3);
    const sorted = await stage.client.sortTableColumn('t', 'mag', 'DESC').displayed();
    expect([sorted.totalRows, sorted.report['invokedBy']]).toEqual([3, 'table.sort']);
    expect((await stage.client.applyTableFilters('t', '').displayed()).totalRows).toBe(5);
  });

  it('of a chart ends when all its traces are drawn', async () => {
    const stage = await Stage.open();
    await stage.viewer.openPinnedCharts();
    stage.viewer.delay = ({ type }) => (type === 'charts.data/chartAdd' ? 30 : 0);
    stage.client.showTable(stage.table(), { tblId: 't' });
    const data = [trace('ra', 'dec'), trace('ra', 'mag'), { x: [1], y: [2] }];
    const shown = await stage.client.showChart({ chartId: 'c', data }).displayed();
    expect(shown).toMatchObject({ chartId: 'c', drawn: true });
    expect(stage.viewer.charts.get('c')?.status).toBe('drawn');
    const own = await stage.client.showChart({ chartId: 'own', data: [{ x: [1] }] }).displayed();
    expect(own).toMatchObject({ chartId: 'own', drawn: true });
  });

  it('of a chart behind a tab says that it is not drawn yet', async () => {
    stopTime();
    const stage = await Stage.open();
    stage.client.showTable(stage.table(), { tblId: 't' });
    const shown = stage.client.showChart({ chartId: 'c', data: [trace('ra', 'dec')] }).displayed();
    await passes(2_500);
    expect(stage.viewer.charts.get('c')?.status).toBe('behind');
    expect(await stateOf(shown)).toBe('pending');
    await passes(1_000);
    expect(await shown).toMatchObject({ chartId: 'c', drawn: false });
  });

  it('of regions and of changes of view gives what the viewer reported', async () => {
    const stage = await Stage.open();
    const { client } = stage;
    client.showFitsImage(stage.image(), { plotId: 'a' });
    client.showFitsImage(stage.image(), { plotId: 'b' });
    const layer = { regionLayerId: 'r', plotId: 'a', regionData: ['circle 1 2 3', 'point 4 5'] };
    expect(await client.overlayRegionLayer(layer).displayed()).toMatchObject({
      regionLayerId: 'r',
      report: { plotIdAry: ['a'] },
    });
    expect((await client.addRegionData('box 1 2 3 4', 'r').displayed()).report).toMatchObject({
      regionChanges: ['box 1 2 3 4'],
    });
    await client.removeRegionData('point 4 5', 'r').displayed();
    expect(stage.viewer.layers.get('r')?.regions).toEqual(['circle 1 2 3', 'box 1 2 3 4']);
    expect((await client.setZoom('a', 2).displayed()).report['zoomLevel']).toBe(2);
    expect((await client.setPan('a', { x: 0, y: 0 }).displayed()).report).toMatchObject({
      centerPt: { x: 0, y: 0 },
    });
    expect((await client.setPan('a').displayed()).report['centerOnImage']).toBe('true');
    await client.setStretch('a', { type: 'zscale', algorithm: 'log' }).displayed();
    expect((await client.setColor('a', { colormapId: 6 }).displayed()).report['colorTableId']).toBe(6);
    const both = await client.setZoom(['a', 'b'], 0.5).displayed();
    expect(both.map(({ plotId, report }) => [plotId, report['zoomLevel']])).toEqual([
      ['a', 0.5],
      ['b', 0.5],
    ]);
    expect(await client.deleteRegionLayer('r').displayed()).toEqual({ viewers: 1 });
    expect(stage.viewer.layers.size).toBe(0);
    expect(await client.addExtension('POINT').displayed()).toEqual({ viewers: 1 });
  });

  it('of a list of plots needs an action each, because viewers choke on lists', async () => {
    const stage = await Stage.open();
    const { client } = stage;
    for (const plotId of ['a', 'b']) client.showFitsImage(stage.image(), { plotId });
    await client.setPan(['a', 'b'], { x: 1, y: 2 }).displayed();
    await client.setStretch(['a', 'b'], { type: 'zscale' }).displayed();
    await client.setColor(['a', 'b'], { colormapId: 3 }).displayed();
    expect(stage.viewer.core.broken).toBe(false);
    for (const plotId of ['a', 'b']) {
      expect(stage.viewer.images.get(plotId)).toMatchObject({ center: { x: 1, y: 2 }, color: { cbarId: 3 } });
      expect(stage.viewer.images.get(plotId)?.stretch).toMatch(/^91,/);
    }
  });

  it('may be called late, twice, and after it has failed', async () => {
    const stage = await Stage.open();
    const image = stage.client.showFitsImage(stage.image(), { plotId: 'a' });
    const first = await image.displayed();
    await turn();
    expect(await image.displayed()).toBe(first);
    expect(await Promise.all([image.displayed(), image.displayed({ timeout: 1 })])).toEqual([first, first]);
    const bad = stage.client.showFitsImage('${nowhere}', { plotId: 'b' });
    const reason = await failureOf(bad.displayed());
    expect(reason).toBeInstanceOf(DisplayError);
    expect(await failureOf(bad.displayed())).toBe(reason);
    expect(await bad).toEqual({ success: true, plotId: 'b' });
  });
});
