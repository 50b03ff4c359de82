/** Searches on the table of another request: sub-queries, statistics, histograms, grids. */
import { describe, expect, it } from 'vitest';
import {
  command,
  MIXED_CSV,
  type Model,
  playground,
  SMALL_CSV,
  search,
  uploaded,
  visibleRows,
} from './helpers.js';

const { url } = await playground();
const source = await uploaded(url, 'small.csv', SMALL_CSV);
const mixed = await uploaded(url, 'mix.csv', MIXED_CSV);

/** 20,000 points all over the sky. */
const POINTS = `ra,dec,v\n${Array.from(
  { length: 20_000 },
  (_, i) => `${((i * 7919) % 36000) / 100},${(((i * 104729) % 18000) - 9000) / 100},${i}`,
).join('\n')}\n`;

/** Asks the processor `id` about a table. */
async function on(
  id: string,
  request: Readonly<Record<string, unknown>>,
  base: Readonly<Record<string, unknown>> = {},
): Promise<Model> {
  const about = { id: 'IpacTableFromSource', source, ffSessionId: 'test', tbl_id: 't', ...base };
  const full = { id, searchRequest: JSON.stringify(about), tbl_id: 'sub', ...request };
  return JSON.parse((await command(url, 'tableSearch', { request: JSON.stringify(full) })).text);
}

const names = (model: Model) => model.tableData.columns.map(({ name }) => name);

describe('SubQueryProcessor', () => {
  const ask = (request: object, base = {}) => on('SubQueryProcessor', { ...request }, base);

  it('gives aggregates; with a page size the total is that of the table', async () => {
    const inclCols = 'count(*) as "n",avg("x") as "ax"';
    const paged = await ask({ inclCols, pageSize: 10 });
    expect(paged.tableData.data).toEqual([[250, 62.25]]);
    expect(names(paged)).toEqual(['n', 'ax']);
    expect([paged.totalRows, paged.selectInfo, paged.request.META_INFO['resultSetID']]).toEqual([
      250,
      undefined,
      undefined,
    ]);
    expect((await ask({ inclCols, pageSize: 2147483647 })).totalRows).toBe(1);
  });

  it('gives groups only without a page size', async () => {
    const request = { inclCols: '"name",count(*) as "n"', sqlFilter: '1=1 group by "name"' };
    expect((await ask({ ...request, pageSize: 10 })).error).toBe(
      'Incorrect result size: expected 1, actual 7',
    );
    const all = await ask({ ...request, pageSize: 2147483647 });
    expect([all.totalRows, all.tableData.data?.length]).toEqual([7, 7]);
  });

  it('gives distinct values, in order', async () => {
    const model = await ask({ inclCols: 'DISTINCT "name"', pageSize: 10, sortInfo: 'ASC,name' });
    expect(model.tableData.data?.map(([name]) => name)).toEqual(['n0', 'n1', 'n2', 'n3', 'n4', 'n5', 'n6']);
  });

  it('works on the result of the request it names', async () => {
    const model = await ask({ filters: '"id" < 2', pageSize: 10 }, { filters: '"id" > 0', pageSize: 3 });
    expect(model.tableData.data).toEqual([[1, 'n1', 0.5, 1, 0]]);
    expect(model.totalRows).toBe(1);
  });

  it('sums of whole numbers are text: they may be too long for one', async () => {
    const model = await ask({ inclCols: 'sum("id") as "s"', pageSize: 2147483647 });
    expect(model.tableData.columns).toEqual([{ name: 's', type: 'char' }]);
    expect(model.tableData.data).toEqual([['31125']]);
  });

  it.each([
    [
      { filters: '"nope" < 2', pageSize: 10 },
      {},
      'COLUMN_NOT_FOUND:Referenced column "nope" not found in FROM clause!',
    ],
    [
      { pageSize: 10 },
      { filters: '"nope" > 1' },
      'Cannot invoke "String.equals(Object)" because "forTable" is null',
    ],
    [
      { sqlFilter: '1=1 group by "name"', filters: '"id" = 3', pageSize: 10 },
      {},
      'Parser Error: syntax error at or near "group"',
    ],
  ])('%j on %j: a table that says what is wrong', async (request, base, error) => {
    const model = await ask(request, base);
    expect(model.error).toBe(error);
    expect(names(model)).toEqual(['id', 'name', 'x', 'ROW_IDX', 'ROW_NUM']);
  });

  it.each([
    [{ searchRequest: undefined }, { cause1: 'Bad Request: searchRequest is missing', error: '' }],
    [
      { searchRequest: '{}' },
      { error: expect.stringMatching(/^Unable to get query processor for ID_NOT_DEFINED: /) },
    ],
    [
      { searchRequest: '{"id":"IpacTableFromSource","source":"none.csv"}' },
      { cause1: 'DataAccessException: Access is not permitted.', error: '' },
    ],
  ])('%j is refused', async (request, told) => {
    expect(await ask(request)).toEqual([{ success: 'false', ...told }]);
  });
});

