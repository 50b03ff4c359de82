import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readIpac } from '../../playground/server/readers/ipac.js';
import { playground, search, uploaded, visibleRows } from './helpers.js';

const directory = mkdtempSync(join(tmpdir(), 'ipac-test-'));
afterAll(() => rmSync(directory, { recursive: true }));

async function read(text: string) {
  const path = join(directory, 't.tbl');
  writeFileSync(path, text);
  const table = await readIpac(path);
  const rows: unknown[][] = [];
  for await (const batch of table.batches()) {
    for (let i = 0; i < (batch[0]?.length ?? 0); i++) rows.push(batch.map((column) => column[i]));
  }
  return { columns: table.columns, keywords: table.about().keywords, rows };
}

const FULL = `\\fixlen = T
\\ORIGIN  = 'IPAC, Caltech'
\\SQL = 'WHERE (open
\\ a comment = not a keyword
\\
|  id|     ra| name|   k| flag|
| int| double| char|long| real|
|    |    deg|     |    |  mag|
|null|   null|  n/a|  -1| null|
    1    10.5  M 31   5    1.5
   -2    null   n/a  -1   null
`;

describe('the IPAC reader', () => {
  it('reads keywords, comments, names, types, units and null strings', async () => {
    const { keywords, columns, rows } = await read(FULL);
    expect(keywords).toEqual([
      { key: 'fixlen', value: 'T' },
      { key: 'ORIGIN', value: 'IPAC, Caltech' },
      { key: 'SQL', value: "'WHERE (open" },
      { key: null, value: 'a comment = not a keyword' },
    ]);
    expect(columns).toEqual([
      { name: 'id', kind: 'integer', info: { type: 'int', nullString: 'null' } },
      { name: 'ra', kind: 'double', info: { type: 'double', units: 'deg', nullString: 'null' } },
      { name: 'name', kind: 'char', info: { type: 'char', nullString: 'n/a' } },
      { name: 'k', kind: 'long', info: { type: 'long', nullString: '-1' } },
      { name: 'flag', kind: 'double', info: { type: 'double', units: 'mag', nullString: 'null' } },
    ]);
    expect(rows).toEqual([
      [1, 10.5, 'M 31', 5n, 1.5],
      [-2, null, null, null, null],
    ]);
  });

  it('reads values by their columns', async () => {
    const table = `|   i|    d|    c|   l|\n|int |d    |char |long|\n    1   2.5  a b    -7\n   -2  null        +3\n      1D+02     é     \n`;
    const { rows } = await read(table);
    expect(rows).toEqual([
      [1, 2.5, 'a b', -7n],
      [-2, null, null, 3n],
      [null, null, 'é', null],
    ]);
  });

  it('knows not-a-number and the infinities as Java writes them', async () => {
    const { rows } = await read('|  x      |\n|double   |\n   NaN\n -Infinity\n      inf\n');
    expect(rows).toEqual([[Number.NaN], [Number.NEGATIVE_INFINITY], [null]]);
  });

  it('understands abbreviated types', async () => {
    const { columns } = await read('|a|b|c|d|e |f|g  |\n|i|l|r|d|da|c|INT|\n');
    expect(columns.map(({ info }) => info.type)).toEqual([
      'integer',
      'long',
      'double',
      'double',
      'da',
      'char',
      'int',
    ]);
  });

  it('without a line of types all is text; numbers look as Java prints them', async () => {
    const { columns, rows } = await read('| a |  b  | c |\n  1   2.5   x \n  2  null   3 \n');
    expect(columns.map(({ kind }) => kind)).toEqual(['char', 'char', 'char']);
    expect(rows).toEqual([
      ['1.0', '2.5', 'x'],
      ['2.0', null, '3'],
    ]);
  });

  it('reads Windows line ends and a file without one at its end', async () => {
    const { rows } = await read('|a   |\r\n|char|\r\n x\r\n y');
    expect(rows).toEqual([['x'], ['y']]);
  });

  it('reads more rows than one batch', async () => {
    const lines = Array.from({ length: 5000 }, (_, i) => ` ${String(i).padStart(6)}`);
    const { rows } = await read(`|   n  |\n| int  |\n${lines.join('\n')}\n`);
    expect(rows).toHaveLength(5000);
    expect(rows[4999]).toEqual([4999]);
  });

  it('a table without rows has columns', async () => {
    const { columns, rows } = await read('|a   |\n|char|\n');
    expect([columns.length, rows.length]).toEqual([1, 0]);
  });

  it.each([
    ['|  i|  j|\n|int|int|\n 12345 6\n', [[123, null]]],
    ['|  i|\n|int|\n  x\n 1.5\n', [[null], [null]]],
    ['|         l         |\n|long|\n 9223372036854775808\n', [[null]]],
    ['|         i|\n|int|\n 3000000000\n', [[null]]],
    ['|  d       |\n|date|\n 2020-01-01\n', [[null]]],
    ['|b   |\n|bool|\n true\n TRUE\n T\n', [[true], [true], [false]]],
    ['|  i|  j|\n|int|int|\n   1\n   1   2\n', [[1, 2]]],
    ['|a|a|b|\n|i|i|i|\n 1 2 3\n', [[2, null, 3]]],
    ['|a"|b|\n|i |i|\n 1  2\n', [[null, 2]]],
  ])('%j loses what a real server loses', async (text, wanted) => {
    expect((await read(text)).rows).toEqual(wanted);
  });

  it('what stands several times is renamed', async () => {
    const { columns } = await read('|a|A|ROW_IDX|\n|i|i|int|\n 1 2 3      \n');
    expect(columns.map(({ name, info }) => [name, info.label])).toEqual([
      ['a', undefined],
      ['A_1', 'A'],
      ['ROW_IDX_1', 'ROW_IDX'],
    ]);
  });

  it('keywords about a column are put to it', async () => {
    const { columns } = await read(
      '\\col.a.desc = it is a\n\\col.a.UCD=meta.id\n\\col.a.Width = 7\n\\col.a.sortable = false\n|a|\n|d|\n|deg|\n',
    );
    expect(columns[0]?.info).toEqual({
      type: 'double',
      units: 'deg',
      desc: 'it is a',
      UCD: 'meta.id',
      width: 7,
      sortable: false,
    });
  });

  it('a row has to begin with a blank', async () => {
    await expect(read('\\a = b\n|  i|\n|int|\n   1\n1234\n')).rejects.toThrow(
      'Data row must start with a space.<br>on line 4: 1234',
    );
  });

  it('a table of nothing but keywords has no columns', async () => {
    expect(await read('\\a = b\n')).toMatchObject({ columns: [], rows: [] });
  });
});

