/** A slate: cells at rows and columns, with images, charts, tables, and words where nothing can be drawn. */
import '../../playground/viewer/test-api.js';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { buildCatalog, buildImage } from '../../playground/demo/data.js';
import { seriousFindings } from './axe.js';
import { describePage, look, type Stage } from './stage.js';

const catalog = buildCatalog();
const image = buildImage(catalog.stars);
const table = new TextEncoder().encode(catalog.ipac);

/** Alnilam, in the middle of the image. */
const ALNILAM = [84.0533889, -1.2019191] as const;

/** The cells as they are on the screen, by id. */
const boxes = (page: Page) =>
  page.locator('.cell').evaluateAll((cells) =>
    Object.fromEntries(
      cells.map((cell) => {
        const { left, top, right, bottom } = cell.getBoundingClientRect();
        return [cell.getAttribute('data-cell-id') ?? '', { left, top, right, bottom }];
      }),
    ),
  );

const cellOf = (page: Page, cellId: string) => page.locator(`[data-cell-id="${cellId}"]`);

/** Images left, above a table; charts and words right of them. */
async function fill({ firefly }: Stage): Promise<void> {
  firefly.addCell(0, 0, 2, 2, 'images', { cellId: 'sky' });
  firefly.addCell(2, 0, 2, 1, 'tables');
  firefly.addCell(0, 2, 2, 2, 'xyPlots', { cellId: 'plots' });
  firefly.addCell(2, 2, 1, 1, 'tableImageMeta', { cellId: 'meta' });
  await firefly.showFitsImage(image, { plotId: 'a', Title: 'Orion', viewerId: 'sky' }).displayed();
  await firefly.showTable(table, { tblId: 't', title: 'Stars' }).displayed();
  await firefly.showXYPlot('t', { xCol: 'ra', yCol: 'dec', groupId: 'plots' }).displayed();
  firefly.showImageMetadata({ viewerId: 'meta' });
  await firefly.showCoverage({ viewerId: 'cover' }).displayed();
  await firefly
    .showHips('ivo://none', { plotId: 'h', viewerId: 'hips' })
    .displayed()
    .catch(() => undefined);
}

