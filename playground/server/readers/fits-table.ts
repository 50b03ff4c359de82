/** FITS tables: picks the unit that `tbl_index` means and reads its rows, binary or ASCII, or those of an image. */
import { type FileHandle, open } from 'node:fs/promises';
import {
  BATCH_ROWS,
  type Batch,
  type Cell,
  noTableInFile,
  type ReadColumn,
  type ReadTable,
  readFailure,
  type TableAbout,
  TableFailure,
} from '../tables/types.js';
import { asciiColumns } from './fits-ascii.js';
import { binaryColumns, FormFailure } from './fits-binary.js';
import { FitsFailure, type Hdu, kindOf, readHdus } from './fits-hdus.js';
import { Heap } from './fits-heap.js';
import { imageTable } from './fits-image.js';
import { uniqueColumns } from './names.js';

/** Consecutive rows as bytes. */
export interface Rows {
  readonly bytes: Buffer;
  readonly view: DataView;
  readonly count: number;
  readonly width: number;
}

/** A column that knows how to read itself out of rows. Fewer cells than rows mean that the table ends there. */
export interface RowColumn extends ReadColumn {
  read(rows: Rows, heap: Heap): Cell[];
}

/** Rows that are missing in a cut file are read as zeros, as on a real server; more than this is an error. */
const MAX_MISSING = 64 * 1024 * 1024;

/** Opens the table of unit `index`; 0 means the primary unit's image if it is small, else the unit behind it. */
export async function readFitsTable(path: string, index: number): Promise<ReadTable> {
  const hdus = await hdusOf(path);
  const hdu = hdus[index];
  if (hdu === undefined) throw readFailure(outOfRange(index, hdus.length));
  const table = index === 0 ? await imageTable(path, hdu) : undefined;
  if (table !== undefined) return table;
  const chosen = index === 0 ? hdus[1] : hdu;
  if (chosen === undefined) throw noTableInFile();
  if (isTable(chosen)) return readTableUnit(path, chosen);
  const image = index === 0 ? undefined : await imageTable(path, chosen);
  if (image === undefined) throw noTableInFile();
  return image;
}

/** Is the unit a table, compressed images included? */
export function isTable(hdu: Hdu): boolean {
  const kind = kindOf(hdu);
  return kind === 'BINTABLE' || kind === 'A3DTABLE' || kind === 'TABLE';
}

function outOfRange(index: number, count: number): string {
  return index < 0
    ? `Index ${index} out of bounds for length ${count}`
    : `table index of ${index} exceeds the number of HDUS ${count}`;
}

async function hdusOf(path: string): Promise<Hdu[]> {
  try {
    return await readHdus(path);
  } catch (error) {
    throw error instanceof FitsFailure ? readFailure(error.message) : error;
  }
}

/** Opens the table that a unit is. With `exact` values are what the file means, not what a real server makes of them. */
export async function readTableUnit(path: string, hdu: Hdu, exact = false): Promise<ReadTable> {
  const { header } = hdu;
  const count = header.int('NAXIS2');
  if (count < 0) throw readFailure(String(count));
  const columns = await columnsOf(path, hdu, exact);
  return {
    columns: uniqueColumns(columns),
    batches: () => readRows(path, hdu, columns),
    about: () => ({ keywords: keywordsOf(hdu) }),
  };
}

async function columnsOf(path: string, hdu: Hdu, exact: boolean): Promise<readonly RowColumn[]> {
  if (kindOf(hdu) === 'TABLE') return asciiColumns(hdu.header);
  const file = await open(path);
  try {
    return binaryColumns(hdu.header, await firstRow(file, hdu), exact);
  } catch (error) {
    throw error instanceof FormFailure ? new TableFailure(error.message) : error;
  } finally {
    await file.close();
  }
}

/** The bytes of the first row, if there are rows: what arrays of variable length become depends on it. */
async function firstRow(file: FileHandle, hdu: Hdu): Promise<DataView | undefined> {
  const width = hdu.header.int('NAXIS1');
  if (hdu.header.int('NAXIS2') === 0 || width <= 0) return undefined;
  const { size } = await file.stat();
  if (hdu.dataStart + width > size) throw readFailure('Error reading table entry');
  const bytes = Buffer.alloc(width);
  await file.read(bytes, 0, width, hdu.dataStart);
  return viewOf(bytes);
}

/** Every keyword once, in the order of the header; what stands several times is put together. */
function keywordsOf({ header }: Hdu): TableAbout['keywords'] {
  const values = new Map<string, string | null>();
  for (const { key, value } of header.cards) {
    const known = values.get(key) ?? '';
    if (key !== 'END') values.set(key, value === null ? known || null : known + value);
  }
  return [...values].map(([key, value]) => ({ key, value }));
}

async function* readRows(path: string, hdu: Hdu, columns: readonly RowColumn[]): AsyncGenerator<Batch> {
  const width = hdu.header.int('NAXIS1');
  const count = hdu.header.int('NAXIS2');
  const file = await open(path);
  try {
    const { size } = await file.stat();
    if (hdu.dataStart + width * count - size > MAX_MISSING) throw readFailure('Error reading table entry');
    const heap = new Heap(file.fd, hdu, size);
    for (let first = 0; first < count; first += BATCH_ROWS) {
      const rows = Math.min(BATCH_ROWS, count - first);
      const bytes = Buffer.alloc(rows * width);
      await file.read(bytes, 0, bytes.length, hdu.dataStart + first * width);
      const read = columns.map((column) =>
        column.read({ bytes, view: viewOf(bytes), count: rows, width }, heap),
      );
      const complete = Math.min(rows, ...read.map((cells) => cells.length));
      if (complete > 0) yield complete < rows ? read.map((cells) => cells.slice(0, complete)) : read;
      if (complete < rows) return;
    }
  } finally {
    await file.close();
  }
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
