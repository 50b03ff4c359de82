/** The columns of a FITS binary table. */

import { type Header, intOf, numberOf } from './fits-header.js';
import type { Heap, RowColumn } from './fits-table.js';
import { type Cell, type CellKind, type ColumnInfo, TableFailure } from './types.js';

/** Thrown where a real server stops reading a table, keeping the rows before. */
export class EndOfRows extends Error {
  override readonly name = 'EndOfRows';
}

/** How one element of a column is kept, how many bytes it has, and how it is read. */
interface ElementType {
  readonly kind: CellKind;
  readonly size: number;
  read(view: DataView, at: number): Cell;
}

const LOGICAL: ElementType = {
  kind: 'boolean',
  size: 1,
  read(view, at) {
    const code = view.getUint8(at);
    return code === 0x54 ? true : code === 0x46 ? false : null;
  },
};

const complex = (kind: 'float' | 'double', size: number, get: 'getFloat32' | 'getFloat64'): ElementType => ({
  kind,
  size,
  read: (view, at) => [view[get](at), view[get](at + size / 2)],
});

/** Bytes are read as signed ones: that is what a real server makes of them. */
const ELEMENTS: Readonly<Record<string, ElementType>> = {
  L: LOGICAL,
  B: { kind: 'byte', size: 1, read: (view, at) => view.getInt8(at) },
  I: { kind: 'integer', size: 2, read: (view, at) => view.getInt16(at) },
  J: { kind: 'integer', size: 4, read: (view, at) => view.getInt32(at) },
  K: { kind: 'long', size: 8, read: (view, at) => view.getBigInt64(at) },
  E: { kind: 'float', size: 4, read: (view, at) => view.getFloat32(at) },
  D: { kind: 'double', size: 8, read: (view, at) => view.getFloat64(at) },
  C: complex('float', 8, 'getFloat32'),
  M: complex('double', 16, 'getFloat64'),
};

interface Form {
  readonly repeat: number;
  readonly code: string;
  /** Element type of an array of variable length. */
  readonly inner: string;
}

/** Makes the columns of a table out of its header. */
export function binaryColumns(header: Header): RowColumn[] {
  const columns: RowColumn[] = [];
  let offset = 0;
  for (let n = 1; n <= intOf(header, 'TFIELDS'); n++) {
    const form = parseForm(header.get(`TFORM${n}`) ?? '', n);
    if (form.repeat > 0) columns.push(columnOf(header, n, form, offset));
    offset += widthOf(form);
  }
  if (offset > intOf(header, 'NAXIS1')) {
    throw new TableFailure(
      `Damaged FITS file: columns of ${offset} bytes in rows of ${intOf(header, 'NAXIS1')}`,
    );
  }
  return columns;
}

function parseForm(text: string, n: number): Form {
  const match = /^(\d*)([LXBIJKAEDCMPQ])([A-Z]?)/.exec(text.trim());
  if (match === null) throw new TableFailure(`Damaged FITS file: TFORM${n} is ${JSON.stringify(text)}`);
  return {
    repeat: match[1] === '' ? 1 : Number(match[1]),
    code: match[2] ?? '',
    inner: match[3] ?? '',
  };
}

function widthOf({ repeat, code }: Form): number {
  switch (code) {
    case 'A':
      return repeat;
    case 'X':
      return Math.ceil(repeat / 8);
    case 'P':
      return repeat * 8;
    case 'Q':
      return repeat * 16;
    default:
      return repeat * elementOf(code).size;
  }
}

function elementOf(code: string): ElementType {
  const element = ELEMENTS[code];
  if (element === undefined) throw new TableFailure(`FITS columns of type ${code} cannot be read`);
  return element;
}

function columnOf(header: Header, n: number, form: Form, offset: number): RowColumn {
  const name = header.get(`TTYPE${n}`) || `col${n}`;
  const info = infoOf(header, n);
  switch (form.code) {
    case 'A':
      return { name, kind: 'char', info, read: (row) => textAt(row, offset, form.repeat) };
    case 'X':
      return bitColumn(name, info, form.repeat, offset);
    case 'P':
    case 'Q':
      return variableColumn(name, info, form, offset);
    default:
      return numberColumn(header, n, name, info, form, offset);
  }
}

function infoOf(header: Header, n: number): ColumnInfo {
  const units = header.get(`TUNIT${n}`);
  const desc = header.get(`TCOMM${n}`);
  const nullString = header.get(`TNULL${n}`);
  return {
    ...(units ? { units } : {}),
    ...(desc ? { desc } : {}),
    ...(nullString === undefined ? {} : { nullString }),
  };
}

