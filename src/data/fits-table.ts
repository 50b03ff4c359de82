/** Tables in memory as FITS binary tables, for programs that read FITS. Servers keep more of a Parquet file. */
import { joined } from '../schema/bytes.js';
import type { Column, TableData, TableInput } from './columns.js';
import { BLOCK, cardsOf, type HeaderValue, headerOf } from './fits-cards.js';
import { type FieldOfRow, fieldOf } from './fits-fields.js';
import { columnAt, type Place, refuse } from './place.js';
import { toTableData } from './table-input.js';

/** A table as a FITS file: an empty primary unit, and the table behind it. */
export function encodeFitsTable(table: TableInput): Uint8Array {
  return joined(fitsTableChunks(table));
}

/** The same in chunks of some megabytes, each made when it is asked for. */
export function fitsTableChunks(table: TableInput): Generator<Uint8Array, void, undefined> {
  const place = { method: 'encodeFitsTable', argument: 'table' };
  const data = toTableData(table, place.method);
  if (data.columns.length > MOST_COLUMNS)
    refuse(place, table, `of at most ${MOST_COLUMNS} columns, the most that FITS can number`);
  const fields = data.columns.map((column) => fieldOf(column, columnAt(place, column.name)));
  return chunks(data, fields, tableHeader(data, fields, place));
}

const MOST_COLUMNS = 999;
const CHUNK_BYTES = 2 * 1024 * 1024;

function* chunks(
  { rowCount }: TableData,
  fields: readonly FieldOfRow[],
  header: Uint8Array,
): Generator<Uint8Array, void, undefined> {
  yield primaryHeader();
  yield header;
  const width = widthOf(fields);
  const step = Math.max(1, Math.floor(CHUNK_BYTES / Math.max(1, width)));
  for (let first = 0; first < rowCount; first += step) {
    const rows = Math.min(step, rowCount - first);
    const chunk = new Uint8Array(rows * width);
    const view = new DataView(chunk.buffer);
    let offset = 0;
    for (const field of fields) {
      field.write({ chunk, view, offset, width, first, rows });
      offset += field.width;
    }
    yield chunk;
  }
  const rest = (rowCount * width) % BLOCK;
  if (rest > 0) yield new Uint8Array(BLOCK - rest);
}

const widthOf = (fields: readonly FieldOfRow[]): number => fields.reduce((sum, { width }) => sum + width, 0);

function primaryHeader(): Uint8Array {
  const cards: readonly [string, HeaderValue][] = [
    ['SIMPLE', true],
    ['BITPIX', 8],
    ['NAXIS', 0],
    ['EXTEND', true],
  ];
  return headerOf(cards.flatMap(([key, value]) => cardsOf(key, value, '', { method: '', argument: '' })));
}

function tableHeader(
  { rowCount, columns }: TableData,
  fields: readonly FieldOfRow[],
  place: Place,
): Uint8Array {
  const structure: readonly [string, HeaderValue][] = [
    ['XTENSION', 'BINTABLE'],
    ['BITPIX', 8],
    ['NAXIS', 2],
    ['NAXIS1', widthOf(fields)],
    ['NAXIS2', rowCount],
    ['PCOUNT', 0],
    ['GCOUNT', 1],
    ['TFIELDS', columns.length],
  ];
  return headerOf([
    ...structure.flatMap(([key, value]) => cardsOf(key, value, '', place)),
    ...columns.flatMap((column, index) => columnCards(column, fields[index], index + 1, place)),
  ]);
}

function columnCards(column: Column, field: FieldOfRow | undefined, n: number, outer: Place): string[] {
  const place = columnAt(outer, column.name);
  const cards: readonly [string, HeaderValue | undefined][] = [
    ['TTYPE', column.name],
    ['TFORM', field?.form],
    ['TNULL', field?.blank],
    ['TUNIT', column.units],
    ['TUCD', column.ucd],
    ['TCOMM', column.description],
  ];
  return cards.flatMap(([key, value]) =>
    value === undefined ? [] : cardsOf(`${key}${n}`, value, '', place),
  );
}
