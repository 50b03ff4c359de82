/**
 * IPAC tables: values stand below the heads in fixed columns. Read as a real server reads them: what is no value of
 * its column's type is null, and lines that are too short are passed over.
 */
import {
  type Batch,
  batchRows,
  type Cell,
  type CellKind,
  type ReadColumn,
  type ReadTable,
  TableFailure,
} from '../tables/types.js';
import { columnInfos, type IpacHead, type IpacHeadColumn, readIpacHead } from './ipac-head.js';
import { parseJavaDouble, parseJavaInteger, printJavaDouble } from './java-text.js';
import { readLines } from './lines.js';
import { uniqueColumns } from './names.js';

/** A column with the place of its values and the way to read them. */
interface IpacColumn {
  readonly start: number;
  readonly end: number;
  parse(text: string): Cell;
}

/** Reads the head of a table; the rows follow when they are asked for. */
export async function readIpac(path: string): Promise<ReadTable> {
  const head = await readIpacHead(path);
  const infos = columnInfos(head);
  const plain = head.columns.map((column, i): ReadColumn => {
    const type = column.type ?? 'char';
    const nullString = infos[i]?.nullString;
    return {
      name: column.name,
      kind: kindOf(type),
      info: { ...infos[i], type, ...(nullString === undefined ? {} : { nullString }) },
    };
  });
  const columns = uniqueColumns(plain);
  return {
    columns,
    batches: () => readRows(path, head, columns),
    about: () => ({ keywords: head.keywords }),
  };
}

/** How the values of a type are kept; every unknown type is text, and dates are never understood. */
function kindOf(type: string): CellKind {
  switch (type) {
    case 'double':
    case 'doublecomplex':
      return 'double';
    case 'float':
    case 'floatcomplex':
      return 'float';
    case 'long':
    case 'bigint':
      return 'long';
    case 'int':
    case 'integer':
    case 'short':
    case 'smallint':
    case 'unsignedbyte':
      return 'integer';
    case 'byte':
    case 'tinyint':
      return 'byte';
    case 'boolean':
    case 'bit':
      return 'boolean';
    default:
      return 'char';
  }
}

async function* readRows(
  path: string,
  head: IpacHead,
  columns: readonly ReadColumn[],
): AsyncGenerator<Batch> {
  const readers = columns.map((column, i) => readerOf(column, head.columns[i]));
  const needed = Math.max(0, ...readers.map(({ start }) => start));
  const limit = batchRows(columns.length);
  let batch: Cell[][] = columns.map(() => []);
  let number = 0;
  for await (const lines of readLines(path)) {
    for (const line of lines) {
      number += 1;
      if (number <= head.headLines || !isRow(line, number, head) || line.length < needed) continue;
      for (const [i, { start, end, parse }] of readers.entries()) {
        batch[i]?.push(parse(line.slice(start, end).trim()));
      }
      if ((batch[0]?.length ?? 0) < limit) continue;
      yield batch;
      batch = columns.map(() => []);
    }
  }
  if ((batch[0]?.length ?? 0) > 0) yield batch;
}

/** Longest text of an error about a line. */
const MAX_MESSAGE = 128;

function isRow(line: string, number: number, head: IpacHead): boolean {
  if (line.trim() === '' || line.startsWith('\\') || line.startsWith('|')) return false;
  if (line.startsWith(' ')) return true;
  const told = head.rowLineNumber + number - head.headLines - 1;
  const message = `Data row must start with a space.<br>on line ${told}: ${line}`;
  throw new TableFailure(message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE)}...` : message);
}

function readerOf(column: ReadColumn, place: IpacHeadColumn | undefined): IpacColumn {
  const { name, kind, info } = column;
  const found = place !== undefined && place.name === name ? place : { start: 0, end: 0 };
  const read = place?.type === undefined ? guessingParser() : parserOf(kind, info.type ?? kind);
  const nullString = info.nullString ?? '';
  return {
    start: found.start,
    end: found.end,
    parse: (text) => (text === nullString ? null : read(text)),
  };
}

function parserOf(kind: CellKind, type: string): (text: string) => Cell {
  switch (kind) {
    case 'double':
    case 'float':
      return (text) => parseJavaDouble(text) ?? null;
    case 'long':
      return (text) => parseJavaInteger(text, 64) ?? null;
    case 'integer':
    case 'byte': {
      const bits = kind === 'byte' ? 8 : type.startsWith('int') ? 32 : 16;
      return (text) => {
        const value = parseJavaInteger(text, bits);
        return value === undefined ? null : Number(value);
      };
    }
    case 'boolean':
      return (text) => text.toLowerCase() === 'true';
    default:
      return type === 'date' || type === 'time' ? () => null : (text) => text;
  }
}

/** Without a line of types the first value decides: numbers are printed as Java prints them, all else is text. */
function guessingParser(): (text: string) => Cell {
  let numbers: boolean | undefined;
  return (text) => {
    const value = parseJavaDouble(text);
    if (text !== '') numbers ??= value !== undefined;
    if (numbers !== true) return text;
    return value === undefined ? null : printJavaDouble(value);
  };
}
