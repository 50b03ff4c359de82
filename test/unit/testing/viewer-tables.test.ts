import { describe, expect, it } from 'vitest';
import { ViewerFailure } from '../../../src/testing/index.js';
import { expectShape, recorded, Stage, searchRequest, stars } from './helpers.js';

const TABLE = ['search', 'fetch', 'update', 'loaded', 'filter', 'sort', 'remove', 'highlight', 'select'].map(
  (name) => `table.${name}`,
);
const ids = (...names: readonly string[]) => names.map((name) => `x-table.${name}`);

async function shown(...tblIds: readonly string[]): Promise<Stage> {
  const stage = await Stage.open();
  for (const tblId of tblIds) stage.table(tblId);
  await stage.settled();
  return stage;
}

const filter = (stage: Stage, tblId: string, filters: string) =>
  stage.push('table.filter', { request: { tbl_id: tblId, filters } });
const sort = (stage: Stage, tblId: string, sortInfo: string) =>
  stage.push('table.sort', { request: { tbl_id: tblId, sortInfo } });

/** Values of a column on the page that is shown. */
function column({ viewer }: Stage, tblId: string, name: string): readonly unknown[] {
  const { columns = [], data = [] } = viewer.tables.get(tblId)?.model?.tableData ?? {};
  const index = columns.findIndex((each) => each.name === name);
  return data.map((row) => row[index]);
}

describe('showing a table', () => {
  it('reports search, fetch, update and loaded in the recorded shapes', async () => {
    const stage = await Stage.open();
    stage.watch(...TABLE);
    const text = `\\fixlen = T\n|name |ra    |\n|char |double|\n|     |deg   |\n a     10.5  \n b     11.5  \n`;
    stage.table('t', stage.server.addFile('t.tbl', text));
    await stage.settled();
    expect(stage.order).toEqual(ids('search', 'fetch', 'update', 'loaded'));
    const [search, fetch, update, loaded] = stage.reports();
    expectShape(search, recorded('tableSearch').data, ['.request']);
    expectShape(fetch, recorded('tableFetch').data, ['.request']);
    const own = [
      '.request',
      '.tableModel.request',
      '.tableModel.tableModel.request',
      '.keywords',
      '.tableModel.tableModel.keywords',
    ];
    expectShape(update, recorded('tableUpdate').data, own);
    expectShape(loaded, recorded('tableLoaded').data, own);
  });

  it('carries columns and the first page two levels down, the highlighted row on top, and type "table" in its update (T19)', async () => {
    const stage = await Stage.open();
    stage.watch('table.update', 'table.loaded');
    stage.table('t', undefined, { key: 'k1' });
    await stage.settled();
    const [update, loaded] = stage.reports();
    expect(update).toMatchObject({ id: 'x-table.update', type: 'table', tbl_id: 't', totalRows: 5 });
    expect(loaded).toMatchObject({
      type: 'table.loaded',
      invokedBy: 'table.fetch',
      title: 'table t',
      totalRows: 5,
      totalPages: 2,
      currentPage: 1,
      startIdx: 0,
      endIdx: 3,
      request: { META_INFO: { key: 'k1' } },
      row: { name: 'alpha', ra: 10.5, mag: 12.5, ROW_IDX: 0, ROW_NUM: 0 },
      tableModel: { tableModel: { tableData: { data: [['alpha', 10.5, 41.1, 12.5, 0, 0], {}, {}] } } },
    });
    expect(stage.viewer.tables.get('t')).toMatchObject({
      status: 'loaded',
      title: 'table t',
      highlightedRow: 0,
    });
  });

  it('reports a failure without its reason, in the recorded shape', async () => {
    const stage = await Stage.open();
    stage.watch(...TABLE);
    stage.table('Tbad', 'nowhere.csv');
    await stage.settled();
    expect(stage.order).toEqual(ids('search', 'fetch', 'update', 'loaded'));
    expect(stage.reports('x-table.update')).toEqual([recorded('tableUpdateFailed').data]);
    expect(stage.reports('x-table.loaded')).toEqual([recorded('tableLoadedFailed').data]);
    expect(stage.viewer.tables.get('Tbad')).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('nowhere.csv'),
    });
  });

  it('replaces a table that is searched for again, which it reports', async () => {
    const stage = await shown('t');
    stage.watch(...TABLE);
    stage.table('t', stage.server.addFile('one.csv', 'a,b\n1,2\n'));
    await stage.settled();
    expect(stage.order).toEqual(ids('search', 'remove', 'fetch', 'update', 'loaded'));
    expectShape(stage.reports('x-table.remove')[0], recorded('tableReplaced').data);
    expect(stage.viewer.tables.get('t')?.model?.totalRows).toBe(1);
  });

  it('fetches without showing', async () => {
    const stage = await Stage.open();
    stage.watch(...TABLE, 'charts.data/chartAdd');
    const source = stage.server.addFile('stars.csv', stars);
    stage.push('table.fetch', { request: searchRequest('f', source), hlRowIdx: 0 });
    await stage.settled();
    expect(stage.order).toEqual(ids('fetch', 'update', 'loaded'));
    expect(stage.reports('x-table.fetch')).toMatchObject([{ hlRowIdx: 0, tbl_id: 'f' }]);
    expect(stage.viewer.tables.get('f')).toMatchObject({ status: 'loaded', shown: false });
  });

  it('makes an id where there is none, and ignores what is no request', async () => {
    const stage = await Stage.open();
    stage.push('table.search', {
      request: { id: 'IpacTableFromSource', source: stage.server.addFile('s.csv', stars) },
    });
    for (const type of ['search', 'fetch', 'filter', 'sort', 'remove'])
      stage.push(`table.${type}`, { request: 7 });
    await stage.settled();
    expect([...stage.viewer.tables.values()]).toMatchObject([{ tblId: 'tbl_id-0', status: 'loaded' }]);
    expect(stage.viewer.errors).toEqual([]);
  });
});

