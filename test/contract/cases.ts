/** What has to hold on every server and viewer. Public API only; the same results everywhere. */
import {
  ArgumentError,
  DependencyError,
  DisplayError,
  NoViewerError,
  SupersededError,
  ViewerGoneError,
} from 'firefly-client';
import { expect } from 'vitest';
import type { Stage } from './stage.js';

export interface Case {
  readonly name: string;
  /** Of the page it needs. @default the standard one */
  readonly htmlFile?: string;
  run(stage: Stage): Promise<void>;
}

/** Waiting for something that a slow page does. */
const SLOW = { timeout: 45_000 };

const circle = 'J2000;circle 83.8 -1.5 1.5 # color=red';

const images: Case[] = [
  {
    name: 'an image tells its size, header and zoom',
    run: async ({ firefly, samples }) => {
      const image = firefly.showFitsImage(samples.image, { Title: 'Orion' });
      expect(image.plotId).toMatch(/^Image-/);
      expect(await image).toEqual({ success: true, plotId: image.plotId });
      const shown = await image.displayed(SLOW);
      expect(shown).toMatchObject({ plotId: image.plotId, width: 600, height: 600, title: 'Orion' });
      expect(shown.header['CTYPE1']).toContain('RA---TAN');
      expect(shown.zoomLevel).toBeGreaterThan(0);
    },
  },
  {
    name: 'an image that is not there fails with the reason',
    run: async ({ firefly }) => {
      const failure = await firefly
        .showFitsImage('${upload-dir}/nothing.fits')
        .displayed(SLOW)
        .catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(DisplayError);
      expect(String(failure)).toMatch(/File not found/);
    },
  },
  {
    name: 'zoom, pan, stretch and colour are reported, one plot or several',
    run: async ({ firefly, samples }) => {
      firefly.showFitsImage(samples.image, { plotId: 'a' });
      firefly.showFitsImage(samples.image, { plotId: 'b' });
      expect((await firefly.setZoom('a', 2).displayed(SLOW)).report['zoomLevel']).toBe(2);
      await firefly.setPan('a', { x: 84, y: -1, coord: 'J2000' }).displayed(SLOW);
      await firefly.setPan('a', { x: 0, y: 0 }).displayed(SLOW);
      await firefly.setPan('a').displayed(SLOW);
      await firefly.setStretch('a', { type: 'zscale', algorithm: 'log' }).displayed(SLOW);
      expect((await firefly.setColor('a', { colormapId: 6 }).displayed(SLOW)).report['colorTableId']).toBe(6);
      const both = await firefly.setZoom(['a', 'b'], 0.5).displayed(SLOW);
      expect(both.map(({ plotId }) => plotId)).toEqual(['a', 'b']);
      expect(await firefly.setPan(['a', 'b']).displayed(SLOW)).toHaveLength(2);
      expect(await firefly.setColor(['a', 'b'], { colormapId: 1 }).displayed(SLOW)).toHaveLength(2);
      await firefly.viewerReady(SLOW);
    },
  },
  {
    name: 'of 50 overlapping shows of one id the last is displayed, the others are superseded',
    run: async ({ firefly, samples }) => {
      const { file } = await uploaded(firefly, samples.image);
      const shows = Array.from({ length: 50 }, (_, index) =>
        firefly.showFitsImage(file, { plotId: 'same', Title: `number ${index}` }),
      );
      const results = await Promise.allSettled(shows.map((show) => show.displayed(SLOW)));
      const last = results.pop();
      expect(last).toMatchObject({ status: 'fulfilled', value: { title: 'number 49' } });
      for (const result of results) expect(result).toMatchObject({ reason: expect.any(SupersededError) });
    },
  },
  {
    name: 'what depends on an image that fails is not sent, and says why',
    run: async ({ firefly }) => {
      const image = firefly.showFitsImage('${upload-dir}/nothing.fits', { plotId: 'f' });
      const zoom = firefly.setZoom('f', 2);
      await expect(zoom).rejects.toBeInstanceOf(DependencyError);
      await expect(zoom).rejects.toThrow(/File not found/);
      await expect(image.displayed()).rejects.toBeInstanceOf(DisplayError);
    },
  },
];

