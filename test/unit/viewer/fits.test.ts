import { describe, expect, it } from 'vitest';
import { chooseImage, parseCard, readParts, unzipped } from '../../../playground/viewer/images/fits.js';

function header(cards: readonly string[]): string {
  const text = [...cards, 'END'].map((card) => card.padEnd(80)).join('');
  return text.padEnd(Math.ceil(text.length / 2880) * 2880);
}

function file(...parts: readonly string[]): Uint8Array {
  return Uint8Array.from(parts.join(''), (char) => char.charCodeAt(0));
}

const primary = (...more: string[]): string =>
  header(['SIMPLE  =                    T', 'BITPIX  =                   16', ...more]);
const image = primary(
  'NAXIS   =                    2',
  'NAXIS1  =                    3',
  'NAXIS2  =                    2',
);
const data = '\0'.repeat(2880);

describe('cards', () => {
  it('keep the value as printed and split off the comment', () => {
    expect(parseCard("OBJECT  = 'O''Neill / x'       / who".padEnd(80))).toEqual({
      key: 'OBJECT',
      value: "O'Neill / x",
      comment: 'who',
    });
    expect(parseCard('CRVAL1  =  1.761000000000000E+03 / deg')).toMatchObject({
      value: '1.761000000000000E+03',
    });
    expect(parseCard('HISTORY made by hand')).toEqual({ key: 'HISTORY', value: '', comment: 'made by hand' });
    expect(parseCard(' '.repeat(80))).toBeUndefined();
  });
});

describe('FITS files', () => {
  it('lists the parts and finds the images among them', () => {
    const extension = header([
      "XTENSION= 'IMAGE   '",
      'BITPIX  =                    8',
      'NAXIS   =                    2',
      'NAXIS1  =                   10',
      'NAXIS2  =                   10',
      'PCOUNT  =                    0',
      'GCOUNT  =                    1',
    ]);
    const parts = readParts(
      file(primary('NAXIS   =                    0'), extension, data, extension, data),
    );
    expect(parts.map(({ axes }) => axes)).toEqual([[], [10, 10], [10, 10]]);
    expect(chooseImage(parts, 1).index).toBe(2);
    expect(() => chooseImage(parts, 2)).toThrow('the file has 2 (0 to 1)');
  });

  it.each([
    ['empty', new Uint8Array(0), 'empty'],
    ['text', file('hello'), 'does not begin with'],
    ['a header without end', file(image.slice(0, 160)), 'no end'],
    ['a wrong BITPIX', file(image.replace('16', '13'), data), 'BITPIX of part 0 is 13'],
    ['cut data', file(image), 'The file is cut'],
  ])('%s fails with the reason', (_name, bytes, reason) => {
    expect(() => readParts(bytes)).toThrow(
      expect.objectContaining({ brief: 'Not FITS file.', detail: expect.stringContaining(reason) }),
    );
  });

  it('a file without an image says so', () => {
    const parts = readParts(file(primary('NAXIS   =                    0')));
    expect(() => chooseImage(parts, 0)).toThrow('no image');
  });

  it('what lacks only the padding behind the last pixel is whole', () => {
    expect(readParts(file(image, data.slice(0, 12)))).toHaveLength(1);
  });

  it('unpacks gzip and tells when it cannot', async () => {
    const plain = file(image, data);
    const stream = new Blob([new Uint8Array(plain)]).stream().pipeThrough(new CompressionStream('gzip'));
    const packed = new Uint8Array(await new Response(stream).arrayBuffer());
    expect(await unzipped(packed)).toEqual(plain);
    await expect(unzipped(packed.slice(0, 40))).rejects.toThrow('cannot be unpacked');
  });
});
