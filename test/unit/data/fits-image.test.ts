import * as fc from 'fast-check';
import { encodeFitsImage, fitsImageChunks, type ImageInput, type TypedArray } from 'firefly-client/data';
import { describe, expect, it } from 'vitest';
import { cardValue, readFitsParts } from '../../../src/testing/fits-file.js';
import { askAstropy, noAstropy } from '../../support/files-by-astropy.js';

const bytes = fc.uint8Array({ minLength: 8 * 6, maxLength: 8 * 6 });

/** Any six numbers of a kind: every pattern of bits, NaN with and without a message included. */
const KINDS: Readonly<Record<string, (of: Uint8Array) => TypedArray>> = {
  int8: (of) => new Int8Array(of.buffer, 0, 6),
  uint8: (of) => new Uint8Array(of.buffer, 0, 6),
  clamped: (of) => new Uint8ClampedArray(of.buffer, 0, 6),
  int16: (of) => new Int16Array(of.buffer, 0, 6),
  uint16: (of) => new Uint16Array(of.buffer, 0, 6),
  int32: (of) => new Int32Array(of.buffer, 0, 6),
  uint32: (of) => new Uint32Array(of.buffer, 0, 6),
  int64: (of) => new BigInt64Array(of.buffer, 0, 6),
  uint64: (of) => new BigUint64Array(of.buffer, 0, 6),
  float32: (of) => new Float32Array(of.buffer, 0, 6),
  float64: (of) => new Float64Array(of.buffer, 0, 6),
};

/** Reads the pixels as the standard says, one by one. */
function pixelsOf(file: Uint8Array): (number | bigint)[] {
  const [part] = readFitsParts(file);
  const cards = part?.cards ?? [];
  const bitpix = cardValue(cards, 'BITPIX');
  const count = (part?.axes ?? []).reduce((product, length) => product * length, 1);
  const view = new DataView(file.buffer, file.byteOffset + (part?.dataOffset ?? 0));
  const zero = BigInt(cardValue(cards, 'BZERO') ?? 0);
  return Array.from({ length: count }, (_, i) => {
    if (bitpix === '-32') return view.getFloat32(4 * i);
    if (bitpix === '-64') return view.getFloat64(8 * i);
    if (bitpix === '64') return view.getBigInt64(8 * i) + zero;
    const stored =
      bitpix === '8' ? view.getUint8(i) : bitpix === '16' ? view.getInt16(2 * i) : view.getInt32(4 * i);
    return stored + Number(zero);
  });
}

const cardsIn = (file: Uint8Array): string[] => {
  const [part] = readFitsParts(file);
  const text = new TextDecoder('latin1').decode(file.subarray(0, part?.dataOffset));
  return text.match(/.{80}/gs) ?? [];
};

describe('a FITS image', () => {
  it.each(Object.keys(KINDS))('has the pixels of %s arrays, whatever they are', (kind) => {
    fc.assert(
      fc.property(bytes, (random) => {
        const data = KINDS[kind]?.(random.slice()) ?? new Uint8Array();
        const file = encodeFitsImage({ data, width: 3, height: 2 });
        expect(file.length % 2880).toBe(0);
        expect(pixelsOf(file)).toEqual([...data]);
      }),
    );
  });

  it('is the same in chunks, of whole blocks', () => {
    const image = {
      data: Float64Array.from({ length: 700 * 900 }, (_, i) => i / 3),
      width: 700,
      height: 900,
    };
    const chunks = [...fitsImageChunks(image)];
    expect(chunks.length).toBeGreaterThan(2);
    expect(chunks.every(({ length }) => length % 2880 === 0)).toBe(true);
    expect(Buffer.concat(chunks).equals(Buffer.from(encodeFitsImage(image)))).toBe(true);
  });

  it('may be a view into something larger, and is not changed', () => {
    const all = new Int16Array([9, 9, 1, 2, 3, 4, 9]);
    const data = all.subarray(2, 6);
    expect(pixelsOf(encodeFitsImage({ data, width: 2, height: 2 }))).toEqual([1, 2, 3, 4]);
    expect([...all]).toEqual([9, 9, 1, 2, 3, 4, 9]);
  });

  it('has BLANK, BSCALE and BZERO as numbers are stored', () => {
    const cards = (image: Omit<ImageInput, 'width' | 'height'>) =>
      cardsIn(encodeFitsImage({ ...image, width: 1, height: 1 }))
        .map((card) => card.trimEnd())
        .filter((card) => /^(?:BLANK|BSCALE|BZERO)/.test(card))
        .map((card) => card.replace(/ +/g, ' '));
    expect(cards({ data: new Int16Array(1), blank: -32768 })).toEqual(['BLANK = -32768']);
    expect(cards({ data: new Uint16Array(1), blank: 0 })).toEqual([
      'BSCALE = 1',
      'BZERO = 32768',
      'BLANK = -32768',
    ]);
    expect(cards({ data: new Int32Array(1), bscale: 0.5, bzero: 100 })).toEqual([
      'BSCALE = 0.5',
      'BZERO = 100.0',
    ]);
    expect(cards({ data: new Uint16Array(1), bscale: 2, bzero: 1 })).toEqual([
      'BSCALE = 2.0',
      'BZERO = 65537.0',
    ]);
    expect(cards({ data: new Float32Array(1) })).toEqual([]);
  });

  it('has cards of 80 characters of ASCII, and nothing behind END', () => {
    const header = { OBJECT: "M31's core", LONG: "x'y".repeat(99), COMMENT: 'word '.repeat(40) };
    const cards = cardsIn(encodeFitsImage({ data: new Uint8Array(1), width: 1, height: 1, header }));
    expect(cards.length % 36).toBe(0);
    expect(cards.join('')).toMatch(/^[ -~]*$/);
    const end = cards.indexOf('END'.padEnd(80));
    expect(end).toBeGreaterThan(10);
    expect(
      cards
        .slice(end + 1)
        .join('')
        .trim(),
    ).toBe('');
  });
});