/** Uploads an image by showing it; gives the server's reference. */
async function uploaded(firefly: Stage['firefly'], path: string): Promise<{ file: string }> {
  const shown = await firefly.showFitsImage(path).displayed(SLOW);
  const params = shown.report['wpRequest'] as { params: { File: string } };
  return { file: params.params.File };
}

const tables: Case[] = [
  {
    name: 'a table tells its rows and columns with units',
    run: async ({ firefly, samples }) => {
      const table = firefly.showTable(samples.table, { title: 'Stars' });
      const shown = await table.displayed(SLOW);
      expect(shown).toMatchObject({ tblId: table.tblId, title: 'Stars', totalRows: samples.rows });
      expect(shown.columns).toContainEqual(
        expect.objectContaining({ name: 'vmag', type: 'double', units: 'mag' }),
      );
      expect(shown.columns.map(({ name }) => name)).not.toContain('ROW_IDX');
    },
  },
  {
    name: 'a table that is fetched is complete too',
    run: async ({ firefly, samples }) => {
      expect((await firefly.fetchTable(samples.table, { tblId: 'hidden' }).displayed(SLOW)).totalRows).toBe(
        samples.rows,
      );
    },
  },
  {
    name: 'a table that is not there fails with the reason of the server',
    run: async ({ firefly }) => {
      const failure = await firefly
        .showTable('${upload-dir}/nothing.tbl')
        .displayed(SLOW)
        .catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(DisplayError);
      expect(String(failure)).toContain('Access is not permitted');
    },
  },
  {
    name: 'a table is filtered and sorted, and says why it cannot be',
    run: async ({ firefly, samples }) => {
      firefly.showTable(samples.table, { tblId: 'stars' });
      const filtered = await firefly.applyTableFilters('stars', '"vmag" < 3').displayed(SLOW);
      expect(filtered.totalRows).toBe(samples.bright);
      const sorted = await firefly.sortTableColumn('stars', 'vmag', 'DESC').displayed(SLOW);
      expect(sorted.totalRows).toBe(samples.bright);
      const failure = await firefly
        .applyTableFilters('stars', '"nope" < 3')
        .displayed(SLOW)
        .catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(DisplayError);
      expect(String(failure)).toContain('nope');
      expect((await firefly.applyTableFilters('stars', '').displayed(SLOW)).totalRows).toBe(samples.rows);
    },
  },
  {
    name: 'of overlapping shows of one table the last is displayed, and the others are said to be superseded',
    run: async ({ firefly, samples }) => {
      const shows = Array.from({ length: 8 }, (_, index) =>
        firefly.showTable(samples.table, { tblId: 'same', title: `number ${index}` }),
      );
      const results = await Promise.allSettled(shows.map((show) => show.displayed(SLOW)));
      expect(results.pop()).toMatchObject({ status: 'fulfilled', value: { title: 'number 7' } });
      for (const result of results) expect(result).toMatchObject({ reason: expect.any(SupersededError) });
    },
  },
];

const xy = (tblId: string, y: string) => ({
  data: [{ type: 'scatter', mode: 'markers', tbl_id: tblId, x: 'tables::vmag', y: `tables::${y}` }],
});

const charts: Case[] = [
  {
    name: 'a chart waits behind its tab, and is drawn when that is in front',
    run: async ({ firefly, samples, viewer }) => {
      firefly.showTable(samples.table, { tblId: 'stars' });
      const behind = firefly.showChart(xy('stars', 'bv'));
      expect(await behind.displayed(SLOW)).toMatchObject({ chartId: behind.chartId, drawn: false });
      await viewer.openPinnedCharts();
      expect(await firefly.showChart(xy('stars', 'dec')).displayed(SLOW)).toMatchObject({ drawn: true });
      const given = firefly.showChart({ data: [{ type: 'scatter', x: [1, 2, 3], y: [1, 4, 9] }] });
      expect(await given.displayed(SLOW)).toMatchObject({ drawn: true });
    },
  },
  {
    name: 'a chart of a column that is not there fails with the reason',
    run: async ({ firefly, samples, viewer }) => {
      firefly.showTable(samples.table, { tblId: 'stars' });
      await firefly.showChart(xy('stars', 'bv')).displayed(SLOW);
      await viewer.openPinnedCharts();
      const failure = await firefly
        .showChart(xy('stars', 'nope'))
        .displayed(SLOW)
        .catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(DisplayError);
    },
  },
];

