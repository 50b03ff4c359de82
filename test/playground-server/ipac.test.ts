import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readIpac } from '../../playground/server/tables/ipac.js';
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
  return { ...table, rows };
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
      { key: null, value: '' },
    ]);
    expect(columns).toEqual([
      { name: 'id', kind: 'long', info: { type: 'int', nullString: 'null' } },
      { name: 'ra', kind: 'double', info: { type: 'double', units: 'deg', nullString: 'null' } },
      { name: 'name', kind: 'char', info: { type: 'char', nullString: 'n/a' } },
      { name: 'k', kind: 'long', info: { type: 'long', nullString: '-1' } },
      { name: 'flag', kind: 'float', info: { type: 'float', units: 'mag', nullString: 'null' } },
    ]);
    expect(rows).toEqual([
      [1n, 10.5, 'M 31', 5n, 1.5],
      [-2n, null, null, null, null],
    ]);
  });

  it('reads values by their columns', async () => {
    const table = `|   i|    d|    c|   l|\n|int |d    |char |long|\n    1   2.5  a b    -7\n   -2  null        +3\n      1D+02     é     \n`;
    const { rows } = await read(table);
    expect(rows).toEqual([
      [1n, 2.5, 'a b', -7n],
      [-2n, null, '', 3n],
      [null, 100, 'é', null],
    ]);
  });

  it('knows not-a-number and the infinities', async () => {
    const { rows } = await read('|  x   |\n|double|\n   nan \n  -inf \n   +Inf\n');
    expect(rows).toEqual([[Number.NaN], [Number.NEGATIVE_INFINITY], [Number.POSITIVE_INFINITY]]);
  });

  it('understands abbreviated types', async () => {
    const { columns } = await read('|a|b|c|d|e |f|\n|i|l|r|d|da|c|\n');
    expect(columns.map(({ info }) => info.type)).toEqual(['int', 'long', 'float', 'double', 'date', 'char']);
  });

  it('finds the types out where there is no line of them', async () => {
    const { columns, rows } = await read('| a |  b  | c |\n  1   2.5   x \n  2  null   3 \n');
    expect(columns.map(({ kind }) => kind)).toEqual(['long', 'double', 'char']);
    expect(rows[1]).toEqual([2n, null, '3']);
  });

  it('reads Windows line ends and a file without one at its end', async () => {
    const { rows } = await read('|a   |\r\n|char|\r\n x\r\n y');
    expect(rows).toEqual([['x'], ['y']]);
  });

  it('reads more rows than one batch', async () => {
    const lines = Array.from({ length: 5000 }, (_, i) => ` ${String(i).padStart(6)}`);
    const { rows } = await read(`|   n  |\n| int  |\n${lines.join('\n')}\n`);
    expect(rows).toHaveLength(5000);
    expect(rows[4999]).toEqual([4999n]);
  });

  it('a table without rows has columns', async () => {
    const { columns, rows } = await read('|a   |\n|char|\n');
    expect([columns.length, rows.length]).toEqual([1, 0]);
  });

  it.each([
    ['|  i|  j|\n|int|int|\n 12345 6\n', /line 3: a value crosses the border of column j/],
    ['|  i|\n|int|\n  x\n', /line 3: "x" is no int \(column i\)/],
    ['|  i|\n|int|\n 1.5\n', /is no int/],
    ['|  i|\n|blob|\n', /column i is of unknown type blob/],
    ['|i|\n|i|\n|m|\n|n|\n|o|\n', /more than four/],
    ['\\a = b\n', /without a line of column names/],
    ['|         l         |\n|long|\n 9223372036854775808\n', /is no long/],
  ])('%j is refused', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
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
    const key = await uploaded(url, 't.tbl', '|  i|  j|\n|int|int|\n 12345 6\n');
    const [told] = JSON.parse(JSON.stringify(await search(url, key)));
    expect(told.success).toBe('false');
    expect(told.cause1).toContain('line 3');
  });
});
