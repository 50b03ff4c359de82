import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, gate, ownWatches, passes, Stage, stopTime, turn } from './stage.js';

afterEach(closeAll);

const PULSE = /^ffc\.pulse\./;
const lingering = 6_000;

describe('watches (T29)', () => {
  it('are gone, but for the pulse, when everything is settled and some time has passed', async () => {
    stopTime();
    const stage = await Stage.open();
    await stage.viewer.openPinnedCharts();
    const { client } = stage;
    const all = [
      client.showFitsImage(stage.image(), { plotId: 'a' }).displayed(),
      client.setZoom('a', 2).displayed(),
      client.setPan('a', { x: 1, y: 1 }).displayed(),
      client.setStretch('a').displayed(),
      client.setColor('a').displayed(),
      client.overlayRegionLayer({ plotId: 'a', regionLayerId: 'r', regionData: 'circle 1 2 3' }).displayed(),
      client.addRegionData('point 1 1', 'r').displayed(),
      client.removeRegionData('point 1 1', 'r').displayed(),
      client.showTable(stage.table(), { tblId: 't' }).displayed(),
      client.applyTableFilters('t', '"mag" > 0').displayed(),
      client.sortTableColumn('t', 'mag', 'ASC').displayed(),
      client.showChart({ data: [{ tbl_id: 't', x: 'tables::ra', y: 'tables::dec' }] }).displayed(),
    ];
    await passes(100);
    await Promise.all(all);
    expect(ownWatches(stage.viewer)).toContain('ImagePlotCntlr.ZoomImage');
    await passes(lingering);
    expect(ownWatches(stage.viewer)).toEqual([expect.stringMatching(PULSE)]);
    expect(stage.viewer.extensions).toHaveLength(1);
  });

  it('of failures, of what is superseded and of what nobody awaits are gone too', async () => {
    stopTime();
    const stage = await Stage.open({ viewer: { delay: 10 } });
    const { client } = stage;
    client.on('error', () => undefined);
    client.showFitsImage('${nowhere}', { plotId: 'a' });
    client.setZoom('a', 2);
    client.showTable('${nowhere}', { tblId: 't' });
    client.applyTableFilters('t', '');
    for (let index = 0; index < 10; index++) client.showFitsImage(stage.image(), { plotId: 'b' });
    for (let index = 0; index < 10; index++) client.showTable(stage.table(), { tblId: 'u', pageSize: index });
    client.setZoom('elsewhere', 2);
    await passes(1_000);
    expect(ownWatches(stage.viewer)).toContain('ImagePlotCntlr.ZoomImage');
    await passes(60_000 + lingering);
    expect(ownWatches(stage.viewer)).toEqual([expect.stringMatching(PULSE)]);
  });

  it('that cost much go within half a second', async () => {
    stopTime();
    const stage = await Stage.open();
    const table = stage.client.showTable(stage.table(), { tblId: 't' }).displayed();
    const image = stage.client.showFitsImage(stage.image(), { plotId: 'a' }).displayed();
    await passes(1);
    await Promise.all([table, image]);
    expect(ownWatches(stage.viewer)).toEqual(
      expect.arrayContaining(['table.loaded', 'ImagePlotCntlr.PlotImage']),
    );
    await passes(500);
    expect(ownWatches(stage.viewer)).not.toContain('table.loaded');
    expect(ownWatches(stage.viewer)).not.toContain('ImagePlotCntlr.PlotImage');
  });

  it('are registered once for a burst of calls', async () => {
    stopTime();
    const stage = await Stage.open();
    const { client } = stage;
    const shown = [];
    for (let index = 0; index < 30; index++) {
      shown.push(client.showFitsImage(stage.image(), { plotId: `p${index}` }).displayed());
      shown.push(client.setZoom(`p${index}`, 2).displayed());
    }
    await passes(10);
    await Promise.all(shown);
    for (const type of [
      'ImagePlotCntlr.PlotImage',
      'ImagePlotCntlr.ZoomImage',
      'ImagePlotCntlr.byteDataRefresh',
    ]) {
      expect(stage.watched.filter((watched) => watched === type)).toEqual([type]);
    }
    expect(new Set(stage.watched).size).toBe(stage.watched.length);
    await passes(4_000);
    const zoom = client.setZoom('p0', 3).displayed();
    await passes(10);
    await zoom;
    expect(stage.watched.filter((type) => type === 'ImagePlotCntlr.ZoomImage')).toHaveLength(1);
  });

  it('of nobody are none: only what is waited for is registered', async () => {
    const stage = await Stage.open();
    await stage.client.dispatch('some.type');
    await stage.client.addExtension('POINT', { extensionId: 'e' });
    await stage.client.deleteRegionLayer('r');
    expect(stage.watched).toEqual([]);
    expect(stage.viewer.extensions.map(({ id }) => id)).toEqual(['e']);
  });

  it('have ids with one reserved prefix, and titles that do not replace each other (T21)', async () => {
    const stage = await Stage.open();
    const other = await stage.connectElsewhere();
    for (const client of [stage.client, other]) {
      client.on('table.highlight', () => undefined);
      client.on('table.select', () => undefined);
      await client.flush();
    }
    const own = stage.viewer.extensions;
    expect(own).toHaveLength(4);
    for (const { id, title } of own) {
      expect(id).toMatch(/^ffc:[\w-]{10}:table\./);
      expect(title).toBe(id);
    }
  });
});

