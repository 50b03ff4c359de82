/** Tables from Parquet: plain pages without compression, as the client writes them. */
import type { TableColumn } from './engine.js';
import { type Field, readStruct, type Struct } from './parquet-thrift.js';
import type { TextTable } from './table-text.js';

const MAGIC = 'PAR1';
const decoder = new TextDecoder();

const latin = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

/** Undefined for what is no Parquet file, or is one of another make. */
export function readParquet(bytes: Uint8Array): TextTable | undefined {
  if (bytes.length < 12 || latin(bytes.subarray(0, 4)) !== MAGIC || latin(bytes.subarray(-4)) !== MAGIC)
    return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = view.getUint32(bytes.length - 8, true);
  const [footer] = readStruct(bytes, bytes.length - 8 - size);
  const [, ...schema] = structs(footer[2]);
  const values = schema.map((): unknown[] => []);
  for (const group of structs(footer[4])) {
    structs(group[1]).forEach((chunk, index) => {
      const about = structOf(chunk[3]);
      const column = values[index];
      if (column === undefined || numberOf(about[4]) !== 0) return;
      readChunk(bytes, about, schema[index] ?? {}, column);
    });
  }
  const rows = Array.from({ length: numberOf(footer[3]) }, (_, row) => values.map((column) => column[row]));
  const heads = headsOf(structs(footer[5]));
  const columns = schema.map((element, index) => ({ ...columnOf(element), ...heads[index] }));
  return { columns, rows, keywords: [] };
}

function readChunk(bytes: Uint8Array, about: Struct, element: Struct, into: unknown[]): void {
  const end = into.length + numberOf(about[5]);
  let at = numberOf(about[9]);
  while (into.length < end) {
    const [header, start] = readStruct(bytes, at);
    const size = numberOf(header[2]);
    const count = numberOf(structOf(header[5])[1]);
    readPage(bytes.subarray(start, start + size), count, element, into);
    at = start + size;
  }
}

function readPage(page: Uint8Array, count: number, element: Struct, into: unknown[]): void {
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  let at = 0;
  let present = (_row: number): boolean => true;
  if (numberOf(element[3]) === 1) {
    at = 4 + view.getUint32(0, true);
    const start = at - Math.ceil(count / 8);
    present = (row) => (((page[start + (row >> 3)] ?? 0) >> (row & 7)) & 1) === 1;
  }
  const read = readerOf(element, page, view, at);
  for (let row = 0; row < count; row++) into.push(present(row) ? read() : null);
}

/** Gives the values of a page one after the other, as a server tells them in JSON. */
function readerOf(element: Struct, page: Uint8Array, view: DataView, start: number): () => unknown {
  let at = start;
  const take = (size: number): number => {
    at += size;
    return at - size;
  };
  switch (numberOf(element[1])) {
    case 0: {
      let bit = 0;
      return () => (((page[start + (bit >> 3)] ?? 0) >> (bit++ & 7)) & 1) === 1;
    }
    case 1:
      return () => view.getInt32(take(4), true);
    case 2:
      return isDate(element)
        ? () => dateText(view.getBigInt64(take(8), true))
        : () => wholeNumber(view.getBigInt64(take(8), true));
    case 4:
      return () => finite(shortest(view.getFloat32(take(4), true)));
    case 5:
      return () => finite(view.getFloat64(take(8), true));
    default:
      return () => {
        const size = view.getUint32(take(4), true);
        const from = take(size);
        return decoder.decode(page.subarray(from, from + size));
      };
  }
}

/** What JSON has no number for is null. */
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

const wholeNumber = (value: bigint): number | bigint =>
  Number.isSafeInteger(Number(value)) ? Number(value) : value;

/** The shortest number that is the same one among those of 32 bits. */
function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Object.is(Math.fround(short), value)) return short;
  }
  return value;
}

const dateText = (microseconds: bigint): string =>
  new Date(Number(microseconds / 1000n - (microseconds % 1000n < 0n ? 1n : 0n)))
    .toISOString()
    .replace('Z', '+0000');

const TYPES = ['boolean', 'integer', 'long', 'char', 'float', 'double', 'char'];

const isDate = (element: Struct): boolean => structOf(element[10])[8] !== undefined;

function columnOf(element: Struct): TableColumn {
  const type = isDate(element)
    ? 'date'
    : numberOf(element[6] ?? -1) === 16
      ? 'short'
      : (TYPES[numberOf(element[1])] ?? 'char');
  return { name: textOf(element[4]), type };
}

/** What the VOTable in a file says of its columns. */
function headsOf(pairs: readonly Struct[]): readonly Partial<TableColumn>[] {
  const pair = pairs.find((entry) => textOf(entry[1]) === 'IVOA.VOTable-Parquet.content');
  const fields = textOf(pair?.[2]).matchAll(/<FIELD ([^>]*?)(?:\/>|>(.*?)<\/FIELD>)/gs);
  return Array.from(fields, ([, attributes = '', content = '']) => {
    const attribute = (name: string) => plain(new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1]);
    const told = {
      units: attribute('unit'),
      UCD: attribute('ucd'),
      desc: plain(/<DESCRIPTION>(.*)<\/DESCRIPTION>/s.exec(content)?.[1]),
    };
    return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
  });
}

const plain = (xml: string | undefined): string | undefined =>
  xml?.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));

const numberOf = (field: Field | undefined): number => (typeof field === 'number' ? field : 0);
const textOf = (field: Field | undefined): string =>
  field instanceof Uint8Array ? decoder.decode(field) : '';
const structOf = (field: Field | undefined): Struct =>
  typeof field === 'object' && !(field instanceof Uint8Array) && !Array.isArray(field) ? field : {};
const structs = (field: Field | undefined): readonly Struct[] =>
  Array.isArray(field) ? field.map(structOf) : [];
