import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { startPlayground } from '../../playground/server/index.js';
import { command, playground, SMALL_CSV, search, uploaded, visibleRows } from './helpers.js';

const { url } = await playground();
const source = await uploaded(url, 'small.csv', SMALL_CSV);

describe('paging', () => {
  it('all rows come without a page size, with -1 and with the largest number', async () => {
    for (const pageSize of [undefined, -1, 2147483647, '2147483647']) {
      expect((await search(url, source, { pageSize })).tableData.data).toHaveLength(250);
    }
  });

  it('a page is what was asked for; the count is that of all rows', async () => {
    const model = await search(url, source, { startIdx: '240', pageSize: 20 });
    expect(model.tableData.data).toHaveLength(10);
    expect(model.tableData.data?.[0]).toEqual([240, 'n2', 120, 240, 240]);
    expect(model.totalRows).toBe(250);
    expect(model.selectInfo).toBe('false--250');
  });

  it('a page of none, and one behind the end, have no data and no error', async () => {
    for (const page of [{ pageSize: 0 }, { startIdx: 1000, pageSize: 5 }]) {
      const model = await search(url, source, page);
      expect(model.tableData).not.toHaveProperty('data');
      expect(model.error).toBeUndefined();
      expect(model.totalRows).toBe(250);
    }
  });

  it('a negative start is an error of the table', async () => {
    expect((await search(url, source, { startIdx: -1, pageSize: 5 })).error).toContain('negative');
  });

  it('a row to highlight moves the page to it', async () => {
    const model = await search(url, source, { pageSize: 50, META_OPTIONS: { highlightedRow: 120 } });
    expect(model.highlightedRow).toBe(120);
    expect(model.tableData.data?.[0]?.[0]).toBe(100);
  });
});

describe('filters', () => {
  it.each([
    [{ filters: '"id" < 5' }, 5],
    [{ filters: '"id" < 5 _AND_ "name" = \'n1\'' }, 1],
    [{ filters: '"id" < 5 OR "id" > 247' }, 7],
    [{ sqlFilter: '"id" < 5' }, 5],
    [{ filters: '"id" < 5', sqlFilter: 'OR::"id" > 247' }, 7],
    [{ filters: '"id" < 5', sqlFilter: 'AND::"id" > 2' }, 2],
    [{ filters: '"id" < 5', sqlFilter: '"id" > 2' }, 2],
    [{ filters: '"name" LIKE \'n%;%\'' }, 0],
  ])('%j leaves %i rows', async (request, rows) => {
    const model = await search(url, source, { ...request, pageSize: 3 });
    expect(model.error).toBeUndefined();
    expect(model.totalRows).toBe(rows);
    expect(model.selectInfo).toBe(`false--${rows}`);
  });

  it.each([
    ['"id" = \'abc\'', "Conversion:Could not convert string 'abc' to INT64"],
    ['"id" <', 'Parser Error: '],
    ['1=1; DROP TABLE RAW', 'Parser Error: '],
    ['"id" > 1_AND_"id" < 3', 'Parser Error: '],
    [['"id" > 1'], ''],
  ])('%s is an error of the table', async (filters, error) => {
    const model = await search(url, source, { filters });
    expect(model.error).toContain(error);
    expect(model.totalRows).toBe(0);
    expect((await search(url, source, {})).totalRows).toBe(250);
  });
});