/** A string ends at the first NUL; blanks behind it do not count, and an empty one is null. */
function textAt(row: DataView, offset: number, length: number): string | null {
  const bytes = Buffer.from(row.buffer, row.byteOffset + offset, length);
  const end = bytes.indexOf(0);
  const text = bytes.toString('latin1', 0, end < 0 ? length : end).trimEnd();
  return text === '' ? null : text;
}

function numberColumn(
  header: Header,
  n: number,
  name: string,
  info: ColumnInfo,
  form: Form,
  offset: number,
): RowColumn {
  const element = scaled(header, n, form.code);
  const pair = form.code === 'C' || form.code === 'M';
  if (form.repeat === 1 && !pair) {
    return { name, kind: element.kind, info, read: (row) => element.read(row, offset) };
  }
  return {
    name,
    kind: element.kind,
    list: true,
    info: { ...info, arraySize: '*' },
    read: (row) => arrayAt(row, offset, form.repeat, element),
  };
}

function arrayAt(view: DataView, offset: number, count: number, element: ElementType): Cell[] {
  const cells: Cell[] = [];
  for (let i = 0; i < count; i++) cells.push(element.read(view, offset + i * element.size));
  return cells.flat();
}

/**
 * TNULL and TSCAL/TZERO around the plain reading. A TZERO that only makes a number unsigned is passed over,
 * because a real server passes over it: 40000 in an unsigned 16-bit column arrives as 7232.
 */
function scaled(header: Header, n: number, code: string): ElementType {
  const element = elementOf(code);
  const nullText = header.get(`TNULL${n}`);
  const blank = nullText === undefined || !/^[+-]?\d+$/.test(nullText) ? undefined : BigInt(nullText);
  const scale = numberOf(header, `TSCAL${n}`, 1);
  const zero = scale === 1 ? 0 : numberOf(header, `TZERO${n}`, 0);
  const plain = scale === 1 || element.kind === 'boolean' || code === 'C' || code === 'M';
  if (plain && blank === undefined) return element;
  return {
    kind: plain ? element.kind : 'double',
    size: element.size,
    read(view, at) {
      const value = element.read(view, at);
      if (blank !== undefined && isBlank(value, blank, code)) return null;
      return plain || (typeof value !== 'number' && typeof value !== 'bigint')
        ? value
        : Number(value) * scale + zero;
    },
  };
}

function isBlank(value: Cell, blank: bigint, code: string): boolean {
  if (typeof value === 'bigint') return value === blank;
  if (typeof value !== 'number' || !'BIJ'.includes(code)) return false;
  return BigInt(code === 'B' ? value & 0xff : value) === blank;
}

function bitColumn(name: string, info: ColumnInfo, count: number, offset: number): RowColumn {
  const bit = (row: DataView, i: number) => (row.getUint8(offset + (i >> 3)) & (0x80 >> (i & 7))) !== 0;
  if (count === 1) return { name, kind: 'boolean', info, read: (row) => bit(row, 0) };
  return {
    name,
    kind: 'boolean',
    list: true,
    info: { ...info, arraySize: '*' },
    read: (row) => Array.from({ length: count }, (_, i) => bit(row, i)),
  };
}

/** A real server ends such a table at the first row whose array does not have exactly one element. */
function variableColumn(name: string, info: ColumnInfo, form: Form, offset: number): RowColumn {
  const isText = form.inner === 'A';
  const element = isText ? undefined : elementOf(form.inner);
  const read = (row: DataView, heap: Heap): Cell => {
    const [count, start] = descriptorAt(row, offset, form.code);
    if (count !== 1) throw new EndOfRows();
    return element === undefined
      ? textAt(heap.bytes(start, 1), 0, 1)
      : arrayAt(heap.bytes(start, element.size), 0, 1, element);
  };
  const kind = element?.kind ?? 'char';
  return isText
    ? { name, kind, info, read, usesHeap: true }
    : { name, kind, list: true, info: { ...info, arraySize: '*' }, read, usesHeap: true };
}

function descriptorAt(row: DataView, offset: number, code: string): readonly [number, number] {
  if (code === 'P') return [row.getInt32(offset), row.getInt32(offset + 4)];
  return [Number(row.getBigInt64(offset)), Number(row.getBigInt64(offset + 8))];
}
