/** FITS tables: picks the unit that `tbl_index` means and reads its rows, binary or ASCII. */
import { open } from 'node:fs/promises';
import { asciiColumns } from './fits-ascii.js';
import { binaryColumns, EndOfRows } from './fits-binary.js';
import { type Hdu, intOf, readHdus } from './fits-header.js';
import {
  BATCH_ROWS,
  type Batch,
  type Cell,
  noTableInFile,
  type ReadColumn,
  type ReadTable,
  TableFailure,
} from './types.js';

/** A column that knows how to read itself out of the bytes of a row. */
export interface RowColumn extends ReadColumn {
  /** True where `read` looks into the heap. */
  readonly usesHeap?: boolean;
  read(row: DataView, heap: Heap): Cell;
}

/** What lies behind the rows: the arrays of variable length. */
export interface Heap {
  bytes(offset: number, length: number): DataView;
}

/** Opens the table of unit `index`; 0 means the first unit behind the primary one. */
export async function readFitsTable(path: string, index: number): Promise<ReadTable> {
  const hdus = await readHdus(path);
  if (index >= hdus.length && index > 0) {
    throw new TableFailure(
      `SQLDataException: table index of ${index} exceeds the number of HDUS ${hdus.length}`,
    );
  }
  const hdu = hdus[Math.max(index, 1)];
  const kind = hdu?.header.get('XTENSION');
  if (hdu === undefined || (kind !== 'BINTABLE' && kind !== 'TABLE')) {
    throw noTableInFile();
  }
  const columns: readonly RowColumn[] =
    kind === 'TABLE' ? asciiColumns(hdu.header) : binaryColumns(hdu.header);
  return { columns, keywords: [], batches: () => readRows(path, hdu, columns) };
}

async function* readRows(path: string, hdu: Hdu, columns: readonly RowColumn[]): AsyncGenerator<Batch> {
  const width = intOf(hdu.header, 'NAXIS1');
  const count = intOf(hdu.header, 'NAXIS2');
  const file = await open(path);
  try {
    const { size } = await file.stat();
    if (hdu.dataStart + width * count > size) {
      throw new TableFailure(`Damaged FITS file: ${count} rows of ${width} bytes do not fit into it`);
    }
    const heap = await readHeap(file, hdu, width * count, columns);
    for (let first = 0; first < count; first += BATCH_ROWS) {
      const rows = Math.min(BATCH_ROWS, count - first);
      const bytes = Buffer.alloc(rows * width);
      await file.read(bytes, 0, bytes.length, hdu.dataStart + first * width);
      const { batch, ended } = readBatch(bytes, rows, width, columns, heap);
      if ((batch[0]?.length ?? 0) > 0) yield batch;
      if (ended) return;
    }
  } finally {
    await file.close();
  }
}

function readBatch(
  bytes: Buffer,
  rows: number,
  width: number,
  columns: readonly RowColumn[],
  heap: Heap,
): { batch: Batch; ended: boolean } {
  const batch: Cell[][] = columns.map(() => []);
  for (let i = 0; i < rows; i++) {
    const row = new DataView(bytes.buffer, bytes.byteOffset + i * width, width);
    try {
      const cells = columns.map((column) => column.read(row, heap));
      for (let c = 0; c < cells.length; c++) batch[c]?.push(cells[c] ?? null);
    } catch (error) {
      if (error instanceof EndOfRows) return { batch, ended: true };
      throw error;
    }
  }
  return { batch, ended: false };
}

/** The heap is read only where a column of variable length needs it. */
async function readHeap(
  file: Awaited<ReturnType<typeof open>>,
  hdu: Hdu,
  tableLength: number,
  columns: readonly RowColumn[],
): Promise<Heap> {
  const start = intOf(hdu.header, 'THEAP', tableLength);
  const needed = columns.some((column) => column.usesHeap) && hdu.dataLength > start;
  const bytes = Buffer.alloc(needed ? hdu.dataLength - start : 0);
  if (bytes.length > 0) await file.read(bytes, 0, bytes.length, hdu.dataStart + start);
  return {
    bytes(offset, length) {
      if (offset < 0 || offset + length > bytes.length) {
        throw new TableFailure('Damaged FITS file: an array of variable length lies outside of it');
      }
      return new DataView(bytes.buffer, bytes.byteOffset + offset, length);
    },
  };
}