describe('order and columns', () => {
  it('sorts both ways; equal values stay in the order of the file', async () => {
    const down = await search(url, source, { sortInfo: 'DESC,name,id', pageSize: 2 });
    expect(visibleRows(down)).toEqual([
      [244, 'n6', 122],
      [237, 'n6', 118.5],
    ]);
    const up = await search(url, source, { sortInfo: 'ASC,name', pageSize: 2 });
    expect(visibleRows(up).map(([id]) => id)).toEqual([0, 7]);
    expect(up.tableData.data?.map((row) => row.slice(-2))).toEqual([
      [0, 0],
      [7, 1],
    ]);
  });

  it('nulls come first going up and last going down', async () => {
    const withNull = await uploaded(url, 'n.csv', 'a,b\n2,x\n,y\n1,z\n');
    const names = async (sortInfo: string) =>
      visibleRows(await search(url, withNull, { sortInfo })).map(([, name]) => name);
    expect(await names('ASC,a')).toEqual(['y', 'z', 'x']);
    expect(await names('DESC,a')).toEqual(['x', 'z', 'y']);
  });

  it('without a direction nothing is sorted, and an unknown column is an error', async () => {
    expect(visibleRows(await search(url, source, { sortInfo: '"id"', pageSize: 1 }))[0]?.[0]).toBe(0);
    expect((await search(url, source, { sortInfo: 'ASC,nope' })).error).toMatch(/^COLUMN_NOT_FOUND:/);
  });

  it('columns may be names and expressions; the two hidden ones come last', async () => {
    const model = await search(url, source, {
      inclCols: '"name",round("x" * 2, 1) as "twice", "ROW_IDX"',
      filters: '"id" = 3',
    });
    expect(model.tableData.columns).toEqual([
      { name: 'name', type: 'char', enumVals: 'n0,n1,n2,n3,n4,n5,n6' },
      { name: 'twice', type: 'double' },
      { name: 'ROW_IDX', type: 'integer', visibility: 'hidden' },
      { name: 'ROW_NUM', type: 'integer', visibility: 'hidden' },
    ]);
    expect(model.tableData.data).toEqual([['n3', 3, 3, 0]]);
  });

  it('an aggregate is an error', async () => {
    expect((await search(url, source, { inclCols: 'count(*) as n' })).error).toMatch(/^Binder:/);
  });
});

describe('what else a reply says', () => {
  it('META_INFO is echoed and goes into tableMeta, but for the title', async () => {
    const model = await search(url, source, {
      tbl_id: 't1',
      META_INFO: { title: 'Small', tbl_id: 't1', private: 'key' },
      pageSize: 1,
    });
    expect(model.request.META_INFO).toMatchObject({ title: 'Small', private: 'key', resultSetID: 'DATA' });
    expect(model.tableMeta).toMatchObject({ private: 'key', tbl_id: 't1', 'Loading-Status': 'COMPLETED' });
    expect(model.tableMeta).not.toHaveProperty('title');
    expect([model.title, model.tbl_id]).toEqual(['Small', 't1']);
  });

  it('a table that is no catalogue is not marked as one', async () => {
    const model = await search(url, source, { tblType: 'table', pageSize: 1 });
    expect(model.tableMeta).not.toHaveProperty('CatalogOverlayType');
  });

  it('numbers that JSON has no word for are null', async () => {
    const key = await uploaded(url, 'n.csv', 'a,b\n1.5,nan\n2.5,inf\n3.5,-1e300\n');
    expect(visibleRows(await search(url, key)).map(([, value]) => value)).toEqual([null, null, -1e300]);
  });

  it('names that differ only in case are told apart', async () => {
    const model = await search(url, await uploaded(url, 'n.csv', 'B,b\n1,2\n'));
    expect(model.tableData.columns.map(({ name }) => name).slice(0, 2)).toEqual(['B', 'b_1']);
    expect(visibleRows(model)).toEqual([[1, 2]]);
  });

  it('tab-separated files and columns with strange names are read', async () => {
    const key = await uploaded(url, 'n.tsv', 'a b\t"select"\tü\n1\tx\t2.5\n');
    const model = await search(url, key, { filters: '"a b" = 1 _AND_ "ü" > 2', sortInfo: 'ASC,select' });
    expect(visibleRows(model)).toEqual([[1, 'x', 2.5]]);
  });

  it('the columns of a saved result do not come twice', async () => {
    const key = await uploaded(url, 'n.csv', 'a,ROW_IDX,ROW_NUM\n1,7,9\n');
    const model = await search(url, key);
    expect(model.tableData.columns.map(({ name }) => name)).toEqual(['a', 'ROW_IDX', 'ROW_NUM']);
    expect(model.tableData.data).toEqual([[1, 0, 0]]);
  });
});

