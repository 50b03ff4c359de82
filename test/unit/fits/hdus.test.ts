/** Headers of FITS files of every kind and form of input, and what is no FITS, is cut or is damaged. */
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type FitsHdu, readHdus } from '../../../src/fits/hdus.js';
import { readEntries } from '../../../src/fits/values.js';
import { streamOf } from '../../../src/transport/bytes.js';
import { Wcs } from '../../../src/wcs/index.js';
import {
  card,
  file,
  floats,
  IMAGE,
  imageCards,
  SIMPLE,
  tableUnit,
  unit,
} from '../../playground-server/fits-writer.js';
import { rejectionOf } from '../sdk/helpers.js';

const MEF = file(
  unit([...imageCards(SIMPLE, 8, []), card('EXTEND', true), card('OBJECT', 'M31')]),
  unit([...imageCards(IMAGE, -32, [30, 20]), card('EXTNAME', 'SCI')], floats(600)),
  tableUnit('CAT', ['J', 'E'], 5, 8),
);

const read = (bytes: Uint8Array<ArrayBuffer> | Blob): Promise<FitsHdu[]> =>
  readHdus('x.fits', streamOf(bytes));

/** In pieces of one size, which cannot be begun anew; counts how many are asked for. */
function stream(bytes: Uint8Array, size: number) {
  const asked = { pieces: 0, ended: false };
  async function* pieces(): AsyncGenerator<Uint8Array> {
    // The memory of a piece is used again, as that of files is.
    const memory = new Uint8Array(size);
    try {
      for (let at = 0; at < bytes.length; at += size) {
        asked.pieces++;
        const part = bytes.subarray(at, at + size);
        memory.fill(0xff).set(part);
        yield memory.subarray(0, part.length);
      }
    } finally {
      asked.ended = true;
    }
  }
  return { asked, source: { size: undefined, [Symbol.asyncIterator]: pieces } };
}

const outline = (hdus: readonly FitsHdu[]) =>
  hdus.map(({ index, kind, name, axes, headerOffset, dataOffset, dataBytes }) => ({
    index,
    kind,
    name,
    axes,
    at: [headerOffset, dataOffset, dataBytes],
  }));

const EXPECTED = [
  { index: 0, kind: 'PRIMARY', name: undefined, axes: [], at: [0, 2880, 0] },
  { index: 1, kind: 'IMAGE', name: 'SCI', axes: [30, 20], at: [2880, 5760, 2400] },
  { index: 2, kind: 'BINTABLE', name: 'CAT', axes: [8, 5], at: [8640, 11520, 40] },
];

