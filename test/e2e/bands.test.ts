import '../../playground/viewer/test-api.js';
import { beforeEach, expect, test } from 'vitest';
import { fitsFile, fitsOf, WORLD } from '../support/fits-samples.js';
import { describePage } from './stage.js';

/** Bit 3 left of column 8, bit 5 below row 8. */
const masked = fitsOf(
  { cards: WORLD },
  {
    bitpix: 16,
    pixel: (x, y) => (x < 8 ? 8 : 0) + (y < 8 ? 32 : 0),
    cards: { ...WORLD, MP_CR: 3, MP_SAT: 5 },
  },
);

describePage('masks and alignment in the page', (stage) => {
  beforeEach(async () => {
    await stage.firefly.showFitsImage(masked, { plotId: 'm' }).displayed();
  });
  /** What is drawn over a pixel: red, green, blue, opacity (0…255). */
  const over = (x: number, y: number) =>
    stage.page.evaluate(
      ([column, row]) => {
        const sky = window.playground?.engine.images
          .view('m')
          ?.picture?.skyAt({ x: column + 0.5, y: row + 0.5 });
        return sky && window.playground?.overlayAt('m', sky.ra, sky.dec);
      },
      [x, y] as const,
    );
  const part = (share: number) => Math.round(255 * share);

  test('colour the pixels that have their bit, and change', async () => {
    const { firefly } = stage;
    await firefly.addMask(3, 1, 'm', { maskId: 'cr', color: '#ff0000', title: 'CR' }).displayed();
    await expect.poll(() => over(3, 12)).toEqual([255, 0, 0, part(0.58)]);
    expect(await over(12, 12)).toEqual([0, 0, 0, 0]);
    await firefly.setMaskColor('m', 'cr', 'lime').displayed();
    await firefly.setMaskOpacity('m', 'cr', 1).displayed();
    await expect.poll(() => over(3, 12)).toEqual([0, 255, 0, 255]);
    await firefly.removeMask('m', 'cr').displayed();
    await expect.poll(() => over(3, 12)).toEqual([0, 0, 0, 0]);
  });

  test('one on another: the last is on top; a plane that is not there is a failure', async () => {
    const { firefly } = stage;
    await firefly.showMasks('m', { CR: '#ff0000', SAT: '#0000ff' }).displayed();
    const [, blue] = [await over(3, 12), await over(12, 3)];
    expect(blue).toEqual([0, 0, 255, part(0.58)]);
    const [red = 0, , both = 0] = (await over(3, 3)) ?? [];
    expect(both).toBeGreaterThan(red);
    await expect(firefly.addMask(3, 9, 'm').displayed()).rejects.toThrow(
      'Index 9 out of bounds for length 2',
    );
  });

  test('are in the list of layers: hidden, coloured, faded and deleted there', async () => {
    const { firefly, page } = stage;
    await firefly.addMask(3, 1, 'm', { maskId: 'cr', color: '#ff0000', title: 'CR' }).displayed();
    await page.locator('.layers-button').click();
    const line = page.locator('[data-layer-id="mask cr"]');
    expect(await line.textContent()).toContain('160 pixels');
    await line.getByRole('checkbox').uncheck();
    await expect.poll(() => over(3, 12)).toEqual([0, 0, 0, 0]);
    await line.getByRole('checkbox').check();
    await line.getByLabel('Color of CR').fill('#00ff00');
    await line.getByLabel('Opacity of CR').fill('100');
    await expect.poll(() => over(3, 12)).toEqual([0, 255, 0, 255]);
    await line.getByLabel('Delete CR').click();
    await expect.poll(() => over(3, 12)).toEqual([0, 0, 0, 0]);
    await line.waitFor({ state: 'detached' });
  });

  test('aligned images have the same scale and centre on the sky, or the same pixels', async () => {
    const { firefly, page } = stage;
    const coarse = fitsFile({ cards: { ...WORLD, CDELT1: -0.002, CDELT2: 0.002 } });
    await firefly.showFitsImage(coarse, { plotId: 'coarse' }).displayed();
    await firefly.showFitsImage(fitsFile(), { plotId: 'fine' }).displayed();
    await firefly.setZoom('fine', 8).displayed();
    await firefly.alignImages({ matchType: 'Standard' }).displayed();
    const viewport = (plotId: string) => page.evaluate((id) => window.playground?.viewport(id), plotId);
    await expect.poll(async () => (await viewport('coarse'))?.zoom).toBe(16);
    const middle = (plotId: string) =>
      page.evaluate((id) => window.playground?.engine.centerOf(id)?.world, plotId);
    const [fine, other] = [await middle('fine'), await middle('coarse')];
    expect(other?.ra).toBeCloseTo(fine?.ra ?? Number.NaN, 6);
    expect(other?.dec).toBeCloseTo(fine?.dec ?? Number.NaN, 6);
    await firefly.alignImages({ matchType: 'Pixel' }).displayed();
    await expect.poll(async () => (await viewport('coarse'))?.zoom).toBe(8);
    expect((await viewport('coarse'))?.center).toEqual((await viewport('fine'))?.center);
  });
});