describe('after close()', () => {
  it('nothing of a client is left in the viewer, extensions of the user included', async () => {
    const stage = await Stage.open();
    const { client } = stage;
    await client.addExtension('POINT', { extensionId: 'e1', title: 'one' });
    await client.addExtension('my.type', { extensionId: 'e2', title: 'two' });
    client.on('table.highlight', () => undefined);
    await client.showTable(stage.table(), { tblId: 't' }).displayed();
    await client.viewerReady();
    expect(stage.viewer.extensions.length).toBeGreaterThan(4);
    await client.close();
    expect(stage.viewer.extensions).toEqual([]);
    expect(stage.server.core.connectionIds(client.channel)).toHaveLength(1);
    expect(stage.viewer.tables.get('t')?.status).toBe('loaded');
  });

  it('what other clients of the channel have registered stays', async () => {
    const stage = await Stage.open();
    const shared = await stage.connect({ channel: stage.client.channel });
    const foreign = await stage.connectElsewhere();
    await stage.client.addExtension('POINT', { extensionId: 'mine', title: '1' });
    await shared.addExtension('POINT', { extensionId: 'shared', title: '2' });
    await foreign.addExtension('POINT', { extensionId: 'foreign', title: '3' });
    shared.on('table.highlight', () => undefined);
    await shared.flush();
    await stage.client.close();
    expect(stage.viewer.extensions.map(({ id }) => id.replace(/^ffc:.*:/, ''))).toEqual([
      'shared',
      'foreign',
      'table.highlight',
    ]);
    await shared.close();
    expect(stage.viewer.extensions.map(({ id }) => id)).toEqual(['foreign']);
  });

  it('nothing comes back when a viewer loads', async () => {
    const stage = await Stage.open();
    stage.client.on('table.highlight', () => undefined);
    await stage.client.close();
    stage.viewer.reload();
    await stage.viewer.ready;
    await turn();
    expect(stage.viewer.extensions).toEqual([]);
  });
});

describe('a viewer that loads anew (T20)', () => {
  it('is given all registrations again, of the user and our own', async () => {
    stopTime();
    const stage = await Stage.open();
    const { client } = stage;
    await client.addExtension('POINT', { extensionId: 'e1', title: 'one', toolTip: 'tip' });
    await client.addExtension('AREA_SELECT', { extensionId: 'e2', title: 'two' });
    const rows: number[] = [];
    client.on('table.highlight', ({ rowIndex }) => rows.push(rowIndex));
    await client.viewerReady();
    const before = stage.viewer.extensions.map(({ id }) => id).sort();
    expect(before).toHaveLength(4);
    stage.viewer.reload();
    await stage.viewer.ready;
    await passes(1_000);
    expect(stage.viewer.extensions.map(({ id }) => id).sort()).toEqual(before);
    expect(stage.viewer.extensions.find(({ id }) => id === 'e1')).toMatchObject({
      extType: 'POINT',
      title: 'one',
      toolTip: 'tip',
    });
    const shown = client.showTable(stage.table(), { tblId: 't' }).displayed();
    await passes(10);
    await shown;
    await stage.viewer.highlight('t', 3);
    await turn();
    expect(rows).toEqual([3]);
  });

  it('does not get what was taken back', async () => {
    const stage = await Stage.open();
    const { client } = stage;
    await client.addExtension('POINT', { extensionId: 'kept', title: '1' });
    await client.addExtension('POINT', { extensionId: 'gone', title: '2' });
    await client.removeExtension('gone');
    client.addExtension('POINT', { extensionId: 'in one breath', title: '3' });
    await client.removeExtension('in one breath');
    expect(stage.viewer.extensions.map(({ id }) => id)).toEqual(['kept']);
    stage.viewer.reload();
    await stage.viewer.ready;
    await client.viewerReady();
    await client.flush();
    const user = stage.viewer.extensions.filter(({ id }) => !id.startsWith('ffc:'));
    expect(user.map(({ id }) => id)).toEqual(['kept']);
  });

  it('gets them before what is called when it is ready', async () => {
    const stage = await Stage.open();
    await stage.client.addExtension('POINT', { extensionId: 'e' });
    const ready = stage.client.once('viewer:ready');
    const before = stage.viewer.received.length;
    stage.viewer.reload();
    await ready;
    await stage.client.showFitsImage(stage.image(), { plotId: 'a' });
    const types = stage.viewer.received.slice(before).map(({ type }) => type);
    expect(types.indexOf('ExternalAccessCntlr/extensionAdd')).toBeGreaterThan(-1);
    expect(types.indexOf('ExternalAccessCntlr/extensionAdd')).toBeLessThan(
      types.indexOf('ImagePlotCntlr.PlotImage'),
    );
  });

  it('gets them although an emptying of the viewer waits in the queue', async () => {
    const stage = await Stage.open();
    const upload = gate();
    stage.before = (cmd) => (cmd === 'upload' ? upload.passed : undefined);
    await stage.client.addExtension('POINT', { extensionId: 'e' });
    const table = stage.client.showTable(new TextEncoder().encode('a\n1\n'), {
      tblId: 't',
      filename: 'x.csv',
    });
    const emptied = stage.client.reinitViewer();
    stage.viewer.reload();
    await stage.viewer.ready;
    await turn();
    expect(stage.viewer.extensions.map(({ id }) => id)).toContain('e');
    upload.open();
    await Promise.all([table, emptied]);
  });
});