describe('the HDUs of a file', () => {
  it.each<readonly [string, () => Promise<FitsHdu[]>]>([
    ['bytes', () => read(MEF)],
    ['a Blob', () => read(new Blob([MEF]))],
    ['gzipped bytes', () => read(new Uint8Array(gzipSync(MEF)))],
    ['pieces of one byte', () => readHdus('x.fits', stream(MEF, 1).source)],
    ['pieces of 1000 bytes', () => readHdus('x.fits', stream(MEF, 1000).source)],
    ['gzipped pieces of 7 bytes', () => readHdus('x.fits', stream(gzipSync(MEF), 7).source)],
    ['the same without the last filling', () => read(MEF.slice(0, 11_560))],
    ['with something behind it', () => read(file(Buffer.from(MEF), Buffer.alloc(2880, 32)))],
  ])('are the same of %s', async (_what, hdus) => {
    expect(outline(await hdus())).toEqual(EXPECTED);
  });

  it('have values in types, and all their cards', async () => {
    const [primary, image] = await read(MEF);
    expect(primary?.values).toMatchObject({ SIMPLE: true, BITPIX: 8, NAXIS: 0, OBJECT: 'M31' });
    expect(image?.cards[0]).toEqual({ key: 'XTENSION', value: 'IMAGE', comment: 'Image extension' });
  });

  it('are passed over where that is possible: of 100 MB little is read', async () => {
    const data = 100 * 1024 * 1024;
    const head = file(unit(imageCards(SIMPLE, 8, [data / 1024, 1024]))).slice(0, 2880);
    const tail = file(unit(imageCards(IMAGE, 8, [])));
    const padding = new Uint8Array((2880 - (data % 2880)) % 2880);
    const blob = new Blob([head, new Uint8Array(data), padding, tail]);
    let given = 0;
    const whole = streamOf(blob);
    const from = (offset: number) => {
      const part = streamOf(blob.slice(offset));
      return {
        async *[Symbol.asyncIterator]() {
          for await (const piece of part) {
            given += piece.length;
            yield piece;
          }
        },
      };
    };
    const source = { size: whole.size, from, [Symbol.asyncIterator]: () => from(0)[Symbol.asyncIterator]() };
    expect((await readHdus('x.fits', source)).map(({ kind }) => kind)).toEqual(['PRIMARY', 'IMAGE']);
    expect(given).toBeLessThan(2 * 1024 * 1024);
  });

  it('know random groups, whose first axis does not count', async () => {
    const cards = [
      ...imageCards(SIMPLE, -32, [0, 3, 4]),
      card('GROUPS', true),
      card('PCOUNT', 2),
      card('GCOUNT', 5),
    ];
    const [hdu] = await read(file(unit(cards, new Uint8Array(4 * 5 * (2 + 12)))));
    expect(hdu?.dataBytes).toBe(280);
  });

  it('can be read as coordinates', async () => {
    const cards = [
      ...imageCards(SIMPLE, 8, [10, 10]),
      card('CTYPE1', 'RA---TAN'),
      card('CTYPE2', 'DEC--TAN'),
      card('CRVAL1', 10.5),
      card('CRVAL2', 41.25),
      card('CRPIX1', 5),
      card('CRPIX2', 5),
      card('CDELT1', -0.01),
      card('CDELT2', 0.01),
    ];
    const [hdu] = await read(file(unit(cards, new Uint8Array(100))));
    const centre = Wcs.fromHeader(hdu?.values ?? {}).pixelToWorld({ x: 4, y: 4 });
    expect(centre?.x).toBeCloseTo(10.5, 1);
    expect(centre?.y).toBeCloseTo(41.25, 1);
  });
});

describe('what is no FITS, is cut or is damaged', () => {
  const huge = [card('SIMPLE', true), ...Array.from({ length: 71 }, (_, n) => card(`K${n}`, n))].join('');
  const image = (bitpix: number | string, naxis1: number | string): Uint8Array<ArrayBuffer> =>
    file(unit([SIMPLE, card('BITPIX', bitpix), card('NAXIS', 1), card('NAXIS1', naxis1)]));
  it.each<readonly [string, Uint8Array<ArrayBuffer>, string]>([
    ['nothing', new Uint8Array(), 'x.fits is empty'],
    ['a text', new TextEncoder().encode('ra,dec\n1,2\n'), 'begins with "ra,dec", not with "SIMPLE  ="'],
    ['bzip2', new TextEncoder().encode('BZh91AY'), 'x.fits is compressed by bzip2: only gzip is unpacked'],
    ['a zip', new TextEncoder().encode('PK\x03\x04'), 'x.fits is compressed by zip'],
    ['a header without END', new TextEncoder().encode(huge), 'cut: the header of HDU 0 has no END'],
    ['half a header', MEF.slice(0, 2880 + 100), 'cut: the header of HDU 1 has no END'],
    ['half an image', MEF.slice(0, 5760 + 1000), 'HDU 1 is to have 2400 bytes of data, but there are 1000'],
    [
      'a cut gzip',
      new Uint8Array(gzipSync(MEF).subarray(0, 200)),
      'begins like gzip, but cannot be unpacked',
    ],
    ['a wrong BITPIX', image(9, 1), 'BITPIX of HDU 0 is 9, not 8, 16, 32, 64, -32 or -64'],
    ['a BITPIX that is a text', image('x', 1), 'BITPIX of HDU 0 is x'],
    ['an axis that is none', image(8, -5), 'NAXIS1 of HDU 0 is -5, not a count'],
    [
      'an axis without a value',
      file(unit([SIMPLE, card('BITPIX', 8), card('NAXIS', 2), card('NAXIS1', 1)])),
      'NAXIS2 of HDU 0 is missing',
    ],
  ])('%s', async (_what, bytes, text) => {
    for (const source of [streamOf(bytes), stream(bytes, 100).source]) {
      const error = await rejectionOf(readHdus('x.fits', source));
      expect(error).toMatchObject({ name: 'InputError', code: 'INPUT' });
      expect(String(error)).toContain(text);
    }
  });

  it('ends with the error of a stream that fails, gzipped or not, and lets go of it', async () => {
    const failure = new Error('disk on fire');
    for (const bytes of [MEF, gzipSync(MEF)]) {
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield bytes.subarray(0, 100);
        throw failure;
      }
      const source = { size: undefined, [Symbol.asyncIterator]: broken };
      expect(await rejectionOf(readHdus('x.fits', source))).toBe(failure);
    }
    const { asked, source } = stream(new TextEncoder().encode('no FITS at all'.repeat(1000)), 100);
    await rejectionOf(readHdus('x.fits', source));
    await expect.poll(() => asked.ended).toBe(true);
    expect(asked.pieces).toBeLessThan(40);
  });

  it('reads Node’s streams', async () => {
    const source = {
      size: undefined,
      [Symbol.asyncIterator]: () => Readable.from([MEF])[Symbol.asyncIterator](),
    };
    expect(outline(await readHdus('x.fits', source))).toEqual(EXPECTED);
  });
});

