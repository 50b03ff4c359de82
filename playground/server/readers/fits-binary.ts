/** The columns of a FITS binary table, with a real server's readings of bytes, scales and arrays. */
import { type Cell, type CellKind, readFailure } from '../tables/types.js';
import type { Header } from './fits-cards.js';
import { arraySizeOf, type Form, FormFailure, formsOf, infoOf, nameOf, widthOf } from './fits-form.js';
import type { RowColumn, Rows } from './fits-table.js';

export { FormFailure };

/** How one element of a column is kept, how many bytes it has, and how it is read. */
interface ElementType {
  readonly kind: CellKind;
  /** Bytes from one element to the next. */
  readonly size: number;
  read(view: DataView, at: number): Cell;
}

const LOGICAL: ElementType = {
  kind: 'boolean',
  size: 1,
  read: (view, at) => view.getUint8(at) === 0x54,
};

/** Bytes are read as signed ones and kept as integers: that is what a real server makes of them. */
const ELEMENTS: Readonly<Record<string, ElementType>> = {
  L: LOGICAL,
  B: { kind: 'integer', size: 1, read: (view, at) => view.getInt8(at) },
  I: { kind: 'integer', size: 2, read: (view, at) => view.getInt16(at) },
  J: { kind: 'integer', size: 4, read: (view, at) => view.getInt32(at) },
  K: { kind: 'long', size: 8, read: (view, at) => view.getBigInt64(at) },
  E: { kind: 'float', size: 4, read: (view, at) => view.getFloat32(at) },
  D: { kind: 'double', size: 8, read: (view, at) => view.getFloat64(at) },
};

/** Complex numbers are two real ones each. */
const HALVES: Readonly<Record<string, string>> = { C: 'E', M: 'D' };

const UNSIGNED: ElementType = { kind: 'integer', size: 1, read: (view, at) => view.getUint8(at) };

/** Where a column is, and what belongs to it. */
interface Place {
  readonly header: Header;
  readonly n: number;
  readonly form: Form;
  readonly offset: number;
  readonly exact: boolean;
}

/**
 * Makes the columns of a table out of its header and its first row; without rows a column is what its form alone
 * says. With `exact`, bytes are unsigned and scales applied.
 */
export function binaryColumns(header: Header, first: DataView | undefined, exact = false): RowColumn[] {
  const forms = formsOf(header);
  const width = forms.reduce((sum, form) => sum + widthOf(form), 0);
  if (width > header.int('NAXIS1')) {
    throw readFailure(`columns of ${width} bytes in rows of ${header.int('NAXIS1')}`);
  }
  let offset = 0;
  return forms.map((form, i) => {
    const place = { header, n: i + 1, form, offset, exact };
    offset += widthOf(form);
    return first === undefined ? emptyColumn(place) : columnOf(place, first);
  });
}

/** A column of a table without rows. */
function emptyColumn({ header, n, form }: Place): RowColumn {
  const { code, repeat, counted } = form;
  const kind = code === 'X' ? 'integer' : (ELEMENTS[code]?.kind ?? 'char');
  const list = counted && repeat > 0 && 'XBIJKED'.includes(code);
  return { ...headOf(header, n, kind, list), read: () => [] };
}

function headOf(header: Header, n: number, kind: CellKind, list: boolean): Omit<RowColumn, 'read'> {
  const info = infoOf(header, n);
  const name = nameOf(header, n);
  if (!list) return { name, kind, info };
  return { name, kind, list, info: { ...info, arraySize: arraySizeOf(header, n) } };
}

function columnOf(place: Place, first: DataView): RowColumn {
  const { form, exact, header, n } = place;
  if (form.code === 'A') return textColumn(place);
  if (form.repeat === 0) throw readFailure('Index 0 out of bounds for length 0');
  if (form.code === 'X') return bitColumn(place);
  if (form.code === 'P' || form.code === 'Q') return variableColumn(place, first);
  const element = exact ? exactElement(header, n, form.code) : elementOf(form.code);
  const count = form.repeat * (form.code in HALVES ? 2 : 1);
  return count === 1 ? scalarColumn(place, element) : arrayColumn(place, element, count);
}

function elementOf(code: string): ElementType {
  const element = ELEMENTS[HALVES[code] ?? code];
  if (element === undefined) throw readFailure(`Arrays of type '${code}' cannot be read`);
  return element;
}

/** Only single numbers have nulls. A scale, and the shift that makes numbers unsigned, are passed over. */
function scalarColumn({ header, n, form, offset }: Place, element: ElementType): RowColumn {
  const text = header.get(`TNULL${n}`);
  const blank =
    text !== undefined && /^[+-]?\d+$/.test(text) && 'BIJKED'.includes(form.code) ? Number(text) : undefined;
  const read = ({ view, count, width }: Rows) => {
    const cells: Cell[] = new Array(count);
    for (let row = 0, at = offset; row < count; row++, at += width) {
      const cell = element.read(view, at);
      cells[row] = blank !== undefined && Number(cell) === blank ? null : cell;
    }
    return cells;
  };
  return { ...headOf(header, n, element.kind, false), read };
}

