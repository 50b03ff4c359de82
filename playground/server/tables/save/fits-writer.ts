/** A FITS file with one binary table: within a VOTable. */
import type { DuckDBValue } from '@duckdb/node-api';
import { itemsOf } from '../values.js';
import { type CellWriter, NOTHING, scalarWriter, textOfCell, WIDTHS, writeLatin } from './binary-cells.js';
import { Bytes } from './bytes.js';
import type { SavedTable } from './rows.js';
import type { Sink } from './sink.js';
import { datatypeOf, type VoColumn } from './votable-writer.js';

const BLOCK = 2880;

const FORM_LETTERS: Readonly<Record<string, string>> = {
  boolean: 'L',
  char: 'A',
  short: 'I',
  int: 'J',
  long: 'K',
  float: 'E',
  double: 'D',
};

interface FitsColumn {
  readonly column: VoColumn;
  readonly datatype: string;
  /** Values in a cell. */
  readonly length: number;
  readonly write: CellWriter;
}

/** `widths` says how long texts and arrays are at most; shorter ones are filled up. */
export async function writeFitsTable(
  table: SavedTable,
  columns: readonly VoColumn[],
  widths: ReadonlyMap<number, number>,
  sink: Sink,
): Promise<void> {
  const written = columns.map((column) => fitsColumn(column, widths.get(column.index) ?? 1));
  const rowBytes = written.reduce((sum, { datatype, length }) => sum + length * (WIDTHS[datatype] ?? 1), 0);
  await sink.write(header(['SIMPLE', true], ['BITPIX', 8], ['NAXIS', 0], ['EXTEND', true]));
  await sink.write(tableHeader(written, rowBytes, table.totalRows));
  const bytes = new Bytes();
  await table.eachBatch(async (batch, rows) => {
    for (let row = 0; row < rows; row++) {
      for (const { column, write } of written) write(batch[column.index]?.[row] ?? null, bytes);
    }
    await sink.write(bytes.take());
  });
  await sink.write(Buffer.alloc(padding(rowBytes * table.totalRows)));
}

function padding(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

function fitsColumn(column: VoColumn, length: number): FitsColumn {
  const datatype = datatypeOf(column);
  const one = scalarWriter(datatype, NOTHING[datatype], ['T', 'F', '\0']);
  const isArray = column.model.arraySize !== undefined;
  return { column, datatype, length, write: writerOf(datatype, length, isArray, one) };
}

function writerOf(datatype: string, length: number, isArray: boolean, one: CellWriter): CellWriter {
  if (datatype === 'char') {
    return (value, out) => writeLatin(textOfCell(value).padEnd(length), out);
  }
  if (!isArray) return one;
  return (value, out) => {
    const items: readonly DuckDBValue[] = itemsOf(value) ?? [];
    for (let i = 0; i < length; i++) one(items[i] ?? null, out);
  };
}

function tableHeader(columns: readonly FitsColumn[], rowBytes: number, rows: number): Buffer {
  const cards = columns.flatMap(({ column, datatype, length }, i): Card[] => {
    const { name, units } = column.model;
    const nothing = NOTHING[datatype];
    return [
      [`TTYPE${i + 1}`, name],
      [`TFORM${i + 1}`, `${length > 1 || datatype === 'char' ? length : ''}${FORM_LETTERS[datatype] ?? 'A'}`],
      ...(units === undefined ? [] : [[`TUNIT${i + 1}`, units] as const]),
      ...(nothing === undefined ? [] : [[`TNULL${i + 1}`, nothing] as const]),
    ];
  });
  return header(
    ['XTENSION', 'BINTABLE'],
    ['BITPIX', 8],
    ['NAXIS', 2],
    ['NAXIS1', rowBytes],
    ['NAXIS2', rows],
    ['PCOUNT', 0],
    ['GCOUNT', 1],
    ['TFIELDS', columns.length],
    ...cards,
  );
}

type Card = readonly [key: string, value: string | number | bigint | boolean];

/** Cards of 80 characters, filled up to a block. */
function header(...cards: readonly Card[]): Buffer {
  const text = [...cards.map(printCard), 'END'.padEnd(80)].join('');
  return Buffer.from(text.padEnd(text.length + padding(text.length)), 'latin1');
}

function printCard([key, value]: Card): string {
  const name = key.padEnd(8).slice(0, 8);
  if (typeof value === 'boolean') return `${name}= ${(value ? 'T' : 'F').padStart(20)}`.padEnd(80);
  if (typeof value !== 'string') return `${name}= ${String(value).padStart(20)}`.padEnd(80);
  const quoted = printable(value).replaceAll("'", "''").slice(0, 68).padEnd(8);
  return `${name}= '${quoted}'`.padEnd(80);
}

function printable(text: string): string {
  return text.replace(/[^ -~]/g, '?');
}
