import { ArgumentError } from 'firefly-client';
import { encodeFitsImage, type ImageInput } from 'firefly-client/data';
import { describe, expect, it } from 'vitest';

const data = new Float32Array(6);
const image = { data, width: 3, height: 2 };
const wcs = { center: [1, 2], scale: 0.1 };
const header = (cards: unknown) => ({ ...image, header: cards });
const sky = (members: unknown) => ({ ...image, wcs: { ...wcs, ...Object(members) } });

const wrong: readonly [string, unknown, RegExp][] = [
  ['nothing', undefined, /image must be an object with data, width and height, got undefined/],
  ['no pixels', { width: 1, height: 1 }, /image.data must be a typed array of numbers, got undefined/],
  [
    'a plain array',
    { ...image, data: [1, 2, 3] },
    /image.data must be a typed array of numbers, got an array of 3/,
  ],
  ['a DataView', { ...image, data: new DataView(new ArrayBuffer(6)) }, /image.data must be a typed array/],
  [
    'no width',
    { ...image, width: 0, height: 5 },
    /image.width must be a whole number of pixels, 1 or more, got 0/,
  ],
  [
    'half a pixel',
    { ...image, height: 1.5 },
    /image.height must be a whole number of pixels, 1 or more, got 1.5/,
  ],
  ['no height', { data, width: 6 }, /image.height must be a whole number .* got undefined/],
  [
    'too few pixels',
    { ...image, width: 4 },
    /image.data must be of 8 pixels \(4 × 2\), got a Float32Array of 6/,
  ],
  ['a depth that does not fit', { ...image, depth: 2 }, /image.data must be of 12 pixels \(3 × 2 × 2\)/],
  ['a scale of nothing', { ...image, bscale: 0 }, /image.bscale must be other than 0/],
  ['a zero that is none', { ...image, bzero: Number.NaN }, /image.bzero must be a finite number, got NaN/],
  [
    'BLANK of floats',
    { ...image, blank: 0 },
    /image.blank must be left out: where a float is NaN there is no pixel/,
  ],
  [
    'BLANK out of range',
    { ...image, data: new Uint8Array(6), blank: 256 },
    /image.blank must be from 0 to 255/,
  ],
  [
    'BLANK of fractions',
    { ...image, data: new Uint8Array(6), blank: 1.5 },
    /image.blank must be a whole number, got 1.5/,
  ],
  ['a header that is none', header('x'), /image.header must be an object with keywords and values/],
  [
    'a long keyword',
    header({ EXPOSURETIME: 1 }),
    /image.header.EXPOSURETIME must be a keyword of 1 to 8 of the characters/,
  ],
  ['a keyword with blanks', header({ 'EXP TIME': 1 }), /image.header.EXP TIME must be a keyword/],
  ['a keyword of other characters', header({ É: 1 }), /image.header.É must be a keyword/],
  ['an empty keyword', header({ '': 1 }), /must be a keyword of 1 to 8/],
  [
    'a keyword of the structure',
    header({ NAXIS1: 3 }),
    /image.header.NAXIS1 must be left out, because it is written from the data, got 3/,
  ],
  ['BZERO as a keyword', header({ bzero: 3 }), /image.header.bzero must be left out/],
  ['END', header({ END: '' }), /image.header.END must be left out/],
  ['a keyword twice', header({ A: 1, a: 2 }), /image.header.a must be there once only/],
  [
    'text beyond ASCII',
    header({ A: 'é' }),
    /image.header.A must be printable ASCII: FITS headers have nothing else, got "é"/,
  ],
  ['a line end', header({ A: 'a\nb' }), /image.header.A must be printable ASCII/],
  [
    'a comment beyond ASCII',
    header({ A: { value: 1, comment: '☃' } }),
    /image.header.A.comment must be printable ASCII/,
  ],
  [
    'a comment without room',
    header({ A: { value: 1, comment: 'x'.repeat(60) } }),
    /A.comment must be of at most 47 characters/,
  ],
  [
    'a comment without room for a text',
    header({ A: { value: 'a', comment: 'x'.repeat(66) } }),
    /A.comment must be of at most 65/,
  ],
  [
    'NaN',
    header({ A: Number.NaN }),
    /image.header.A must be a finite number: headers have none other, got NaN/,
  ],
  ['a list', header({ A: [1, 2] }), /image.header.A must be a text, a number, true or false, or null/],
  ['a comment that is none', header({ A: { value: 1, comment: 3 } }), /A.comment must be a text, got 3/],
  [
    'HISTORY beyond ASCII',
    header({ HISTORY: ['a', 'é'] }),
    /image.header.HISTORY must be a text of printable ASCII, or several/,
  ],
  [
    'coordinates twice',
    { ...sky({}), header: { CRVAL1: 3 } },
    /image.header.CRVAL1 must be left out, because it is written from wcs/,
  ],
  ['a wcs that is none', { ...image, wcs: 3 }, /image.wcs must be an object with center, and scale or cd/],
  [
    'a slip',
    sky({ rotaton: 3 }),
    /image.wcs.rotaton must be left out: it is not known here \(is rotation meant\?\)/,
  ],
  [
    'an unknown projection',
    sky({ projection: 'TAM' }),
    /image.wcs.projection must be one of TAN, SIN, .* \(is TAN meant\?\), got "TAM"/,
  ],
  [
    'an unknown system',
    sky({ system: 'Galactic' }),
    /image.wcs.system must be one of ICRS, .* \(is galactic meant\?\)/,
  ],
  ['no centre', sky({ center: undefined }), /image.wcs.center must be a pair of numbers, got undefined/],
  [
    'a centre beyond the pole',
    sky({ center: [0, 91] }),
    /image.wcs.center\[1\] must be from -90 to 90 degrees, got 91/,
  ],
  ['a centre of texts', sky({ center: ['1', '2'] }), /image.wcs.center must be a finite number, got "1"/],
  ['no scale', { ...image, wcs: { center: [1, 2] } }, /image.wcs.scale must be given, or cd in place of it/],
  [
    'both scales',
    sky({
      cd: [
        [1, 0],
        [0, 1],
      ],
    }),
    /image.wcs.scale must be given, or cd in place of it, and not both/,
  ],
  ['a scale of zero', sky({ scale: [0, 1] }), /image.wcs.scale must be other than 0/],
  [
    'a matrix that cannot be inverted',
    sky({
      scale: undefined,
      cd: [
        [1, 1],
        [1, 1],
      ],
    }),
    /image.wcs.cd must be a matrix that can be inverted/,
  ],
  ['half a matrix', sky({ scale: undefined, cd: [[1, 1]] }), /image.wcs.cd must be two pairs of numbers/],
  [
    'a turned matrix',
    sky({
      scale: undefined,
      cd: [
        [1, 0],
        [0, 1],
      ],
      rotation: 3,
    }),
    /image.wcs.rotation must be left out, because there is cd/,
  ],
  [
    'an equinox without use',
    sky({ equinox: 2000 }),
    /image.wcs.equinox must be left out: ICRS has no equinox/,
  ],
  [
    'a third axis of two',
    sky({ third: { type: 'FREQ', value: 1, step: 1 } }),
    /image.wcs.third must be left out, because the image has no depth/,
  ],
];

describe('an image that cannot be', () => {
  it.each(wrong)('is refused with the place: %s', (_name, input, message) => {
    const encode = () => encodeFitsImage(input as ImageInput);
    expect(encode).toThrow(ArgumentError);
    expect(encode).toThrow(message);
  });
});