describe('one id asked for again while in flight (T25)', () => {
  it('reports once for three equal requests, with the key of the first', async () => {
    const stage = await Stage.open();
    stage.watch('table.search', 'table.loaded');
    const source = stage.server.addFile('stars.csv', stars);
    for (const key of [1, 2, 3]) stage.table('t', source, { key });
    await stage.settled();
    expect(stage.reports('x-table.search')).toHaveLength(3);
    expect(stage.reports('x-table.loaded')).toMatchObject([{ request: { META_INFO: { key: 1 } } }]);
  });

  it('shows of requests that differ what is answered last, and reports as loaded what is answered first', async () => {
    const stage = await Stage.open();
    stage.watch('table.search', 'table.remove', 'table.update', 'table.loaded');
    const one = stage.server.addFile('one.csv', 'a,b\n1,2\n');
    stage.viewer.delay = ({ payload }) => (JSON.stringify(payload).includes(one) ? 20 : 0);
    stage.table('t', one, { key: 1 });
    stage.table('t', undefined, { key: 2 });
    await stage.settled();
    expect(stage.order).toEqual(ids('search', 'search', 'remove', 'update', 'loaded', 'update'));
    expect(stage.reports('x-table.loaded')).toMatchObject([
      { totalRows: 5, request: { META_INFO: { key: 2 } } },
    ]);
    expect(stage.viewer.tables.get('t')).toMatchObject({
      model: { totalRows: 1 },
      request: { META_INFO: { key: 1 } },
    });
    filter(stage, 't', '"a" > 1');
    await stage.settled();
    expect(stage.viewer.tables.get('t')).toMatchObject({ status: 'loaded', model: { totalRows: 0 } });
  });

  it('reports a failure that is answered first, and shows the table that follows', async () => {
    const stage = await Stage.open();
    stage.watch('table.loaded');
    stage.table('t', 'nowhere.csv', { key: 1 });
    stage.table('t', undefined, { key: 2 });
    await stage.settled();
    expect(stage.reports()).toMatchObject([{ totalRows: 0, error: {} }]);
    expect(stage.viewer.tables.get('t')).toMatchObject({ status: 'loaded', model: { totalRows: 5 } });
    expect(stage.viewer.tables.get('t')).not.toHaveProperty('error');
  });
});

