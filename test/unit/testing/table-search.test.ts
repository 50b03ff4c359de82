import { describe, expect, it } from 'vitest';
import { isRecord, parseJson } from '../../../src/schema/json.js';
import { type JsonObject, readTableModel } from '../../../src/testing/index.js';
import { searchTable } from '../../../src/testing/table-search.js';
import { stars } from './helpers.js';

const IPAC = `\\EQUINOX = 'J2000'
\\ a comment
| name  | ra     | n   |
| char  | double | int |
|       | deg    |     |
| null  | null   | -9  |
 a one    10.5     1
 b        null     -9
`;

function search(request: JsonObject, text = stars): JsonObject {
  const files = new Map([['f', new TextEncoder().encode(text)]]);
  const asked = JSON.stringify({ id: 'IpacTableFromSource', source: 'f', tbl_id: 't', ...request });
  const answer = parseJson(searchTable(asked, (path) => files.get(path)).text);
  const first: unknown = Array.isArray(answer) ? answer[0] : answer;
  if (!isRecord(first)) throw new Error('No answer.');
  return first;
}

const rows = (answer: JsonObject): unknown =>
  isRecord(answer['tableData']) ? answer['tableData']['data'] : undefined;

/** The names of the stars that are left, in order. */
function names(request: JsonObject): readonly unknown[] {
  const answer = rows(search(request));
  return Array.isArray(answer)
    ? answer.map((row: unknown) => (Array.isArray(row) ? String(row[0]).split(',')[0] : row))
    : [];
}

describe('reading', () => {
  it('CSV, with quoted fields, types and empty values', () => {
    const answer = search({}, 'id,"a ""b""",x,flag\r\n1,"one, two",1.5,true\r\n2,,,false\r\n');
    expect(answer).toMatchObject({
      totalRows: 2,
      type: 'table',
      tableData: {
        columns: [
          { name: 'id', type: 'long' },
          { name: 'a "b"', type: 'char' },
          { name: 'x', type: 'double' },
          { name: 'flag', type: 'boolean' },
          { name: 'ROW_IDX', visibility: 'hidden' },
          { name: 'ROW_NUM', visibility: 'hidden' },
        ],
        data: [
          [1, 'one, two', 1.5, true, 0, 0],
          [2, null, null, false, 1, 1],
        ],
      },
    });
  });

  it('IPAC tables, with units, nulls and keywords', () => {
    expect(search({}, IPAC)).toMatchObject({
      keywords: [
        { key: 'EQUINOX', value: 'J2000' },
        { key: null, value: 'a comment' },
      ],
      tableMeta: { EQUINOX: 'J2000', 'Loading-Status': 'COMPLETED' },
      tableData: {
        columns: [
          { name: 'name', type: 'char', nullString: 'null', enumVals: 'a one,b' },
          { name: 'ra', type: 'double', units: 'deg', nullString: 'null' },
          { name: 'n', type: 'int', nullString: '-9', enumVals: '1,%NULL' },
          {},
          {},
        ],
        data: [
          ['a one', 10.5, 1, 0, 0],
          ['b', null, null, 1, 1],
        ],
      },
    });
  });

  it('the title from the request, which is echoed with what the server adds', () => {
    expect(search({ META_INFO: { title: 'Stars', own: 'k' } })).toMatchObject({
      title: 'Stars',
      request: { RequestClass: 'ServerRequest', source: 'f', META_INFO: { own: 'k', resultSetID: 'DATA' } },
    });
  });
});

describe('texts', () => {
  it('are joined by ||, and null with anything is null', () => {
    const text = 'id,name\n1,a_AND_b\n2,\n';
    const found = (filters: string) => (search({ filters }, text) as { totalRows: number }).totalRows;
    expect(found(`"name" = 'a_' || 'AND_b'`)).toBe(1);
    expect(found(`"name" || 'x' IS NULL`)).toBe(1);
    expect(found(`"id" || '' IN ('1' || '', '7')`)).toBe(1);
  });
});

describe('pages', () => {
  it.each([
    [{}, 5],
    [{ startIdx: 3, pageSize: 100 }, 2],
    [{ startIdx: '1', pageSize: '2' }, 2],
    [{ pageSize: -1 }, 5],
    [{ pageSize: 2147483647 }, 5],
  ])('%j hold %i rows', (page, count) => {
    expect(rows(search(page))).toHaveLength(count);
    expect(search(page)['totalRows']).toBe(5);
  });

  it.each([{ pageSize: 0 }, { startIdx: 9, pageSize: 5 }, { filters: '"mag" > 99' }])(
    '%j have no data at all',
    (page) => {
      expect(search(page)).not.toHaveProperty('error');
      expect(search(page)['tableData']).not.toHaveProperty('data');
    },
  );

  it('number the rows of the table and of the result', () => {
    const answer = search({ filters: '"ra" > 10.65', startIdx: 1, pageSize: 1, inclCols: '"ra"' });
    expect(rows(answer)).toEqual([[10.8, 3, 1]]);
  });
});

