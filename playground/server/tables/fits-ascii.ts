/** The columns of a FITS ASCII table. */
import { type Header, intOf, numberOf } from './fits-header.js';
import type { RowColumn } from './fits-table.js';
import { type Cell, type CellKind, TableFailure } from './types.js';

/** Makes the columns of a table out of its header. */
export function asciiColumns(header: Header): RowColumn[] {
  const columns: RowColumn[] = [];
  for (let n = 1; n <= intOf(header, 'TFIELDS'); n++) columns.push(columnOf(header, n));
  return columns;
}

function columnOf(header: Header, n: number): RowColumn {
  const form = header.get(`TFORM${n}`) ?? '';
  const match = /^([AIFED])(\d+)(?:\.(\d+))?$/.exec(form.trim());
  if (match === null) throw new TableFailure(`Damaged FITS file: TFORM${n} is ${JSON.stringify(form)}`);
  const code = match[1] ?? 'A';
  const width = Number(match[2]);
  const start = intOf(header, `TBCOL${n}`) - 1;
  const kind = kindOf(code, width);
  const parse = parserOf(header, n, kind, Number(match[3] ?? 0));
  return {
    name: header.get(`TTYPE${n}`) || `col${n}`,
    kind,
    info: infoOf(header, n),
    read: (row) => parse(textAt(row, start, width)),
  };
}

function kindOf(code: string, width: number): CellKind {
  if (code === 'A') return 'char';
  if (code === 'I') return width < 10 ? 'integer' : 'long';
  return 'double';
}

function infoOf(header: Header, n: number): RowColumn['info'] {
  const units = header.get(`TUNIT${n}`);
  const nullString = header.get(`TNULL${n}`);
  return {
    ...(units ? { units } : {}),
    ...(nullString === undefined ? {} : { nullString }),
  };
}

function textAt(row: DataView, start: number, width: number): string {
  if (start < 0 || start + width > row.byteLength) {
    throw new TableFailure('Damaged FITS file: a column lies outside of its rows');
  }
  return Buffer.from(row.buffer, row.byteOffset + start, width).toString('latin1');
}

/** A number without a decimal point has it `decimals` places from its right end. */
function parserOf(header: Header, n: number, kind: CellKind, decimals: number): (text: string) => Cell {
  const blank = header.get(`TNULL${n}`)?.trim();
  const scale = numberOf(header, `TSCAL${n}`, 1);
  const zero = numberOf(header, `TZERO${n}`, 0);
  return (raw) => {
    const text = raw.trim();
    if (text === '' || text === blank) return null;
    if (kind === 'char') return raw.trimEnd();
    if (kind === 'long') return toLong(text, n);
    const value = Number(text.replace(/[dD]/, 'e'));
    if (Number.isNaN(value)) throw badNumber(text, n);
    if (kind === 'integer') return value;
    return (/[.]/.test(text) ? value : value / 10 ** decimals) * scale + zero;
  };
}

function toLong(text: string, n: number): bigint {
  if (!/^[+-]?\d+$/.test(text)) throw badNumber(text, n);
  return BigInt(text.replace('+', ''));
}

function badNumber(text: string, n: number): TableFailure {
  return new TableFailure(`Damaged FITS file: ${JSON.stringify(text)} in column ${n} is no number`);
}
