/** `tableSearch` over tables in text and in Parquet: filter, order, columns and pages, and the ways in which it fails. */
import { isRecord, parseJson } from '../schema/json.js';
import type { CommandReply } from '../transport/types.js';
import type { JsonObject, TableColumn } from './engine.js';
import { readParquet } from './parquet-file.js';
import { jsonReply, refusal } from './replies.js';
import { compileExpression, ExpressionError, orderOf } from './sql-expression.js';
import { readTable, type TextTable, withListedValues } from './table-text.js';
import { stringAt } from './viewer-context.js';

/** The bytes behind a server path or an address; undefined when there are none. */
export type FindFile = (source: string) => Uint8Array | undefined;

/** A row with its place in the original table. */
interface Row {
  readonly index: number;
  readonly values: readonly unknown[];
}

const PROCESSOR = 'IpacTableFromSource';
const NO_PROCESSOR =
  'Cannot invoke "java.lang.Class.newInstance()" because the return value of "java.util.Map.get(Object)" is null';
const HIDDEN: readonly TableColumn[] = [
  { name: 'ROW_IDX', type: 'integer', visibility: 'hidden' },
  { name: 'ROW_NUM', type: 'integer', visibility: 'hidden' },
];

/** Answers the command; `text` is its form field `request`. */
export function searchTable(text: string | undefined, find: FindFile): CommandReply {
  const opened = openTable(text, find);
  if ('reply' in opened) return opened.reply;
  const { request, table } = opened;
  return jsonReply(request['id'] === SUB_QUERY ? subAnswer(request, table) : answer(request, table));
}

/** A request with its table, or the answer that says why there is none. */
export type Opened =
  | { readonly request: JsonObject; readonly table: TextTable }
  | { readonly reply: CommandReply };

const SUB_QUERY = 'SubQueryProcessor';

export function openTable(text: string | undefined, find: FindFile): Opened {
  if (text === undefined) return { reply: refusal('missing parameter: request') };
  const parsed = parseJson(text);
  const request = isRecord(parsed) ? parsed : {};
  const id = stringAt(request, 'id') ?? 'ID_NOT_DEFINED';
  if (id === SUB_QUERY) {
    const opened = openTable(stringAt(request, 'searchRequest'), find);
    return 'reply' in opened ? opened : { request, table: opened.table };
  }
  if (id !== PROCESSOR) return { reply: refusal(`Unable to get query processor for ${id}: ${NO_PROCESSOR}`) };
  const source = stringAt(request, 'source');
  if (source === undefined)
    return { reply: refusal('', 'Unable to fetch file from path[alt_path]: null[null]') };
  const bytes = find(source);
  if (bytes === undefined) return { reply: refusal('', missing(source)) };
  const table = readParquet(bytes) ?? readTable(new TextDecoder().decode(bytes));
  if (table === undefined) return { reply: refusal('', `Unsupported format (null), file: ${source}`) };
  return { request, table: withListedValues(table) };
}

/** The rows of a request, with the columns that it asks for. Throws `ExpressionError`. */
export function selectRows(
  request: JsonObject,
  table: TextTable,
): { readonly columns: readonly TableColumn[]; readonly rows: readonly (readonly unknown[])[] } {
  const rows = sorted(filtered(table, request), table, request);
  const { columns, values } = chosenColumns(table, request);
  const { startIdx, endIdx } = pageOf(request, rows.length);
  return { columns, rows: rows.slice(startIdx, endIdx).map((row) => values(row.values)) };
}

/** Of a query around another: no row is numbered. */
function subAnswer(request: JsonObject, table: TextTable): JsonObject {
  try {
    const { columns, rows } = selectRows(request, table);
    const tableData = { columns, ...(rows.length > 0 ? { data: rows } : {}) };
    return model(request, table, { tableData, totalRows: rows.length });
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return model(request, table, {
      tableData: { columns: [...table.columns, ...HIDDEN] },
      totalRows: 0,
      error: error.message,
    });
  }
}

function missing(source: string): string {
  if (/^https?:/i.test(source)) return 'Request failed with status 404 Not Found';
  return source.startsWith('${')
    ? 'DataAccessException: Access is not permitted.'
    : `Unable to fetch file from path[alt_path]: ${source}[null]`;
}

function answer(request: JsonObject, table: TextTable): JsonObject {
  try {
    const rows = sorted(filtered(table, request), table, request);
    const { columns, values } = chosenColumns(table, request);
    const { startIdx, endIdx } = pageOf(request, rows.length);
    const data = rows
      .slice(startIdx, endIdx)
      .map((row, offset) => [...values(row.values), row.index, startIdx + offset]);
    return model(request, table, {
      tableData: { columns: [...columns, ...HIDDEN], ...(data.length > 0 ? { data } : {}) },
      totalRows: rows.length,
      selectInfo: `false--${rows.length}`,
    });
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return model(request, table, {
      tableData: { columns: [...table.columns, ...HIDDEN] },
      totalRows: 0,
      error: error.message,
    });
  }
}

