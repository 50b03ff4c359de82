/** `tableSearch` and its kin. What comes back is kept whole, but for the echo of the request. */
import type { FileName } from './files.js';
import type { Told, Wire } from './wire.js';

export interface WireCase {
  readonly name: string;
  /** Why the memory server cannot; it has a part of a server's commands. */
  readonly notInMemory?: string;
  run(wire: Wire): Promise<unknown>;
}

interface Model {
  readonly request?: unknown;
  readonly tableMeta?: object;
  readonly tableData?: { readonly columns?: readonly { readonly name?: string }[]; readonly data?: unknown };
  readonly [key: string]: unknown;
}

const FEW = 'the memory server knows CSV and IPAC tables, and the plainest SQL';

/** A table's model without the echo of the request and what differs with the place it is kept in. */
function whole({ status, contentType, body }: Told): unknown {
  if (Array.isArray(body) || typeof body !== 'object') return { status, contentType, body };
  const { request: _, tableMeta, ...model }: Model = { ...body };
  const meta = Object.entries(tableMeta ?? {}).filter(([key]) => !MADE_UP.has(key));
  return { status, contentType, ...model, tableMeta: Object.fromEntries(meta) };
}

const MADE_UP = new Set(['tblFilePath', 'tblFileType', 'resultSetID', 'resultSetRequest']);

/** Of a table's model what a query decides. */
function result({ body }: Told): unknown {
  if (Array.isArray(body) || typeof body !== 'object') return body;
  const { totalRows, error, selectInfo, highlightedRow, tableData }: Model = { ...body };
  const columns = tableData?.columns?.map(({ name }) => name).join(',');
  return { totalRows, error, selectInfo, highlightedRow, columns, data: tableData?.data };
}

/** Members of a request. */
type Members = Readonly<Record<string, unknown>>;

const FIRST: readonly [FileName, Members?][] = [
  ['mix.csv'],
  ['names.csv'],
  ['zero.csv'],
  ['tabs.tsv'],
  ['three.tbl'],
  ['stars.vot'],
  ['tables.fits'],
  ['tables.fits', { tbl_index: 2 }],
  ['tables.fits', { tbl_index: 3 }],
  ['tables.fits', { tbl_index: 99 }],
  ['mef.fits'],
  ['mef.fits', { tbl_index: 3 }],
  ['two.reg'],
  ['words.txt'],
  ['object.json'],
  ['nothing.csv'],
];

const IN_MEMORY = new Set<FileName>(['three.tbl']);

const first: WireCase[] = FIRST.map(([file, more = {}]) => ({
  name: `tableSearch: ${file} ${JSON.stringify(more)}`,
  ...(IN_MEMORY.has(file) ? {} : { notInMemory: FEW }),
  run: async (wire) => whole(await wire.search(file, more)),
}));

const QUERIES: readonly (readonly [FileName, Members])[] = [
  ['small.csv', { startIdx: 0, pageSize: 3 }],
  ['small.csv', { startIdx: '248', pageSize: '10' }],
  ['small.csv', { startIdx: 250, pageSize: 10 }],
  ['small.csv', { startIdx: 9, pageSize: 0 }],
  ['small.csv', { startIdx: -1, pageSize: 2 }],
  ['small.csv', { startIdx: 0, pageSize: 2, filters: '"id" > 100 _AND_ "name" = \'n3\'' }],
  [
    'small.csv',
    { pageSize: 2, filters: '"id" > 100 AND ("name" = \'n3\' OR "name" = \'n4\')', sortInfo: 'DESC,name,id' },
  ],
  ['small.csv', { pageSize: 2, sqlFilter: '"id" < 5', filters: '"id" > 1' }],
  ['small.csv', { pageSize: 9, sqlFilter: 'OR::"id" < 3', filters: '"id" > 247', sortInfo: 'ASC,id' }],
  ['small.csv', { pageSize: 2, sortInfo: 'DESC,id' }],
  ['small.csv', { pageSize: 2, sortInfo: 'id' }],
  ['small.csv', { pageSize: 2, sortInfo: 'ASC,nope' }],
  ['small.csv', { pageSize: 2, filters: '"nope" > 1' }],
  ['small.csv', { pageSize: 2, filters: '"id" > \'abc\'' }],
  ['small.csv', { pageSize: 2, filters: '"id" >' }],
  ['small.csv', { pageSize: 2, filters: '"id" > 1; SELECT 1' }],
  ['small.csv', { pageSize: 2, filters: '"id" > 1000' }],
  ['small.csv', { pageSize: 2, filters: '"name" like \'n%\' _AND_ "x" in (0.5, 1.0)' }],
  ['small.csv', { pageSize: 2, inclCols: '"x","id"' }],
  ['small.csv', { pageSize: 2, inclCols: '"x"*2 as "x2", greatest("id", 5) as "g"' }],
  ['small.csv', { pageSize: 2, inclCols: 'count(*) as "n"' }],
  ['small.csv', { pageSize: 2, inclCols: '"nope"' }],
  ['small.csv', { pageSize: 10, META_OPTIONS: { highlightedRow: 57 } }],
  ['small.csv', { pageSize: 3, META_INFO: { selectInfo: 'false-1,3-250' } }],
  ['mix.csv', { sortInfo: 'ASC,mag' }],
  ['mix.csv', { sortInfo: 'DESC,name' }],
  ['mix.csv', { filters: '"name" is null' }],
  ['mix.csv', { filters: '"flag" = true' }],
  ['mix.csv', { inclCols: 'isnan("mag") as "nan",isinf("mag") as "inf",cast("big" as varchar) as "b"' }],
];

