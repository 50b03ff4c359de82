/**
 * IPAC tables: lines that begin with `\` hold keywords and comments, up to four lines of `|`-separated heads give
 * names, types, units and null strings, and the values stand below the heads in fixed columns.
 */
import { readLines } from './lines.js';
import {
  BATCH_ROWS,
  type Batch,
  type Cell,
  type CellKind,
  type Keyword,
  type ReadColumn,
  type ReadTable,
  TableFailure,
} from './types.js';

/** Does a file that begins like this hold an IPAC table? */
export function looksLikeIpac(start: string): boolean {
  return /^\s*(\\|\|)/.test(start) && /^\|/m.test(start);
}

interface Head {
  readonly keywords: Keyword[];
  /** The `|…|` lines, split: names, types, units, null strings. */
  readonly heads: string[][];
  /** Positions of the bars of the first head line. */
  bars: number[];
  /** Number of the first line that is not part of the head, from 0. */
  firstRow: number;
}

/** Reads the head of a table; the rows follow when they are asked for. */
export async function readIpac(path: string): Promise<ReadTable> {
  const head = await readHead(path);
  const { bars } = head;
  const [names = []] = head.heads;
  if (names.length === 0) throw new TableFailure('IPAC table without a line of column names');
  const kinds = head.heads.length > 1 ? undefined : await guessKinds(path, head);
  const columns = names.map((name, i) => columnOf(name, i, head, kinds?.[i]));
  return {
    columns,
    keywords: head.keywords,
    batches: () => readRows(path, head.firstRow, bars, columns),
  };
}

async function readHead(path: string): Promise<Head> {
  const head: Head = { keywords: [], heads: [], bars: [], firstRow: 0 };
  for await (const lines of readLines(path)) {
    for (const line of lines) {
      if (line.startsWith('\\')) head.keywords.push(parseKeyword(line));
      else if (line.startsWith('|')) addHead(line, head);
      else if (line.trim() !== '') return head;
      head.firstRow += 1;
    }
  }
  return head;
}

/** `\key = value`, the value perhaps in quotes; everything else behind the backslash is a comment. */
function parseKeyword(line: string): Keyword {
  const match = /^\\\s*([^\s=]+)\s*=\s*(.*)$/.exec(line);
  if (match === null || /^\\\s/.test(line)) return { key: null, value: line.slice(1).trim() };
  return { key: match[1] ?? '', value: unquote((match[2] ?? '').trim()) };
}

