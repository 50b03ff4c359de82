import { describe, expect, it } from 'vitest';
import { applyTableFilters, fetchTable, showTable, sortTableColumn } from '../../../src/actions/index.js';
import { titleFromUrl } from '../../../src/actions/table.js';
import { deepFreeze } from './helpers.js';

const SOURCE = '${upload-dir}/upload_123_wise.tbl';
const context = deepFreeze({ tblId: 'cat', source: SOURCE });

describe('showTable', () => {
  it('asks for the first hundred rows of a catalogue', () => {
    expect(showTable(context)).toEqual({
      type: 'table.search',
      payload: {
        request: {
          startIdx: 0,
          pageSize: 100,
          tbl_id: 'cat',
          source: SOURCE,
          tblType: 'catalog',
          id: 'IpacTableFromSource',
          META_INFO: { title: 'cat', tbl_id: 'cat' },
        },
      },
    });
  });

  it('carries everything that is given', () => {
    const options = deepFreeze({
      title: 'My catalog',
      pageSize: 50,
      isCatalog: false,
      meta: { CENTER_COLUMN: 'ra;dec;EQ_J2000' },
      options: { showFilters: true },
      tableIndex: 2,
      columnSpec: '"ra","dec"',
      filters: '"ra" > 1',
    });
    expect(showTable(context, options).payload).toEqual({
      request: {
        startIdx: 0,
        pageSize: 50,
        tbl_id: 'cat',
        source: SOURCE,
        tblType: 'table',
        id: 'IpacTableFromSource',
        tbl_index: 2,
        META_INFO: { title: 'My catalog', tbl_id: 'cat', CENTER_COLUMN: 'ra;dec;EQ_J2000' },
        options: { showFilters: true },
        inclCols: '"ra","dec"',
        filters: '"ra" > 1',
      },
    });
  });

  it('takes zero for a number', () => {
    expect(showTable(context, { tableIndex: 0, pageSize: 0 }).payload).toMatchObject({
      request: { tbl_index: 0, pageSize: 0 },
    });
  });

  it('that is not to be seen is a fetch of the same request', () => {
    const shown = showTable(context, { visible: true });
    expect(showTable(context, { visible: false })).toEqual({ ...shown, type: 'table.fetch' });
  });

  it.each([
    [{}, {}, 'cat'],
    [{ defaultTitle: 'a.tbl' }, {}, 'a.tbl'],
    [{ defaultTitle: 'a.tbl' }, { title: 'T' }, 'T'],
    [{ defaultTitle: 'a.tbl' }, { title: '' }, 'cat'],
  ])('with %j and %j is titled %s', (more, options, title) => {
    expect(showTable({ ...context, ...more }, options).payload).toMatchObject({
      request: { META_INFO: { title } },
    });
  });

  it('puts our own META_INFO last and leaves the caller’s alone', () => {
    const meta = deepFreeze({ key: 'theirs', other: 1 });
    const extraMeta = deepFreeze({ key: 'ours' });
    expect(showTable({ ...context, extraMeta }, { meta }).payload).toMatchObject({
      request: { META_INFO: { title: 'cat', tbl_id: 'cat', key: 'ours', other: 1 } },
    });
  });

  it('searches around a target where there is no input', () => {
    const targetSearchInfo = deepFreeze({
      catalogProject: 'WISE',
      catalog: 'allwise_p3as_psd',
      position: '10.68479;41.26906;EQ_J2000',
      SearchMethod: 'Cone' as const,
      radius: 1200,
    });
    expect(showTable({ tblId: 'wise' }, { targetSearchInfo }).payload).toEqual({
      request: {
        startIdx: 0,
        pageSize: 100,
        tbl_id: 'wise',
        id: 'GatorQuery',
        UserTargetWorldPt: '10.68479;41.26906;EQ_J2000',
        use: 'catalog_overlay',
        catalogProject: 'WISE',
        catalog: 'allwise_p3as_psd',
        SearchMethod: 'Cone' as const,
        radius: 1200,
        META_INFO: { title: 'allwise_p3as_psd', tbl_id: 'wise' },
      },
    });
  });

  it('lets a search say what it is for', () => {
    const action = showTable({ tblId: 't' }, { targetSearchInfo: { use: 'data' } });
    expect(action.payload).toMatchObject({ request: { use: 'data', META_INFO: { title: 't' } } });
    expect(action.payload['request']).not.toHaveProperty('UserTargetWorldPt');
  });
});

describe('fetchTable', () => {
  it('asks for one row and highlights the first', () => {
    expect(fetchTable(context)).toEqual({
      type: 'table.fetch',
      payload: {
        request: {
          startIdx: 0,
          pageSize: 1,
          source: SOURCE,
          id: 'IpacTableFromSource',
          tbl_id: 'cat',
          META_INFO: { title: 'cat', tbl_id: 'cat' },
        },
        hlRowIdx: 0,
      },
    });
  });

  it('carries everything that is given', () => {
    const options = deepFreeze({ title: 'T', pageSize: 7, tableIndex: 0, meta: { a: 1 } });
    expect(fetchTable(context, options).payload).toMatchObject({
      request: { pageSize: 7, tbl_index: 0, META_INFO: { title: 'T', tbl_id: 'cat', a: 1 } },
    });
  });
});

describe('changes of a table', () => {
  it('filter by SQL; an empty text takes filters off', () => {
    expect(applyTableFilters('wise', '"ra" > 185 AND "ra" < 185.1')).toEqual({
      type: 'table.filter',
      payload: { request: { tbl_id: 'wise', filters: '"ra" > 185 AND "ra" < 185.1' } },
    });
    expect(applyTableFilters('wise', '').payload).toEqual({ request: { tbl_id: 'wise', filters: '' } });
  });

  it.each([
    ['ASC', 'ASC,ra'],
    ['DESC', 'DESC,ra'],
    ['', ',ra'],
    [undefined, ',ra'],
  ] as const)('sort %s', (direction, sortInfo) => {
    expect(sortTableColumn('wise', 'ra', direction)).toEqual({
      type: 'table.sort',
      payload: { request: { tbl_id: 'wise', sortInfo } },
    });
  });
});

describe('the title of an address', () => {
  it.each([
    ['https://h/a/b.tbl', 'b.tbl'],
    ['https://h/a/b.tbl?x=1.y#z', 'b.tbl'],
    ['https://h/a.b/c.fits.gz', 'c.fits.gz'],
    ['https://h/download?file=abc.vot', undefined],
    ['https://h/a.b/', undefined],
    ['https://h', undefined],
  ])('%s: %s', (url, title) => {
    expect(titleFromUrl(url)).toBe(title);
  });
});