/** What the plain SQL of the memory server is meant for. */
const PLAIN = new Set([0, 1, 2, 3, 5, 7, 8, 9, 16, 18]);

const queries: WireCase[] = QUERIES.map(([file, more], index) => ({
  name: `tableSearch: ${file} ${JSON.stringify(more)}`,
  ...(PLAIN.has(index) ? {} : { notInMemory: FEW }),
  run: async (wire) => result(await wire.search(file, more)),
}));

const ONLY_COMMANDS = 'the memory server answers tableSearch alone';

const requestCases: WireCase[] = [
  { name: 'tableSearch without a request', run: (wire) => wire.command('tableSearch') },
  {
    name: 'tableSearch with damaged JSON',
    run: (wire) => wire.command('tableSearch', { request: '{"id":' }),
  },
  {
    name: 'tableSearch of an unknown processor',
    run: (wire) => wire.command('tableSearch', { request: JSON.stringify({ id: 'Nope' }) }),
  },
  {
    name: 'tableSearch without a source',
    run: (wire) => wire.command('tableSearch', { request: JSON.stringify({ id: 'IpacTableFromSource' }) }),
  },
  {
    name: 'tableSearch of an upload that is not there',
    run: (wire) => wire.search('small.csv', { source: '${upload-dir}/upload_1_none.csv' }),
  },
  {
    name: 'the request comes back with what was made of it',
    run: async (wire) => {
      const { body } = await wire.search('small.csv', {
        pageSize: 1,
        META_INFO: { title: 'Small', tbl_id: 't' },
      });
      const { request, title, tbl_id }: Model = { ...Object(body) };
      const { META_INFO, source: _, ...rest } = Object(request);
      return { title, tbl_id, ...rest, META_INFO: Object.keys(META_INFO).sort() };
    },
  },
];

/** A request around one for all rows of a table. */
async function around(wire: Wire, id: string, more: Members): Promise<unknown> {
  const searchRequest = JSON.stringify(await wire.request('small.csv'));
  const request = {
    id,
    searchRequest,
    ffSessionId: wire.session,
    tbl_id: 'sub',
    pageSize: 2147483647,
    ...more,
  };
  return result(await wire.command('tableSearch', { request: JSON.stringify(request) }));
}

const PROCESSORS: readonly (readonly [string, Members])[] = [
  ['SubQueryProcessor', { inclCols: 'count(*) as "n",avg("x") as "ax",min("name") as "first"' }],
  [
    'SubQueryProcessor',
    { inclCols: '"name",count(*) as "n"', sqlFilter: '1=1 group by "name"', sortInfo: 'ASC,name' },
  ],
  ['SubQueryProcessor', { inclCols: 'DISTINCT "name"', sortInfo: 'ASC,name' }],
  ['SubQueryProcessor', { filters: '"id" < 3' }],
  ['SubQueryProcessor', { filters: '"id" < 3', pageSize: 2 }],
  ['SubQueryProcessor', { inclCols: '"nope"' }],
  ['StatisticsProcessor', {}],
  ['HistogramProcessor', { columnName: 'x', fixedBinSizeSelection: 'numBins', binSize: 5 }],
  ['HistogramProcessor', { columnName: 'x', fixedBinSizeSelection: 'binWidth', binSize: 50 }],
  ['HistogramProcessor', { columnName: 'nope', fixedBinSizeSelection: 'numBins', binSize: 5 }],
];

