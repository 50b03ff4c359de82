/** Shades of pixels against those that a real server was seen to make of the same images. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { RangeValues } from '../../../src/actions/range-values.js';
import { openImage } from '../../../src/fits/image.js';
import { stretched } from '../../../src/render/stretch.js';
import { stripsOf } from '../../../src/render/strips.js';
import { floatImage, scaledImage } from '../../support/render-samples.js';

const recorded = Object.entries(
  JSON.parse(readFileSync(new URL('../../fixtures/shades.json', import.meta.url), 'utf8')) as Record<
    string,
    Record<string, string>
  >,
);
const IMAGES: Readonly<Record<string, Uint8Array>> = {
  'floating point, with a hole': floatImage(),
  'whole numbers, scaled': scaledImage(false),
};

/** Row by row from the top; `most` pixels are kept. */
async function shades(bytes: Uint8Array, stretch: string, most?: number): Promise<Uint8Array> {
  const image = await openImage('shades', bytes, {});
  const { width, height } = image;
  const strips = stripsOf(image, most);
  const { shade } = await stretched(strips, RangeValues.parse(stretch));
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) shade(await strips.read(y, y + 1), out, (height - 1 - y) * width);
  return out;
}

describe.each(recorded)('%s', (name, byStretch) => {
  const bytes = IMAGES[name] ?? new Uint8Array();

  it.each(Object.entries(byStretch))('%s', async (stretch, packed) => {
    const theirs = new Uint8Array(gunzipSync(Buffer.from(packed, 'base64')));
    expect(await shades(bytes, stretch)).toEqual(theirs);
    // The same when only a few rows are in memory at a time.
    expect(await shades(bytes, stretch, 500)).toEqual(theirs);
  });
});

describe('an image', () => {
  it('with BLANK has no value there, while servers take it for the lowest one', async () => {
    const found = await shades(scaledImage(true), '88,0.0,88,100.0,NaN,2.0,44,25,600,120,0,NaN,1.0');
    expect(found.filter((shade) => shade === 255)).toHaveLength(Math.ceil((64 * 48) / 97));
    expect(Math.max(...found.filter((shade) => shade < 255))).toBe(254);
    expect(Math.min(...found)).toBe(0);
  });

  it('goes from its least to its largest value with minmax, where a real server has no range at all', async () => {
    const minmax = await shades(floatImage(), '89,0.0,89,0.0,NaN,2.0,44,25,600,120,0,NaN,1.0');
    expect(minmax).toEqual(await shades(floatImage(), '88,0.0,88,100.0,NaN,2.0,44,25,600,120,0,NaN,1.0'));
  });
});
