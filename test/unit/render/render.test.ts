/** Pictures of images: what is where, in which colour. */
import { ArgumentError, InputError, parseRegions, RangeValues } from 'firefly-client';
import { COLOR_MAPS, type RenderOptions, renderImage, renderImages } from 'firefly-client/render';
import { describe, expect, it } from 'vitest';
import { type Picture, readPng } from '../../support/png.js';
import { fitsOf, floatImage, skyValues, WORLD } from '../../support/render-samples.js';

/** Values row by row from below, as they are. */
function image(values: readonly number[], width: number, more = {}): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, i) => {
    view.setFloat32(4 * i, value);
  });
  const head = { SIMPLE: true, BITPIX: -32, NAXIS: 2, NAXIS1: width, NAXIS2: values.length / width };
  return fitsOf({ ...head, ...more }, new Uint8Array(view.buffer));
}

/** Each value is its own shade. */
const AS_IS = { lowerType: 'absolute', lowerValue: 0, upperValue: 254, algorithm: 'linear' } as const;
const PLAIN: RenderOptions = { stretch: AS_IS, colorMap: 'gray' };
const picture = async (bytes: Uint8Array, options: RenderOptions = PLAIN): Promise<Picture> =>
  readPng(await renderImage(bytes, options));
const gray = (shade: number): string => `#${shade.toString(16).padStart(2, '0').repeat(3)}`;

