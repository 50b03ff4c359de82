/** Tables of Apache Arrow by their shape: no version of the library is needed, or preferred. */
import { isRecord } from '../schema/json.js';
import type { ArrowField, ArrowTable, ArrowVector, Cell, Column, ColumnType, TypedArray } from './columns.js';
import { cellColumn, type Named, typedColumn, typeOfArray } from './infer.js';
import { columnAt, type Place, refuse } from './place.js';

/** Numbers of Arrow's types, the same in all versions. */
const ARROW = {
  dictionary: -1,
  nothing: 1,
  int: 2,
  float: 3,
  utf8: 5,
  bool: 6,
  date: 8,
  timestamp: 10,
  largeUtf8: 20,
};

export function isArrow(
  input: Readonly<Record<string, unknown>>,
): input is Readonly<Record<string, unknown>> & ArrowTable {
  const schema = input['schema'];
  return (
    isRecord(schema) &&
    Array.isArray(schema['fields']) &&
    typeof input['numRows'] === 'number' &&
    typeof input['getChildAt'] === 'function'
  );
}

export function arrowColumns(table: ArrowTable, place: Place): Column[] {
  return table.schema.fields.map((field, index) => {
    const at = columnAt(place, field.name);
    return arrowColumn(field, table.getChildAt(index), table.numRows, at);
  });
}

function arrowColumn(field: ArrowField, vector: ArrowVector | null, rows: number, place: Place): Column {
  const about = aboutOf(field);
  const { typeId } = plainType(field.type);
  if (vector === null || typeId === ARROW.nothing)
    return cellColumn(about, new Array<null>(rows).fill(null), undefined, 'string', place);
  if (field.type.typeId === ARROW.int || field.type.typeId === ARROW.float) {
    const values = vector.toArray();
    // Halves come as the integers that they are kept in.
    const halves = 'precision' in field.type && field.type.precision === 0;
    if (!halves && typeOfArray(values) !== undefined)
      return typedColumn(about, values as TypedArray, nullsOf(vector), undefined, place);
  }
  const type = TYPES.get(typeId);
  if (type === undefined)
    return refuse(
      place,
      field.type,
      'numbers, texts, true or false, dates or times (nested columns and decimals are not)',
    );
  const cells: Cell[] = [];
  for (let row = 0; row < rows; row++) cells.push(cellOf(vector.get(row)));
  return cellColumn(about, cells, undefined, type === 'number' ? undefined : type, place);
}

const TYPES: ReadonlyMap<number, ColumnType | 'number'> = new Map<number, ColumnType | 'number'>([
  [ARROW.int, 'number'],
  [ARROW.float, 'float32'],
  [ARROW.utf8, 'string'],
  [ARROW.largeUtf8, 'string'],
  [ARROW.bool, 'boolean'],
  [ARROW.date, 'date'],
  [ARROW.timestamp, 'date'],
]);

/** Some versions give dates as numbers, some as dates, and BigInts where they are long. */
const cellOf = (value: unknown): Cell => value as Cell;

/** What the values of a dictionary are. */
function plainType(type: ArrowField['type']): { readonly typeId: number } {
  const values: unknown = Reflect.get(type, 'dictionary');
  return type.typeId === ARROW.dictionary && isRecord(values) && typeof values['typeId'] === 'number'
    ? { typeId: values['typeId'] }
    : type;
}

function nullsOf(vector: ArrowVector): Uint8Array | undefined {
  if (vector.nullCount === 0) return undefined;
  const nulls = new Uint8Array(vector.length);
  for (let row = 0; row < nulls.length; row++) if (vector.get(row) === null) nulls[row] = 1;
  return nulls;
}

function aboutOf({ name, metadata }: ArrowField): Named {
  const text = (key: string) => metadata?.get?.(key);
  return { name, units: text('units') ?? text('unit'), description: text('description'), ucd: text('ucd') };
}
