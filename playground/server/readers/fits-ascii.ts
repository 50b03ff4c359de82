/** The columns of a FITS ASCII table. */
import { type Cell, type CellKind, readFailure } from '../tables/types.js';
import type { Header } from './fits-cards.js';
import { infoOf, nameOf } from './fits-form.js';
import type { RowColumn, Rows } from './fits-table.js';

/** Makes the columns of a table out of its header. */
export function asciiColumns(header: Header): RowColumn[] {
  const columns: RowColumn[] = [];
  for (let n = 1; n <= header.int('TFIELDS'); n++) columns.push(columnOf(header, n));
  return columns;
}

/** Whole numbers of more digits than this are long ones. */
const MAX_INTEGER_WIDTH = 10;

function columnOf(header: Header, n: number): RowColumn {
  const form = header.get(`TFORM${n}`) ?? '';
  const match = /^([AIFED])(\d+)/.exec(form.trim());
  if (match === null) throw readFailure(`TFORM${n} is ${JSON.stringify(form)}`);
  const length = Number(match[2]);
  const start = header.int(`TBCOL${n}`) - 1;
  if (start < 0 || start + length > header.int('NAXIS1')) {
    throw readFailure('a column lies outside of its rows');
  }
  const kind = kindOf(match[1] ?? 'A', length);
  const parse = parserOf(header, n, kind);
  const read = ({ bytes, count, width }: Rows) =>
    Array.from({ length: count }, (_, row) =>
      parse(bytes.toString('latin1', row * width + start, row * width + start + length)),
    );
  return { name: nameOf(header, n), kind, info: infoOf(header, n), read };
}

function kindOf(code: string, length: number): CellKind {
  switch (code) {
    case 'A':
      return 'char';
    case 'I':
      return length > MAX_INTEGER_WIDTH ? 'long' : 'integer';
    case 'D':
      return 'double';
    default:
      return 'float';
  }
}

/** Strings keep the blanks behind them; a field of nothing but blanks is null. */
function parserOf(header: Header, n: number, kind: CellKind): (raw: string) => Cell {
  const blank = header.get(`TNULL${n}`)?.trim();
  return (raw) => {
    const text = raw.replaceAll('\0', ' ').trim();
    if (text === '' || text === blank) return null;
    if (kind === 'char') return raw;
    if (kind === 'long' && /^[+-]?\d+$/.test(text)) return BigInt(text.replace('+', ''));
    const value = Number(text.replace(/[dD]/, 'e'));
    if (Number.isNaN(value)) throw readFailure(`${JSON.stringify(text)} in column ${n} is no number`);
    return value;
  };
}