describe('whose table it is', () => {
  const path = async (request: object, headers = {}) =>
    (await search(url, source, { ...request, pageSize: 1 }, headers)).tableMeta['tblFilePath'];

  it('the same session reads a table once, another one again', async () => {
    expect(await path({ ffSessionId: 'one' })).toMatch(
      /^\$\{temp-files\}\/one\/IpacTableFromSource_[0-9a-f]{32}/,
    );
    expect(await path({ ffSessionId: 'one', sortInfo: 'ASC,id' })).toBeUndefined();
    expect(await path({ ffSessionId: 'two' })).toBeDefined();
    expect(await path({ ffSessionId: 'one', foo: 'bar' })).toBeDefined();
  });

  it('without an id of its own a client is known by its cookie', async () => {
    const id = { ffSessionId: undefined };
    expect(await path(id)).toBeDefined();
    expect(await path(id)).toBeDefined();
    const cookie = { cookie: 'JSESSIONID=ABC123' };
    expect(await path(id, cookie)).toBeDefined();
    expect(await path(id, cookie)).toBeUndefined();
  });

  it('requests that come together read it once', async () => {
    const paths = await Promise.all(Array.from({ length: 6 }, () => path({ ffSessionId: 'together' })));
    expect(paths.filter((value) => value !== undefined)).toHaveLength(1);
  });

  it('60 filters at a time are all right', async () => {
    const ask = (n: number) => search(url, source, { filters: `"id" < ${n}`, pageSize: 1 });
    const models = await Promise.all(Array.from({ length: 60 }, (_, n) => ask(n)));
    expect(models.map(({ totalRows }) => totalRows)).toEqual(Array.from({ length: 60 }, (_, n) => n));
  });
});

describe('what a table request cannot do', () => {
  it.each([
    { inclCols: '(SELECT content FROM read_text(\'/etc/hostname\')) as "h"' },
    { filters: "EXISTS (SELECT * FROM read_csv('/etc/hostname'))" },
    { filters: "EXISTS (SELECT * FROM '/etc/hostname')" },
    { filters: "EXISTS (SELECT * FROM glob('/etc/*'))" },
    { sqlFilter: "1=1) TO '/tmp/x.csv' --" },
  ])('%j does not reach files', async (request) => {
    const model = await search(url, source, request);
    expect(model.error).toMatch(/^(Permission:|Parser Error|MISSING_ENTRY)/);
    expect(model.tableData).not.toHaveProperty('data');
  });

  it('a path of this machine is no source', async () => {
    for (const path of ['/etc/hostname', '/etc/passwd', 'file:///etc/hostname']) {
      const [told] = JSON.parse(JSON.stringify(await search(url, path)));
      expect(told).toMatchObject({ success: 'false', error: '' });
    }
  });

  it('a file that cannot be read as a table is named by its key', async () => {
    const key = await uploaded(
      url,
      'bad.csv',
      new Uint8Array([0x61, 0x2c, 0x62, 10, 0xff, 0xfe, 0x2c, 0x31, 10]),
    );
    const [told] = JSON.parse(JSON.stringify(await search(url, key)));
    expect(told.success).toBe('false');
    expect(told.cause1).not.toContain('firefly-playground-');
  });

  it('nor is one that climbs out of a directory', async () => {
    for (const path of ['$' + '{upload-dir}/../../etc/hostname', '../../etc/hostname']) {
      expect(await search(url, path)).toEqual([
        { cause1: 'DataAccessException: Access is not permitted.', success: 'false', error: '' },
      ]);
    }
  });

  it('a file that was named at the start can be read, its neighbours cannot', async () => {
    const own = new URL(import.meta.url).pathname;
    const { url: named } = await playground({ files: [own] });
    const response = await fetch(`${named}/servlet/Download?file=${encodeURIComponent(own)}`);
    expect(await response.text()).toContain('its neighbours cannot');
    const other = own.replace('tables.test', 'helpers');
    expect((await fetch(`${named}/servlet/Download?file=${encodeURIComponent(other)}`)).status).toBe(404);
  });
});

it('a directory, or a file that is not there, cannot be named at the start', async () => {
  for (const path of ['/etc', '/nope.csv']) {
    await expect(startPlayground({ port: 0, files: [path] })).rejects.toThrow(`there is no file ${path}`);
  }
});

describe('an address as source', () => {
  const web = createServer((_request, response) => response.end(SMALL_CSV));
  afterAll(() => void web.close());

  it('is fetched by the server', async () => {
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    const { port } = web.address() as AddressInfo;
    expect((await search(url, `http://127.0.0.1:${port}/t.csv`)).totalRows).toBe(250);
  });
});

it('selectedValues follows the order of the result', async () => {
  const request = JSON.stringify({ id: 'IpacTableFromSource', source, sortInfo: 'DESC,id' });
  const params = { request, columnNames: '"id",name', selectedRows: '0,2' };
  const { text } = await command(url, 'selectedValues', params);
  expect(JSON.parse(text).tableData.data).toEqual([
    [249, 'n4'],
    [247, 'n2'],
  ]);
});
