/** Values as bytes, most significant byte first, as VOTable and FITS have them. */
import type { DuckDBValue } from '@duckdb/node-api';
import { itemsOf } from '../values.js';
import { valueText } from './java-text.js';

export type CellWriter = (value: DuckDBValue) => Buffer;

/** Bytes of one value of a type. */
export const WIDTHS: Readonly<Record<string, number>> = {
  boolean: 1,
  char: 1,
  short: 2,
  int: 4,
  long: 8,
  float: 4,
  double: 8,
};

/** What stands for no value in columns of whole numbers, where nothing else does. */
export const NOTHING: Readonly<Record<string, bigint>> = {
  short: -(2n ** 15n),
  int: -(2n ** 31n),
  long: -(2n ** 63n),
};

/** Writes the values of a column for a VOTable; texts and arrays have their length before them. */
export function cellWriter(datatype: string, isArray: boolean, nothing?: bigint): CellWriter {
  const one = scalarWriter(datatype, nothing);
  if (datatype === 'char') {
    return (value) =>
      withLength(value === null ? Buffer.alloc(0) : latinBytes(valueText(value, 'char') ?? ''));
  }
  if (!isArray) return one;
  return (value) => {
    const items = itemsOf(value) ?? [];
    return withLength(Buffer.concat(items.map(one)), items.length);
  };
}

function withLength(bytes: Buffer, length = bytes.length): Buffer {
  const head = Buffer.alloc(4);
  head.writeInt32BE(length);
  return Buffer.concat([head, bytes]);
}

/** The low byte of each character: others than those of Latin-1 are lost, as on a real server. */
export function latinBytes(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

/** No value is NaN where there is NaN, a blank for a boolean, and `nothing` elsewhere. */
export function scalarWriter(
  datatype: string,
  nothing = 0n,
  booleans: readonly [string, string, string] = ['T', 'F', ' '],
): CellWriter {
  const bytes = Buffer.alloc(WIDTHS[datatype] ?? 1);
  const write = numberWriter(datatype, bytes, nothing, booleans);
  return (value) => {
    write(value);
    return Buffer.from(bytes);
  };
}

function numberWriter(
  datatype: string,
  bytes: Buffer,
  nothing: bigint,
  [yes, no, neither]: readonly [string, string, string],
): (value: DuckDBValue) => void {
  switch (datatype) {
    case 'double':
      return (value) => void bytes.writeDoubleBE(value === null ? Number.NaN : Number(value));
    case 'float':
      return (value) => void bytes.writeFloatBE(value === null ? Number.NaN : Number(value));
    case 'long':
      return (value) => void bytes.writeBigInt64BE(typeof value === 'bigint' ? value : nothing);
    case 'int':
      return (value) => void bytes.writeInt32BE(Number(value ?? nothing));
    case 'short':
      return (value) => void bytes.writeInt16BE(Number(value ?? nothing));
    default:
      return (value) => void bytes.write(value === null ? neither : value ? yes : no, 'latin1');
  }
}
