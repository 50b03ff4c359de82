/** Reads tables from text: CSV, and IPAC tables. */
import type { TableColumn } from './engine.js';
import { orderOf } from './sql-expression.js';

export interface TextTable {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly unknown[])[];
  /** Comments have no key. */
  readonly keywords: readonly { readonly key: string | null; readonly value: string }[];
}

/** Undefined when the text is no table. */
export function readTable(text: string): TextTable | undefined {
  const start = text.trimStart();
  if (start === '' || start.startsWith('SIMPLE  =') || start.startsWith('{') || start.startsWith('<'))
    return undefined;
  return start.startsWith('\\') || start.startsWith('|') ? readIpac(text) : readCsv(text);
}

/** A table whose columns tell their values, where these are few. */
export function withListedValues(table: TextTable): TextTable {
  return { ...table, columns: table.columns.map((column, at) => withValues(column, at, table.rows)) };
}

const LISTED = new Set(['short', 'int', 'integer', 'long', 'boolean', 'char']);
/** A column of more distinct values tells none of them. */
const MAX_VALUES = 32;

/** Tells the values of a column that has only a few: comma-joined in their order, those with commas in quotes, null last. */
function withValues(column: TableColumn, at: number, rows: TextTable['rows']): TableColumn {
  const distinct = new Set(rows.map((row) => row[at] ?? null));
  const hasNull = distinct.delete(null);
  if (!LISTED.has(column.type) || distinct.size === 0 || distinct.size > MAX_VALUES) return column;
  const values = [...distinct].sort(orderOf).map(String);
  const texts = values.map((value) => (value.includes(',') ? `'${value}'` : value));
  return { ...column, enumVals: [...texts, ...(hasNull ? ['%NULL'] : [])].join(',') };
}

function readCsv(text: string): TextTable | undefined {
  const [names, ...records] = csvRecords(text);
  if (names === undefined) return undefined;
  const columns = names.map((name, index) => ({
    name: name.trim(),
    type: typeOf(records.map((record) => record[index] ?? '')),
  }));
  const rows = records.map((record) =>
    columns.map(({ type }, index) => readValue(record[index] ?? '', type)),
  );
  return { columns, rows, keywords: [] };
}

/** Fields may be quoted; a quote within is doubled. */
function csvRecords(text: string): readonly (readonly string[])[] {
  const records: string[][] = [];
  let record: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    const isTail = end === '' && record.length === 0 && !plain && quoted === undefined;
    if (!isTail) record.push(quoted?.replace(/""/g, '"') ?? plain ?? '');
    if (end === ',') continue;
    if (record.some((field) => field !== '')) records.push(record);
    record = [];
  }
  return records;
}

/** The narrowest type that all values have. */
function typeOf(values: readonly string[]): string {
  const given = values.map((value) => value.trim()).filter((value) => value !== '');
  const all = (pattern: RegExp) => given.length > 0 && given.every((value) => pattern.test(value));
  if (all(/^[+-]?\d+$/)) return 'long';
  if (all(/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$|^nan$/i)) return 'double';
  return all(/^(?:true|false)$/i) ? 'boolean' : 'char';
}

function readIpac(text: string): TextTable | undefined {
  const lines = text.split(/\r?\n/);
  const heads = lines.filter((line) => line.startsWith('|'));
  const [names, types, units, nulls] = heads;
  if (names === undefined) return undefined;
  const bars = Array.from(names.matchAll(/\|/g), ({ index }) => index);
  const cells = (line = '') =>
    bars.slice(0, -1).map((bar, index) => line.slice(bar + 1, bars[index + 1]).trim());
  const [typeCells, unitCells, nullCells] = [cells(types), cells(units), cells(nulls)];
  const columns = cells(names).map((name, index) => {
    const units = unitCells[index];
    const nullString = nullCells[index];
    return {
      name,
      type: ipacType(typeCells[index] ?? ''),
      ...(units ? { units } : {}),
      ...(nullString ? { nullString } : {}),
    };
  });
  const rows = lines.filter((line) => line.trim() !== '' && !/^[|\\]/.test(line));
  return {
    columns,
    rows: rows.map((line) =>
      cellsOfRow(line, bars).map((cell, index) => ipacValue(cell, nullCells[index], columns[index])),
    ),
    keywords: lines.flatMap(keywordOf),
  };
}

/** A value may stand under the bar on its left. */
function cellsOfRow(line: string, bars: readonly number[]): readonly string[] {
  return bars.slice(0, -1).map((bar, index) => line.slice(bar, bars[index + 1]).trim());
}

function ipacValue(cell: string, nullText: string | undefined, column: TableColumn | undefined): unknown {
  return cell === '' || cell === (nullText || 'null') ? null : readValue(cell, column?.type ?? 'char');
}

const IPAC_TYPES: readonly (readonly [RegExp, string])[] = [
  [/^(?:d|double)$/i, 'double'],
  [/^(?:f|r|float|real)$/i, 'float'],
  [/^(?:i|int|integer)$/i, 'int'],
  [/^(?:l|long)$/i, 'long'],
];

const ipacType = (name: string): string => IPAC_TYPES.find(([pattern]) => pattern.test(name))?.[1] ?? 'char';

function keywordOf(line: string): { key: string | null; value: string }[] {
  if (!line.startsWith('\\')) return [];
  const match = /^\\(\w+)\s*=\s*(.*)$/.exec(line);
  if (!match) return [{ key: null, value: line.slice(1).trim() }];
  return [{ key: match[1] ?? '', value: (match[2] ?? '').trim().replace(/^'(.*)'$/, '$1') }];
}

/** What is no number where one belongs is null, and so is NaN. */
function readValue(text: string, type: string): unknown {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (type === 'char') return text;
  if (type === 'boolean') return trimmed.toLowerCase() === 'true';
  const number = Number(trimmed);
  return Number.isFinite(number) ? number : null;
}
