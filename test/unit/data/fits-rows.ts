/** Reads a FITS table value by value, as the standard says, without regard to speed. */
import { cardValue, readFitsParts } from '../../../src/testing/fits-file.js';

export function readFitsRows(file: Uint8Array): unknown[][] {
  const [, part] = readFitsParts(file);
  if (part === undefined) throw new Error('There is no second unit.');
  const text = (key: string) => cardValue(part.cards, key);
  const view = new DataView(file.buffer, file.byteOffset + part.dataOffset);
  const fields = Array.from({ length: Number(text('TFIELDS')) }, (_, index) => {
    const [, count = '', code = ''] = /^(\d*)([A-Z])$/.exec(text(`TFORM${index + 1}`) ?? '') ?? [];
    return {
      code,
      size: (count === '' ? 1 : Number(count)) * (SIZES[code] ?? 0),
      blank: text(`TNULL${index + 1}`),
    };
  });
  const width = Number(text('NAXIS1'));
  return Array.from({ length: Number(text('NAXIS2')) }, (_, row) => {
    let at = row * width;
    return fields.map(({ code, size, blank }) => {
      const value = valueAt(view, at, code, size);
      at += size;
      if (typeof value !== 'bigint') return value;
      return blank !== undefined && BigInt(blank) === value ? null : value;
    });
  });
}

const SIZES: Readonly<Record<string, number>> = { L: 1, A: 1, B: 1, I: 2, J: 4, K: 8, E: 4, D: 8 };

function valueAt(view: DataView, at: number, code: string, size: number): unknown {
  switch (code) {
    case 'L':
      return { 84: true, 70: false }[view.getUint8(at)] ?? null;
    case 'B':
      return BigInt(view.getUint8(at));
    case 'I':
      return BigInt(view.getInt16(at));
    case 'J':
      return BigInt(view.getInt32(at));
    case 'K':
      return view.getBigInt64(at);
    case 'E':
    case 'D': {
      const value = code === 'E' ? view.getFloat32(at) : view.getFloat64(at);
      return Number.isNaN(value) ? null : value;
    }
    default: {
      const bytes = new Uint8Array(view.buffer, view.byteOffset + at, size);
      return new TextDecoder('latin1').decode(bytes).replace(/\0.*$/s, '').trimEnd() || null;
    }
  }
}
