/** What has to hold on a page of cells. */
import type { FireflyClient } from 'firefly-client';
import { expect } from 'vitest';
import type { Case } from './cases.js';

/** Waiting for something that a slow page does. */
const SLOW = { timeout: 45_000 };
const HTML_FILE = { htmlFile: 'slate.html' };

/** Hears where cells are put, asked for or not. */
async function cellReports(firefly: FireflyClient): Promise<readonly string[]> {
  const places: string[] = [];
  await firefly.addExtension('layout.addCell', { extensionId: 'cells', title: 'cells' });
  firefly.on('frame', ({ name, data }) => {
    const report = (data ?? {}) as Readonly<Record<string, unknown>>;
    if (name !== 'REPORT_USER_ACTION' || report['id'] !== 'cells') return;
    places.push(
      `${report['cellId']} ${report['row']},${report['col']} ${report['width']}×${report['height']}`,
    );
  });
  return places;
}

export const SLATE_CASES: readonly Case[] = [
  {
    ...HTML_FILE,
    name: 'slate: cells that are asked for are filled, and charts are drawn at once',
    run: async ({ firefly, samples }) => {
      const sky = await firefly.addCell(0, 0, 2, 2, 'images', { cellId: 'sky' }).displayed(SLOW);
      expect(sky.report).toMatchObject({ cellId: 'sky', row: 0, col: 0, width: 2, height: 2 });
      const tables = firefly.addCell(0, 2, 2, 2, 'tables');
      expect(tables.cellId).toBe('main');
      await tables.displayed(SLOW);
      await firefly.addCell(2, 0, 4, 1, 'xyPlots', { cellId: 'plots' }).displayed(SLOW);
      const image = await firefly
        .showFitsImage(samples.image, { plotId: 'a', viewerId: 'sky' })
        .displayed(SLOW);
      expect(image.report).toMatchObject({ plotId: 'a', viewerId: 'sky' });
      await firefly.showTable(samples.table, { tblId: 'stars' }).displayed(SLOW);
      const plot = firefly.showXYPlot('stars', { xCol: 'ra', yCol: 'dec', groupId: 'plots' });
      expect(await plot.displayed(SLOW)).toMatchObject({ drawn: true });
    },
  },
  {
    ...HTML_FILE,
    name: 'slate: what comes without a cell gets one, in its place; after reinitViewer from the beginning',
    run: async ({ firefly, samples }) => {
      const places = await cellReports(firefly);
      await firefly.showFitsImage(samples.image, { plotId: 'a' }).displayed(SLOW);
      await firefly.showFitsImage(samples.image, { plotId: 'b', viewerId: 'v' }).displayed(SLOW);
      await firefly.showTable(samples.table, { tblId: 'stars' }).displayed(SLOW);
      await firefly
        .showChart({ data: [{ type: 'scatter', x: [1, 2], y: [3, 4] }], groupId: 'c' })
        .displayed(SLOW);
      await firefly.reinitViewer().displayed(SLOW);
      await firefly.showFitsImage(samples.image, { plotId: 'a', viewerId: 'v' }).displayed(SLOW);
      await expect
        .poll(() => places, SLOW)
        .toEqual(['DEFAULT_FITS_VIEWER_ID 0,0 2×2', 'v 0,2 2×2', 'main 2,0 2×1', 'c 2,2 2×2', 'v 0,0 2×2']);
    },
  },
  {
    ...HTML_FILE,
    name: 'slate: coverage and image metadata are taken, whether they can be drawn or not',
    run: async ({ firefly, samples }) => {
      const meta = await firefly.showImageMetadata({ viewerId: 'meta' }).displayed(SLOW);
      expect(meta.report).toMatchObject({ viewerType: 'tableImageMeta', cellId: 'meta' });
      const places = await cellReports(firefly);
      await firefly.showTable(samples.table, { tblId: 'stars' }).displayed(SLOW);
      const coverage = await firefly.showCoverage().displayed(SLOW);
      expect(coverage.report).toMatchObject({ viewerType: 'coverageImage', cellId: 'coverageImage-main' });
      await expect.poll(() => places, SLOW).toEqual(['main 0,0 2×1', 'coverageImage-main 1,0 2×2']);
    },
  },
];
