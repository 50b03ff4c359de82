/** Building the replies about tables: table models, and the two shapes of failure. */
import { asRecord, type Page, type TableRequest, textOf } from './request.js';
import type { ColumnModel, Rows, Table } from './table.js';

/** Where the database of a table would be on a real server; only the reply that read the table says it. */
export interface Ingestion {
  readonly tblFilePath: string;
}

type Members = Record<string, unknown>;

/** The request as it is echoed, with what the server adds to its META_INFO. */
function echo(request: TableRequest, added: Members): Members {
  const meta = { ...asRecord(request['META_INFO']), tbl_id: textOf(request, 'tbl_id') ?? null, ...added };
  return { RequestClass: 'ServerRequest', ...request, META_INFO: meta };
}

/** A page of a table as JSON. Rows are JSON already, so that 64-bit numbers keep all their digits. */
export function tableModel(
  request: TableRequest,
  table: Table,
  rows: Rows,
  page: Page,
  ingestion: Ingestion | undefined,
): string {
  const found = ingestion === undefined ? {} : { ...ingestion, tblFileType: 'duckdb' };
  const added = {
    ...found,
    resultSetRequest: JSON.stringify(echo(request, found)),
    resultSetID: rows.resultSet,
  };
  return printModel(request, table, echo(request, added), rows, {
    ...aboutOf(table),
    tableMeta: { ...tableMeta(request, table, added) },
    totalRows: rows.totalRows,
    selectInfo: `false--${rows.totalRows}`,
    ...(page.highlightedRow === undefined ? {} : { highlightedRow: page.highlightedRow }),
  });
}

/** Error shape E2: a table model without rows that says what is wrong. */
export function failedModel(request: TableRequest, table: Table, message: string): string {
  return printModel(
    request,
    table,
    echo(request, {}),
    { columns: table.columns, data: [] },
    {
      tableMeta: tableMeta(request, table, {}),
      totalRows: 0,
      error: message,
    },
  );
}

/** `selectedValues`' reply: the request as it came, and no hidden columns. */
export function valuesModel(request: TableRequest, rows: Rows): string {
  const meta = { ...asRecord(request['META_INFO']) };
  const echoed = { RequestClass: 'ServerRequest', ...request, META_INFO: meta };
  return printTable({ request: echoed }, rows, {
    tableMeta: overlayType(request),
    totalRows: rows.totalRows,
  });
}

function printModel(
  request: TableRequest,
  table: Table,
  echoed: Members,
  rows: { readonly columns: readonly ColumnModel[]; readonly data: readonly string[] },
  rest: Members,
): string {
  const id = textOf(request, 'tbl_id');
  const title = asRecord(request['META_INFO'])?.['title'] ?? table.about.title;
  const first = { request: echoed, ...(id === undefined ? {} : { tbl_id: id }) };
  return printTable(first, rows, title === undefined ? rest : { ...rest, title });
}

/** `data` is not there at all when there are no rows. */
function printTable(
  first: Members,
  rows: { readonly columns: readonly ColumnModel[]; readonly data: readonly string[] },
  rest: Members,
): string {
  const data = rows.data.length === 0 ? '' : `"data":[${rows.data.join(',')}],`;
  const tableData = `{${data}"columns":${JSON.stringify(rows.columns)}}`;
  const head = JSON.stringify(first).slice(0, -1);
  const tail = JSON.stringify({ ...rest, type: 'table' }).slice(1);
  return `${head},"tableData":${tableData},${tail}`;
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

/** Keywords of the file (those about columns are in the columns), what the request says about the table, and what the server adds; the title is not in it. */
function tableMeta(request: TableRequest, table: Table, added: Members): Members {
  const { title: _title, ...said } = { ...asRecord(request['META_INFO']) };
  const { keywords, meta } = table.about;
  const named = keywords.flatMap(({ key, value }) =>
    key === null || key.startsWith('col.') ? [] : [[key, value] as const],
  );
  return {
    ...Object.fromEntries(named),
    ...meta,
    ...said,
    ...added,
    tbl_id: textOf(request, 'tbl_id') ?? null,
    'Loading-Status': 'COMPLETED',
    ...overlayType(request),
  };
}

/** Tables count as catalogues to be drawn on images, unless the request says `tblType: "table"`. */
function overlayType(request: TableRequest): Members {
  return request['tblType'] === 'table' ? {} : { CatalogOverlayType: 'TRUE' };
}
