/** What callers give as a table becomes columns of known types; what is no table is refused with its place. */
import { isRecord } from '../schema/json.js';
import { arrowColumns, isArrow } from './arrow.js';
import type { Cell, Column, ColumnInput, ColumnType, TableData, TableInput, TypedArray } from './columns.js';
import { COLUMN_TYPES, cellColumn, type Named, typedColumn, typeOfArray } from './infer.js';
import { columnAt, type Place, refuse } from './place.js';

/** Whether something has the looks of a table in memory. It may still be a faulty one. */
export function isTableInput(input: unknown): input is TableInput {
  if (Array.isArray(input)) return true;
  if (!isRecord(input) || ArrayBuffer.isView(input)) return false;
  if (isArrow(input) || isColumnList(input)) return true;
  return isPlain(input) && Object.values(input).some(isColumn);
}

/**
 * A table as typed columns, of rows, columns or an Arrow table. Nothing of the caller's is changed; typed arrays are not copied.
 * Throws `ArgumentError` where it is no table, or its columns do not fit each other.
 */
export function toTableData(input: TableInput, method = 'toTableData', argument = 'table'): TableData {
  const place = { method, argument };
  const columns = columnsOf(input, place);
  const [first] = columns;
  if (first === undefined) return refuse(place, input, 'a table with at least one column');
  const rowCount = first.values.length;
  const names = new Set<string>();
  for (const { name, values } of columns) {
    if (names.has(name)) refuse(columnAt(place, name), name, 'the only one of its name');
    names.add(name);
    if (values.length !== rowCount)
      refuse(columnAt(place, name), values, `of ${rowCount} values, as many as '${first.name}' has`);
  }
  return { rowCount, columns };
}

function columnsOf(input: unknown, place: Place): readonly Column[] {
  if (Array.isArray(input)) return columnsOfRows(input, place);
  if (isRecord(input) && !ArrayBuffer.isView(input)) {
    if (isArrow(input)) return arrowColumns(input, place);
    if (isColumnList(input))
      return input.columns.map((column, index) => {
        const name: unknown = isRecord(column) ? column['name'] : undefined;
        if (typeof name !== 'string')
          refuse({ ...place, argument: `${place.argument}.columns[${index}].name` }, name, 'a text');
        return columnOf(name, column, place);
      });
    if (isPlain(input)) return Object.entries(input).map(([name, column]) => columnOf(name, column, place));
  }
  return refuse(place, input, 'rows, columns by name, or an Arrow table');
}

/** Columns come in the order in which rows first have them; what a row lacks is null. */
function columnsOfRows(rows: readonly unknown[], place: Place): Column[] {
  if (rows.length === 0)
    refuse(place, rows, 'rows, of which at least one; columns without rows can be given as { name: [] }');
  const names = new Set<string>();
  rows.forEach((row, index) => {
    if (!isRecord(row) || ArrayBuffer.isView(row) || row instanceof Date)
      refuse(
        { ...place, argument: `${place.argument}[${index}]` },
        row,
        'a row, as an object with values by column',
      );
    for (const name of Object.keys(row)) names.add(name);
  });
  return [...names].map((name) => {
    const cells = rows.map((row) => (row as Readonly<Record<string, Cell>>)[name]);
    return cellColumn({ name }, cells, undefined, undefined, columnAt(place, name));
  });
}

function columnOf(name: string, given: unknown, outer: Place): Column {
  const place = columnAt(outer, name);
  if (isArray(given)) return valuesOf({ name }, given, {}, place);
  const values: unknown = isRecord(given) ? given['values'] : undefined;
  if (isRecord(given) && isArray(values))
    return valuesOf({ name, ...aboutOf(given, place) }, values, given, place);
  return refuse(place, given, 'an array, a typed array, or { values, units, description, nulls }');
}

function valuesOf(
  about: Named,
  values: TypedArray | readonly Cell[],
  given: Pick<ColumnInput, 'type' | 'nulls'>,
  place: Place,
): Column {
  const type = typeGiven(given.type, place);
  const nulls = masked(given.nulls, values.length, place);
  if (Array.isArray(values)) return cellColumn(about, values, nulls, type, place);
  if (typeOfArray(values) !== undefined) return typedColumn(about, values as TypedArray, nulls, type, place);
  // Arrays of halves are not known everywhere yet.
  return cellColumn(about, Array.from(values as ArrayLike<number>), nulls, type ?? 'float32', place);
}

function aboutOf(given: Readonly<Record<string, unknown>>, place: Place): Omit<Named, 'name'> {
  const told: Record<string, string> = {};
  for (const key of ['units', 'description', 'ucd']) {
    const value = given[key];
    if (value === undefined || value === null) continue;
    if (typeof value !== 'string')
      refuse({ ...place, argument: `${place.argument}.${key}` }, value, 'a text');
    told[key] = value;
  }
  return told;
}

function typeGiven(type: unknown, place: Place): ColumnType | undefined {
  if (type === undefined || (typeof type === 'string' && COLUMN_TYPES.includes(type)))
    return type as ColumnType;
  return refuse({ ...place, argument: `${place.argument}.type` }, type, COLUMN_TYPES.join(', '));
}

function masked(nulls: unknown, length: number, place: Place): Uint8Array | undefined {
  if (nulls === undefined || nulls === null) return undefined;
  const at = { ...place, argument: `${place.argument}.nulls` };
  if (!isArray(nulls)) return refuse(at, nulls, 'an array with a value for each row');
  if (nulls.length !== length) refuse(at, nulls, `of ${length} values, as many as there are rows`);
  const mask = new Uint8Array(length);
  let some = false;
  for (let row = 0; row < length; row++) {
    if (!nulls[row]) continue;
    mask[row] = 1;
    some = true;
  }
  return some ? mask : undefined;
}

const isArray = (value: unknown): value is readonly Cell[] | TypedArray =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));

const isColumn = (value: unknown): boolean => isArray(value) || (isRecord(value) && isArray(value['values']));

const isColumnList = (input: Readonly<Record<string, unknown>>): input is { columns: readonly unknown[] } =>
  Array.isArray(input['columns']) &&
  input['columns'].some((column) => isRecord(column) && 'values' in column);

function isPlain(input: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(input);
  return prototype === Object.prototype || prototype === null;
}