const layers: Case[] = [
  {
    name: 'regions are laid over an image, added to, taken off and deleted',
    run: async ({ firefly, samples }) => {
      firefly.showFitsImage(samples.image, { plotId: 'a' });
      const layer = firefly.overlayRegionLayer({ regionData: [circle], plotId: 'a', title: 'Circles' });
      expect((await layer.displayed(SLOW)).regionLayerId).toBe(layer.regionLayerId);
      await firefly.addRegionData('J2000;point 84 -1', layer.regionLayerId).displayed(SLOW);
      await firefly.removeRegionData('J2000;point 84 -1', layer.regionLayerId).displayed(SLOW);
      expect((await firefly.deleteRegionLayer(layer.regionLayerId).displayed(SLOW)).viewers).toBeGreaterThan(
        0,
      );
    },
  },
  {
    name: 'regions added to no layer make one',
    run: async ({ firefly, samples }) => {
      await firefly.showFitsImage(samples.image, { plotId: 'a' }).displayed(SLOW);
      await firefly.addRegionData([circle], 'new-layer', { plotId: 'a', title: 'New' }).displayed(SLOW);
    },
  },
  {
    name: 'everything written in one breath ends on the screen',
    run: async ({ firefly, samples }) => {
      const plot = { plotId: 'a' };
      const shown = [
        firefly.showFitsImage(samples.image, plot),
        firefly.setZoom('a', 3),
        firefly.setPan('a', { x: 83.8, y: -1.5, coord: 'J2000' }),
        firefly.setStretch('a', { type: 'zscale', algorithm: 'sqrt' }),
        firefly.setColor('a', { colormapId: 6 }),
        firefly.overlayRegionLayer({ regionData: circle, plotId: 'a' }),
        firefly.showTable(samples.table, { tblId: 'stars' }),
        firefly.applyTableFilters('stars', '"vmag" < 3'),
        firefly.sortTableColumn('stars', 'vmag', 'ASC'),
        firefly.showChart(xy('stars', 'bv')),
      ].map((handle) => handle.displayed(SLOW));
      const results = await Promise.allSettled(shown);
      expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
      expect(results[8]).toMatchObject({ value: { totalRows: samples.bright } });
    },
  },
];

const viewers: Case[] = [
  {
    name: 'a click on a row arrives as one typed event',
    run: async ({ firefly, samples, viewer }) => {
      await firefly.showTable(samples.table, { tblId: 'stars' }).displayed(SLOW);
      const event = firefly.once('table.highlight', SLOW);
      await firefly.flush();
      await viewer.clickRow('stars', 1, samples.secondName);
      expect(await event).toMatchObject({
        type: 'table.highlight',
        tblId: 'stars',
        rowIndex: 1,
        row: { name: samples.secondName },
      });
    },
  },
  {
    name: 'a click on an image is reported while there is an extension for points',
    run: async ({ firefly, samples, viewer }) => {
      await firefly.showFitsImage(samples.image, { plotId: 'a' }).displayed(SLOW);
      await firefly.addExtension('POINT', { title: 'Pick' }).displayed(SLOW);
      const clicked = activePoint(firefly);
      await firefly.flush();
      // A page that is still busy with the image misses a click: a person clicks again.
      let heard = false;
      void clicked
        .catch(() => undefined)
        .finally(() => {
          heard = true;
        });
      while (!heard) {
        await viewer.clickImage('a');
        await Promise.race([clicked, firefly.once('test.never', { timeout: 2_000 }).catch(() => undefined)]);
      }
      expect(await clicked).toMatchObject({ plotId: 'a', attKey: 'ACTIVE_POINT' });
    },
  },
  {
    name: 'after a reload of the viewer listeners go on, and what was pending is said to be lost',
    run: async ({ firefly, samples, viewer }) => {
      await firefly.showTable(samples.table, { tblId: 'stars' }).displayed(SLOW);
      const event = firefly.once('table.highlight', SLOW);
      await firefly.flush();
      const lost = firefly
        .showChart(xy('no-such-table', 'bv'))
        .displayed(SLOW)
        .catch((error: unknown) => error);
      await firefly.flush();
      await viewer.reload();
      expect(await lost).toSatisfy(
        (error) => error instanceof ViewerGoneError || (error as { drawn?: boolean }).drawn === false,
      );
      await firefly.showTable(samples.table, { tblId: 'again' }).displayed(SLOW);
      await viewer.clickRow('again', 1, samples.secondName);
      expect(await event).toMatchObject({ tblId: 'again' });
    },
  },
  {
    name: 'with two viewers what is awaited settles once, and a viewer that is gone is noticed',
    run: async ({ firefly, samples, viewer, backend }) => {
      const second = await backend.openViewer(firefly);
      const shown = await firefly.showFitsImage(samples.image, { plotId: 'a' }).displayed(SLOW);
      expect(shown.width).toBe(600);
      expect(await firefly.reinitViewer().displayed(SLOW)).toMatchObject({ viewers: expect.any(Number) });
      await second.close();
      await viewer.close();
      await expect(firefly.viewerReady({ timeout: 2_500 })).rejects.toBeInstanceOf(NoViewerError);
    },
  },
];

