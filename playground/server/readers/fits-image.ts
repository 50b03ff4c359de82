/** Images that a real server reads as tables: spectra of one row, and images of a few rows, one column each. */
import { open } from 'node:fs/promises';
import { BATCH_ROWS, type Batch, type ReadColumn, type ReadTable, readFailure } from '../tables/types.js';
import { type Hdu, kindOf } from './fits-hdus.js';

/** Images of more rows are no tables. */
const MAX_ROWS = 30;

interface Pixels {
  readonly size: number;
  read(view: DataView, at: number): number;
}

const PIXELS = new Map<number, Pixels>([
  [8, { size: 1, read: (view, at) => view.getUint8(at) }],
  [16, { size: 2, read: (view, at) => view.getInt16(at) }],
  [32, { size: 4, read: (view, at) => view.getInt32(at) }],
  [64, { size: 8, read: (view, at) => Number(view.getBigInt64(at)) }],
  [-32, { size: 4, read: (view, at) => view.getFloat32(at) }],
  [-64, { size: 8, read: (view, at) => view.getFloat64(at) }],
]);

/** The table that an image is read as; undefined for what is no image or too large. */
export async function imageTable(path: string, hdu: Hdu): Promise<ReadTable | undefined> {
  const { header } = hdu;
  const [length = 0, ...others] = axesOf(hdu);
  if (kindOf(hdu) !== 'IMAGE' || length < 1) return undefined;
  const rows = others.every((size) => size <= 1) ? 1 : others.length === 1 ? (others[0] ?? 0) : 0;
  if (rows < 1 || rows > MAX_ROWS) return undefined;
  const single = others.every((size) => size <= 1);
  const columns = single ? spectrumColumns(hdu) : imageColumns(hdu, rows);
  return {
    columns,
    batches: () => readPixels(path, hdu, length, rows),
    about: () => ({ title: header.get('EXTNAME') ?? header.get('NAME') ?? 'No Name', keywords: [] }),
  };
}

/** The sizes of an image's axes. */
export function axesOf({ header }: Hdu): number[] {
  const axes = Math.max(0, Math.min(header.int('NAXIS'), 999));
  return Array.from({ length: axes }, (_, i) => header.int(`NAXIS${i + 1}`));
}

function indexColumn({ header }: Hdu): ReadColumn {
  const name = header.get('CNAME1') ?? 'Index';
  return { name, kind: 'integer', info: { units: 'pixel', label: name } };
}

function spectrumColumns(hdu: Hdu): ReadColumn[] {
  const name = hdu.header.get('EXTNAME') || 'value';
  const units = hdu.header.get('BUNIT');
  const info = { ...(units ? { units } : {}), label: name };
  return [indexColumn(hdu), { name, kind: 'double', info }];
}

function imageColumns(hdu: Hdu, rows: number): ReadColumn[] {
  const data = Array.from({ length: rows }, (_, i) => `data${i}`);
  return [
    indexColumn(hdu),
    ...data.map((name): ReadColumn => ({ name, kind: 'double', info: { label: name } })),
  ];
}

async function* readPixels(path: string, hdu: Hdu, length: number, rows: number): AsyncGenerator<Batch> {
  const bitpix = hdu.header.int('BITPIX');
  const pixels = PIXELS.get(bitpix);
  if (pixels === undefined) throw readFailure(`Invalid BITPIX value:${bitpix}`);
  const file = await open(path);
  try {
    const { size } = await file.stat();
    if (hdu.dataStart + length * rows * pixels.size > size) throw readFailure('Incomplete image read.');
    for (let first = 0; first < length; first += BATCH_ROWS) {
      const count = Math.min(BATCH_ROWS, length - first);
      const batch: (readonly number[])[] = [Array.from({ length: count }, (_, i) => first + i)];
      for (let row = 0; row < rows; row++) {
        const bytes = Buffer.alloc(count * pixels.size);
        await file.read(bytes, 0, bytes.length, hdu.dataStart + (row * length + first) * pixels.size);
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
        batch.push(Array.from({ length: count }, (_, i) => pixels.read(view, i * pixels.size)));
      }
      yield batch;
    }
  } finally {
    await file.close();
  }
}
