import { describe, expect, it } from 'vitest';
import { fitsFrames, parseCard, readFitsParts, unzipped } from '../../../src/testing/fits-file.js';

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
    const parts = readFitsParts(
      file(primary('NAXIS   =                    0'), extension, data, extension, data),
    );
    expect(parts.map(({ axes }) => axes)).toEqual([[], [10, 10], [10, 10]]);
    expect(fitsFrames(parts).map(({ part }) => part.index)).toEqual([1, 2]);
    expect(fitsFrames(parts, 1).map(({ part }) => part.index)).toEqual([2]);
    expect(() => fitsFrames(parts, 2)).toThrow('Index 2 out of bounds for length 2');
  });

  it.each([
    ['empty', new Uint8Array(0), 'empty'],
    ['text', file('hello'), 'does not begin with'],
    ['a header without end', file(image.slice(0, 160)), 'no end'],
    ['a wrong BITPIX', file(image.replace('16', '13'), data), 'BITPIX of part 0 is 13'],
  ])('%s fails with the reason', (_name, bytes, reason) => {
    expect(() => readFitsParts(bytes)).toThrow(
      expect.objectContaining({ brief: 'Not FITS file.', detail: expect.stringContaining(reason) }),
    );
  });

  it('that is cut says where', () => {
    const reason = {
      brief: 'Could not retrieve image render data',
      detail: expect.stringContaining('part 0 ends at byte'),
    };
    expect(() => readFitsParts(file(image))).toThrow(expect.objectContaining(reason));
  });

  it('a file without an image says so', () => {
    const parts = readFitsParts(file(primary('NAXIS   =                    0')));
    expect(() => fitsFrames(parts)).toThrow(
      expect.objectContaining({ brief: 'FITS file does not contain image data' }),
    );
  });

  it('what lacks only the padding behind the last pixel is whole', () => {
    expect(readFitsParts(file(image, data.slice(0, 12)))).toHaveLength(1);
  });

  it('unpacks gzip and tells when it cannot', async () => {
    const plain = file(image, data);
    const stream = new Blob([new Uint8Array(plain)]).stream().pipeThrough(new CompressionStream('gzip'));
    const packed = new Uint8Array(await new Response(stream).arrayBuffer());
    expect(await unzipped(packed)).toEqual(plain);
    await expect(unzipped(packed.slice(0, 40))).rejects.toThrow('cannot be unpacked');
  });
});