describe('StatisticsProcessor', () => {
  it('has a row for each column of numbers; NaN is no largest value', async () => {
    const model = await on('StatisticsProcessor', { pageSize: 100 }, { source: mixed });
    expect(names(model)).toEqual([
      'columnName',
      'description',
      'unit',
      'min',
      'max',
      'numPoints',
      'ROW_IDX',
      'ROW_NUM',
    ]);
    expect(visibleRows(model).map(([name, , , min, max, n]) => [name, min, max, n])).toEqual([
      ['id', 1, 5, 5],
      ['ra', 10.5, 14.5, 5],
      ['dec', -5.25, -1.25, 5],
      ['mag', 1e-300, null, 4],
      ['big', -(2 ** 63), 2 ** 63, 4],
    ]);
    expect(model.title).toBe('stats');
    expect(model.tableMeta).not.toHaveProperty('CatalogOverlayType');
  });

  it('is of the whole table, unless the filtered one is there already', async () => {
    const filters = '"id" < 10';
    const maxOf = async (base: object) =>
      visibleRows(await on('StatisticsProcessor', { pageSize: 9 }, { ...base }))[0]?.[4];
    expect(await maxOf({ filters })).toBe(249);
    await search(url, source, { filters: '"id" < 20', tbl_id: 't', pageSize: 1 });
    expect(await maxOf({ filters: '"id" < 20' })).toBe(19);
  });
});

describe('HistogramProcessor', () => {
  const ask = (request: object, base = {}) =>
    on('HistogramProcessor', { columnName: 'x', pageSize: 100, ...request }, base);
  const fixed = { fixedBinSizeSelection: 'numBins', binSize: '5' };

  it.each([
    [
      fixed,
      [
        [50, 0, 24.9],
        [50, 24.9, 49.8],
        [50, 49.8, 74.7],
        [50, 74.7, 99.6],
        [50, 99.6, 124.5],
      ],
    ],
    [
      { ...fixed, min: '10', max: '20' },
      [
        [4, 10, 12],
        [4, 12, 14],
        [4, 14, 16],
        [4, 16, 18],
        [5, 18, 20],
      ],
    ],
    [
      { fixedBinSizeSelection: 'binWidth', binSize: '30' },
      [
        [60, 0, 30],
        [60, 30, 60],
        [60, 60, 90],
        [60, 90, 120],
        [10, 120, 150],
      ],
    ],
    [
      { fixedBinSizeSelection: 'binWidth', binSize: '30', min: '60', max: '200', preserveEmptyBins: 'false' },
      [
        [60, 60, 90],
        [60, 90, 120],
        [10, 120, 150],
      ],
    ],
    [
      {},
      [
        [0, 0, 0],
        [250, 0, 124.5],
      ],
    ],
  ])('%j', async (request, bins) => {
    const model = await ask(request);
    expect(visibleRows(model)).toEqual(bins);
    expect(model.selectInfo).toBe(`false--${bins.length}`);
    expect(model.tableMeta).not.toHaveProperty('CatalogOverlayType');
  });

  it('is a table of its own: sorted, filtered, and told where it is once', async () => {
    const model = await ask({
      ...fixed,
      sortInfo: 'DESC,binMin',
      filters: '"binMin" > 30',
      pageSize: 1,
      ffSessionId: 'h',
    });
    expect(model.tableData.data).toEqual([[50, 99.6, 124.5, 4, 0]]);
    expect(model.totalRows).toBe(3);
    expect(model.tableMeta['tblFilePath']).toMatch(/^\$\{temp-files\}\/h\/HistogramProcessor_/);
    expect((await ask({ ...fixed, ffSessionId: 'h' })).tableMeta).not.toHaveProperty('tblFilePath');
  });

  it('blocks end where the density changes', async () => {
    const values = [
      ...Array.from({ length: 100 }, (_, i) => i / 100),
      ...Array.from({ length: 10 }, (_, i) => 10 + i),
    ];
    const dense = await uploaded(url, 'd.csv', `x\n${values.join('\n')}\n`);
    const bins = visibleRows(await ask({}, { source: dense })) as number[][];
    // The last value of the dense part has a wide cell: it counts as sparse.
    expect(bins.map(([count]) => count)).toEqual([0, 99, 11]);
    expect(bins.at(-1)?.[2]).toBe(19);
  });

  it('of an expression only where the values are said to be sorted', async () => {
    const base = { inclCols: '"x"*2 as "y"', sortInfo: 'ASC,x' };
    const request = { ...fixed, columnName: 'y' };
    expect(visibleRows(await ask({ ...request, sortedColData: 'true' }, base))[0]).toEqual([50, 0, 49.8]);
    expect(await ask(request, base)).toEqual([{ cause1: 'Invalid column: y', success: 'false', error: '' }]);
  });

  it('of text has no bins', async () => {
    expect(await ask({ ...fixed, columnName: 'name' })).toMatchObject({
      totalRows: 0,
      selectInfo: 'false--0',
    });
  });

  it.each([
    [{ fixedBinSizeSelection: 'numBins', numBins: '5' }, {}, 'SQLDataException: Cannot parse null string'],
    [{ fixedBinSizeSelection: 'numBins', binSize: 'many' }, {}, 'For input string: "many"'],
    [{ fixedBinSizeSelection: 'binWidth', binSize: 'many' }, {}, 'For input string: "many"'],
    [{ ...fixed, columnName: undefined }, {}, 'Invalid column: null'],
    [fixed, { filters: '"nope" < 8' }, 'COLUMN_NOT_FOUND:Referenced column "nope" not found in FROM clause!'],
    [
      { fixedBinSizeSelection: 'binWidth', binSize: '1e-9' },
      {},
      '124500000000 bins are too many: at most 1000000',
    ],
  ])('%j on %j is refused', async (request, base, cause1) => {
    expect(await ask(request, base)).toEqual([{ cause1, success: 'false', error: '' }]);
  });
});

