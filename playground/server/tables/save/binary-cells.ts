/** Values as bytes, most significant byte first, as VOTable and FITS have them. */
import type { DuckDBValue } from '@duckdb/node-api';
import { itemsOf } from '../values.js';
import type { Bytes } from './bytes.js';
import { valueText } from './java-text.js';

export type CellWriter = (value: DuckDBValue, out: Bytes) => void;

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
    return (value, out) => {
      const text = textOfCell(value);
      writeLength(text.length, out);
      writeLatin(text, out);
    };
  }
  if (!isArray) return one;
  return (value, out) => {
    const items = itemsOf(value) ?? [];
    writeLength(items.length, out);
    for (const item of items) one(item, out);
  };
}

function writeLength(length: number, out: Bytes): void {
  const at = out.reserve(4);
  out.buffer.writeInt32BE(length, at);
}

export function textOfCell(value: DuckDBValue): string {
  return typeof value === 'string' ? value : (valueText(value, 'char') ?? '');
}

/** The low byte of each character: others than those of Latin-1 are lost, as on a real server. */
export function writeLatin(text: string, out: Bytes): void {
  const at = out.reserve(text.length);
  out.buffer.write(text, at, 'latin1');
}

/** No value is NaN where there is NaN, a blank for a boolean, and `nothing` elsewhere. */
export function scalarWriter(
  datatype: string,
  nothing = 0n,
  [yes, no, neither]: readonly [string, string, string] = ['T', 'F', ' '],
): CellWriter {
  const width = WIDTHS[datatype] ?? 1;
  switch (datatype) {
    case 'double':
      return (value, out) => {
        const at = out.reserve(width);
        out.buffer.writeDoubleBE(value === null ? Number.NaN : Number(value), at);
      };
    case 'float':
      return (value, out) => {
        const at = out.reserve(width);
        out.buffer.writeFloatBE(value === null ? Number.NaN : Number(value), at);
      };
    case 'long':
      return (value, out) => {
        const at = out.reserve(width);
        out.buffer.writeBigInt64BE(typeof value === 'bigint' ? value : nothing, at);
      };
    case 'int':
      return (value, out) => {
        const at = out.reserve(width);
        out.buffer.writeInt32BE(Number(value ?? nothing), at);
      };
    case 'short':
      return (value, out) => {
        const at = out.reserve(width);
        out.buffer.writeInt16BE(Number(value ?? nothing), at);
      };
    default:
      return (value, out) => writeLatin(value === null ? neither : value ? yes : no, out);
  }
}
