/** Formats other than IPAC tables and FITS: what is read, and what is lost as on a real server. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, describe, expect, it } from 'vitest';
import { playground, search, uploaded, visibleRows } from './helpers.js';

const { url } = await playground();

const directory = mkdtempSync(join(tmpdir(), 'formats-test-'));
afterAll(() => rmSync(directory, { recursive: true }));

const connection = await (await DuckDBInstance.create(':memory:')).connect();

async function parquet(select: string, options = ''): Promise<Uint8Array<ArrayBuffer>> {
  const path = join(directory, 't.parquet');
  await connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet${options})`);
  return new Uint8Array(readFileSync(path));
}

async function failure(name: string, content: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const [told] = JSON.parse(JSON.stringify(await search(url, await uploaded(url, name, content))));
  expect(told.success).toBe('false');
  return told.cause1;
}

function shown(model: Awaited<ReturnType<typeof search>>): string {
  const visible = model.tableData.columns.filter(({ visibility }) => visibility !== 'hidden');
  return visible.map(({ name, type }) => `${name}:${type}`).join(' ');
}

describe('Parquet', () => {
  it('every type of column', async () => {
    const bytes = await parquet(`
      SELECT 1::TINYINT AS i8, 2::SMALLINT AS i16, 3::INTEGER AS i32, 9007199254740993 AS i64, 200::UTINYINT AS u8,
        18446744073709551615::UBIGINT AS u64, 1.1::FLOAT AS f, 'nan'::DOUBLE AS d, 'x' AS s, true AS b,
        1.25::DECIMAL(9,2) AS dec, DATE '2024-02-29' AS day, TIMESTAMP '2024-02-29 01:02:03.456789' AS ts,
        [1, 2] AS li, ['a', 'b'] AS ls, {'x': 1} AS st, 'ab'::BLOB AS bin, NULL::INTEGER AS n`);
    const model = await search(url, await uploaded(url, 't.parquet', bytes));
    expect(shown(model)).toBe(
      'i8:byte i16:short i32:integer i64:long u8:char u64:char f:float d:double s:char b:boolean dec:double ' +
        'day:date ts:date li:integer ls:char st:char bin:char n:integer',
    );
    expect(visibleRows(model)).toEqual([
      [
        ...[1, 2, 3, 9007199254740992, '200', '18446744073709551615', 1.1, null, 'x', true, 1.25],
        ...['2024-02-29', '2024-02-29T01:02:03.456+0000', [1, 2], '[a, b]', '{x=1}', 'ab', null],
      ],
    ]);
  });

  it('what a VOTable in the file says of columns is told', async () => {
    const votable = `<VOTABLE><RESOURCE><TABLE name="stars"><INFO name="a" value="b"/>
      <FIELD name="ra" datatype="double" unit="deg" ucd="pos.eq.ra"/></TABLE></RESOURCE></VOTABLE>`;
    const bytes = await parquet(
      'SELECT 1.5::DOUBLE AS ra',
      `, KV_METADATA { 'IVOA.VOTable-Parquet.content': '${votable}' }`,
    );
    const model = await search(url, await uploaded(url, 't.parquet', bytes));
    expect(model.tableData.columns[0]).toMatchObject({ name: 'ra', units: 'deg', UCD: 'pos.eq.ra' });
    expect(model.title).toBe('stars');
    expect(model.tableMeta['a']).toBe('b');
  });

  it('without rows it is a table', async () => {
    const bytes = await parquet('SELECT 1 AS a WHERE false');
    const model = await search(url, await uploaded(url, 't.parquet', bytes));
    expect([model.totalRows, shown(model)]).toEqual([0, 'a:integer']);
  });

  it('a time of day drops the whole table', async () => {
    const bytes = await parquet("SELECT 1 AS a, TIME '01:02:03' AS t");
    expect(await failure('t.parquet', bytes)).toBe("Can't convert 01:02:03 to class java.util.Date");
  });

  it('a cut file is an error that tells no path of the machine', async () => {
    const bytes = await parquet('SELECT * FROM range(1000)');
    const told = await failure('t.parquet', bytes.slice(0, bytes.length - 20));
    expect(told).toMatch(/No magic bytes found at end of file '\$\{upload-dir\}/);
  });
});

describe('CSV and TSV', () => {
  it('a quote in a name makes the table unreadable, for every request', async () => {
    const key = await uploaded(url, 'q.csv', '"a""b",c\n1,2\n');
    for (const request of [{}, { filters: '"c" = 2' }, { inclCols: '"c"' }]) {
      const model = await search(url, key, request);
      expect(model.error).toBe('COLUMN_NOT_FOUND:Referenced column "ab" not found in FROM clause!');
      expect(shown(model)).toBe('ab:long c:long');
    }
  });

  it.each([
    ['Windows line ends', 'a,b\r\n1,x\r\n', 'a:long b:char', [[1, 'x']]],
    ['a byte order mark', '\ufeffa,b\n1,x\n', 'a:long b:char', [[1, 'x']]],
    [
      'equal and empty names',
      'a,a,A,,é☃😀\n1,2,3,4,5\n',
      'a:long a_1:long A_2:long column3:long é☃😀:long',
      [[1, 2, 3, 4, 5]],
    ],
    ['words of SQL', 'select,from,x y\n1,2,3\n', 'select:long from:long x y:long', [[1, 2, 3]]],
    ['no rows', 'a,b\n', 'a:char b:char', []],
    [
      'line ends in quotes',
      'a,b\n1,"x\ny"\n2,"a""b"\n',
      'a:long b:char',
      [
        [1, 'x\ny'],
        [2, 'a"b'],
      ],
    ],
    [
      'no names, but commas in three lines',
      '1,2\n3,4\n5,6\n',
      'column0:long column1:long',
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    ],
    ['plain text', 'hello world\nfoo\n', 'hello world:char', [['foo']]],
  ])('%s', async (_what, text, columns, rows) => {
    const model = await search(url, await uploaded(url, 't.csv', text));
    expect(shown(model)).toBe(columns);
    expect(visibleRows(model)).toEqual(rows);
  });

  it('tabs', async () => {
    const model = await search(url, await uploaded(url, 't.tsv', 'a\tb\n1\tx\n'));
    expect(visibleRows(model)).toEqual([[1, 'x']]);
  });

  it.each([
    ['semicolons', 'a;b\n1;2\n3;4\n'],
    ['rows of different lengths', 'a,b\n1,2\n3\n4,5,6\n'],
    ['numbers without names', '1,2\n3,4\n'],
    ['a comment before the names', '# c\na,b\n1,2\n3,4\n'],
    ['bytes of all kinds', new Uint8Array(1000).map((_, i) => i)],
    ['Latin-1', new Uint8Array([97, 44, 98, 10, 49, 44, 0xe9, 10])],
  ])('%s are no table', async (_what, content) => {
    expect(await failure('t.csv', content)).toMatch(/^Unsupported format \(null\), file: \$\{upload-dir\}/);
  });

  it('a value of another type far behind is an error with its line', async () => {
    const text = `a,b\n${'1,2\n'.repeat(30_000)}x,y\n`;
    expect(await failure('t.csv', text)).toBe('Conversion:CSV Error on Line: 30002');
  });

  it('a time of day drops the whole table', async () => {
    expect(await failure('t.csv', 'a,t\n1,01:02:03\n2,02:03:04\n')).toBe(
      "Can't convert 01:02:03 to class java.util.Date",
    );
  });

  it('a line of a megabyte is read', async () => {
    const long = 'x'.repeat(1024 * 1024);
    const model = await search(url, await uploaded(url, 't.csv', `a,b\n1,${long}\n`), {
      inclCols: 'length("b") as "n"',
    });
    expect(visibleRows(model)).toEqual([[long.length]]);
  });
});

describe('what is no table', () => {
  it.each([
    ['p.pdf', '%PDF-1.4\n', 'pdf'],
    ['h.html', '<html><body>x</body></html>', 'html'],
    ['u.xml', '<?xml version="1.0"?><uws:job xmlns:uws="http://www.ivoa.net/xml/UWS/v1.0"/>', 'uws'],
    ['r.txt', '# Region file format: DS9\nJ2000\ncircle(1,2,3")\n', 'reg'],
  ])('%s', async (name, content, format) => {
    expect(await failure(name, content)).toMatch(new RegExp(`^Unsupported format \\(${format}\\), file: `));
  });
});