describe('a picture', () => {
  it('has the lowest row below, and the first column left', async () => {
    const { at, width, height, indexed } = await picture(image([10, 20, 30, 40, 50, 60], 3));
    expect([width, height, indexed]).toEqual([3, 2, true]);
    expect([at(0, 1), at(1, 1), at(2, 1), at(0, 0), at(2, 0)]).toEqual([10, 20, 30, 40, 60].map(gray));
  });

  it('has the colours of viewers when nothing is asked for', async () => {
    const { at } = await picture(image([0, 0, 100, 100, 50, Number.NaN], 3), {});
    expect(at(0, 1)).toBe('#ffffff');
    expect(at(0, 0)).toBe(gray(1));
    expect(at(2, 0)).toBe('#000000');
  });

  it('has pixels as squares when it is larger, and averages when it is smaller', async () => {
    const large = await picture(image([10, 20, 30, 40], 2), { ...PLAIN, zoom: 3 });
    expect([large.width, large.height, large.at(0, 5), large.at(2, 3), large.at(3, 3)]).toEqual([
      ...[6, 6],
      ...[gray(10), gray(10), gray(20)],
    ]);
    const values = [10, 20, 100, 200, 30, 40, 300, Number.NaN];
    const small = await picture(image(values, 4), { ...PLAIN, zoom: 0.5 });
    expect([small.width, small.height, small.at(0, 0), small.at(1, 0)]).toEqual([2, 1, gray(25), gray(185)]);
  });

  it('shows the part around a place, of any size', async () => {
    const values = Array.from({ length: 100 }, (_, i) => i);
    const { at, width, height } = await picture(image(values, 10), {
      ...PLAIN,
      center: { x: 3, y: 8 },
      width: 4,
      height: 6,
      zoom: 1,
      blank: '#102030',
    });
    expect([width, height]).toEqual([4, 6]);
    // Its upper left pixel is beside the image: rows end at 10.
    expect([at(0, 0), at(0, 1), at(0, 5), at(3, 5)]).toEqual(['#102030', gray(91), gray(51), gray(54)]);
    const fitted = await picture(image(values, 10), { ...PLAIN, width: 30, height: 20 });
    expect([fitted.width, fitted.height, fitted.at(0, 0), fitted.at(5, 0)]).toEqual([
      30,
      20,
      '#000000',
      gray(90),
    ]);
  });

  it('shows the part around a place in the sky', async () => {
    const cards = { ...WORLD, CRPIX1: 3, CRPIX2: 8 };
    const bytes = image(
      Array.from({ length: 100 }, (_, i) => i),
      10,
      cards,
    );
    const { at } = await picture(bytes, {
      ...PLAIN,
      center: { ra: 83.8, dec: -5.4 },
      width: 1,
      height: 1,
      zoom: 1,
    });
    expect(at(0, 0)).toBe(gray(72));
  });

  it.each(COLOR_MAPS.map((name, number) => [number, name] as const))(
    'knows colour table %i as %s',
    async (number, name) => {
      const ramp = image(
        Array.from({ length: 255 }, (_, i) => i),
        255,
      );
      const byName = await renderImage(ramp, { ...PLAIN, colorMap: name });
      expect(byName).toEqual(await renderImage(ramp, { ...PLAIN, colorMap: number }));
      const few = ['i8', 'aips', 'staircase', 'color'];
      expect(readPng(byName).colors().size).toBeGreaterThan(few.includes(name) ? 7 : 100);
    },
  );

  it('moves colours by bias and contrast', async () => {
    const ramp = image(
      Array.from({ length: 255 }, (_, i) => i),
      255,
    );
    const plain = await picture(ramp, { ...PLAIN, bias: 0.5, contrast: 1 });
    expect([plain.at(0, 0), plain.at(100, 0)]).toEqual([gray(0), gray(100)]);
    const moved = await picture(ramp, { ...PLAIN, bias: 0.6 });
    expect([moved.at(0, 0), moved.at(50, 0), moved.at(200, 0)]).toEqual([gray(0), gray(0), gray(150)]);
    const steep = await picture(ramp, { ...PLAIN, contrast: 2 });
    expect([steep.at(63, 0), steep.at(127, 0), steep.at(254, 0)]).toEqual([gray(0), gray(127), gray(254)]);
  });

  it('takes a stretch as value, fields or text', async () => {
    const bytes = floatImage();
    const fields = { lowerType: 'zscale', lowerValue: 1, upperValue: 1, algorithm: 'log' } as const;
    const value = RangeValues.create(fields);
    const wanted = await renderImage(bytes, { stretch: fields });
    expect(await renderImage(bytes, { stretch: value })).toEqual(wanted);
    expect(await renderImage(bytes, { stretch: String(value) })).toEqual(wanted);
  });

  it('is the same to the byte each time', async () => {
    const options: RenderOptions = {
      width: 500,
      colorMap: 'heat',
      regions: 'image;circle 30 20 9 # text={a}',
    };
    expect(await renderImage(floatImage(), options)).toEqual(await renderImage(floatImage(), options));
  });

  it('has three colours, each stretched by itself', async () => {
    const green = { input: image([0, 10, 20, 30], 2), stretch: { ...AS_IS, upperValue: 30 } };
    const input = { red: image([1, 2, 3, Number.NaN], 2), green };
    const { at, indexed } = readPng(await renderImage(input, { stretch: AS_IS }));
    expect(indexed).toBe(false);
    expect([at(0, 1), at(1, 1), at(0, 0), at(1, 0)]).toEqual(['#010000', '#025400', '#03a900', '#00fe00']);
  });

  it('of an image without any value, or of one pixel', async () => {
    const none = await picture(image([Number.NaN, Number.NaN], 2), { blank: 'navy' });
    expect([...none.colors()]).toEqual([['#000080', 2]]);
    const one = await picture(image([7], 1), {});
    expect([one.width, one.height, one.colors().size]).toEqual([1, 1, 1]);
    for (const lowerType of ['zscale', 'sigma', 'minmax', 'percent'] as const) {
      const stretch = { lowerType, lowerValue: 1, upperValue: 9, algorithm: 'equal' } as const;
      expect((await picture(image([7], 1), { stretch })).width, lowerType).toBe(1);
      expect((await picture(image([5, 5, 5, 5], 2), { stretch })).colors().size, lowerType).toBe(1);
    }
  });
});