describe('filter and sort', () => {
  it('show the rows that are left, in order, and report as recorded', async () => {
    const stage = await shown('t');
    stage.watch(...TABLE);
    filter(stage, 't', '"mag" < 13');
    await stage.settled();
    expect(column(stage, 't', 'name')).toEqual(['alpha', 'beta, the second', 'epsilon']);
    sort(stage, 't', 'DESC,mag');
    await stage.settled();
    expect(column(stage, 't', 'mag')).toEqual([12.5, 11, 9.25]);
    expect(stage.order).toEqual(ids('filter', 'update', 'loaded', 'sort', 'update', 'loaded'));
    const [told, , loaded, sorted] = stage.reports();
    expectShape(told, recorded('tableFilter').data);
    expectShape(sorted, recorded('tableSort').data);
    expectShape(loaded, recorded('tableFilterLoaded').data, [
      '.request',
      '.tableModel.request',
      '.tableModel.tableModel.request',
      '.tableModel.tableModel.keywords',
    ]);
    expect(stage.reports('x-table.loaded')).toMatchObject([
      { invokedBy: 'table.filter', request: { filters: '"mag" < 13', source: expect.any(String) } },
      { invokedBy: 'table.sort', request: { filters: '"mag" < 13', sortInfo: 'DESC,mag' } },
    ]);
  });

  it('pushed in one breath after the table is there end in both', async () => {
    const stage = await shown('t');
    stage.watch('table.loaded');
    filter(stage, 't', '"mag" > 10');
    sort(stage, 't', 'ASC,mag');
    await stage.settled();
    expect(column(stage, 't', 'mag')).toEqual([11, 12.5, 15]);
    expect(stage.reports().map(({ invokedBy }) => invokedBy)).toEqual(['table.filter', 'table.sort']);
  });

  it('leave an empty table that has not failed when no row is left', async () => {
    const stage = await shown('t');
    stage.watch('table.loaded');
    filter(stage, 't', '"mag" > 100');
    await stage.settled();
    expect(stage.reports()).toMatchObject([
      { totalRows: 0, row: {}, highlightedRow: 0, tableModel: { highlightedRow: -1 } },
    ]);
    expect(stage.reports()[0]).not.toHaveProperty('error');
    expect(stage.viewer.tables.get('t')).toMatchObject({ status: 'loaded', highlightedRow: -1 });
  });

  it.each([
    ['filter', (stage: Stage) => filter(stage, 't', '"mag" < 13')],
    ['sort', (stage: Stage) => sort(stage, 't', 'ASC,mag')],
  ])('%s right after the search destroys the table (T24)', async (_name, act) => {
    const stage = await Stage.open();
    stage.watch('table.loaded');
    stage.table('t');
    act(stage);
    await stage.settled();
    expect(stage.reports()).toMatchObject([{ tbl_id: 't', totalRows: 0, error: {} }]);
    expect(stage.viewer.tables.get('t')).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('Unable to get query processor for ID_NOT_DEFINED'),
    });
  });

  it('of an unknown table make a failed one', async () => {
    const stage = await Stage.open();
    stage.watch('table.filter', 'table.loaded');
    filter(stage, 'ghost', '"a" < 1');
    await stage.settled();
    expect(stage.order).toEqual(ids('filter', 'loaded'));
    expect(stage.viewer.tables.get('ghost')?.status).toBe('failed');
  });

  it('with an unknown column fail, and can be put right', async () => {
    const stage = await shown('t');
    stage.watch('table.loaded');
    filter(stage, 't', '"nope" < 13');
    await stage.settled();
    expect(stage.viewer.tables.get('t')).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('"nope"'),
    });
    filter(stage, 't', '"mag" < 10');
    await stage.settled();
    expect(stage.reports()).toMatchObject([{ error: {} }, { totalRows: 1 }]);
    expect(stage.viewer.tables.get('t')).toMatchObject({ status: 'loaded' });
    expect(stage.viewer.tables.get('t')).not.toHaveProperty('error');
  });
});