describe('IPAC tables on the server', () => {
  it('come back with keywords, units and all digits', async () => {
    const { url } = await playground();
    const text =
      "\\EQUINOX = 'J2000'\n\\ two\n|   ra|                 k|\n|  int|              long|\n|  deg|                  |\n| null|              null|\n     1   9007199254740993\n     2               null\n";
    const model = await search(url, await uploaded(url, 't.tbl', text), { filters: '"ra" > 0' });
    expect(model.keywords).toEqual([
      { key: 'EQUINOX', value: 'J2000' },
      { key: null, value: 'two' },
    ]);
    expect(model.tableMeta['EQUINOX']).toBe('J2000');
    expect(model.tableData.columns.slice(0, 2)).toEqual([
      { name: 'ra', type: 'int', units: 'deg', nullString: 'null', enumVals: '1,2' },
      { name: 'k', type: 'long', nullString: 'null', enumVals: '9007199254740993,%NULL' },
    ]);
    expect(visibleRows(model)[1]).toEqual([2, null]);
  });

  it('that cannot be read are an E1 with the line', async () => {
    const { url } = await playground();
    const key = await uploaded(url, 't.tbl', '|  i|  j|\n|int|int|\n1   1\n');
    const [told] = JSON.parse(JSON.stringify(await search(url, key)));
    expect(told).toEqual({
      success: 'false',
      error: '',
      cause1: 'Data row must start with a space.<br>on line 2: 1   1',
    });
  });
});
