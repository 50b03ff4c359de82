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
      'i:integer j:integer k:long e:float d:double a:char l:boolean u:integer b:integer v:float c:float x:boolean s:integer',
    );
    expect(visibleRows(model)).toEqual([
      [1, 1, 9007199254740992, 1.1, 1e-300, 'ab', true, -32768, 0, [0, 1, 2], [1, 2], bits, 10],
      [null, 2, 2, null, null, null, false, 7232, -128, [3, 4, 5], [3, 0], bits, 11],
      [3, 3, -9223372036854776000, 2, 3, 'xyz', true, 32767, -1, [6, 7, 8], [4, 0], bits, 12],
    ]);
  });

  it('units are told, null values are not; arrays can be neither sorted nor filtered', async () => {
    const { tableData } = await search(url, source);
    const column = (name: string) => tableData.columns.find((candidate) => candidate.name === name);
    expect(column('j')?.['units']).toBe('ct');
    expect(column('i')).not.toHaveProperty('nullString');
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

  it('an array of variable length that begins with one element ends the table where it has more', async () => {
    const model = await search(url, source, { tbl_index: 3 });
    expect(visibleRows(model)).toEqual([
      [1, 1],
      [2, 2],
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
      ['f', 'float'],
      ['i', 'integer'],
      ['e', 'float'],
    ]);
    expect(visibleRows(model)).toEqual([
      ['aa    ', 1.5, 1, 1e10],
      ['b     ', 2.25, 2, 2],
      ['c     ', -3, 3, 3],
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
  it('cut within a header card, or before the first row is whole', async () => {
    expect(await failure(bytes.slice(0, 2880 + 100))).toBe(
      'SQLDataException: Got only 20 of 80 bytes expected for a header card',
    );
    const start = Buffer.from(bytes).toString('latin1').indexOf('ab\0\0\0');
    expect(await failure(bytes.slice(0, start))).toBe('SQLDataException: Error reading table entry');
  });

  it('cut between two header cards the unit is not there; a lone first card is no FITS', async () => {
    expect(await failure(bytes.slice(0, 2880 * 2))).toContain('DATA_DD');
    expect(await failure(bytes.slice(0, 30))).toBe('SQLDataException: Not FITS file.');
  });

  it.each([
    ["TFORM1  = 'I       '", "TFORM1  = 'Z       '", "Invalid type 'Z' in column:0"],
    ["TFORM2  = 'J       '", "TFORM2  = '90000J  '", /columns of \d+ bytes in rows of/],
    ["TFORM2  = 'J       '", "TFORM2  = '0J      '", 'SQLDataException: Index 0 out of bounds for length 0'],
    ['NAXIS2  =                    3', 'NAXIS2  =                   -3', 'SQLDataException: -3'],
    [
      'NAXIS2  =                    3',
      'NAXIS2  =          99999999999',
      'SQLDataException: Error reading table entry',
    ],
  ])('%s changed to %s is an error', async (from, to, message) => {
    const told = await failure(changed(from, to));
    if (typeof message === 'string') expect(told).toBe(message);
    else expect(told).toMatch(message);
  });

  it.each([
    ['NAXIS2  =                    3', 'NAXIS2  =                three', 0],
    ['NAXIS2  =                    3', 'NAXIS2  =                  300', 300],
    ['NAXIS   =                    2', 'NAXIS   =                  999', 3],
    ['BITPIX  =                    8', 'BITPIX  =                    7', 3],
    ['TFIELDS =                   13', 'COMMENT', 0],
  ])('%s changed to %s is not noticed by a real server: %i rows', async (from, to, rows) => {
    const model = await search(url, await uploaded(url, 'x.fits', changed(from, to)));
    expect(model.totalRows).toBe(rows);
  });

  it('what stands behind the last unit is no concern', async () => {
    const model = await search(
      url,
      await uploaded(url, 'x.fits', new Uint8Array([...bytes, ...new Uint8Array(5000).fill(120)])),
    );
    expect(model.totalRows).toBe(3);
  });
});