/** The first report of a click; other attributes change as well. */
async function activePoint(firefly: Stage['firefly']): Promise<object> {
  const signal = AbortSignal.timeout(SLOW.timeout);
  for await (const report of firefly.events('ImagePlotCntlr.ChangePlotAttribute', { signal })) {
    if (report['attKey'] === 'ACTIVE_POINT' && report['attValue']) return report;
  }
  throw new Error('no click was reported');
}

const wire: Case[] = [
  {
    name: 'text of any script and numbers of any size arrive as they were sent',
    run: async ({ firefly }) => {
      const payload = { text: 'é☃&=%+ \n "quoted" 🚀 \u{10ffff}', small: -2.5e-300, zero: 0, none: null };
      const report = firefly.once('test.private', SLOW);
      await firefly.dispatch('test.private', payload);
      expect(await report).toMatchObject(payload);
      // A viewer's report of such a number is lost on its way back, so the action itself is looked at.
      const published = actionFrame(firefly, 'test.large');
      await firefly.dispatch('test.large', { large: 1e20, negative: -1.2345e19 });
      expect(await published).toEqual({ large: 1e20, negative: -1.2345e19 });
    },
  },
  {
    name: 'what would do harm is refused before it is sent',
    run: async ({ firefly }) => {
      const report = firefly.once('test.private', SLOW);
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY, '\ud83d', 'x'.repeat(3_000_000)]) {
        expect(() => firefly.dispatch('test.private', { value })).toThrow(ArgumentError);
      }
      await firefly.dispatch('test.private', { value: 'the only one' });
      expect(await report).toMatchObject({ value: 'the only one' });
    },
  },
  {
    name: '200 actions arrive once, in the order of the calls',
    run: async ({ firefly }) => {
      const published: unknown[] = [];
      firefly.on('frame', ({ name, data }) => {
        const { type, payload } = (data ?? {}) as { type?: string; payload?: { n: number } };
        if (name === 'FLUX_ACTION' && type === 'test.private') published.push(payload?.n);
      });
      const last = firefly.once('test.last', SLOW);
      for (let n = 0; n < 200; n++) firefly.dispatch('test.private', { n });
      await firefly.dispatch('test.last');
      await last;
      expect(published).toEqual(Array.from({ length: 200 }, (_, n) => n));
    },
  },
  {
    name: 'an extension is added and taken back',
    run: async ({ firefly }) => {
      const extension = firefly.addExtension('test.private');
      expect((await extension.displayed(SLOW)).viewers).toBeGreaterThan(0);
      expect((await firefly.removeExtension(extension.extensionId).displayed(SLOW)).viewers).toBeGreaterThan(
        0,
      );
    },
  },
];

/** The payload of the next action of a type, as the server publishes it. */
async function actionFrame(firefly: Stage['firefly'], type: string): Promise<unknown> {
  for await (const { name, data } of firefly.events('frame', { signal: AbortSignal.timeout(SLOW.timeout) })) {
    const action = data as { type?: string; payload?: unknown } | null;
    if (name === 'FLUX_ACTION' && action?.type === type) return action.payload;
  }
  throw new Error(`no action of type ${type} was published`);
}

export const CASES: readonly Case[] = [...images, ...tables, ...charts, ...layers, ...viewers, ...wire];
