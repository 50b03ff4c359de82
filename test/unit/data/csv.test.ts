import * as fc from 'fast-check';
import { ProtocolError } from 'firefly-client';
import { describe, expect, it } from 'vitest';
import { CsvReader } from '../../../src/data/csv.js';
import { cellAt, type ReadType, type ServerColumn } from '../../../src/data/read-columns.js';

const column = (name: string, type: ReadType): ServerColumn => ({ name, type, serverType: type });
const bytes = (text: string) => new TextEncoder().encode(text);

interface How {
  readonly pieces?: readonly number[];
  readonly capacity?: number;
  readonly batchRows?: number;
}

/** The rows of a text that comes in pieces of these sizes, the last size again and again. */
function read(text: string, columns: readonly ServerColumn[], how: How = {}): unknown[][] {
  const { pieces = [1 << 20], capacity = 1, batchRows } = how;
  const reader = new CsvReader(columns, capacity, batchRows);
  const rows: unknown[][] = [];
  const take = () => {
    const count = reader.rows;
    const batch = reader.batch(capacity);
    for (let row = 0; row < count; row++) rows.push(batch.map((one) => cellAt(one, row)));
  };
  const all = bytes(text);
  for (let at = 0, piece = 0; at < all.length; piece++) {
    const size = pieces[Math.min(piece, pieces.length - 1)] ?? 1;
    reader.push(all.subarray(at, at + size));
    at += size;
    while (reader.isFull) take();
  }
  reader.end();
  while (reader.isFull) take();
  take();
  return rows;
}

const quote = (text: string) =>
  /[",\n\r]/.test(text) || text === '' ? `"${text.replaceAll('"', '""')}"` : text;

describe('CsvReader', () => {
  it('reads cells of all types', () => {
    const text = [
      'i8,i16,i32,i64,f32,f64,b,s,d',
      '-128,32767,-2147483648,9223372036854775807,0.1,0.1,true,"a ""b"", c",2024-02-29',
      ',,,,,,,,',
      '1,2,3,4,nan,-inf,false,"",2024-02-29 01:02:03.456789',
      '',
    ].join('\n');
    const columns = [
      ...(['i8', 'i16', 'i32', 'i64'] as const).map((name) =>
        column(name, `int${name.slice(1)}` as ReadType),
      ),
      column('f32', 'float32'),
      column('f64', 'float64'),
      column('b', 'boolean'),
      column('s', 'string'),
      column('d', 'date'),
    ];
    expect(read(text, columns)).toEqual([
      [
        -128,
        32767,
        -2147483648,
        9223372036854775807n,
        Math.fround(0.1),
        0.1,
        true,
        'a "b", c',
        new Date('2024-02-29'),
      ],
      Array(9).fill(null),
      [1, 2, 3, 4n, Number.NaN, Number.NEGATIVE_INFINITY, false, '', new Date('2024-02-29T01:02:03.456Z')],
    ]);
  });

  it('keeps microseconds of dates as fractions', () => {
    const reader = new CsvReader([column('d', 'date')], 1);
    reader.push(bytes('d\n2024-02-29 01:02:03.456789\n'));
    reader.end();
    expect(reader.batch(0)[0]?.values[0]).toBe(1709168523456.789);
  });

  it('reads texts of any script, quotes and lines, whatever the pieces they come in', () => {
    const cell = fc.oneof(
      fc.constant(null),
      fc.string({ unit: 'binary', maxLength: 12 }).filter((text) => !text.includes('\0')),
      fc.constantFrom('', '"', '""', ',', '\n', 'é☃𝒜', 'a\r\nb', ' x '),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell, fc.option(fc.integer()))),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 5 }),
        (rows, pieces, batchRows) => {
          const lines = rows.map((row) => row.map((one) => (one === null ? '' : quote(String(one)))).join());
          const text = `a,b,n\n${lines.map((line) => `${line}\n`).join('')}`;
          const columns = [column('a', 'string'), column('b', 'string'), column('n', 'int32')];
          expect(read(text, columns, { pieces, batchRows })).toEqual(rows);
          expect(read(text, columns)).toEqual(rows);
        },
      ),
    );
  });

  it('reads rows that lie across pieces of a download, and makes room for more of them', () => {
    const count = 40_000;
    const text = `n,s\n${Array.from({ length: count }, (_, row) => `${row},"x\n${row}"\n`).join('')}`;
    const rows = read(text, [column('n', 'int64'), column('s', 'string')], {
      pieces: [65_536],
      batchRows: 7_777,
    });
    expect(rows).toHaveLength(count);
    expect(rows.every(([n, s], row) => n === BigInt(row) && s === `x\n${row}`)).toBe(true);
  });

  it('reads one column whose lines are empty where there is no value', () => {
    expect(read('s\n\na\n\n', [column('s', 'string')])).toEqual([[null], ['a'], [null]]);
  });

  it('reads a table without rows', () => {
    expect(read('a,"b ""c"""\n', [column('a', 'int32'), column('b "c"', 'string')])).toEqual([]);
  });

  it('reads 10,000 columns', () => {
    const columns = Array.from({ length: 10_000 }, (_, index) => column(`c${index}`, 'float64'));
    const line = columns.map((_, index) => index / 4).join();
    const rows = read(`${columns.map(({ name }) => name).join()}\n${line}\n${line}\n`, columns, {
      pieces: [1000],
    });
    expect(rows).toHaveLength(2);
    expect(rows[1]?.[9_999]).toBe(9_999 / 4);
  });

  it.each([
    ['a row that is cut', 'n,s\n1,a\n2', /cut off/],
    ['quotes that are not closed', 'n,s\n1,"a\n', /cut off/],
    ['nothing at all', '', /cut off/],
    ['a cell too many', 'n,s\n1,a,b\n', /row 1 of the server's table has 3 cells in place of 2/],
    ['a cell too few', 'n,s\n1,a\n2\n', /row 2 of the server's table has 1 cells in place of 2/],
    ['another column', 'n,t\n1,a\n', /column "t" in the place of "s"/],
    ['a word for a number', 'n,s\nabc,a\n', /"abc" in column "n", which cannot be of the type int8/],
    ['a number that does not fit', 'n,s\n200,a\n', /"200" in column "n"/],
    ['a fraction for an integer', 'n,s\n1.5,a\n', /"1.5" in column "n"/],
  ])('refuses %s', (_what, text, message) => {
    const attempt = () => read(text, [column('n', 'int8'), column('s', 'string')]);
    expect(attempt).toThrow(ProtocolError);
    expect(attempt).toThrow(message);
  });
});