describePage(
  'a slate',
  (stage) => {
    test('has each cell where it was asked for, with what was shown in it', async () => {
      const { page } = stage;
      await fill(stage);
      await page.locator('[data-cell-id="sky"] [data-plot-id="a"]').waitFor();
      await page.locator('[data-cell-id="main"] .tabulator-row').first().waitFor();
      await page.locator('[data-cell-id="plots"] .chart .main-svg').first().waitFor();
      expect((await look(page, 'a', ...ALNILAM)).pixel).toBeGreaterThan(0);
      const { sky, main, plots, meta } = await boxes(page);
      if (!sky || !main || !plots || !meta) throw new Error('a cell is not on the page');
      expect(main.top).toBeGreaterThan(sky.bottom);
      expect(plots.left).toBeGreaterThan(sky.right);
      expect([main.left, main.right, plots.top, meta.left]).toEqual([
        sky.left,
        sky.right,
        sky.top,
        plots.left,
      ]);
      expect(meta.right).toBeLessThan(plots.right);
      expect(sky.bottom - sky.top).toBeGreaterThan(1.9 * (main.bottom - main.top));
    });

    test('says in words what it cannot draw, in the cell where it would be', async () => {
      const { page } = stage;
      await fill(stage);
      await cellOf(page, 'meta').getByText('Image metadata: the image').waitFor();
      await cellOf(page, 'cover').getByText('Coverage: where').waitFor();
      await cellOf(page, 'hips').getByText('HiPS h: this viewer does not draw HiPS').waitFor();
    });

    test('makes cells by itself, and takes them away with what was in them', async () => {
      const { page, firefly } = stage;
      await firefly.showFitsImage(image, { plotId: 'a' }).displayed();
      await firefly.showFitsImage(image, { plotId: 'b', viewerId: 'other' }).displayed();
      await firefly.showTable(table, { tblId: 't' }).displayed();
      const chart = await firefly
        .showChart({ data: [{ type: 'scatter', x: [1, 2], y: [3, 4] }], groupId: 'c' })
        .displayed();
      expect(chart).toMatchObject({ drawn: true });
      const ids = ['DEFAULT_FITS_VIEWER_ID', 'other', 'main', 'c'];
      for (const id of ids) await cellOf(page, id).waitFor();
      await page.locator('#counts', { hasText: '2 images' }).waitFor();
      await firefly.deletePlot('b').displayed();
      await cellOf(page, 'other').waitFor({ state: 'detached' });
      await firefly.removeChart(chart.chartId).displayed();
      await cellOf(page, 'c').waitFor({ state: 'detached' });
      await firefly.removeTable('t').displayed();
      await cellOf(page, 'main').waitFor({ state: 'detached' });
      expect(Object.keys(await boxes(page))).toEqual(['DEFAULT_FITS_VIEWER_ID']);
    });

    test('moves a cell that is asked for again, with its image as it is', async () => {
      const { page, firefly } = stage;
      firefly.addCell(0, 0, 1, 1, 'images', { cellId: 'one' });
      await firefly.addCell(0, 1, 1, 1, 'images', { cellId: 'two' }).displayed();
      await firefly.showFitsImage(image, { plotId: 'a', viewerId: 'one' }).displayed();
      await firefly.setZoom('a', 2).displayed();
      await firefly.addCell(0, 2, 1, 1, 'images', { cellId: 'one' }).displayed();
      await page.waitForFunction(() => {
        const left = (id: string) =>
          document.querySelector(`[data-cell-id="${id}"]`)?.getBoundingClientRect().left ?? 0;
        return left('one') > left('two');
      });
      await cellOf(page, 'one').locator('[data-plot-id="a"]').waitFor();
      await expect.poll(async () => (await look(page, 'a', ...ALNILAM)).zoom).toBe(2);
    });

    test('is emptied by reinitViewer, and by a reload', async () => {
      const { page, firefly } = stage;
      await fill(stage);
      await firefly.reinitViewer().displayed();
      await page.getByRole('heading', { name: 'Nothing shown yet' }).waitFor();
      expect(await page.locator('.cell').count()).toBe(0);
      await firefly.showFitsImage(image, { plotId: 'again', viewerId: 'sky' }).displayed();
      await cellOf(page, 'sky').locator('[data-plot-id="again"]').waitFor();
      const ready = firefly.once('viewer:ready', { timeout: 60_000 });
      await page.reload();
      await ready;
      expect(await page.locator('.cell').count()).toBe(0);
    });

    test('links table, chart and images of all cells', async () => {
      const { page, firefly } = stage;
      await fill(stage);
      await firefly.showFitsImage(image, { plotId: 'b', viewerId: 'late' }).displayed();
      await page.waitForFunction(() => (window.playground?.layers('b')['t--catalog-watcher'] ?? 0) > 100);
      const event = firefly.once('table.highlight', { timeout: 60_000 });
      let heard: unknown;
      void event.then((report) => {
        heard = report;
      });
      await firefly.flush();
      const row = cellOf(page, 'main').locator('.tabulator-cell', { hasText: 'Betelgeuse' });
      await expect
        .poll(
          async () => {
            await row.click();
            return heard;
          },
          { timeout: 30_000, interval: 500 },
        )
        .toMatchObject({ tblId: 't', row: { name: 'Betelgeuse' } });
    });

    test('has one active image of all cells, and the buttons of programs in its cell', async () => {
      const { page, firefly } = stage;
      await firefly.showFitsImage(image, { plotId: 'a', viewerId: 'left' }).displayed();
      await firefly.showFitsImage(image, { plotId: 'b', viewerId: 'right' }).displayed();
      await firefly.addExtension('POINT', { title: 'Pick', extensionId: 'pick' }).displayed();
      const picked = firefly.once('POINT', { timeout: 60_000 });
      await firefly.flush();
      const active = () => page.evaluate(() => window.playground?.core.state.activePlotId);
      expect(await active()).toBe('b');
      const button = page.getByRole('button', { name: 'Pick' });
      await expect
        .poll(
          async () => {
            await cellOf(page, 'left').locator('.view-body').click();
            return (await button.count()) === 1 && (await active());
          },
          { timeout: 30_000, interval: 500 },
        )
        .toBe('a');
      expect(await cellOf(page, 'left').getByRole('button', { name: 'Pick' }).count()).toBe(1);
      await button.click();
      expect(await picked).toMatchObject({ extensionId: 'pick', plotId: 'a' });
    });

    test('is read and walked through by rows, and every cell can be expanded with keys alone', async () => {
      const { page, firefly } = stage;
      await firefly.addCell(0, 1, 1, 1, 'images', { cellId: 'second' }).displayed();
      await firefly.addCell(0, 0, 1, 1, 'images', { cellId: 'first' }).displayed();
      await firefly.addCell(1, 0, 1, 1, 'xyPlots', { cellId: 'below' }).displayed();
      expect(Object.keys(await boxes(page))).toEqual(['first', 'second', 'below']);
      await page.locator('.skips a', { hasText: 'Skip to the cells' }).focus();
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      const expander = cellOf(page, 'first').getByRole('button', { name: 'Expand the cell first' });
      expect(await expander.evaluate((face) => face === document.activeElement)).toBe(true);
      await page.keyboard.press('Enter');
      await cellOf(page, 'second').waitFor({ state: 'hidden' });
      const whole = await page.locator('#cells').boundingBox();
      expect((await cellOf(page, 'first').boundingBox())?.height).toBeCloseTo(whole?.height ?? 0, 0);
      await page.keyboard.press('Escape');
      await cellOf(page, 'second').waitFor();
      expect(await page.locator('.skips a').allInnerTexts()).toEqual([
        'Skip to the cells',
        'Skip to the log',
      ]);
    });

    test.each(['light', 'dark'] as const)(
      'has nothing serious for axe, empty and full, when it is %s',
      async (colorScheme) => {
        const { page } = stage;
        await page.emulateMedia({ colorScheme });
        await page.locator(`html[data-theme="${colorScheme}"]`).waitFor();
        expect(await seriousFindings(page)).toEqual([]);
        await fill(stage);
        await page.locator('[data-cell-id="main"] .tabulator-row').first().waitFor();
        expect(await seriousFindings(page)).toEqual([]);
      },
    );

    test.each([
      [1024, 700],
      [1920, 1080],
      [3840, 2160],
    ])('fits %i × %i: no cell over another, none too small to be used', async (width, height) => {
      const { page } = stage;
      await fill(stage);
      await page.setViewportSize({ width, height });
      const found = Object.entries(await boxes(page));
      expect(found.map(([id]) => id).sort()).toEqual(['cover', 'hips', 'main', 'meta', 'plots', 'sky']);
      const overlaps = found.flatMap(([id, one], index) =>
        found
          .slice(index + 1)
          .filter(
            ([, { left, top, right, bottom }]) =>
              left < one.right && right > one.left && top < one.bottom && bottom > one.top,
          )
          .map(([other]) => `${id} ${other}`),
      );
      const small = found.filter(
        ([, { left, top, right, bottom }]) => right - left < 90 || bottom - top < 209,
      );
      const scrolls = await page.evaluate(() => {
        const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
        return scrollWidth > clientWidth || scrollHeight > clientHeight;
      });
      expect({ overlaps, small, scrolls }).toEqual({ overlaps: [], small: [], scrolls: false });
    });
  },
  { htmlFile: 'slate.html' },
);