describe('over a picture', () => {
  const wide = image([...skyValues(100, 80)], 100, { ...WORLD, CRPIX1: 51, CRPIX2: 41 });
  const colored = async (options: RenderOptions) => (await picture(wide, { ...PLAIN, ...options })).colors();

  it('regions are drawn where they are', async () => {
    const { at, indexed } = await picture(wide, {
      ...PLAIN,
      regions: 'image;box 50.5 40.5 20 10 # color=red width=2',
    });
    expect(indexed).toBe(false);
    // The left side lies between the columns 39 and 40.
    expect([at(39, 40), at(40, 40), at(45, 34), at(45, 40) === '#ff0000']).toEqual([
      ...Array(3).fill('#ff0000'),
      false,
    ]);
  });

  it('places in the sky, by regions and by catalogues', async () => {
    const circle = await picture(wide, {
      ...PLAIN,
      regions: 'J2000;circle 83.8 -5.4 11.3842" # color=#00ffff width=3',
    });
    const scale = Math.hypot(0.0003, 0.0001) * 3600;
    const radius = 11.3842 / scale;
    expect(circle.at(Math.floor(50.5 + radius), 39)).toBe('#00ffff');
    const marks = await picture(wide, {
      ...PLAIN,
      catalog: { ra: [83.8], dec: [-5.4], shape: 'cross', size: 9, color: 'lime' },
    });
    expect([marks.at(50, 37), marks.at(53, 39)]).toEqual(['#00ff00', '#00ff00']);
    const pixels = await picture(wide, {
      ...PLAIN,
      catalog: { x: [50.5], y: [39.5], shape: 'cross', size: 9, color: 'lime' },
    });
    expect([pixels.at(50, 40), pixels.at(50, 37), pixels.at(53, 40)]).toEqual(Array(3).fill('#00ff00'));
  });

  it.each([
    'image;ellipse 50 40 20 10 30',
    'image;annulus 50 40 5 10 15',
    'image;polygon 10 10 90 10 50 70',
    'image;line 10 10 90 70',
    'image;point 50 40 # point=boxcircle 15',
    'image;text 50 40 # text={Orion}',
    'image;-circle 50 40 10',
    'physical;circle 50 40 10 # dash=1',
    'galactic;circle 209.0116 -19.4052 0.005',
  ])('%s', async (region) => {
    const line = `${region}${region.includes('#') ? '' : ' #'} color=magenta width=2`;
    const count = (await colored({ regions: line })).get('#ff00ff') ?? 0;
    expect(count).toBeGreaterThan(10);
    // Values draw the same as text.
    expect((await colored({ regions: parseRegions(line) })).get('#ff00ff')).toBe(count);
  });

  it('nothing is drawn of what misses the image', async () => {
    const bare = await colored({ colorMap: 'heat' });
    const missed = 'J2000;circle 263.8 5.4 60"\nimage;circle -500 -500 10\nJ2000;polygon 10 10 20 10 20 20';
    expect(
      await colored({ colorMap: 'heat', regions: missed, catalog: { ra: [200, Number.NaN], dec: [5, 1] } }),
    ).toEqual(bare);
  });

  it('the same is drawn when a picture is made in many bands', async () => {
    const big = image([...skyValues(300, 300)], 300);
    const options = {
      ...PLAIN,
      zoom: 8,
      regions: 'image;circle 150 150 100 # color=red width=4 text={large}',
    };
    const { width, height, at } = await picture(big, options);
    expect([width, height]).toEqual([2400, 2400]);
    expect([at(396, 1203), at(1995, 1203)]).toEqual(['#ff0000', '#ff0000']);
  });
});