describe('cards', () => {
  const entry = (text: string) => readEntries([text.padEnd(80)])[0];
  it.each([
    ["OBJECT  = 'M 31    '           / name", { key: 'OBJECT', value: 'M 31', comment: 'name' }],
    ["QUOTE   = 'it''s / so'         / a slash", { key: 'QUOTE', value: "it's / so", comment: 'a slash' }],
    ["EMPTY   = ''", { key: 'EMPTY', value: '', comment: '' }],
    ["NUMBER  = '42'", { key: 'NUMBER', value: '42', comment: '' }],
    ['YES     =                    T', { key: 'YES', value: true, comment: '' }],
    ['INT     =                  -42 / [m]', { key: 'INT', value: -42, comment: '[m]' }],
    ['BIG     =  9007199254740993', { key: 'BIG', value: 9007199254740993n, comment: '' }],
    ['PLUS    = +9223372036854775807', { key: 'PLUS', value: 9223372036854775807n, comment: '' }],
    ['DOUBLE  = 1.5D-3', { key: 'DOUBLE', value: 0.0015, comment: '' }],
    ['POINT   = .5', { key: 'POINT', value: 0.5, comment: '' }],
    ['COMPLEX = (1.0, 2.0)', { key: 'COMPLEX', value: '(1.0, 2.0)', comment: '' }],
    ['NOTHING =                      / undefined', { key: 'NOTHING', value: null, comment: 'undefined' }],
    ['HIERARCH ESO DET CHIP = 5 / long', { key: 'ESO DET CHIP', value: 5, comment: 'long' }],
    ['COMMENT = no value', { key: 'COMMENT', value: null, comment: '= no value' }],
    ['HISTORY made', { key: 'HISTORY', value: null, comment: 'made' }],
    ['', { key: '', value: null, comment: '' }],
  ])('%s', (text, expected) => {
    expect(entry(text)).toEqual(expected);
  });

  it('that go on are put together', () => {
    const cards = [
      "LONG    = 'one &' / first",
      "CONTINUE  'two &'",
      "CONTINUE  'three' / last",
      "CONTINUE  'alone'",
    ];
    expect(readEntries(cards.map((text) => text.padEnd(80)))).toEqual([
      { key: 'LONG', value: 'one two three', comment: 'first last' },
      { key: 'CONTINUE', value: null, comment: "  'alone'" },
    ]);
  });

  it('named like parts of an object are values like others', async () => {
    const [hdu] = await read(file(unit([...imageCards(SIMPLE, 8, []), card('__proto_', 5)])));
    expect(hdu?.values['__proto_']).toBe(5);
  });
});
