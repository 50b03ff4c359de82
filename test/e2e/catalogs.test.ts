import '../../playground/viewer/test-api.js';
import { beforeEach, expect, test } from 'vitest';
import { fitsFile } from '../support/fits-samples.js';
import { describePage, look } from './stage.js';

/** Nine stars on the image, one beside it, one without a position. */
const stars = [
  'name,ra,dec',
  ...Array.from({ length: 9 }, (_, i) => `s${i},${10.672 + 0.002 * i},${41.262 + 0.002 * i}`),
  'far,200,-40',
  'nowhere,,',
].join('\n');
const ID = 't--catalog-watcher';

describePage('catalogues and layers in the page', (stage) => {
  beforeEach(async () => {
    const { firefly } = stage;
    await firefly.showFitsImage(fitsFile(), { plotId: 'a', Title: 'Field' }).displayed();
  });
  const marks = () => stage.page.evaluate((id) => window.playground?.layers('a')[id], ID);

  async function showStars(): Promise<void> {
    const table = new TextEncoder().encode(stars);
    await stage.firefly.showTable(table, { tblId: 't', title: 'Stars', filename: 'stars.csv' }).displayed();
    await expect.poll(marks).toBe(9);
  }

  /** The colours that are drawn over the image near a position. */
  const colorsAt = (ra: number, dec: number) =>
    stage.page.evaluate(
      ([x, y]) => {
        const place = window.playground?.engine.images.view('a')?.placeOf({ ra: x, dec: y });
        const canvas = document.querySelector<HTMLCanvasElement>('[data-plot-id="a"] .view-overlay');
        const near = canvas?.getContext('2d')?.getImageData((place?.x ?? 0) - 6, (place?.y ?? 0) - 6, 13, 13);
        const pixels = new Uint32Array(near?.data.buffer ?? new ArrayBuffer(0));
        return [...new Set(pixels)].map((pixel) => (pixel >>> 0).toString(16));
      },
      [ra, dec] as const,
    );
  /** Opacity, blue, green, red. */
  const [red, green, orange] = ['ff0000ff', 'ff00ff00', 'ff0080ff'];

  test('rows with a position on the image are marked; a click on a mark highlights its row', async () => {
    const { firefly, page } = stage;
    await showStars();
    await expect.poll(() => colorsAt(10.68, 41.27)).toContain(red);
    const rows: unknown[] = [];
    firefly.on('table.highlight', ({ row }) => rows.push(row['name']));
    await firefly.flush();
    // A page that still makes room for its chart moves the mark: it is clicked where it is now, until that is heard.
    const clickMark = async () => {
      const { screen } = await look(page, 'a', 10.68, 41.27);
      await page.mouse.click((screen?.x ?? 0) + 4, screen?.y ?? 0);
      return rows[0];
    };
    await expect.poll(clickMark, { timeout: 20_000, interval: 500 }).toBe('s4');
    await expect.poll(() => colorsAt(10.68, 41.27)).toContain(orange);
    // And back: a row of the table is marked on the image.
    await page.locator('[data-tbl-id="t"] .tabulator-row', { hasText: 's7' }).first().click();
    await expect.poll(() => colorsAt(10.686, 41.276)).toContain(orange);
    expect(await colorsAt(10.68, 41.27)).not.toContain(orange);
  });

  test('follows the filter of its table, and goes with it', async () => {
    const { firefly, page } = stage;
    await showStars();
    await firefly.applyTableFilters('t', '"ra" < 10.675').displayed();
    await expect.poll(marks).toBe(2);
    await page.getByRole('button', { name: 'Close Stars' }).click();
    await expect.poll(marks).toBe(undefined);
  });

  test('layers are listed, hidden, coloured and deleted, by mouse and by keys, and reported', async () => {
    const { firefly, page } = stage;
    await showStars();
    const regions = {
      regionLayerId: 'r',
      plotId: 'a',
      title: 'Circles',
      regionData: ['J2000;circle 10.68 41.27 0.003'],
    };
    await firefly.overlayRegionLayer(regions).displayed();
    const reports: unknown[] = [];
    for (const name of ['changeVisibility', 'changeDrawingDef', 'detachLayerFromPlot'])
      firefly.on(`DrawLayerCntlr.${name}`, (report) => void reports.push(report));
    await firefly.flush();

    await page.getByRole('button', { name: 'Layers: 2' }).click();
    const panel = page.getByRole('region', { name: 'Layers', exact: true });
    expect(await panel.getByRole('listitem').allInnerTexts()).toEqual([
      expect.stringMatching(/Circles\s+1 region/),
      expect.stringMatching(/Stars\s+11 rows/),
    ]);
    await panel.getByLabel('Stars').first().uncheck();
    await expect.poll(marks).toBe(undefined);
    await panel.getByLabel('Stars').first().focus();
    await page.keyboard.press('Space');
    await expect.poll(marks).toBe(9);
    await panel.getByLabel('Color of Stars').fill('#00ff00');
    await expect.poll(() => colorsAt(10.68, 41.27)).toContain(green);
    await panel.getByRole('button', { name: 'Delete Circles' }).click();
    await expect.poll(() => panel.getByRole('listitem').count()).toBe(1);
    await page.keyboard.press('Escape');
    await expect.poll(() => panel.isVisible()).toBe(false);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Layers: 1');
    await expect
      .poll(() => reports)
      .toMatchObject([
        { drawLayerId: ID, visible: false, plotIdAry: ['a'] },
        { drawLayerId: ID, visible: true, plotIdAry: ['a'] },
        { drawLayerId: ID, drawingDef: { color: '#00ff00' } },
        { drawLayerId: 'r', plotIdAry: ['a'] },
      ]);
  });

  test('an area and a line are marked with the mouse, with keys, and sent by button and shortcut', async () => {
    const { firefly, page } = stage;
    const area = await firefly.addExtension('AREA_SELECT', {
      title: 'Cut out',
      shortcutKey: 'ctrl-k',
      toolTip: 'Cuts',
    });
    await firefly.addExtension('LINE_SELECT', { title: 'Profile' });
    const box = await page.locator('[data-plot-id="a"] .view-body').boundingBox();
    const [x, y] = [(box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2];

    await page.getByRole('button', { name: 'Select an area' }).click();
    await page.mouse.move(x - 50, y - 50);
    await page.mouse.down();
    await page.mouse.move(x + 50, y + 50, { steps: 4 });
    await page.mouse.up();
    const button = page.getByRole('button', { name: 'Cut out' });
    expect(await button.getAttribute('title')).toBe('Cuts (ctrl-k)');
    const selected = firefly.once('AREA_SELECT', { timeout: 20_000 });
    await page.keyboard.press('Control+k');
    const event = await selected;
    expect(event.extensionId).toBe(area.extensionId);
    const report = event.report as Record<string, string>;
    for (const key of ['ipt0', 'ipt1']) expect(report[key]).toMatch(/^-?[\d.]+;-?[\d.]+$/);
    for (const key of ['wpt0', 'wpt1']) expect(report[key]).toMatch(/^[\d.]+;[\d.]+;EQ_J2000$/);

    await page.getByRole('button', { name: 'Draw a line' }).click();
    await page.locator('[data-plot-id="a"] .view-body').focus();
    await page.keyboard.press('Enter');
    for (let step = 0; step < 5; step++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const drawn = firefly.once('LINE_SELECT', { timeout: 20_000 });
    await page.getByRole('button', { name: 'Profile' }).click();
    const line = (await drawn).report as Record<string, string>;
    const [from, to] = ['ipt0', 'ipt1'].map((key) => String(line[key]).split(';').map(Number));
    expect(from?.[1]).toBe(to?.[1]);
    expect(to?.[0]).toBeGreaterThan(from?.[0] ?? 0);
    await page.getByRole('button', { name: 'End select' }).click();
    expect(await page.getByRole('button', { name: 'Profile' }).isVisible()).toBe(false);
  });

  test('100,000 rows are drawn, moved and zoomed', async () => {
    const { firefly, page } = stage;
    const rows = Array.from({ length: 100_000 }, (_, i) => {
      const [column, row] = [i % 400, Math.floor(i / 400)];
      return `${(10.67 + column * 5e-5).toFixed(6)},${(41.26 + row * 8e-5).toFixed(6)}`;
    });
    const table = new TextEncoder().encode(['ra,dec', ...rows].join('\n'));
    await firefly.showTable(table, { tblId: 't', filename: 'many.csv' }).displayed();
    await expect.poll(marks, { timeout: 60_000 }).toBe(100_000);
    const before = await look(page, 'a', 10.68, 41.27);
    await page.locator('[data-plot-id="a"] .view-body').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('+');
    const after = await look(page, 'a', 10.68, 41.27);
    expect(after.zoom).toBeGreaterThan(before.zoom ?? 0);
    await expect.poll(() => colorsAt(10.68, 41.27)).toContain(red);
  });
});
