import '../../playground/viewer/test-api.js';
import { DisplayError, SupersededError, ViewerGoneError } from 'firefly-client';
import { expect, test } from 'vitest';
import { buildCatalog, buildImage, pixelOf } from '../../playground/demo/data.js';
import { describePage, look } from './stage.js';

const catalog = buildCatalog();
const image = buildImage(catalog.stars);
const table = new TextEncoder().encode(catalog.ipac);
const [rigel, betelgeuse] = catalog.stars;
if (rigel === undefined || betelgeuse === undefined) throw new Error('the demo has no stars');

/** The value in the file under a star, read without any of the viewer's code. */
function valueInFile(star: { ra: number; dec: number }): number {
  const { x = 0, y = 0 } = pixelOf(star) ?? {};
  const column = Math.round(x) - 1;
  const row = Math.round(y) - 1;
  const headerEnd = image.byteLength - 600 * 600 * 4 - ((2880 - ((600 * 600 * 4) % 2880)) % 2880);
  return new DataView(image.buffer, image.byteOffset).getFloat32(headerEnd + (row * 600 + column) * 4);
}

describePage('the viewer page', (stage) => {
  test('shows the value of the file under a star, whatever the zoom and the stretch', async () => {
    const { firefly, page } = stage;
    await firefly.showFitsImage(image, { plotId: 'a' }).displayed();
    const before = await look(page, 'a', rigel.ra, rigel.dec);
    const other = await look(page, 'a', betelgeuse.ra, betelgeuse.dec);
    expect(before.pixel).toBeCloseTo(valueInFile(rigel), 3);
    await firefly.setZoom('a', 2).displayed();
    await firefly.setPan('a', { x: rigel.ra, y: rigel.dec, coord: 'J2000' }).displayed();
    await firefly
      .setStretch('a', {
        type: 'absolute',
        algorithm: 'linear',
        lowerValue: 0,
        upperValue: 2 * (before.pixel ?? 0),
      })
      .displayed();
    await firefly.setColor('a', { colormapId: 0 }).displayed();
    const after = await look(page, 'a', rigel.ra, rigel.dec);
    expect(after.pixel).toBe(before.pixel);
    expect(after.zoom).toBe(2);
    // Half of the range is the middle of a grey scale.
    for (const channel of after.color ?? []) expect(Math.abs(channel - 127.5)).toBeLessThan(2);
    expect(after.color).toHaveLength(3);
    const far = await look(page, 'a', betelgeuse.ra, betelgeuse.dec);
    const distance = (a: typeof before, b: typeof before) =>
      Math.hypot((a.screen?.x ?? 0) - (b.screen?.x ?? 0), (a.screen?.y ?? 0) - (b.screen?.y ?? 0));
    expect(distance(after, far) / distance(before, other)).toBeCloseTo(2 / (before.zoom ?? 0), 2);
    const box = await page.locator('[data-plot-id="a"] .view-body').boundingBox();
    expect(after.screen?.x).toBeCloseTo((box?.x ?? 0) + (box?.width ?? 0) / 2, 0);
    expect(after.screen?.y).toBeCloseTo((box?.y ?? 0) + (box?.height ?? 0) / 2, 0);
  });

  test('ends with everything that was written in one tick', async () => {
    const { firefly, page } = stage;
    const handles = [
      firefly.showFitsImage(image, { plotId: 'a', Title: 'One breath' }),
      firefly.setZoom('a', 3),
      firefly.setPan('a', { x: rigel.ra, y: rigel.dec, coord: 'J2000' }),
      firefly.setStretch('a', { type: 'absolute', algorithm: 'linear', lowerValue: 0, upperValue: 1e9 }),
      firefly.setColor('a', { colormapId: 0 }),
      firefly.overlayRegionLayer({
        regionLayerId: 'r',
        plotId: 'a',
        regionData: ['J2000;circle 83.8 -1.5 1', 'J2000;point 84 -1'],
      }),
      firefly.showTable(table, { tblId: 't', title: 'Stars' }),
      firefly.applyTableFilters('t', '"vmag" < 2'),
      firefly.sortTableColumn('t', 'vmag', 'DESC'),
      firefly.showChart({
        chartId: 'c',
        data: [{ tbl_id: 't', x: 'tables::vmag', y: 'tables::bv', type: 'scatter', mode: 'markers' }],
      }),
    ];
    await Promise.all(handles.map((handle) => handle.displayed()));
    const seen = await look(page, 'a', rigel.ra, rigel.dec);
    expect(seen.zoom).toBe(3);
    expect(seen.color).toEqual([0, 0, 0]);
    const layers = await page.evaluate(() => window.playground?.layers('a'));
    expect(layers).toMatchObject({ r: 2 });
    const bright = catalog.stars.filter(({ vmag }) => vmag < 2).sort((a, b) => b.vmag - a.vmag);
    const names = await page.locator('[data-tbl-id="t"] .tabulator-row [tabulator-field]').allInnerTexts();
    const places = bright.map(({ name }) => names.indexOf(name));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(names).toContain(bright[0]?.name);
    expect(names).not.toContain(catalog.stars.find(({ vmag }) => vmag > 2)?.name);
    await page.getByRole('tab', { name: /^Pinned Chart/ }).click();
    await page
      .locator('[data-chart-id="c"] .scatterlayer .point')
      .nth(bright.length - 1)
      .waitFor();
  });

  test('of 200 overlapping shows of one id the last is on the screen, all others are superseded', async () => {
    const { firefly, page } = stage;
    const first = await firefly.showFitsImage(image, { plotId: 'same' }).displayed();
    const { File: file } = (first.report['wpRequest'] as { params: { File: string } }).params;
    const shows = Array.from({ length: 200 }, (_, n) =>
      firefly.showFitsImage(file, { plotId: 'same', Title: `number ${n}` }),
    );
    const results = await Promise.allSettled(shows.map((show) => show.displayed()));
    expect(results.pop()).toMatchObject({ status: 'fulfilled', value: { title: 'number 199' } });
    expect(
      results.filter((result) => result.status === 'rejected' && result.reason instanceof SupersededError),
    ).toHaveLength(199);
    await page.getByText('number 199').waitFor();
    expect(await page.locator('[data-plot-id]').count()).toBe(1);
  });

  test('says failures in words where the thing would be, and shows what it does not know', async () => {
    const { firefly, page } = stage;
    await expect(firefly.showFitsImage('${upload-dir}/none.fits').displayed()).rejects.toBeInstanceOf(
      DisplayError,
    );
    await expect(firefly.showTable('${upload-dir}/none.tbl').displayed()).rejects.toBeInstanceOf(
      DisplayError,
    );
    await firefly.dispatch('layout.somethingNew', { a: 1 });
    await page
      .locator('[data-plot-id]')
      .getByText(/File not found/)
      .first()
      .waitFor();
    await page
      .locator('[data-tbl-id]')
      .getByText(/not permitted/)
      .first()
      .waitFor();
    await page.getByText('layout.somethingNew').waitFor();
  });

  test('gives back a point that was clicked, with its position in the sky', async () => {
    const { firefly, page } = stage;
    await firefly.showFitsImage(image, { plotId: 'a' }).displayed();
    const { extensionId } = await firefly.addExtension('POINT', { title: 'Take exposure' });
    const picked = firefly.once('POINT', { timeout: 20_000 });
    const { screen } = await look(page, 'a', rigel.ra, rigel.dec);
    await page.mouse.click(screen?.x ?? 0, screen?.y ?? 0);
    await page.getByText('Take exposure').click();
    const event = await picked;
    expect(event).toMatchObject({ type: 'POINT', plotId: 'a', extensionId, world: { system: 'EQ_J2000' } });
    expect(event.world?.x).toBeCloseTo(rigel.ra, 1);
    expect(event.world?.y).toBeCloseTo(rigel.dec, 1);
  });

  test('that is closed while something is waited for is noticed', async () => {
    const { firefly, page } = stage;
    await page.route('**/servlet/Download**', () => undefined);
    const waiting = firefly.showFitsImage(image, { plotId: 'a' });
    const requested = page.waitForRequest('**/servlet/Download**');
    await waiting;
    await requested;
    await page.close();
    await expect(waiting.displayed()).rejects.toBeInstanceOf(ViewerGoneError);
  });
});
