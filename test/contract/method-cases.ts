/** The methods that no other case is about: uploads by name, layout, HiPS, charts that change, callbacks. */
import { DisplayError } from 'firefly-client';
import { expect } from 'vitest';
import type { Case } from './cases.js';

/** Waiting for something that a slow page does. */
const SLOW = { timeout: 45_000 };

const layout: Case[] = [
  {
    name: 'what needs cells is not sent to the standard page, and says so',
    run: async ({ firefly }) => {
      const cell = await firefly.addCell(0, 0, 2, 2, 'images', { cellId: 'main' });
      expect(cell).toMatchObject({
        cellId: 'main',
        warning: { code: 'IGNORED_IN_MODE', what: 'addCell', mode: 'triview' },
      });
      expect(await firefly.showCoverage()).toHaveProperty('warning.what', 'showCoverage');
      expect(await firefly.showImageMetadata()).toHaveProperty('warning.what', 'showImageMetadata');
    },
  },
  {
    name: 'the layout of the standard page is changed and reported',
    run: async ({ firefly }) => {
      const change = firefly.changeTriviewLayout('BIVIEW_IChCov_T');
      expect(await change).toMatchObject({ success: true, description: expect.any(String) });
      expect((await change.displayed(SLOW)).report).toMatchObject({ triviewLayout: 'BIVIEW_IChCov_T' });
    },
  },
];

const images: Case[] = [
  {
    name: 'HiPS that cannot be had fail with a reason',
    run: async ({ firefly }) => {
      const hips = firefly.showHips('http://127.0.0.1:9/no-hips', { plotId: 'h' });
      const failed = await hips.displayed(SLOW).catch((error: unknown) => error);
      expect(failed).toBeInstanceOf(DisplayError);
      const either = firefly.showImageOrHips({
        plotId: 'e',
        imageRequest: { Service: 'WISE', WorldPt: '83.8;-1.5;EQ_J2000' },
        hipsRequest: { hipsRootUrl: 'http://127.0.0.1:9/no-hips', WorldPt: '83.8;-1.5;EQ_J2000' },
      });
      const neither = await either.displayed(SLOW).catch((error: unknown) => error);
      expect(neither).toBeInstanceOf(DisplayError);
    },
  },
  {
    name: 'an image by its old name, and from each kind of upload',
    run: async ({ firefly, samples }) => {
      expect((await firefly.showFits(samples.image, { plotId: 'old' }).displayed(SLOW)).width).toBe(600);
      for (const path of [
        await firefly.uploadFile(samples.image),
        await firefly.uploadFitsData(samples.image),
      ]) {
        expect(path).toMatch(/^\$\{upload-dir\}\//);
        expect((await firefly.showFitsImage(path).displayed(SLOW)).height).toBe(600);
      }
      const table = await firefly.uploadTextData(samples.table);
      expect((await firefly.showTable(table).displayed(SLOW)).totalRows).toBe(samples.rows);
      const data = await firefly.uploadData(new TextEncoder().encode('a,b\n1,2\n3,4\n'), 'UNKNOWN', {
        filename: 'ab.csv',
      });
      expect((await firefly.showTable(data).displayed(SLOW)).totalRows).toBe(2);
    },
  },
  {
    name: 'an image from memory is shown, and its zoom follows a slider to the newest value',
    run: async ({ firefly }) => {
      const data = Float32Array.from({ length: 60 }, (_, i) => i);
      const shown = await firefly
        .showImage({ data, width: 10, height: 6 }, { plotId: 'mem' })
        .displayed(SLOW);
      expect(shown).toMatchObject({ plotId: 'mem', width: 10, height: 6 });
      const zooms = [2, 3, 4].map((level) => firefly.latest('mem').setZoom(level));
      expect((await zooms[2]?.displayed(SLOW))?.report['zoomLevel']).toBe(4);
    },
  },
  {
    name: 'a file of any kind is handed to the viewer',
    run: async ({ firefly, samples }) => {
      const { report } = await firefly.showData(samples.table, { title: 'Stars' }).displayed(SLOW);
      expect(report).toMatchObject({ displayName: 'Stars' });
    },
  },
];

const others: Case[] = [
  {
    name: 'a chart is changed and removed',
    run: async ({ firefly, samples, viewer }) => {
      firefly.showTable(samples.table, { tblId: 'stars' });
      const data = [{ type: 'scatter', x: [1, 2, 3], y: [1, 4, 9] }];
      await firefly.showChart({ data }).displayed(SLOW);
      await viewer.openPinnedCharts();
      await firefly.showChart({ data, chartId: 'c' }).displayed(SLOW);
      const changes = { 'layout.title.text': 'Squares', 'data.0.marker.color': 'red' };
      const changed = await firefly.updateChart('c', changes).displayed(SLOW);
      expect(changed.report).toMatchObject({ chartId: 'c', changes });
      const removed = await firefly.removeChart('c').displayed(SLOW);
      expect(removed.report).toMatchObject({ chartId: 'c' });
    },
  },
  {
    name: 'a callback gets the columns of the row that was clicked which it has asked for',
    run: async ({ firefly, samples, viewer }) => {
      await firefly.showTable(samples.table, { tblId: 'stars' }).displayed(SLOW);
      let heard: (row: unknown) => void = () => {};
      const row = new Promise((resolve) => {
        heard = resolve;
      });
      firefly.tableHighlightCallback((event) => heard(event.row), ['name']);
      await firefly.flush();
      await viewer.clickRow('stars', 1, samples.secondName);
      expect(await row).toEqual({ name: samples.secondName });
    },
  },
  {
    name: 'a button of an extension has an icon that was made an address',
    run: async ({ firefly, samples }) => {
      const imageUrl = await firefly.createImageUrl(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]));
      expect(imageUrl).toMatch(/^data:image\/png;base64,/);
      await firefly.showFitsImage(samples.image, { plotId: 'a' }).displayed(SLOW);
      const button = firefly.addExtension('AREA_SELECT', { title: 'Cut', plotId: 'a', imageUrl });
      expect((await button.displayed(SLOW)).viewers).toBeGreaterThan(0);
    },
  },
];

export const METHOD_CASES: readonly Case[] = [...layout, ...images, ...others];
