import { describe, expect, it } from 'vitest';
import { fitsFixture, playground, search, uploaded, visibleRows } from './helpers.js';

const { url } = await playground();
const bytes = fitsFixture('tables');
const source = await uploaded(url, 'tables.fits', bytes);

/** The file with some of its bytes replaced. */
function changed(from: string, to: string): Uint8Array<ArrayBuffer> {
  const text = Buffer.from(bytes).toString('latin1');
  expect(text).toContain(from);
  expect(to.length).toBeLessThanOrEqual(from.length);
  return new Uint8Array(Buffer.from(text.replace(from, to.padEnd(from.length)), 'latin1'));
}

async function failure(content: Uint8Array<ArrayBuffer>, request = {}): Promise<string> {
  const answer = await search(url, await uploaded(url, 'x.fits', content), request);
  const [told] = JSON.parse(JSON.stringify(answer));
  expect(told.success).toBe('false');
  return told.cause1;
}

describe('binary tables', () => {
  it('every type of column', async () => {
    const model = await search(url, source);
    const columns = model.tableData.columns.filter(({ visibility }) => visibility !== 'hidden');
    const bits = [true, false, true, false, false, false, false, false, false, true, true];
    expect(columns.map(({ name, type }) => `${name}:${type}`).join(' ')).toBe(
      'i:integer j:integer k:long e:float d:double a:char l:boolean u:integer b:byte v:float c:float x:boolean s:double',
    );
    expect(visibleRows(model)).toEqual([
      [1, 1, 9007199254740992, 1.1, 1e-300, 'ab', true, -32768, 0, [0, 1, 2], [1, 2], bits, 15],
      [null, 2, 2, null, null, null, false, 7232, -128, [3, 4, 5], [3, 0], bits, 15.5],
      [3, 3, -9223372036854776000, 2, 3, 'xyz', true, 32767, -1, [6, 7, 8], [4, 0], bits, 16],
    ]);
  });

  it('units and null values are told; arrays can be neither sorted nor filtered', async () => {
    const { tableData } = await search(url, source);
    const column = (name: string) => tableData.columns.find((candidate) => candidate.name === name);
    expect(column('j')?.['units']).toBe('ct');
    expect(column('i')?.['nullString']).toBe('-2');
    expect(column('v')).toMatchObject({ arraySize: '*', sortable: false, filterable: false });
  });

  it('are filtered and sorted like any other', async () => {
    const model = await search(url, source, { filters: '"d" > 0', sortInfo: 'DESC,j', inclCols: '"j"' });
    expect(visibleRows(model)).toEqual([[3], [2], [1]]);
    expect(visibleRows(await search(url, source, { filters: '"l" = true', inclCols: '"a"' }))).toEqual([
      ['ab'],
      ['xyz'],
    ]);
  });

  it('an array of variable length ends the table where it has not one element, as on a real server', async () => {
    const model = await search(url, source, { tbl_index: 3 });
    expect(visibleRows(model)).toEqual([
      [1, [1]],
      [2, [2]],
    ]);
    expect(model.totalRows).toBe(2);
  });
});

describe('the number of the table', () => {
  it('absent, 0 and 1 are the first unit behind the primary one', async () => {
    for (const tbl_index of [undefined, 0, 1, '1']) {
      expect((await search(url, source, { tbl_index })).tableData.columns[0]?.name).toBe('i');
    }
  });

  it('an ASCII table is read as well', async () => {
    const model = await search(url, source, { tbl_index: 2 });
    expect(model.tableData.columns.slice(0, 4).map(({ name, type }) => [name, type])).toEqual([
      ['n', 'char'],
      ['f', 'double'],
      ['i', 'integer'],
      ['e', 'double'],
    ]);
    expect(visibleRows(model)).toEqual([
      ['aa', 1.5, 1, 1e10],
      ['b', 2.25, 2, 2],
      ['c', -3, 3, 3],
    ]);
  });

  it('a unit that is an image holds no table; the one behind it can be asked for', async () => {
    const mef = fitsFixture('mef');
    expect(await failure(mef)).toContain('DATA_DD does not exist');
    expect(await failure(mef, { tbl_index: 7 })).toBe(
      'SQLDataException: table index of 7 exceeds the number of HDUS 3',
    );
    const second = await search(url, await uploaded(url, 'mef.fits', mef), { tbl_index: 2 });
    expect(visibleRows(second)).toEqual([[1], [2], [3]]);
  });
});

describe('damaged files', () => {
  it('cut in a header, or in the rows', async () => {
    expect(await failure(bytes.slice(0, 2880 + 100))).toContain('DATA_DD');
    expect(await failure(bytes.slice(0, 2880 * 2))).toMatch(/no END card/);
    const start = Buffer.from(bytes).toString('latin1').indexOf('ab\0\0\0');
    expect(await failure(bytes.slice(0, start))).toMatch(/do not fit into it/);
  });

  it.each([
    ["TFORM1  = 'I       '", "TFORM1  = 'Z       '", /TFORM1 is "Z"/],
    ["TFORM2  = 'J       '", "TFORM2  = '90000J  '", /columns of \d+ bytes in rows of/],
    ['NAXIS2  =                    3', 'NAXIS2  =                 3000', /do not fit/],
    ['NAXIS2  =                    3', 'NAXIS2  =                three', /NAXIS2 is three/],
    ['TFIELDS =                   13', 'COMMENT', /TFIELDS is missing/],
  ])('%s changed to %s', async (from, to, message) => {
    expect(await failure(changed(from, to))).toMatch(message);
  });
});