function arrayColumn({ header, n, offset }: Place, element: ElementType, length: number): RowColumn {
  const read = ({ view, count, width }: Rows) =>
    perRow(count, (row) => arrayAt(view, row * width + offset, length, element));
  return { ...headOf(header, n, element.kind, true), read };
}

function perRow(count: number, read: (row: number) => Cell): Cell[] {
  return Array.from({ length: count }, (_, row) => read(row));
}

function arrayAt(view: DataView, at: number, length: number, element: ElementType): Cell[] {
  const cells: Cell[] = new Array(length);
  for (let i = 0; i < length; i++) cells[i] = element.read(view, at + i * element.size);
  return cells;
}

/** A string, or with TDIM an array of them, which a real server calls integers. */
function textColumn({ header, n, form, offset }: Place): RowColumn {
  const [length = 0, ...others] = arraySizeOf(header, n).split('x').map(Number);
  if (others.length === 0 || !(length > 0)) {
    const read = ({ bytes, count, width }: Rows) =>
      perRow(count, (row) => textAt(bytes, row * width + offset, form.repeat) || null);
    return { ...headOf(header, n, 'char', false), read };
  }
  const strings = Math.floor(form.repeat / length);
  const head = headOf(header, n, 'char', true);
  const read = ({ bytes, count, width }: Rows) =>
    perRow(count, (row) =>
      Array.from({ length: strings }, (_, i) => textAt(bytes, row * width + offset + i * length, length)),
    );
  return { ...head, info: { ...head.info, type: 'integer' }, read };
}

/** A string ends at the first NUL; blanks behind it do not count. */
function textAt(bytes: Uint8Array, at: number, length: number): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + at, length).toString('latin1');
  const end = text.indexOf('\0');
  return (end < 0 ? text : text.slice(0, end)).trimEnd();
}

function bitColumn({ header, n, form, offset }: Place): RowColumn {
  const bit = (view: DataView, at: number, i: number) =>
    (view.getUint8(at + (i >> 3)) & (0x80 >> (i & 7))) !== 0;
  const read = ({ view, count, width }: Rows) =>
    perRow(count, (row) =>
      form.repeat === 1
        ? bit(view, row * width + offset, 0)
        : Array.from({ length: form.repeat }, (_, i) => bit(view, row * width + offset, i)),
    );
  return { ...headOf(header, n, 'boolean', form.repeat > 1), read };
}

/**
 * An array of variable length. Where the first row has one element, a real server takes the column for one of
 * single values, and loses everything from the first row on that has not exactly one.
 */
function variableColumn(place: Place, first: DataView): RowColumn {
  const { header, n, form, offset } = place;
  const at = (view: DataView, position: number) => descriptorAt(view, position, form.code);
  if (form.inner === 'A') {
    const read: RowColumn['read'] = ({ view, count, width }, heap) =>
      perRow(count, (row) => {
        const [length, start] = at(view, row * width + offset);
        const bytes = heap.bytes(start, length);
        return textAt(new Uint8Array(bytes.buffer, bytes.byteOffset, length), 0, length) || null;
      });
    return { ...headOf(header, n, 'char', false), read };
  }
  const element = elementOf(form.inner);
  const pair = form.inner in HALVES ? 2 : 1;
  const single = at(first, offset)[0] === 1 && pair === 1;
  const read: RowColumn['read'] = ({ view, count, width }, heap) => {
    const cells: Cell[] = [];
    for (let row = 0; row < count; row++) {
      const [length, start] = at(view, row * width + offset);
      if (single && length !== 1) break;
      const array = arrayAt(heap.bytes(start, length * pair * element.size), 0, length * pair, element);
      cells.push(single ? (array[0] ?? null) : array);
    }
    return cells;
  };
  return { ...headOf(header, n, element.kind, !single), read };
}

function descriptorAt(view: DataView, at: number, code: string): readonly [number, number] {
  if (code === 'P') return [view.getInt32(at), view.getInt32(at + 4)];
  return [Number(view.getBigInt64(at)), Number(view.getBigInt64(at + 8))];
}

function exactElement(header: Header, n: number, code: string): ElementType {
  const plain = code === 'B' ? UNSIGNED : elementOf(code);
  const scale = header.number(`TSCAL${n}`, 1);
  const zero = header.number(`TZERO${n}`, 0);
  if (scale === 1 && zero === 0) return plain;
  return {
    kind: 'double',
    size: plain.size,
    read(view, at) {
      const value = plain.read(view, at);
      return typeof value === 'number' || typeof value === 'bigint' ? Number(value) * scale + zero : value;
    },
  };
}
