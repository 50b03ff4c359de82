import '../../playground/viewer/test-api.js';
import { expect, test } from 'vitest';
import { fitsFixture } from '../playground-server/helpers.js';
import {
  cut,
  fitsFile,
  fitsOf,
  headerOnly,
  patched,
  type Sample,
  tableOnly,
  WORLD,
} from '../support/fits-samples.js';
import { describePage } from './stage.js';

const ramp = (x: number, y: number): number => x + 2 * y;

describePage('images in the page', (stage) => {
  /** A file that the client would not even send: it is put on the server by hand. */
  async function upload(name: string, bytes: Uint8Array): Promise<string> {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(bytes)]), name);
    const answer = await fetch(`${stage.url}/CmdSrv/sync?cmd=upload`, { method: 'POST', body: form });
    return (await answer.text()).split('::')[2] ?? '';
  }

  const view = (plotId: string) => stage.page.locator(`[data-plot-id="${plotId}"]`);
  const valueAt = (plotId: string, x: number, y: number) =>
    stage.page.evaluate(
      ([id, column, row]) =>
        window.playground?.engine.images.view(id)?.picture?.valueAt({ x: column + 0.5, y: row + 0.5 }),
      [plotId, x, y] as const,
    );

  test('pixels of every type are shown with their values', async () => {
    const cases: readonly [string, Sample, number][] = [
      ['8', { bitpix: 8 }, 11],
      ['16', { bitpix: 16 }, 11],
      ['32', { bitpix: 32 }, 11],
      ['64', { bitpix: 64 }, 11],
      ['-32', { bitpix: -32 }, 11],
      ['-64', { bitpix: -64 }, 11],
      ['scaled', { bitpix: 16, cards: { ...WORLD, BSCALE: 0.5, BZERO: 100 } }, 105.5],
      ['unsigned', { bitpix: 16, cards: { ...WORLD, BZERO: 32768 } }, 32779],
      ['signed bytes', { bitpix: 8, cards: { ...WORLD, BZERO: -128 } }, -117],
      ['blank', { bitpix: 16, cards: { ...WORLD, BLANK: 11 } }, Number.NaN],
      ['constant', { pixel: () => 7 }, 7],
      ['all NaN', { pixel: () => Number.NaN }, Number.NaN],
    ];
    for (const [plotId, sample, value] of cases) {
      await stage.firefly.showFitsImage(fitsFile(sample), { plotId }).displayed();
      expect(await valueAt(plotId, 5, 3), plotId).toBe(value);
    }
  });

  test('an image of one pixel is shown', async () => {
    const file = fitsFile({ axes: [1, 1], pixel: () => 42 });
    await stage.firefly.showFitsImage(file, { plotId: 'a' }).displayed();
    expect(await valueAt('a', 0, 0)).toBe(42);
  });

  test('4096 × 4096 pixels are shown', async () => {
    const file = fitsFile({ axes: [4096, 4096], bitpix: 8, pixel: (x, y) => (x + y) % 251 });
    const shown = await stage.firefly.showFitsImage(file, { plotId: 'big' }).displayed();
    expect([shown.width, shown.height]).toEqual([4096, 4096]);
    expect(await valueAt('big', 4095, 4095)).toBe(8190 % 251);
  });

  test('each damaged file says in words what is wrong, and the images beside it stay', async () => {
    const { firefly } = stage;
    await firefly.showFitsImage(fitsFile(), { plotId: 'sound' }).displayed();
    const sound = fitsFile({ axes: [90, 90] });
    const cases: readonly [string, Uint8Array, string, string][] = [
      ['empty', new Uint8Array(0), 'Not FITS file.', 'The file is empty'],
      ['text', new TextEncoder().encode('hello'), 'Not FITS file.', 'does not begin with'],
      ['cut', cut(sound), 'Could not retrieve image render data', 'The file is cut'],
      ['headcut', cut(sound, 0.02), 'Not FITS file.', 'no end'],
      ['bitpix', patched(sound, ' -32', ' -13'), 'Not FITS file.', 'BITPIX of part 0 is -13'],
      ['header', headerOnly(), 'FITS file does not contain image data', 'NAXIS = 0'],
      ['table', tableOnly(), 'FITS file does not contain image data, only table data', 'only table data'],
      ['line', fitsFile({ axes: [20] }), 'One-dimensional images', 'not currently supported'],
    ];
    for (const [plotId, bytes, brief, detail] of cases) {
      const file = await upload(`${plotId}.fits`, bytes);
      const failure = firefly.showFitsImage(file, { plotId }).displayed();
      await expect(failure, plotId).rejects.toThrow(brief);
      const place = view(plotId);
      expect(await place.locator('.message').innerText(), plotId).toContain(brief);
      expect(await place.locator('.message').innerText(), plotId).toContain(detail);
    }
    expect(await valueAt('sound', 5, 3)).toBe(ramp(5, 3));
    // The place of a failed image takes a sound one.
    await firefly.showFitsImage(fitsFile(), { plotId: 'text' }).displayed();
    expect(await valueAt('text', 5, 3)).toBe(ramp(5, 3));
  });

  test('an image without a position on the sky is shown, and read in pixels only', async () => {
    const { firefly, page } = stage;
    await firefly.showFitsImage(fitsFile({ cards: {} }), { plotId: 'a' }).displayed();
    const box = await view('a').locator('.view-body').boundingBox();
    await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2);
    expect(await page.locator('.readout .sky').innerText()).toBe('no sky coordinates');
    expect(await page.locator('.readout .pixel').innerText()).toBe('10.5, 10.5');
  });

  test('gzip is unpacked', async () => {
    const packed = new Blob([new Uint8Array(fitsFile())]).stream().pipeThrough(new CompressionStream('gzip'));
    const file = await upload('a.fits.gz', new Uint8Array(await new Response(packed).arrayBuffer()));
    await stage.firefly.showFitsImage(file, { plotId: 'a' }).displayed();
    expect(await valueAt('a', 5, 3)).toBe(ramp(5, 3));
  });

  test('the planes of a cube and the images of a file are turned through in one place', async () => {
    const { firefly, page } = stage;
    await firefly.showFitsImage(fitsFile({ axes: [20, 20, 3] }), { plotId: 'cube' }).displayed();
    expect(await view('cube').locator('.view-frames').innerText()).toContain('1 of 3');
    await view('cube').getByRole('button', { name: 'Next plane' }).click();
    expect(await valueAt('cube', 5, 3)).toBe(111);
    await page.keyboard.press('Enter');
    expect(await valueAt('cube', 5, 3)).toBe(211);
    expect(await view('cube').locator('.view-frames').innerText()).toContain('3 of 3');

    const many = fitsOf(
      { cards: { EXTNAME: 'SCI' } },
      { axes: [10, 10], pixel: () => 9, cards: { EXTNAME: 'VAR' } },
    );
    await firefly.showFitsImage(many, { plotId: 'many' }).displayed();
    expect(await view('many').locator('.view-frames').innerText()).toContain('1 of 2: SCI');
    await view('many').getByRole('button', { name: 'Next plane' }).click();
    expect(await view('many').locator('.view-frames').innerText()).toContain('2 of 2: VAR');
    expect(await valueAt('many', 5, 3)).toBe(9);

    await firefly.showFitsImage(many, { plotId: 'second', MultiImageIdx: 1 }).displayed();
    expect(await valueAt('second', 5, 3)).toBe(9);
    await expect(
      firefly.showFitsImage(many, { plotId: 'beyond', MultiImageIdx: 5 }).displayed(),
    ).rejects.toThrow('Index 5 out of bounds for length 2');
  });

  test('stretch and colours are chosen from menus, by mouse and by keys', async () => {
    const { firefly, page } = stage;
    await firefly.showFitsImage(fitsFile(), { plotId: 'a' }).displayed();
    const told = firefly.once('ImagePlotCntlr.StretchChange', { timeout: 20_000 });
    await firefly.flush();
    await page.getByRole('button', { name: 'Stretch' }).click();
    await page.getByRole('menuitemradio', { name: 'Stretch to 95%' }).click();
    const { primaryStateJson } = (await told) as unknown as {
      primaryStateJson: { bandStateAry: { rangeValuesSerialize: string }[] };
    };
    expect(primaryStateJson.bandStateAry[0]?.rangeValuesSerialize).toMatch(/^88,5,88,95,/);
    await page.getByRole('button', { name: 'Color table' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Home');
    await page.keyboard.press('h');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.evaluate(() => window.playground?.core.state.plots.get('a')?.color.cbarId))
      .toBe(16);
    await page.getByRole('button', { name: 'Stretch' }).click();
    await page.getByRole('menuitem', { name: 'Color stretch…' }).click();
    await page.getByLabel('Lower limit is').selectOption('Data');
    await page.getByLabel('Lower limit', { exact: true }).fill('-5');
    await page.getByRole('button', { name: 'Apply' }).click();
    await expect
      .poll(() => page.evaluate(() => window.playground?.core.state.plots.get('a')?.stretch))
      .toMatch(/^90,-5,88,95,/);
  });

  test('one image or all are shown, and the active one is marked', async () => {
    const { firefly, page } = stage;
    for (const plotId of ['a', 'b', 'c']) await firefly.showFitsImage(fitsFile(), { plotId }).displayed();
    expect(await page.locator('.view:visible').count()).toBe(3);
    await view('a').locator('.view-body').click();
    expect(await view('a').getAttribute('aria-current')).toBe('true');
    await page.getByRole('button', { name: 'Show one image' }).click();
    expect(await page.locator('.view:visible').getAttribute('data-plot-id')).toBe('a');
    await page.getByRole('button', { name: 'Next image' }).click();
    expect(await page.locator('.view:visible').getAttribute('data-plot-id')).toBe('b');
    await page.getByRole('button', { name: 'Show all images as tiles' }).click();
    expect(await page.locator('.view:visible').count()).toBe(3);
    await page.getByRole('button', { name: 'Expand the images over the page' }).click();
    const wide = await page.locator('#images').boundingBox();
    expect(wide?.width).toBeGreaterThan(1350);
  });

  test('unpack tile-compressed files, also of unsigned numbers', async () => {
    const { firefly, page } = stage;
    const shown = await firefly.showFitsImage(fitsFixture('compressed'), { plotId: 'c' }).displayed();
    expect([shown.width, shown.height]).toEqual([120, 100]);
    const value = await page.evaluate(() =>
      window.playground?.engine.images.view('c')?.picture?.valueAt({ x: 100.5, y: 20.5 }),
    );
    expect(value).toBe(50_000);
  });
});