describe('filters', () => {
  it.each([
    ['"mag" < 12', ['beta', 'epsilon']],
    ['mag >= 12.5 and RA < 10.8', ['alpha']],
    ['"mag" < 10 OR "mag" = 15', ['beta', 'delta']],
    ['"mag" > 10 _AND_ "ra" > 10.6', ['delta', 'epsilon']],
    ['"mag" IS NULL', ['gamma']],
    ['"mag" IS NOT NULL AND NOT ("mag" < 12)', ['alpha', 'delta']],
    ['"mag" BETWEEN 11 AND 13', ['alpha', 'epsilon']],
    ['"name" LIKE \'%a\'', ['alpha', 'gamma', 'delta']],
    ['"name" NOT LIKE \'_e%\'', ['alpha', 'gamma', 'epsilon']],
    ["\"name\" IN ('alpha', 'delta')", ['alpha', 'delta']],
    ['"mag" NOT IN (15, 11)', ['alpha', 'beta']],
    ['"mag" <> 15 AND "mag" != 11', ['alpha', 'beta']],
    ['-"dec" + 2 * (mag - 1) / 4 > -35', ['delta']],
    ['abs("ra" - 10.7) < 0.05', ['gamma']],
    ["name = 'alpha'", ['alpha']],
    ['', ['alpha', 'beta', 'gamma', 'delta', 'epsilon']],
  ])('%s', (filters, left) => {
    expect(names({ filters })).toEqual(left);
  });

  it.each([
    ['"nope" > 1', 'COLUMN_NOT_FOUND:Referenced column "nope" not found in FROM clause!'],
    ['"mag" >', 'Parser Error: syntax error at end of input'],
    ['"mag" > 1; drop', 'Parser Error: syntax error at or near ";"'],
    ['"mag" 7', 'Parser Error: syntax error at or near "7"'],
    ['evil("mag") > 1', 'Catalog Error: Scalar Function with name evil does not exist!'],
  ])('%s fails with the table, but without rows', (filters, error) => {
    const answer = search({ filters });
    expect(answer).toMatchObject({
      error,
      totalRows: 0,
      tableData: { columns: [{ name: 'name' }, {}, {}, {}, { name: 'ROW_IDX' }, { name: 'ROW_NUM' }] },
    });
    expect(answer).not.toHaveProperty('selectInfo');
  });
});

describe('order', () => {
  it.each([
    ['ASC,mag', ['gamma', 'beta', 'epsilon', 'alpha', 'delta']],
    ['DESC,mag', ['delta', 'alpha', 'epsilon', 'beta', 'gamma']],
    ['DESC,"name"', ['gamma', 'epsilon', 'delta', 'beta', 'alpha']],
    ['mag', ['alpha', 'beta', 'gamma', 'delta', 'epsilon']],
  ])('%s', (sortInfo, order) => {
    expect(names({ sortInfo })).toEqual(order);
  });

  it('of a column that is not there fails', () => {
    expect(search({ sortInfo: 'ASC,nope' })).toMatchObject({ error: expect.stringContaining('"nope"') });
    expect(search({ startIdx: -1, pageSize: 5 })).toMatchObject({ error: expect.stringContaining('OFFSET') });
  });
});

describe('columns', () => {
  it('are chosen by name, or calculated', () => {
    const answer = search({ inclCols: '"mag",ra, round("mag"*2) as "twice"', pageSize: 1 });
    expect(answer['tableData']).toEqual({
      columns: [
        { name: 'mag', type: 'double' },
        { name: 'ra', type: 'double' },
        { name: 'twice', type: 'double' },
        { name: 'ROW_IDX', type: 'integer', visibility: 'hidden' },
        { name: 'ROW_NUM', type: 'integer', visibility: 'hidden' },
      ],
      data: [[12.5, 10.5, 25, 0, 0]],
    });
  });
});

describe('what is no table', () => {
  it.each([
    [{ id: null }, 'Unable to get query processor for ID_NOT_DEFINED', ''],
    [{ id: 'Nope' }, 'Unable to get query processor for Nope', ''],
    [{ source: null }, '', 'Unable to fetch file from path[alt_path]: null[null]'],
    [{ source: `\${upload-dir}/none` }, '', 'DataAccessException: Access is not permitted.'],
    [{ source: 'http://x/none' }, '', 'Request failed with status 404 Not Found'],
  ])('%j', (request, error, cause1) => {
    const answer = search(request);
    expect(answer).toMatchObject({ success: 'false', error: expect.stringContaining(error) });
    if (cause1 !== '') expect(answer).toMatchObject({ error: '', cause1 });
  });

  it.each(['', '{"a":1}', 'SIMPLE  =                    T'])('a file with %j', (text) => {
    expect(search({}, text)).toMatchObject({
      error: '',
      cause1: expect.stringContaining('Unsupported format'),
    });
  });

  it('is told to a viewer in words', () => {
    const none = () => undefined;
    expect(() => readTableModel(searchTable(undefined, none))).toThrow('missing parameter: request');
    expect(() => readTableModel(searchTable('{"id":"IpacTableFromSource","source":"x"}', none))).toThrow(
      'Unable to fetch file',
    );
    expect(() => readTableModel({ status: 502, contentType: 'text/html', text: '<html>' })).toThrow(
      'status 502',
    );
  });
});
