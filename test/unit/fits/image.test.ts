/** Pixels of FITS images of every kind, against what astropy read from the same files. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ArgumentError, InputError } from 'firefly-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ImageChoice, openImage } from '../../../src/fits/image.js';
import type { FitsInput } from '../../../src/fits/source.js';

interface Case {
  readonly file: string;
  readonly hdu: number;
  readonly shape: readonly number[];
  readonly values: string;
}

const cases = JSON.parse(
  readFileSync(new URL('../../fixtures/fits.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, Case>>;
const unpacked = (text: string): Uint8Array => new Uint8Array(gunzipSync(Buffer.from(text, 'base64')));
const fileOf = (name: string): Uint8Array => unpacked(cases[name]?.file ?? '');

/** The values of one plane. */
function expected({ values, shape }: Case, plane: number): Float64Array {
  const all = new Float64Array(unpacked(values).buffer);
  const [width = 0, height = 0] = [...shape].reverse();
  return all.slice(plane * width * height, (plane + 1) * width * height);
}

async function read(input: FitsInput, choice: ImageChoice = {}, step = 7): Promise<Float64Array> {
  const image = await openImage('read', input, choice);
  try {
    const all = new Float64Array(image.width * image.height);
    for (let row = 0; row < image.height; row += step) {
      const end = Math.min(row + step, image.height);
      all.set(await image.rows(row, end, Float64Array), row * image.width);
    }
    return all;
  } finally {
    await image.close();
  }
}

const refused = new Set(['HCOMPRESS_1', 'PLIO_1']);
const known = Object.entries(cases).filter(([name]) => !refused.has(name));
const folder = mkdtempSync(join(tmpdir(), 'ffc-fits-'));
const path = join(folder, 'image.fits');

beforeAll(() => writeFileSync(path, fileOf('cube')));
afterAll(() => rmSync(folder, { recursive: true }));

describe('pixels', () => {
  it.each(known)('%s', async (name, one) => {
    const planes = one.shape.slice(0, -2).reduce((all, length) => all * length, 1);
    for (let plane = 0; plane < planes; plane++) {
      const values = await read(fileOf(name), { hdu: one.hdu, plane });
      const wanted = expected(one, plane);
      // Astropy gives floats of 32 bits for quantised ones, and scales in 32 bits.
      const same = name.includes('floats') || name.includes('BSCALE') ? values.map(Math.fround) : values;
      expect(same).toEqual(wanted);
    }
  });

  it('are the same from a path, a Blob, a stream, gzipped or not', async () => {
    const wanted = expected(cases['cube'] as Case, 0);
    const bytes = fileOf('cube');
    const gzipped = Buffer.from(cases['cube']?.file ?? '', 'base64');
    const inputs: FitsInput[] = [
      path,
      new URL(`file://${path}`),
      new Blob([bytes as Uint8Array<ArrayBuffer>]),
      bytes.buffer as ArrayBuffer,
      new Blob([bytes as Uint8Array<ArrayBuffer>]).stream(),
      gzipped,
    ];
    for (const input of inputs) expect(await read(input)).toEqual(wanted);
  });

  it('of a plane, of an HDU by number or by name, of any rows', async () => {
    expect(await read(path, { plane: 5 }, 1)).toEqual(expected(cases['cube'] as Case, 5));
    const one = cases['second extension'] as Case;
    for (const hdu of [2, 'SCI', 'sci', undefined]) {
      expect(await read(fileOf('second extension'), { hdu }), String(hdu)).toEqual(expected(one, 0));
    }
  });

  it('leave the bytes that were given as they were', async () => {
    const bytes = fileOf('NaN');
    await read(bytes);
    expect(bytes).toEqual(fileOf('NaN'));
  });
});

/** A file with some bytes of its header replaced. */
function changed(name: string, from: string, to: string): Uint8Array {
  const text = Buffer.from(fileOf(name)).toString('latin1');
  expect(text).toContain(from);
  return Buffer.from(text.replace(from, to), 'latin1');
}

describe('what cannot be read', () => {
  it.each([
    ['no file', () => '/nowhere/m31.fits', /there is no file "\/nowhere\/m31.fits"/],
    ['no bytes', () => new Uint8Array(), /read: the data is empty/],
    [
      'no FITS',
      () => Buffer.from('<html>'.padEnd(3000)),
      /not a FITS file.*begin with "SIMPLE {2}= {2}T", but with "<html>/,
    ],
    [
      'gzip that is cut',
      () => Buffer.from(cases['cube']?.file ?? '', 'base64').subarray(0, 300),
      /cut or damaged: it begins like gzip/,
    ],
    ['a header without an end', () => fileOf('cube').subarray(0, 400), /the header at byte 0 has no end/],
    [
      'data that are cut',
      () => fileOf('cube').subarray(0, 3000),
      /is cut: the data of HDU 0 end at byte 3360, 360 bytes behind/,
    ],
    [
      'a wrong BITPIX',
      () => changed('cube', 'BITPIX  =                  -32', 'BITPIX  =                  -31'),
      /BITPIX of HDU 0 is -31; it must be one of 8, 16/,
    ],
    [
      'a table only',
      () => changed('second extension', "XTENSION= 'IMAGE   '", "XTENSION= 'OTHER   '"),
      /has no image: its HDUs have a table only/,
    ],
    [
      'no data',
      () => changed('one pixel', 'NAXIS   =                    2', 'NAXIS   =                    0'),
      /has no image: none of its 1 HDUs has pixels/,
    ],
    [
      'HCOMPRESS',
      () => fileOf('HCOMPRESS_1'),
      /compressed as "HCOMPRESS_1", which cannot be read here; RICE_1.*can/,
    ],
    ['PLIO', () => fileOf('PLIO_1'), /compressed as "PLIO_1", which cannot be read here/],
  ])('%s', async (_name, input, message) => {
    await expect(read(input())).rejects.toThrow(message);
    await expect(read(input())).rejects.toThrow(InputError);
  });

  it('a tile that is damaged', async () => {
    const name = 'GZIP_1 of 16 bits';
    const data = Buffer.from(fileOf(name)).toString('latin1').lastIndexOf('END     ') + 80;
    const table = Math.ceil(data / 2880) * 2880;
    const heap = fileOf(name);
    heap.fill(0x55, table + 20 * 8);
    await expect(read(heap)).rejects.toThrow(/HDU 1 of the data is damaged: tile 0 cannot be unpacked/);
    const pointers = fileOf(name);
    pointers.fill(0x7f, table, table + 8);
    await expect(read(pointers)).rejects.toThrow(/damaged: tile 0 of HDU 1 points outside of its data/);
  });

  it.each([
    [{ plane: 6 }, /options.plane must be a whole number from 0 to 5, got 6/],
    [{ plane: -1 }, /options.plane must be a whole number from 0 to 5/],
    [{ plane: 0.5 }, /options.plane must be/],
    [{ hdu: 1 }, /options.hdu must be an HDU of image.fits with an image: 0, got 1/],
    [{ hdu: 'SCI' }, /options.hdu must be an HDU.*got "SCI"/],
  ])('%o', async (choice, message) => {
    await expect(read(path, choice)).rejects.toThrow(message);
    await expect(read(path, choice)).rejects.toThrow(ArgumentError);
  });

  it('what is no input', async () => {
    await expect(read(7 as unknown as string)).rejects.toThrow(/read: input must be a path, a URL, a Blob/);
  });
});
