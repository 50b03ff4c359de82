import '../../playground/viewer/test-api.js';
import { beforeEach, expect, test } from 'vitest';
import { fitsFile, WORLD } from '../support/fits-samples.js';
import { describePage } from './stage.js';

/** Red rises to the right, green upwards, blue to the left. */
const RED = fitsFile({ pixel: (x) => x });
const GREEN = fitsFile({ pixel: (_x, y) => y });
const BLUE = fitsFile({ pixel: (x) => 19 - x });

const WHOLE = { type: 'absolute', lowerValue: 0, upperValue: 19, algorithm: 'linear' } as const;

describePage('three-colour images in the page', (stage) => {
  beforeEach(async () => {
    const bands = [RED, GREEN, BLUE].map((input) => ({ input }));
    const shown = await stage.firefly.showFits3Color(bands, { plotId: 'rgb' }).displayed();
    expect(shown).toMatchObject({ width: 20, height: 20, title: '3-color' });
  });

  /** The colour on the canvas at the middle of a pixel, counted from 0 at the lower left. */
  const colorAt = (x: number, y: number, plotId = 'rgb') =>
    stage.page.evaluate(
      ([id, column, row]) => {
        const api = window.playground;
        const sky = api?.engine.images.view(id)?.picture?.skyAt({ x: column + 0.5, y: row + 0.5 });
        return sky && api?.colorAt(id, sky.ra, sky.dec);
      },
      [plotId, x, y] as const,
    );
  /** Colours as they were measured on a real viewer's screen, where rounding may differ by a step. */
  const expectColor = async (x: number, y: number, rgb: readonly number[], plotId = 'rgb', by = 1) => {
    const got = await colorAt(x, y, plotId);
    const off = rgb.map((value, i) => Math.abs(value - (got?.[i] ?? -999)));
    expect(Math.max(...off), `${got} at ${x}, ${y} instead of ${rgb}`).toBeLessThanOrEqual(by);
  };

  /** The screen, from one end of the values to the other. */
  const whole = () => stage.firefly.setStretch('rgb', { ...WHOLE, band: 'ALL' }).displayed();

  test('are drawn in the colours of a real viewer, without a limit in percent that would be guessed', async () => {
    await expectColor(0, 0, [0, 0, 254]);
    await expectColor(19, 19, [254, 254, 0]);
    await whole();
    await expectColor(5, 0, [66, 0, 187]);
    await expectColor(10, 10, [133, 133, 120]);
    await expectColor(0, 19, [0, 254, 254]);
    await expectColor(3, 12, [40, 160, 213]);
  });

  test('are stretched one band at a time', async () => {
    const { firefly } = stage;
    await whole();
    await firefly.setStretch('rgb', { ...WHOLE, upperValue: 9.5, band: 'RED' }).displayed();
    await expectColor(5, 5, [133, 66, 187]);
    await firefly.setStretch('rgb', { ...WHOLE, algorithm: 'squared', band: 'BLUE' }).displayed();
    await expectColor(5, 5, [133, 66, 137]);
  });

  test('keep their hues, as bright as in a real viewer', async () => {
    const { firefly } = stage;
    const stretch = { asinhQValue: 4.2, pedestalType: 'percent', pedestalValue: 1 } as const;
    await firefly.setStretchHueRgb('rgb', { ...stretch, scalingK: [1, 1.5, 2] }).displayed();
    // The share of each band is exact; how bright they are depends on what zscale makes of a small image.
    await expectColor(19, 19, [112, 112, 0], 'rgb', 15);
    await expectColor(0, 19, [0, 112, 112], 'rgb', 15);
    await expectColor(10, 10, [41, 41, 37], 'rgb', 15);
    await expectColor(3, 12, [14, 56, 75], 'rgb', 15);
  });

  test('mix their bands: left out, brighter, harder', async () => {
    const { firefly } = stage;
    await whole();
    await firefly.setRgbColors('rgb', { useGreen: false }).displayed();
    await expectColor(10, 10, [133, 0, 120]);
    await firefly.setRgbColors('rgb', { bias: [0.4, 0.5, 0.6], contrast: [1, 2, 3] }).displayed();
    await expectColor(5, 5, [116, 5, 254]);
    await expectColor(10, 10, [183, 139, 55]);
    // What is black stays so.
    await expectColor(0, 0, [0, 0, 254]);
  });

  test('say what each band has under the pointer', async () => {
    const { page } = stage;
    const place = await page.evaluate(() => {
      const picture = window.playground?.engine.images.view('rgb')?.picture;
      const sky = picture?.skyAt({ x: 3.5, y: 12.5 });
      return sky && window.playground?.screenAt('rgb', sky.ra, sky.dec);
    });
    await expect
      .poll(async () => {
        await page.mouse.move((place?.x ?? 0) - 1, place?.y ?? 0);
        await page.mouse.move(place?.x ?? 0, place?.y ?? 0);
        return page.locator('output.value').textContent();
      })
      .toBe('R 3  G 12  B 16');
  });

  test('have menus for their bands', async () => {
    const { page, firefly } = stage;
    await whole();
    await firefly.flush();
    await page.getByRole('button', { name: 'Color table' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Show green' }).click();
    await expect.poll(() => colorAt(10, 10)).toEqual([133, 0, expect.any(Number)]);
    await page.getByRole('button', { name: 'Stretch', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Color stretch of red…' }).click();
    await page.getByRole('spinbutton', { name: 'Upper limit' }).fill('9.5');
    await page.getByRole('button', { name: 'Apply' }).click();
    await expect.poll(() => colorAt(5, 5)).toEqual([133, 0, expect.any(Number)]);
  });

  test('lay bands of other sizes on the first by their place in the sky', async () => {
    const { firefly } = stage;
    const half = { CRPIX1: 5.5, CRPIX2: 5.5, CDELT1: -0.002, CDELT2: 0.002 };
    const coarse = fitsFile({ axes: [10, 10], pixel: (_x, y) => y, cards: { ...WORLD, ...half } });
    const turned = fitsFile({ pixel: (x) => x, cards: { ...WORLD, CDELT1: 0.001 } });
    const bands = [RED, coarse, turned].map((input) => ({ input }));
    await firefly.showFits3Color(bands, { plotId: 'sizes' }).displayed();
    const stretch = { type: 'absolute', lowerValue: 0, algorithm: 'linear' } as const;
    await firefly.setStretch('sizes', { ...WHOLE, band: 'ALL' }).displayed();
    await firefly.setStretch('sizes', { ...stretch, upperValue: 9, band: 'GREEN' }).displayed();
    await expectColor(4, 0, [53, 0, 200], 'sizes');
    await expectColor(4, 19, [53, 254, 200], 'sizes');
    const row = (y: number) => colorAt(4, y, 'sizes').then((color) => color?.[1]);
    expect(await row(8)).toBe(await row(9));
    expect(await row(10)).toBeGreaterThan((await row(9)) ?? 255);
  });

  test('fail in words: a band that is not there, one without a place in the sky, none that is red', async () => {
    const { firefly, page } = stage;
    const shown = firefly.showFits3Color([{ input: RED }, { file: '${upload-dir}/no.fits' }], {
      plotId: 'f',
    });
    await expect(shown.displayed()).rejects.toThrow(/File not found/);
    const bare = fitsFile({ axes: [9, 9], cards: {} });
    const apart = firefly.showFits3Color([{ input: RED }, { input: bare }], { plotId: 'apart' });
    await expect(apart.displayed()).rejects.toThrow(/no projection info/);
    const green = firefly.showFits3Color([null, { input: GREEN }], { plotId: 'green' });
    await expect(green.displayed({ timeout: 3_000 })).rejects.toThrow(/green/);
    const words = page.locator('[data-plot-id="green"] .message');
    await expect.poll(() => words.textContent()).toContain('needs its red band');
    await expect.poll(() => page.locator('body').textContent()).toContain("Image 'green' has no red band");
  });
});