const missing = noAstropy();
if (missing !== undefined) console.log(`FITS images by astropy: not tried: ${missing}`);

describe.skipIf(missing !== undefined)('a FITS image, to astropy,', () => {
  it('is right to the letter, and has the pixels of all kinds', () => {
    const images = Object.fromEntries(
      Object.entries(KINDS).map(([kind, of]) => {
        const random = Uint8Array.from({ length: 48 }, (_, i) => (i * 97 + 31) % 251);
        return [kind, of(random)];
      }),
    );
    const files = Object.fromEntries(
      Object.entries(images).map(([kind, data]) => [
        kind,
        encodeFitsImage({ data, width: 1, height: 2, depth: 3 }),
      ]),
    );
    const answer = askAstropy(
      files,
      `answer = {}
for name in files:
    with fits.open(name) as f:
        f.verify('exception')
        answer[name] = [list(f[0].data.shape), texts(f[0].data)]`,
    ) as Record<string, [number[], string[]]>;
    for (const [kind, data] of Object.entries(images)) {
      expect(answer[kind]?.[0], kind).toEqual([3, 2, 1]);
      const values = answer[kind]?.[1].map((text) =>
        typeof data[0] === 'bigint' ? BigInt(text) : Number(text),
      );
      expect(values, kind).toEqual([...data]);
    }
  });

  it('has every header that can be written', () => {
    const text = fc.string({
      unit: fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code)),
      maxLength: 300,
    });
    const value = fc.oneof(
      text.map((given) => given.trimEnd()),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    );
    const key = fc.stringMatching(/^X[A-Z0-9_-]{0,7}$/);
    const headers = fc.sample(fc.dictionary(key, value, { maxKeys: 12 }), 60);
    const files = Object.fromEntries(
      headers.map((header, index) => [
        `${index}.fits`,
        encodeFitsImage({ data: new Uint8Array(1), width: 1, height: 1, header }),
      ]),
    );
    const answer = askAstropy(
      files,
      `answer = []
for name in files:
    with fits.open(name) as f:
        f.verify('exception')
        answer.append({k: v if isinstance(v, (str, bool)) else repr(v) for k, v in f[0].header.items()})`,
    ) as Record<string, string | boolean>[];
    headers.forEach((header, index) => {
      for (const [name, wanted] of Object.entries(header)) {
        const read = answer[index]?.[name];
        if (typeof wanted === 'bigint') expect(BigInt(String(read))).toBe(wanted);
        else if (typeof wanted === 'number') expect(Number(read)).toBe(wanted);
        else expect(read).toBe(wanted);
      }
    });
  });

  it('lies in the sky where it was to lie', () => {
    const at = { data: new Uint8Array(100 * 60), width: 100, height: 60 };
    const files = {
      plain: encodeFitsImage({ ...at, wcs: { center: [10.68, 41.27], scale: 0.001 } }),
      turned: encodeFitsImage({
        ...at,
        wcs: { center: [10.68, 41.27], scale: 0.001, rotation: 30, projection: 'SIN' },
      }),
      matrix: encodeFitsImage({
        ...at,
        wcs: {
          center: [120, -20],
          system: 'galactic',
          cd: [
            [0, -0.01],
            [-0.01, 0],
          ],
          pixel: [1, 1],
        },
      }),
      old: encodeFitsImage({
        ...at,
        wcs: { center: [10, 5], system: 'FK4', scale: [0.1, 0.2], projection: 'CAR' },
      }),
    };
    const answer = askAstropy(
      files,
      `from astropy.wcs import WCS
from astropy.wcs.utils import wcs_to_celestial_frame
answer = {}
for name in files:
    w = WCS(fits.getheader(name))
    points = w.wcs_pix2world([[50.5, 30.5], [50.5, 31.5], [1, 1]], 1)
    answer[name] = [points.tolist(), wcs_to_celestial_frame(w).name]`,
    ) as Record<string, [number[][], string]>;
    const near = (point: number[] | undefined, x: number, y: number) => {
      expect(point?.[0]).toBeCloseTo(x, 6);
      expect(point?.[1]).toBeCloseTo(y, 6);
    };
    expect(Object.values(answer).map(([, frame]) => frame)).toEqual(['icrs', 'icrs', 'galactic', 'fk4']);
    near(answer['plain']?.[0][0], 10.68, 41.27);
    near(answer['plain']?.[0][1], 10.68, 41.271);
    // North is turned counterclockwise, so that up is a little to the west.
    near(
      answer['turned']?.[0][1],
      10.68 - (0.001 * Math.sin(Math.PI / 6)) / Math.cos((41.27087 * Math.PI) / 180),
      41.27086602,
    );
    near(answer['matrix']?.[0][2], 120, -20);
    near(answer['old']?.[0][1], 10, 5.2);
  });
});