function model(request: JsonObject, table: TextTable, result: JsonObject): JsonObject {
  const tblId = stringAt(request, 'tbl_id') ?? null;
  const said = isRecord(request['META_INFO']) ? request['META_INFO'] : {};
  const meta = { tbl_id: tblId, ...said };
  const echo = { RequestClass: 'ServerRequest', startIdx: 0, pageSize: -1, ...request, META_INFO: meta };
  const failed = result['error'] !== undefined;
  const added = failed ? {} : { resultSetRequest: JSON.stringify(echo), resultSetID: resultSet(request) };
  const named = table.keywords.flatMap(({ key, value }) => (key === null ? [] : [[key, value] as const]));
  const { title, ...attributes }: JsonObject = meta;
  return {
    request: { ...echo, META_INFO: { ...meta, ...added } },
    ...(tblId === null ? {} : { tbl_id: tblId }),
    ...(title ? { title } : {}),
    type: 'table',
    tableMeta: {
      // Tables are catalogues, to be drawn on images, unless the request says otherwise.
      ...(request['tblType'] === 'table' ? {} : { CatalogOverlayType: 'TRUE' }),
      ...Object.fromEntries(named),
      ...attributes,
      ...added,
      'Loading-Status': 'COMPLETED',
    },
    ...(failed || table.keywords.length === 0 ? {} : { keywords: table.keywords }),
    ...result,
  };
}

/** The server keeps one result per filter, order and columns. */
function resultSet(request: JsonObject): string {
  const parts = ['filters', 'sqlFilter', 'sortInfo', 'inclCols']
    .map((key) => stringAt(request, key) ?? '')
    .join('\n');
  if (parts.trim() === '') return 'DATA';
  let hash = 0;
  for (const character of parts) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  return `DATA_${hash.toString(16).toUpperCase()}`;
}

function filtered(table: TextTable, request: JsonObject): readonly Row[] {
  const rows = table.rows.map((values, index) => ({ index, values }));
  const condition = conditionOf(request);
  if (condition === '') return rows;
  const holds = compileExpression(condition, namesOf(table));
  return rows.filter(({ values }) => holds(values) === true);
}

/** `filters`, and `sqlFilter` joined to them: `OR::…` by OR, else by AND. */
function conditionOf(request: JsonObject): string {
  const filters = (stringAt(request, 'filters') ?? '').replace(/ _AND_ /g, ' AND ').trim();
  const [, operator = 'AND', more = ''] =
    /^(?:(AND|OR)::)?(.*)$/s.exec(stringAt(request, 'sqlFilter')?.trim() ?? '') ?? [];
  const conditions = [filters, more.trim()].filter((condition) => condition !== '');
  return conditions.length === 2 ? `(${conditions.join(`) ${operator} (`)})` : conditions.join('');
}

/** Nulls come first when ascending, last when descending; without a direction nothing is sorted. */
function sorted(rows: readonly Row[], table: TextTable, request: JsonObject): readonly Row[] {
  const [direction = '', ...names] = (stringAt(request, 'sortInfo') ?? '')
    .split(',')
    .map((part) => part.trim());
  if (!/^(?:ASC|DESC)$/i.test(direction)) return rows;
  const sign = direction.toUpperCase() === 'DESC' ? -1 : 1;
  const keys = names.map((name) => compileExpression(quoted(name), namesOf(table)));
  return [...rows].sort((one, other) => {
    for (const key of keys) {
      const order = sign * nullsFirst(key(one.values), key(other.values));
      if (order !== 0) return order;
    }
    return one.index - other.index;
  });
}

function nullsFirst(left: unknown, right: unknown): number {
  if (left === null || right === null) return Number(right === null) - Number(left === null);
  return orderOf(left, right);
}

interface ChosenColumns {
  readonly columns: readonly TableColumn[];
  values(row: readonly unknown[]): readonly unknown[];
}

function chosenColumns(table: TextTable, request: JsonObject): ChosenColumns {
  const asked = stringAt(request, 'inclCols')?.trim();
  if (!asked) return { columns: table.columns, values: (row) => row };
  const chosen = splitList(asked).map((item) => {
    const [, expression = item, alias] = /^(.*?)\s+as\s+"?([^"]+)"?$/is.exec(item) ?? [];
    const plain = /^"?([^"]*)"?$/.exec(expression)?.[1];
    const column = table.columns.find(({ name }) => name === plain);
    const name = alias ?? plain ?? expression;
    return {
      column: { ...column, name, type: column?.type ?? 'double' },
      evaluate: compileExpression(expression, namesOf(table)),
    };
  });
  return {
    columns: chosen.map(({ column }) => column),
    values: (row) => chosen.map(({ evaluate }) => evaluate(row)),
  };
}

/** Splits at commas that stand neither in quotes nor in brackets. */
function splitList(text: string): readonly string[] {
  const parts = text.match(/(?:"[^"]*"|'[^']*'|\([^()]*\)|[^,"'()]+|[()])+/g) ?? [];
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** A page without a size, with a negative one or the largest number is everything; then the start does not count. */
function pageOf(
  request: JsonObject,
  totalRows: number,
): { readonly startIdx: number; readonly endIdx: number } {
  const size = Number(request['pageSize'] ?? -1);
  if (size < 0 || size === ALL_ROWS) return { startIdx: 0, endIdx: totalRows };
  const startIdx = Number(request['startIdx'] ?? 0);
  if (startIdx < 0) throw new ExpressionError('Binder:LIMIT/OFFSET cannot be negative');
  return { startIdx, endIdx: Math.min(totalRows, startIdx + size) };
}

const ALL_ROWS = 2147483647;

const namesOf = (table: TextTable): readonly string[] => table.columns.map(({ name }) => name);

const quoted = (name: string): string => (name.startsWith('"') ? name : `"${name}"`);
