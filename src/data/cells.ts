/** Columns out of the cells of a server's JSON. Numbers and dates are asked for as texts there, so that nothing of them is lost. */
import { ProtocolError } from '../errors.js';
import { type ArrayItem, parseDate, type ReadColumn, type ServerColumn } from './read-columns.js';

/** A column of these cells, null where there is no value. */
export function columnOfCells(about: ServerColumn, cells: readonly unknown[]): ReadColumn {
  const nulls = nullsOf(cells);
  const { length } = cells;
  const numbers = <A extends { [index: number]: number }>(values: A, empty: number): A => {
    for (let row = 0; row < length; row++) {
      const cell = cells[row];
      values[row] = isNothing(cell) ? empty : numberOf(about, cell);
    }
    return values;
  };
  switch (about.type) {
    case 'float64':
      return { ...about, type: 'float64', values: numbers(new Float64Array(length), Number.NaN), nulls };
    case 'float32':
      return { ...about, type: 'float32', values: numbers(new Float32Array(length), Number.NaN), nulls };
    case 'date':
      return { ...about, type: 'date', values: numbers(new Float64Array(length), Number.NaN), nulls };
    case 'int32':
      return { ...about, type: 'int32', values: numbers(new Int32Array(length), 0), nulls };
    case 'int16':
      return { ...about, type: 'int16', values: numbers(new Int16Array(length), 0), nulls };
    case 'int8':
      return { ...about, type: 'int8', values: numbers(new Int8Array(length), 0), nulls };
    case 'boolean':
      return { ...about, type: 'boolean', values: numbers(new Uint8Array(length), 0), nulls };
    case 'int64':
      return {
        ...about,
        type: 'int64',
        values: BigInt64Array.from(cells, (cell) => bigintOf(about, cell)),
        nulls,
      };
    case 'array':
      return { ...about, type: 'array', values: cells.map((cell) => arrayOf(about, cell)), nulls };
    default:
      return {
        ...about,
        type: 'string',
        values: cells.map((cell) => (isNothing(cell) ? '' : String(cell))),
        nulls,
      };
  }
}

const isNothing = (cell: unknown): cell is null | undefined => cell === null || cell === undefined;

function nullsOf(cells: readonly unknown[]): Uint8Array | undefined {
  if (!cells.some(isNothing)) return undefined;
  return Uint8Array.from(cells, (cell) => (isNothing(cell) ? 1 : 0));
}

const WORDS: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
  true: 1,
  false: 0,
};

function numberOf(about: ServerColumn, cell: unknown): number {
  const text = String(cell);
  const value = about.type === 'date' ? parseDate(text) : (WORDS[text] ?? Number(text));
  if (value !== undefined && (!Number.isNaN(value) || text === 'nan')) return value;
  throw damaged(about, text);
}

function bigintOf(about: ServerColumn, cell: unknown): bigint {
  if (isNothing(cell)) return 0n;
  const text = String(cell);
  if (!/^-?\d+$/.test(text)) throw damaged(about, text);
  return BigInt(text);
}

function arrayOf({ serverType }: ServerColumn, cell: unknown): readonly ArrayItem[] | null {
  if (!Array.isArray(cell)) return isNothing(cell) ? null : [itemOf(cell, serverType === 'long')];
  return cell.map((item: unknown) => itemOf(item, serverType === 'long'));
}

function itemOf(item: unknown, isLong: boolean): ArrayItem {
  if (Array.isArray(item)) return item.map((inner: unknown) => itemOf(inner, isLong));
  if (typeof item === 'number') return isLong && Number.isInteger(item) ? BigInt(item) : item;
  if (typeof item === 'bigint') return isLong ? item : Number(item);
  return typeof item === 'string' || typeof item === 'boolean' ? item : null;
}

/** What a server sent is not what it said it would. */
export function damaged({ name, serverType }: ServerColumn, text: string): ProtocolError {
  const shown = JSON.stringify(text.slice(0, 60));
  return new ProtocolError(
    `the server's table has ${shown} in column ${JSON.stringify(name)}, which cannot be of the type ${serverType}`,
  );
}
