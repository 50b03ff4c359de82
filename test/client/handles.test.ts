import { DisplayError, SupersededError } from 'firefly-client';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  closeAll,
  complaints,
  complaintsOfProcess,
  failureOf,
  fits,
  gate,
  passes,
  Stage,
  stateOf,
  stopTime,
  turn,
} from './stage.js';

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
      { success: true, chartId: 'c', warning: expect.stringContaining('triview') },
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

describe('what cannot be displayed', () => {
  it('of an image is told in the words of the viewer', async () => {
    const stage = await Stage.open();
    const error = await failureOf(stage.client.showFitsImage('${nowhere}', { plotId: 'a' }).displayed());
    expect(error).toBeInstanceOf(DisplayError);
    expect(error).toMatchObject({
      code: 'DISPLAY',
      subject: "image 'a'",
      reason: expect.stringMatching(/^Failed- File not found \(Could not find your requested file/),
      report: { plotId: 'a', briefDescription: 'File not found' },
    });
  });

  it('proposes to fetch here what only this machine may be able to read', async () => {
    const stage = await Stage.open();
    const local = await failureOf(stage.client.showFitsImage('http://localhost:5173/m.fits').displayed());
    expect(String(local)).toContain("fetchBy: 'client'");
    const other = await failureOf(stage.client.showFitsImage('https://example.org/m.fits').displayed());
    expect(String(other)).not.toContain('fetchBy');
  });

  it('of a table is asked from the server, because viewers do not tell', async () => {
    const stage = await Stage.open();
    const error = await failureOf(stage.client.showTable('${nowhere}', { tblId: 't' }).displayed());
    expect(error).toBeInstanceOf(DisplayError);
    expect(error).toMatchObject({
      subject: "table 't'",
      reason: 'DataAccessException: Access is not permitted.',
      report: { error: {} },
    });
    expect(stage.commands.filter((cmd) => cmd === 'tableSearch')).toHaveLength(1);
  });

  it('of a filter is asked from the server too, and a later filter puts it right', async () => {
    const stage = await Stage.open();
    stage.client.showTable(stage.table(), { tblId: 't' });
    const wrong = stage.client.applyTableFilters('t', '"nope" < 13');
    const right = stage.client.applyTableFilters('t', '"mag" < 10');
    expect(await failureOf(wrong.displayed())).toMatchObject({
      name: 'DisplayError',
      subject: "filter of table 't'",
      reason: expect.stringContaining('"nope"'),
    });
    expect((await right.displayed()).totalRows).toBe(1);
  });

  it('of a filter on a table of somebody else is told as far as it is known', async () => {
    const stage = await Stage.open();
    stage.viewer.core.handle({ type: 'table.search', payload: { request: searchOf('x', stage.table()) } });
    await stage.viewer.core.settled();
    const error = await failureOf(stage.client.applyTableFilters('x', '"nope" < 13').displayed());
    expect(error).toMatchObject({ name: 'DisplayError', reason: 'the viewer gave no reason' });
  });

  it('of a chart is told of its trace', async () => {
    const stage = await Stage.open();
    await stage.viewer.openPinnedCharts();
    stage.client.showTable(stage.table(), { tblId: 't' });
    const data = [trace('ra', 'dec'), trace('ra', 'nope')];
    const error = await failureOf(stage.client.showChart({ chartId: 'c', data }).displayed());
    expect(error).toBeInstanceOf(DisplayError);
    expect(error).toMatchObject({
      subject: "chart 'c'",
      reason: expect.stringContaining('Cannot display requested data'),
    });
  });
});

const searchOf = (tbl_id: string, source: string) => ({
  tbl_id,
  source,
  id: 'IpacTableFromSource',
  startIdx: 0,
  pageSize: 10,
  META_INFO: { tbl_id, title: tbl_id },
});

describe('a failure that nobody awaits', () => {
  it('becomes one error event, and never an unhandled rejection', async () => {
    const unhandled = complaintsOfProcess('unhandledRejection');
    const stage = await Stage.open();
    const { client } = stage;
    const failed = new Promise((resolve) => client.on('error', resolve));
    client.showFitsImage('${nowhere}', { plotId: 'a' });
    expect(await failed).toMatchObject({ name: 'DisplayError', subject: "image 'a'" });
    client.showFitsImage(new Uint8Array(10), { plotId: 'b' });
    await client.flush();
    await complaints();
    expect(stage.errors.map(({ name }) => name)).toEqual(['DisplayError', 'InputError']);
    unhandled.stop();
    expect(unhandled.seen).toEqual([]);
  });

  it('is one also where only the handle was awaited', async () => {
    const stage = await Stage.open();
    const failed = new Promise((resolve) => stage.client.on('error', resolve));
    await stage.client.showFitsImage('${nowhere}');
    expect(await failed).toBeInstanceOf(DisplayError);
    await complaints();
    expect(stage.errors).toHaveLength(1);
  });

  it('is none where somebody waits, whichever end of the handle it is', async () => {
    const stage = await Stage.open();
    const { client } = stage;
    expect(await failureOf(client.showFitsImage('${nowhere}').displayed())).toBeInstanceOf(DisplayError);
    expect(await failureOf(client.showFitsImage(new Uint8Array(10)))).toMatchObject({ name: 'InputError' });
    expect(await failureOf(client.showFitsImage(new Uint8Array(9)).displayed())).toMatchObject({
      name: 'InputError',
    });
    await complaints();
    expect(stage.errors).toEqual([]);
  });

  it('is none where it was superseded', async () => {
    const stage = await Stage.open();
    const { client } = stage;
    const file = stage.image();
    const table = stage.table();
    const first = client.showFitsImage(file, { plotId: 'a' });
    client.showTable(table, { tblId: 't' });
    client.showFitsImage(file, { plotId: 'a' });
    client.showTable(table, { tblId: 't', pageSize: 2 });
    await client.showFitsImage(file, { plotId: 'a' }).displayed();
    await client.showTable(table, { tblId: 't', pageSize: 3 }).displayed();
    await complaints();
    expect(stage.errors).toEqual([]);
    expect(await failureOf(first.displayed())).toBeInstanceOf(SupersededError);
  });

  it('is printed where nobody listens to errors', async () => {
    const print = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const stage = await Stage.open();
    const quiet = await stage.connect();
    const failed = quiet.showFitsImage(new Uint8Array(10));
    await quiet.flush();
    expect(print).not.toHaveBeenCalled();
    await complaints();
    expect(print).toHaveBeenCalledOnce();
    expect(print.mock.calls[0]?.[0]).toMatch(
      /^firefly-client: InputError: showFitsImage: data is not a FITS file/,
    );
    expect(failed.plotId).toMatch(/^Image-/);
  });

  it('is not that the client was closed without waiting for what it had sent', async () => {
    const print = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const stage = await Stage.open({ viewer: { silent: true } });
    const quiet = await stage.connect();
    await quiet.showFitsImage(stage.image());
    const waited = quiet.showTable(stage.table(), { tblId: 't' }).displayed();
    const waiting = failureOf(waited);
    await quiet.close();
    expect(await waiting).toMatchObject({ name: 'ClosedError' });
    await complaints();
    expect(print).not.toHaveBeenCalled();
  });
});
