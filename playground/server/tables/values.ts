/** DuckDB's types and values as Firefly's column types and JSON. */
import {
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  type DuckDBMaterializedResult,
  DuckDBStructValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampTZValue,
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

type Printer = (value: DuckDBValue) => string;

function printerOf(type: DuckDBType): Printer {
  if ('valueType' in type && isList(type)) return listPrinter(type.valueType);
  switch (type.typeId) {
    case DuckDBTypeId.FLOAT:
      return printFloat;
    case DuckDBTypeId.DOUBLE:
      return printReal;
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
    case DuckDBTypeId.UINTEGER:
    case DuckDBTypeId.UBIGINT:
      return (value) => (value === null ? 'null' : JSON.stringify(String(value)));
    default:
      return printValue;
  }
}

/** Lists of numbers and booleans are arrays; all other lists are one text. */
function listPrinter(valueType: DuckDBType): Printer {
  const arrays = TYPE_NAMES.has(valueType.typeId) || isList(valueType);
  const print = printerOf(valueType);
  return (value) => {
    const items = itemsOf(value);
    if (items === undefined) return 'null';
    return arrays ? `[${items.map(print).join(',')}]` : JSON.stringify(plainText(value));
  };
}

function itemsOf(value: DuckDBValue): readonly DuckDBValue[] | undefined {
  return value instanceof DuckDBListValue || value instanceof DuckDBArrayValue ? value.items : undefined;
}

/** What holds other values, as Java prints it: `[a, b]`, `{x=1}`. */
function plainText(value: DuckDBValue): string {
  const items = itemsOf(value);
  if (items !== undefined) return `[${items.map(plainText).join(', ')}]`;
  if (value instanceof DuckDBStructValue) {
    const entries = Object.entries(value.entries);
    return `{${entries.map(([key, entry]) => `${key}=${plainText(entry)}`).join(', ')}}`;
  }
  if (value instanceof DuckDBMapValue) {
    return `{${value.entries.map(({ key, value: entry }) => `${plainText(key)}=${plainText(entry)}`).join(', ')}}`;
  }
  return String(value);
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
  if (value instanceof DuckDBStructValue || value instanceof DuckDBMapValue) {
    return JSON.stringify(plainText(value));
  }
  if (value instanceof DuckDBBlobValue) return JSON.stringify(Buffer.from(value.bytes).toString('utf8'));
  if (value instanceof DuckDBDecimalValue) return printReal(value.toDouble());
  if (value instanceof DuckDBDateValue) return JSON.stringify(value.toString());
  if (value instanceof DuckDBTimestampValue) return JSON.stringify(printTimestamp(value));
  if (value instanceof DuckDBTimestampNanosecondsValue) {
    return JSON.stringify(printTimestamp(new DuckDBTimestampValue(value.nanos / 1000n)));
  }
  if (value instanceof DuckDBTimestampTZValue) return JSON.stringify(printInstant(value));
  return JSON.stringify(String(value));
}

/** Milliseconds and an offset without a colon: `2024-02-29T01:02:03.456+0000`. */
function printTimestamp(value: DuckDBTimestampValue): string {
  const date = new Date(Number(value.micros / 1000n));
  return Number.isNaN(date.getTime()) ? String(value) : date.toISOString().replace('Z', '+0000');
}

/** With all digits there are, in groups of three, and `Z`: `2024-02-29T01:02:03.456789Z`. */
function printInstant({ micros }: DuckDBTimestampTZValue): string {
  const date = new Date(Number(micros / 1000n));
  if (Number.isNaN(date.getTime())) return String(micros);
  const digits = String(((micros % 1_000_000n) + 1_000_000n) % 1_000_000n).padStart(6, '0');
  const fraction = digits.replace(/(000)+$/, '');
  return `${date.toISOString().slice(0, 19)}${fraction === '' ? '' : `.${fraction}`}Z`;
}
