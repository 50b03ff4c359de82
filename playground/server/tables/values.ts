/** DuckDB's types and values as Firefly's column types and JSON. */
import {
  DuckDBArrayValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  type DuckDBMaterializedResult,
  DuckDBTimestampValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from '@duckdb/node-api';

const TYPE_NAMES = new Map<DuckDBTypeId, string>([
  [DuckDBTypeId.BOOLEAN, 'boolean'],
  [DuckDBTypeId.TINYINT, 'byte'],
  [DuckDBTypeId.UTINYINT, 'integer'],
  [DuckDBTypeId.SMALLINT, 'integer'],
  [DuckDBTypeId.USMALLINT, 'integer'],
  [DuckDBTypeId.INTEGER, 'integer'],
  [DuckDBTypeId.BIGINT, 'long'],
  [DuckDBTypeId.HUGEINT, 'long'],
  [DuckDBTypeId.FLOAT, 'float'],
  [DuckDBTypeId.DOUBLE, 'double'],
  [DuckDBTypeId.DECIMAL, 'double'],
  [DuckDBTypeId.DATE, 'date'],
  [DuckDBTypeId.TIMESTAMP, 'date'],
  [DuckDBTypeId.TIMESTAMP_S, 'date'],
  [DuckDBTypeId.TIMESTAMP_MS, 'date'],
  [DuckDBTypeId.TIMESTAMP_NS, 'date'],
]);

/** The type a column is reported with. Everything without one of its own is text. */
export function typeName(type: DuckDBType): string {
  if ('valueType' in type && isList(type)) return typeName(type.valueType);
  return TYPE_NAMES.get(type.typeId) ?? 'char';
}

/** Does the column hold arrays? */
export function isList(type: DuckDBType): boolean {
  return type.typeId === DuckDBTypeId.LIST || type.typeId === DuckDBTypeId.ARRAY;
}

/** The rows of a result, each as the text of a JSON array. */
export async function rowsAsJson(result: DuckDBMaterializedResult): Promise<string[]> {
  const printers = result.columnTypes().map(printerOf);
  const rows: string[] = [];
  for (const chunk of await result.fetchAllChunks()) {
    const columns = printers.map((print, i) => chunk.getColumnValues(i).map(print));
    for (let row = 0; row < chunk.rowCount; row++) {
      rows.push(`[${columns.map((column) => column[row]).join(',')}]`);
    }
  }
  return rows;
}

function printerOf(type: DuckDBType): (value: DuckDBValue) => string {
  if (type.typeId === DuckDBTypeId.FLOAT) return printFloat;
  return type.typeId === DuckDBTypeId.DOUBLE ? printReal : printValue;
}

/** 32-bit numbers with as few digits as tell them apart: 1.1, not 1.100000023841858. */
function printFloat(value: DuckDBValue): string {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'null';
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return printReal(short);
  }
  return printReal(value);
}

/** Numbers of a real column always show that they are: `2.0`. What JSON cannot say is null. */
function printReal(value: DuckDBValue): string {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'null';
  const text = Object.is(value, -0) ? '-0' : String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text.replace('e+', 'E').replace('e', 'E');
}

function printValue(value: DuckDBValue): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'number':
      return Number.isFinite(value) ? String(value) : 'null';
    default:
      return value === null || value === undefined ? 'null' : printObject(value);
  }
}

function printObject(value: NonNullable<DuckDBValue>): string {
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) {
    return `[${value.items.map(printValue).join(',')}]`;
  }
  if (value instanceof DuckDBDecimalValue) return printReal(value.toDouble());
  if (value instanceof DuckDBDateValue) return JSON.stringify(value.toString());
  if (value instanceof DuckDBTimestampValue) return JSON.stringify(printTimestamp(value));
  return JSON.stringify(String(value));
}

/** Milliseconds and an offset without a colon: `2024-02-29T01:02:03.456+0000`. */
function printTimestamp(value: DuckDBTimestampValue): string {
  const date = new Date(Number(value.micros / 1000n));
  return Number.isNaN(date.getTime()) ? String(value) : date.toISOString().replace('Z', '+0000');
}