describe('many pictures', () => {
  it('come in order, with what failed in its place', async () => {
    const progress: number[] = [];
    const results = await renderImages([image([1, 2], 2), '/nowhere.fits', image([3], 1)], {
      ...PLAIN,
      concurrency: 2,
      onProgress: (done) => progress.push(done),
    });
    expect(progress).toEqual([1, 2, 3]);
    const [first, second, third] = results;
    expect(first && 'png' in first && readPng(first.png).width).toBe(2);
    expect(second && 'error' in second && second.error).toBeInstanceOf(InputError);
    expect(third && 'png' in third && readPng(third.png).at(0, 0)).toBe(gray(3));
  });

  it('stop with a signal', async () => {
    const stop = new AbortController();
    const inputs = Array.from({ length: 10 }, () => image([1], 1));
    const work = renderImages(inputs, {
      concurrency: 1,
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('enough')),
    });
    await expect(work).rejects.toThrow('enough');
    await expect(renderImages([], { concurrency: 0 })).rejects.toThrow(
      /options.concurrency must be a whole number/,
    );
  });
});

describe('what cannot be drawn', () => {
  const bytes = floatImage();

  it.each<[RenderOptions, RegExp]>([
    [
      { colorMap: 'jet' as 'heat' },
      /options.colorMap must be a number from 0 to 21 or one of gray,.*got "jet"/,
    ],
    [{ colorMap: 22 }, /options.colorMap must be a number from 0 to 21/],
    [{ stretch: 'much' }, /renderImage: text must be 10 to 13 fields/],
    [{ stretch: { ...AS_IS, lowerType: 'most' as 'zscale' } }, /renderImage: fields.lowerType/],
    [{ stretch: 7 as unknown as string }, /options.stretch must be a stretch/],
    [{ width: 0 }, /options.width must be a whole number from 1 to 32768/],
    [{ height: 2.5 }, /options.height/],
    [{ zoom: 0 }, /options.zoom must be a number above 0/],
    [{ zoom: 1000 }, /options.zoom must be so that width is at most 32768 pixels, not 64000/],
    [{ center: { x: Number.NaN, y: 1 } }, /options.center must be a place with a finite x and y/],
    [
      { center: { ra: 263.8, dec: 5 } },
      /options.center must be a place that the projection of the image reaches/,
    ],
    [{ blank: 'transparentish' }, /options.blank must be a colour/],
    [{ regions: 'circle' }, /parseRegions: line 1/],
    [{ regions: 'image;circle 5 5 1 # color=reddish' }, /options.regions must be a colour/],
    [{ catalog: { ra: [1], dec: [] } }, /options.catalog must be two arrays of one length, ra and dec/],
    [{ catalog: { x: [1], y: [1], shape: 'star' as 'x' } }, /options.catalog.shape must be one of circle/],
    [{ catalog: { x: [1], y: [1], size: -1 } }, /options.catalog.size must be a number of pixels/],
    [{ plane: 1 }, /options.plane must be 0: the image has one plane, got 1/],
    [{ hdu: 3 }, /options.hdu must be an HDU of the data with an image: 0, got 3/],
  ])('%o', async (options, message) => {
    await expect(renderImage(bytes, options)).rejects.toThrow(message);
    await expect(renderImage(bytes, options)).rejects.toThrow(ArgumentError);
  });

  it('places in the sky over an image without world coordinates', async () => {
    const plain = floatImage(20, 20, {});
    await expect(renderImage(plain, { catalog: { ra: [1], dec: [1] } })).rejects.toThrow(
      /no world coordinates for its first two axes/,
    );
    await expect(renderImage(plain, { center: { ra: 1, dec: 1 } })).rejects.toThrow(InputError);
    expect(readPng(await renderImage(plain, { regions: 'image;circle 5 5 3' })).width).toBe(20);
  });

  it('three images that are of different sizes, or none', async () => {
    const input = { red: image([1, 2], 2), blue: image([1], 1) };
    await expect(renderImage(input)).rejects.toThrow(/blue has 1 × 1 pixels, the first 2 × 1/);
    await expect(renderImage({})).rejects.toThrow(/input must be an image for red, green or blue/);
  });
});