const processors: WireCase[] = PROCESSORS.map(([id, more]) => ({
  name: `${id}: ${JSON.stringify(more)}`,
  notInMemory: ONLY_COMMANDS,
  run: (wire) => around(wire, id, more),
}));

/** A command about a table's request. */
const about =
  (cmd: string, params: Readonly<Record<string, string>>, more: Members = {}) =>
  async (wire: Wire): Promise<unknown> => {
    await wire.search('small.csv', { pageSize: 1 });
    const request = JSON.stringify(await wire.request('small.csv', more));
    const told = await wire.command(cmd, { request, ...params });
    return { status: told.status, contentType: told.contentType, body: withoutEcho(told.body) };
  };

function withoutEcho(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('tableData' in body)) return body;
  return result({ status: 200, contentType: '', body });
}

const others: WireCase[] = (
  [
    [
      'selectedValues: rows of the result, numbered from 0',
      about('selectedValues', { columnNames: 'id,name', selectedRows: '200' }, { sortInfo: 'DESC,id' }),
    ],
    [
      'selectedValues: rows beyond the end',
      about('selectedValues', { columnNames: 'id', selectedRows: '249,250,9999' }),
    ],
    ['selectedValues: no such column', about('selectedValues', { columnNames: 'nope', selectedRows: '1' })],
    ['selectedValues: without columns', about('selectedValues', { selectedRows: '1' })],
    [
      'queryTable: its own fields count',
      about(
        'queryTable',
        { inclCols: '"id"', sqlFilter: '"id" < 3', sortInfo: 'DESC,id' },
        { filters: '"id" > 5' },
      ),
    ],
    ['queryTable: no such column', about('queryTable', { sqlFilter: '"nope" < 3' })],
    [
      'tableSave: csv as displayed',
      about(
        'tableSave',
        { file_format: 'csv', file_name: 'x', mode: 'displayed' },
        { filters: '"id" < 3', pageSize: 2147483647 },
      ),
    ],
    [
      'tableSave: csv of some columns',
      about(
        'tableSave',
        { file_format: 'csv', file_name: 'x', mode: 'displayed' },
        { filters: '"id" < 3', inclCols: '"name","x"', pageSize: 2147483647 },
      ),
    ],
    [
      'tableSave: tsv',
      about(
        'tableSave',
        { file_format: 'tsv', file_name: 'x', mode: 'displayed' },
        { filters: '"id" < 3', pageSize: 2147483647 },
      ),
    ],
    [
      'tableSave: csv with a bad filter',
      about(
        'tableSave',
        { file_format: 'csv', file_name: 'x', mode: 'displayed' },
        { filters: '"nope" < 3' },
      ),
    ],
    [
      'tableSave: no request',
      (wire: Wire) => wire.command('tableSave', { file_format: 'csv', file_name: 'x' }),
    ],
    [
      'tableSave: reg without centre columns',
      about('tableSave', { file_format: 'reg', file_name: 'x', mode: 'displayed' }),
    ],
    ['addOrUpdateColumn and deleteColumn', editColumns],
    [
      'addOrUpdateColumn: a bad expression',
      about('addOrUpdateColumn', { cname: 'y', dtype: 'double', expression: '"nope"*2' }),
    ],
  ] as const
).map(([name, run]) => ({ name, notInMemory: ONLY_COMMANDS, run }));

async function editColumns(wire: Wire): Promise<unknown> {
  // A session of its own: what is added here stays.
  const own = `${wire.session}0`;
  await wire.search('small.csv', { ffSessionId: own, pageSize: 1 });
  const request = JSON.stringify(await wire.request('small.csv', { ffSessionId: own }));
  const added = await wire.command('addOrUpdateColumn', {
    request,
    cname: 'twice',
    dtype: 'double',
    expression: '"x"*2',
    units: 'm',
  });
  const seen = result(await wire.search('small.csv', { ffSessionId: own, startIdx: 3, pageSize: 1 }));
  const again = await wire.command('addOrUpdateColumn', {
    request,
    cname: 'twice',
    dtype: 'double',
    expression: '1',
  });
  const removed = await wire.command('deleteColumn', { request, cname: 'twice' });
  const left = result(await wire.search('small.csv', { ffSessionId: own, startIdx: 3, pageSize: 1 }));
  return { added, seen, again, removed, left };
}

export const TABLE_CASES: readonly WireCase[] = [
  ...first,
  ...queries,
  ...requestCases,
  ...processors,
  ...others,
];
