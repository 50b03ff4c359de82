/** Building the replies about tables: table models, and the two shapes of failure. */
import type { ColumnModel } from './columns.js';
import type { Answer } from './pages.js';
import { echo, type TableRequest } from './request.js';
import type { Rows, Table } from './table.js';
import type { TableAbout } from './types.js';

/** Where the database of a table would be on a real server; only the reply that read the table says it. */
export interface Ingestion {
  readonly tblFilePath: string;
}

/** Attributes of a table by name. */
export type Attributes = Readonly<Record<string, string | null>>;

type Members = Record<string, unknown>;

/** What the server adds to META_INFO of a request that it carried out. */
export function addedMeta({ request, resultSet }: Answer, ingestion: Ingestion | undefined): Attributes {
  const found = ingestion === undefined ? {} : { ...ingestion, tblFileType: 'duckdb' };
  if (resultSet === undefined) return found;
  const { resultSetRequest: _request, resultSetID: _id, ...kept } = Object.fromEntries(request.meta);
  const saved = echo({ ...request, meta: new Map(Object.entries(kept)) }, found);
  return { ...found, resultSetRequest: JSON.stringify(saved), resultSetID: resultSet };
}

/** A page of a table as JSON. Rows are JSON already, so that 64-bit numbers keep all their digits. */
export function tableModel(
  table: Table,
  answer: Answer,
  rows: Rows,
  ingestion: Ingestion | undefined,
): readonly string[] {
  const { request, selectInfo, highlightedRow, title, derived = false } = answer;
  const added = addedMeta(answer, ingestion);
  const attributes = attributesOf(table, answer, added);
  return printTable(
    { request: echo(request, added), ...identified(request) },
    applyColumnMeta(rows.columns, request.meta),
    rows.pieces,
    {
      ...(derived ? {} : aboutOf(table)),
      tableMeta: attributes,
      totalRows: answer.totalRows ?? rows.count,
      ...titleOf(request, derived ? title : table.about.title),
      ...(selectInfo === undefined ? {} : { selectInfo }),
      ...(highlightedRow === undefined ? {} : { highlightedRow }),
    },
  );
}

/** Error shape E2: a table model without rows that says what is wrong. */
export function failedModel(request: TableRequest, table: Table, message: string): readonly string[] {
  return printTable(
    { request: echo(request), ...identified(request) },
    applyColumnMeta(table.allColumns, request.meta),
    [],
    {
      tableMeta: attributesOf(table, { request, sql: '' }, {}),
      totalRows: 0,
      ...titleOf(request, table.about.title),
      error: message,
    },
  );
}

/** `selectedValues`' reply: the request as it came, and nothing of the table but what was asked for. */
export function valuesModel(request: TableRequest, rows: Rows): readonly string[] {
  return printTable({ request: echo(request) }, rows.columns, rows.pieces, {
    tableMeta: overlayType(request),
    totalRows: rows.count,
  });
}

function identified({ meta }: TableRequest): Members {
  const id = meta.get('tbl_id');
  return id ? { tbl_id: id } : {};
}

function titleOf({ meta }: TableRequest, own: string | undefined): Members {
  const title = meta.get('title') || own;
  return title ? { title } : {};
}

/** What the file says of the table beside its columns. */
function aboutOf({ about }: Table): Members {
  const { keywords, groups, params, links, resources } = about;
  const found = { groups, params, links, resources };
  return {
    ...(keywords.length === 0 ? {} : { keywords }),
    ...Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)),
  };
}

/** `data` is not there at all when there are no rows. */
function printTable(
  first: Members,
  columns: readonly ColumnModel[],
  pieces: readonly string[],
  rest: Members,
): readonly string[] {
  const head = `${JSON.stringify(first).slice(0, -1)},"tableData":{`;
  const tail = `"columns":${JSON.stringify(columns)}},${JSON.stringify({ ...rest, type: 'table' }).slice(1)}`;
  if (pieces.length === 0) return [head + tail];
  return [
    `${head}"data":[`,
    ...pieces.map((piece, i) => (i === pieces.length - 1 ? piece : `${piece},`)),
    `],${tail}`,
  ];
}

const NOTHING: TableAbout = { keywords: [] };

/** Members of META_INFO that are not about the table as such. */
const OWN_PLACE = new Set(['title', 'tbl.resources', 'tbl.links', 'tbl.groups']);

/** Keywords of the file (those about columns are in the columns), what the request says, and what the server adds. */
export function attributesOf(table: Table, answer: Answer, added: Attributes): Attributes {
  const { request, derived = false, meta } = answer;
  const { keywords, meta: told = {} } = derived ? NOTHING : table.about;
  const named = keywords.flatMap(({ key, value }) =>
    key === null || key.startsWith('col.') ? [] : [[key, value] as const],
  );
  const said = [...request.meta].filter(([name]) => !OWN_PLACE.has(name) && columnTag(name) === undefined);
  return {
    ...Object.fromEntries(named),
    ...told,
    ...Object.fromEntries(said),
    ...added,
    ...meta,
    'Loading-Status': 'COMPLETED',
    ...(derived || !table.fromFile || table.about.catalog === false ? {} : overlayType(request)),
  };
}

/** Tables count as catalogues to be drawn on images, unless the request says `tblType: "table"`. */
function overlayType({ params }: TableRequest): Attributes {
  return params.get('tblType') === 'table' ? {} : { CatalogOverlayType: 'TRUE' };
}

/** How members of a column are called in META_INFO (`col.<name>.<tag>`), and what becomes of their text. */
const COLUMN_TAGS = new Map<string, (text: string) => Members>([
  ...['label', 'visibility', 'desc', 'nullString', 'units', 'format', 'fmtDisp', 'sortByCols', 'enumVals']
    .concat('precision', 'UCD', 'utype', 'xtype', 'ref', 'minValue', 'maxValue', 'arraySize', 'cellRenderer')
    .map((tag) => [tag, (text: string) => ({ [tag]: text })] as const),
  ...['width', 'prefWidth'].map((tag) => [tag, (text: string) => ({ [tag]: Number(text) || 0 })] as const),
  ...['sortable', 'filterable'].map(
    (tag) => [tag, (text: string) => (text === 'false' ? { [tag]: false } : {})] as const,
  ),
  ['fixed', (text) => (text === 'true' ? { fixed: true } : {})],
  ['ShortDescription', (text) => ({ desc: text })],
]);

function columnTag(name: string): { readonly column: string; readonly tag: string } | undefined {
  const [, column, tag] = /^col\.(.+)\.([^.]+)$/.exec(name) ?? [];
  return column === undefined || tag === undefined ? undefined : { column, tag };
}

/** META_INFO may say more about columns. */
export function applyColumnMeta(
  columns: readonly ColumnModel[],
  meta: TableRequest['meta'],
): readonly ColumnModel[] {
  const said = new Map<string, Members>();
  for (const [name, text] of meta) {
    const { column, tag } = columnTag(name) ?? {};
    const members = COLUMN_TAGS.get(tag ?? '')?.(text ?? '');
    if (column !== undefined && members !== undefined) said.set(column, { ...said.get(column), ...members });
  }
  if (said.size === 0) return columns;
  return columns.map((column) => ({ ...column, ...said.get(column.name) }));
}