describe('what a person does to a table', () => {
  it('highlights a row, with all its values, as recorded', async () => {
    const stage = await shown('t');
    stage.watch(...TABLE);
    await stage.viewer.highlight('t', 2);
    expect(stage.order).toEqual(ids('highlight'));
    const [report] = stage.reports();
    expectShape(report, recorded('highlight').data);
    expect(report).toMatchObject({
      highlightedRow: 2,
      ROW_IDX: 2,
      row: { name: 'gamma', mag: null },
      highlightedValues: { ra: 10.7 },
    });
    expect(stage.viewer.markedRow('t')).toBe(2);
  });

  it('highlights a row of another page, which is shown first', async () => {
    const stage = await shown('t');
    stage.watch(...TABLE);
    await stage.viewer.highlight('t', 4);
    expect(stage.order).toEqual(ids('update', 'highlight'));
    expect(stage.reports()[1]).toMatchObject({ highlightedRow: 4, row: { name: 'epsilon' } });
    expect(column(stage, 't', 'name')).toEqual(['delta', 'epsilon']);
    await stage.viewer.highlight('t', 99);
    await stage.viewer.highlight('nosuch', 0);
    expect(stage.reports()).toHaveLength(2);
  });

  it('turns pages, and stays within what is filtered and sorted', async () => {
    const stage = await shown('t');
    stage.viewer.core.userSort('t', 'ASC,mag');
    stage.viewer.core.userFilter('t', '"mag" > 0');
    stage.viewer.core.userPage('t', 2);
    await stage.settled();
    expect(column(stage, 't', 'mag')).toEqual([15]);
    expect(stage.viewer.tables.get('t')).toMatchObject({ highlightedRow: 3 });
    stage.viewer.core.userPage('t', 1, 2);
    await stage.settled();
    expect(column(stage, 't', 'mag')).toEqual([9.25, 11]);
  });

  it('selects rows, as recorded', async () => {
    const stage = await shown('t');
    stage.watch('table.select');
    stage.viewer.select('t', [0, 2]);
    expect(stage.reports()).toMatchObject([
      { tbl_id: 't', context: { row: 2 }, selectInfo: { rowCount: 5 } },
    ]);
    expectShape(stage.reports()[0], recorded('select').data);
    expect(stage.viewer.tables.get('t')?.selectedRows).toEqual([0, 2]);
    stage.viewer.select('nosuch', [0]);
    expect(stage.reports()).toHaveLength(1);
  });

  it('removes a table, as a program does, and its loading is never heard of again', async () => {
    const stage = await shown('t');
    stage.watch('table.remove', 'table.loaded');
    stage.viewer.core.userRemoveTable('t');
    stage.table('u');
    stage.push('table.remove', { tbl_id: 'u' });
    stage.push('table.remove', { tbl_id: 'u' });
    await stage.settled();
    // Of the last one there is no table any more, and still it is reported.
    expect(stage.order).toEqual(ids('remove', 'remove', 'remove'));
    expectShape(stage.reports()[0], recorded('tableRemove').data);
    expect(stage.viewer.tables.size).toBe(0);
  });
});

describe('failures on purpose', () => {
  it('fail a table by its id', async () => {
    const stage = await Stage.open({ fail: { t: new ViewerFailure('Broken', 'on purpose') } });
    stage.table('t');
    stage.table('u');
    await stage.settled();
    expect(stage.viewer.tables.get('t')).toMatchObject({ status: 'failed', error: 'on purpose' });
    expect(stage.viewer.tables.get('u')?.status).toBe('loaded');
  });
});
