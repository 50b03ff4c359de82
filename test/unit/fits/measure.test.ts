/** Numbers out of images, against what astropy read from the same files. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { ArgumentError, InputError } from 'firefly-client';
import { imageInfo, pixelValues, spectrum } from 'firefly-client/render';
import { describe, expect, it } from 'vitest';
import { fitsOf, floatImage } from '../../support/render-samples.js';

const cases = JSON.parse(
  readFileSync(new URL('../../fixtures/fits.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, { readonly file: string; readonly values: string }>>;
const unpacked = (text = ''): Uint8Array => new Uint8Array(gunzipSync(Buffer.from(text, 'base64')));
const fileOf = (name: string): Uint8Array => unpacked(cases[name]?.file);
const valuesOf = (name: string): Float64Array => new Float64Array(unpacked(cases[name]?.values).buffer);

describe('imageInfo', () => {
  it('tells the images of a file, and not its tables', async () => {
    const [only, ...others] = await imageInfo(fileOf('second extension'));
    expect(others).toEqual([]);
    expect(only).toMatchObject({
      hdu: 2,
      name: 'SCI',
      width: 13,
      height: 9,
      planes: 1,
      bitpix: -32,
      compressed: false,
    });
    const [tiled] = await imageInfo(fileOf('RICE_1 of a cube'));
    expect(tiled).toMatchObject({ hdu: 1, width: 37, height: 20, planes: 2, bitpix: 16, compressed: true });
  });

  it('has world coordinates, or says why not', async () => {
    const [orion] = await imageInfo(floatImage());
    expect(orion?.wcs?.pixelToWorld({ x: 30, y: 20 })).toEqual({
      x: expect.closeTo(83.8, 9),
      y: expect.closeTo(-5.4, 9),
      system: 'EQ_J2000',
    });
    const [plain] = await imageInfo(floatImage(4, 4, {}));
    expect(plain?.wcs).toBeUndefined();
    expect(plain?.noWcs).toMatch(/no world coordinates/);
  });
});

describe('pixelValues', () => {
  it.each(['NaN', 'BSCALE, BZERO and BLANK', 'unsigned 16 bits'])(
    'are those of astropy: %s',
    async (name) => {
      const wanted = valuesOf(name);
      const points = [...wanted].map((_, i) => ({ x: i % 13, y: Math.floor(i / 13) })).reverse();
      expect(await pixelValues(fileOf(name), points)).toEqual([...wanted].reverse());
    },
  );

  it('of planes, and of places within a pixel', async () => {
    const wanted = valuesOf('cube');
    expect(await pixelValues(fileOf('cube'), [{ x: 3.99, y: 4.01 }], { plane: 5 })).toEqual([
      wanted[5 * 20 + 4 * 4 + 3],
    ]);
    expect(await pixelValues(fileOf('cube'), [])).toEqual([]);
  });

  it.each([
    { x: -0.1, y: 0 },
    { x: 4, y: 0 },
    { x: 0, y: 5 },
    { x: Number.NaN, y: 0 },
  ])('are refused outside: %o', async (point) => {
    const asked = pixelValues(fileOf('cube'), [{ x: 0, y: 0 }, point]);
    await expect(asked).rejects.toThrow(
      /points\[1\] must be on the image: x from 0 and below 4, y from 0 and below 5/,
    );
    await expect(asked).rejects.toThrow(ArgumentError);
  });
});

describe('spectrum', () => {
  it('has the values of a pixel in all planes', async () => {
    const wanted = valuesOf('cube');
    const { values, axis } = await spectrum(new Blob([fileOf('cube') as Uint8Array<ArrayBuffer>]).stream(), {
      x: 1,
      y: 2,
    });
    expect([...values]).toEqual(Array.from({ length: 6 }, (_, plane) => wanted[plane * 20 + 2 * 4 + 1]));
    expect(axis).toBeUndefined();
  });

  it('has the third axis where it goes in even steps', async () => {
    const head = { SIMPLE: true, BITPIX: 8, NAXIS: 3, NAXIS1: 1, NAXIS2: 1, NAXIS3: 3 };
    const along = { CTYPE3: 'FREQ', CUNIT3: 'Hz', CRVAL3: 1000, CDELT3: 10, CRPIX3: 2 };
    const cube = (more: object) => fitsOf({ ...head, ...along, ...more }, Uint8Array.of(7, 8, 9));
    const { values, axis, type, unit } = await spectrum(cube({}), { x: 0, y: 0 });
    expect([[...values], [...(axis ?? [])], type, unit]).toEqual([
      [7, 8, 9],
      [990, 1000, 1010],
      'FREQ',
      'Hz',
    ]);
    expect((await spectrum(cube({ CTYPE3: 'WAVE-LOG' }), { x: 0, y: 0 })).axis).toBeUndefined();
  });

  it('of an image of one plane, or outside, is refused', async () => {
    await expect(spectrum(floatImage(), { x: 0, y: 0 })).rejects.toThrow(InputError);
    await expect(spectrum(fileOf('cube'), { x: 9, y: 0 })).rejects.toThrow(
      /spectrum: point must be on the image/,
    );
  });
});