function unquote(text: string): string {
  const match = /^(['"])(.*)\1$/.exec(text);
  return match?.[2] ?? text;
}

const MAX_HEADS = 4;

function addHead(line: string, head: Head): void {
  if (head.heads.length === MAX_HEADS)
    throw new TableFailure('IPAC table with more than four lines of heads');
  const bars = [...line.matchAll(/\|/g)].map((match) => match.index);
  const cells = bars.map((bar, i) => line.slice(bar + 1, bars[i + 1] ?? line.length).trim());
  if (line.trimEnd().endsWith('|')) {
    cells.pop();
    bars.pop();
  }
  if (head.heads.length === 0) head.bars = bars;
  head.heads.push(cells);
}

function columnOf(name: string, index: number, head: Head, guessed: CellKind | undefined): ReadColumn {
  const [, types, units, nulls] = head.heads;
  const declared = types?.[index] ?? '';
  const [kind, type] = guessed === undefined ? kindOf(declared, name) : reportedAs(guessed);
  const unit = units?.[index] ?? '';
  const nullString = nulls?.[index];
  return {
    name,
    kind,
    info: {
      type,
      ...(unit === '' ? {} : { units: unit }),
      ...(nullString === undefined || nullString === '' ? {} : { nullString }),
    },
  };
}

const TYPE_NAMES: readonly (readonly [string, CellKind, string])[] = [
  ['double', 'double', 'double'],
  ['date', 'char', 'date'],
  ['real', 'float', 'float'],
  ['float', 'float', 'float'],
  ['integer', 'long', 'int'],
  ['long', 'long', 'long'],
  ['character', 'char', 'char'],
  ['boolean', 'char', 'char'],
];

/** Types may be abbreviated. `int` is kept as 64 bits, because real files hold such numbers under that name. */
function kindOf(declared: string, column: string): readonly [CellKind, string] {
  const wanted = declared.toLowerCase();
  if (wanted === '') return ['char', 'char'];
  const found = TYPE_NAMES.find(([name]) => name.startsWith(wanted));
  if (found === undefined) throw new TableFailure(`IPAC column ${column} is of unknown type ${declared}`);
  return [found[1], found[2]];
}

function reportedAs(kind: CellKind): readonly [CellKind, string] {
  return [kind, kind === 'long' ? 'int' : kind];
}

const INTEGER = /^[+-]?\d{1,18}$/;
const REAL = /^[+-]?(\d+\.?\d*|\.\d+)([eEdD][+-]?\d+)?$/;
const NOT_A_NUMBER = /^[+-]?nan$/i;
const INFINITE = /^[+-]?inf(inity)?$/i;

/** Tables without a line of types: a column is what all its values can be read as. */
async function guessKinds(path: string, head: Head): Promise<CellKind[]> {
  const width = head.bars.length;
  const kinds: CellKind[] = Array.from({ length: width }, () => 'long');
  for await (const { line } of dataLines(path, head.firstRow)) {
    for (let i = 0; i < width; i++) {
      const text = line.slice((head.bars[i] ?? 0) + 1, head.bars[i + 1] ?? line.length).trim();
      if (text === '' || text === 'null' || kinds[i] === 'char') continue;
      if (kinds[i] === 'long' && INTEGER.test(text)) continue;
      kinds[i] = REAL.test(text) || NOT_A_NUMBER.test(text) || INFINITE.test(text) ? 'double' : 'char';
    }
  }
  return kinds;
}

/** The lines below the head, with their numbers from 1. */
async function* dataLines(path: string, firstRow: number): AsyncGenerator<{ line: string; number: number }> {
  let number = 0;
  for await (const lines of readLines(path)) {
    for (const line of lines) {
      number += 1;
      if (number > firstRow && line.trim() !== '') yield { line, number };
    }
  }
}

async function* readRows(
  path: string,
  firstRow: number,
  bars: readonly number[],
  columns: readonly ReadColumn[],
): AsyncGenerator<Batch> {
  let batch: Cell[][] = columns.map(() => []);
  for await (const { line, number } of dataLines(path, firstRow)) {
    for (let i = 0; i < columns.length; i++) {
      const column = columns[i];
      if (column !== undefined) batch[i]?.push(cellAt(line, number, bars, i, column));
    }
    if ((batch[0]?.length ?? 0) < BATCH_ROWS) continue;
    yield batch;
    batch = columns.map(() => []);
  }
  if ((batch[0]?.length ?? 0) > 0) yield batch;
}

function cellAt(
  line: string,
  number: number,
  bars: readonly number[],
  index: number,
  column: ReadColumn,
): Cell {
  const start = bars[index] ?? 0;
  const end = bars[index + 1];
  if (index > 0 && (line[start] ?? ' ') !== ' ') {
    throw new TableFailure(
      `IPAC table, line ${number}: a value crosses the border of column ${column.name} at position ${start + 1}`,
    );
  }
  return parseCell(line.slice(index === 0 ? start : start + 1, end).trim(), number, column);
}

function parseCell(text: string, line: number, column: ReadColumn): Cell {
  if (text === column.info.nullString) return null;
  if (column.kind === 'char') return text;
  if (text === '' || text.toLowerCase() === 'null') return null;
  if (column.kind === 'long' && INTEGER.test(text)) return BigInt(text.replace('+', ''));
  if (column.kind === 'long' && /^[+-]?\d{19}$/.test(text)) return longOrFail(text, line, column);
  if (column.kind !== 'long') {
    if (REAL.test(text)) return Number(text.replace(/[dD]/, 'e'));
    if (NOT_A_NUMBER.test(text)) return Number.NaN;
    if (INFINITE.test(text))
      return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  throw badCell(text, line, column);
}

function longOrFail(text: string, line: number, column: ReadColumn): bigint {
  const value = BigInt(text.replace('+', ''));
  if (BigInt.asIntN(64, value) !== value) throw badCell(text, line, column);
  return value;
}

function badCell(text: string, line: number, column: ReadColumn): TableFailure {
  const type = column.info.type ?? column.kind;
  return new TableFailure(
    `IPAC table, line ${line}: ${JSON.stringify(text)} is no ${type} (column ${column.name})`,
  );
}