describe('DecimateTable', async () => {
  const points = await uploaded(url, 'points.csv', POINTS);
  const ask = (request: object, base = {}) =>
    on('DecimateTable', { pageSize: 2, ...request }, { source: points, ...base });

  it('has one row for each cell, with its weight', async () => {
    const model = await ask({ decimate: 'decimate=ra,dec,1000,1,,,,,10' });
    expect(model.totalRows).toBe(31 * 31);
    expect(names(model)).toEqual(['ra', 'dec', 'rowidx', 'weight', 'dkey', 'ROW_NUM', 'ROW_IDX']);
    expect(model.tableData.data?.[0]).toEqual([0, -90, 0, 22, '0:0', 1, 1]);
    expect(model.tableMeta).toMatchObject({
      decimate: 'ra,dec,1000,,,,,,',
      decimate_key: 'decimate_key("ra","dec",0.0,-90.0,31,31,11.612632653485953,5.8063163267429765)',
      'decimate.X-UNIT': '11.612632653485953',
      'decimate.Y-UNIT': '5.8063163267429765',
      'decimate.WEIGHT-MIN': '18',
      'decimate.WEIGHT-MAX': '25',
      'decimate.XBINS': '31',
      'decimate.YBINS': '31',
    });
    const weights = await ask({
      decimate: 'decimate=ra,dec,1000,1,,,,,10',
      inclCols: 'sum("weight")::BIGINT as w',
      pageSize: -1,
    });
    expect(weights.tableData.data).toEqual([[20_000]]);
  });

  it('gives few points as they are', async () => {
    const model = await ask({ decimate: 'decimate=ra,dec,1000,1,,,,,100000' });
    expect(model.totalRows).toBe(20_000);
    expect(names(model)).toEqual(['ra', 'dec', 'rowidx', 'ROW_NUM', 'ROW_IDX']);
    expect(model.tableMeta).not.toHaveProperty('decimate_key');
  });

  it('follows the ratio, the filter and the expressions', async () => {
    expect((await ask({ decimate: 'decimate=ra,dec,100,4,,,,,10' })).tableMeta).toMatchObject({
      'decimate.XBINS': '20',
      'decimate.YBINS': '5',
    });
    const filtered = await ask({ decimate: 'decimate=ra,dec,100,1,,,,,10' }, { filters: '"v" < 100' });
    expect(filtered.totalRows).toBe(72);
    const doubled = await ask(
      { decimate: 'decimate=x,y,100,1,,,,,10', sortInfo: 'DESC,x', pageSize: 1 },
      { inclCols: '"ra"*2 as "x","dec" as "y"' },
    );
    expect(doubled.tableData.data?.[0]?.[0]).toBeGreaterThan(600);
  });

  it.each([
    [
      { decimate: 'decimate=nope,dec,100,4,,,,,10' },
      'COLUMN_NOT_FOUND:Referenced column "nope" not found in FROM clause!',
    ],
    [{}, expect.stringMatching(/^MISSING_ENTRY:Table with name DECI_DATA_[0-9A-F]{32} does not exist!$/)],
  ])('%j: a table that says what is wrong', async (request, error) => {
    expect((await ask(request)).error).toEqual(error);
  });
});
