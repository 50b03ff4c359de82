import { ArgumentError } from 'firefly-client';
import { encodeParquet, isTableInput, type TableInput, toTableData } from 'firefly-client/data';
import { describe, expect, it } from 'vitest';

const columns = (input: TableInput) => toTableData(input).columns;

describe('a table in memory', () => {
  it('is made of rows: columns in the order of their first row, and null where a row lacks one', () => {
    const table = toTableData([
      { name: 'a', mag: 1 },
      { mag: 2.5, seen: true },
      { name: null, mag: undefined },
    ]);
    expect(table).toEqual({
      rowCount: 3,
      columns: [
        { name: 'name', type: 'string', values: ['a', '', ''], nulls: new Uint8Array([0, 1, 1]) },
        {
          name: 'mag',
          type: 'float64',
          values: new Float64Array([1, 2.5, 0]),
          nulls: new Uint8Array([0, 0, 1]),
        },
        {
          name: 'seen',
          type: 'boolean',
          values: new Uint8Array([0, 1, 0]),
          nulls: new Uint8Array([1, 0, 1]),
        },
      ],
    });
  });

  it('is made of columns: typed arrays as they are, with units, descriptions and masks', () => {
    const ra = new Float64Array([1, Number.NaN, 3]);
    const [first, second, third] = columns({
      ra: {
        values: ra,
        units: 'deg',
        description: 'Right ascension',
        ucd: 'pos.eq.ra',
        nulls: [false, true, false],
      },
      id: new BigInt64Array([1n, 2n, 3n]),
      flag: { values: [1, 0, 1], type: 'boolean' },
    });
    expect(first).toEqual({
      name: 'ra',
      type: 'float64',
      values: ra,
      nulls: new Uint8Array([0, 1, 0]),
      units: 'deg',
      description: 'Right ascension',
      ucd: 'pos.eq.ra',
    });
    expect(first?.values).toBe(ra);
    expect(second).toMatchObject({ type: 'int64' });
    expect(third).toEqual({ name: 'flag', type: 'boolean', values: new Uint8Array([1, 0, 1]) });
  });

  const kinds: readonly [string, readonly unknown[], string][] = [
    ['whole numbers', [1, -2, null], 'int32'],
    ['long whole numbers', [1, 2 ** 40], 'int64'],
    ['numbers', [1, 2.5], 'float64'],
    ['numbers beyond what is exact', [1, 2 ** 60], 'float64'],
    ['minus zero, which no integer can be', [1, -0], 'float64'],
    ['NaN and infinities', [Number.NaN, Number.POSITIVE_INFINITY, null], 'float64'],
    ['BigInts', [1n, null], 'int64'],
    ['BigInts and whole numbers', [1, 2n], 'int64'],
    ['truth values', [true, null, false], 'boolean'],
    ['texts', ['', null, '日本'], 'string'],
    ['dates', [new Date(0), null], 'date'],
    ['nothing', [null, undefined], 'string'],
    ['no rows', [], 'string'],
  ];
  it.each(kinds)('knows %s', (_name, values, type) => {
    expect(columns({ x: values as never })[0]?.type).toBe(type);
  });

  it('takes every kind of typed array', () => {
    const types = columns({
      a: new Int8Array(1),
      b: new Uint8Array(1),
      c: new Uint8ClampedArray(1),
      d: new Int16Array(1),
      e: new Uint16Array(1),
      f: new Int32Array(1),
      g: new Uint32Array(1),
      h: new BigInt64Array(1),
      i: new BigUint64Array(1),
      j: new Float32Array(1),
      k: new Float64Array(1),
    }).map(({ type }) => type);
    expect(types.join(' ')).toBe('int8 uint8 uint8 int16 uint16 int32 uint32 int64 uint64 float32 float64');
  });

  it('is told from options and from files', () => {
    const tables: unknown[] = [
      [],
      [{ a: 1 }],
      { a: [1] },
      { a: { values: [1] } },
      { a: new Float32Array(1), b: 3 },
    ];
    expect(tables.filter((table) => !isTableInput(table))).toEqual([]);
    const others: unknown[] = [
      {},
      { title: 'T', meta: { a: 1 } },
      { tblId: 't', targetSearchInfo: { catalog: 'x' }, options: {} },
      new Uint8Array(3),
      new ArrayBuffer(3),
      new Blob(['a']),
      new URL('http://h/a.csv'),
      new ReadableStream(),
      'a.csv',
      null,
    ];
    expect(others.filter(isTableInput)).toEqual([]);
  });

  const wrong: readonly [string, unknown, RegExp][] = [
    ['no rows', [], /encodeParquet: table must be rows, of which at least one/],
    ['rows without columns', [{}], /table must be a table with at least one column/],
    ['a row that is none', [{ a: 1 }, 3], /table\[1\] must be a row, .* got 3/],
    ['a row that is an array', [[1, 2]], /table\[0\] must be a row, .* got an array of 2/],
    [
      'kinds that are mixed',
      [{ a: 1 }, { a: 'x' }],
      /column 'a', row 1, must be of one kind .*\(numbers\).* got "x"/,
    ],
    [
      'a value of no kind',
      { a: [1, { b: 2 }] },
      /column 'a', row 1, must be a number, .* got an object with the keys b/,
    ],
    ['a symbol', { a: [Symbol('s')] }, /column 'a', row 0, must be/],
    [
      'columns of different lengths',
      { a: [1, 2], b: new Float32Array(3) },
      /column 'b' must be of 2 values, as many as 'a' has/,
    ],
    [
      'a mask of another length',
      { a: { values: [1, 2], nulls: [1] } },
      /column 'a'.nulls must be of 2 values/,
    ],
    ['a mask that is none', { a: { values: [1, 2], nulls: 3 } }, /column 'a'.nulls must be an array/],
    [
      'something beside columns',
      { a: [1], b: 3 },
      /column 'b' must be an array, a typed array, or \{ values/,
    ],
    ['units that are no text', { a: { values: [1], units: 3 } }, /column 'a'.units must be a text, got 3/],
    [
      'an unknown type',
      { a: { values: [1], type: 'decimal' } },
      /column 'a'.type must be int8, .* got "decimal"/,
    ],
    [
      'a BigInt out of range',
      { a: [2n ** 63n] },
      /column 'a', row 0, must be a whole number from .* got 9223372036854775808n/,
    ],
    [
      'an unsigned BigInt that servers cannot hold',
      { a: new BigUint64Array([2n ** 63n]) },
      /column 'a' must be at most 9223372036854775807/,
    ],
    ['a fraction among BigInts', { a: [1n, 2.5] }, /column 'a', row 1, must be a whole number, since/],
    [
      'a fraction in integers',
      { a: { values: [1.5], type: 'int16' } },
      /row 0, must be a whole number from -32768n to 32767n \(int16\), got 1.5/,
    ],
    ['a number too large for its type', { a: { values: [128], type: 'int8' } }, /\(int8\), got 128/],
    [
      'a text in numbers',
      { a: { values: ['1'], type: 'float64' } },
      /row 0, must be a number that a double can hold, got "1"/,
    ],
    ['an invalid date', { a: [new Date(Number.NaN)] }, /row 0, must be a valid Date/],
    [
      'NaN in dates',
      { a: { values: new Float64Array([Number.NaN]), type: 'date' } },
      /column 'a' must be a valid date .* got NaN/,
    ],
    [
      'a date before Christ',
      { a: [new Date('-000044-03-15')] },
      /must be a valid date from the year 1 on, .* got "-000044-03-15T/,
    ],
    ['a day that one calendar lacks', { a: [new Date('1582-10-10')] }, /none of 5 to 14 October 1582/],
    ['half a surrogate pair', { a: ['x', 'y\ud800'] }, /column 'a', row 1, must be well-formed Unicode/],
    ['a column without a name', { '': [1] }, /column '' must be named/],
    ['a quote in a name', { 'a"b': [1] }, /column 'a"b' must be free of double quotes: a server drops them/],
    ['a control character in a name', { 'a\u0007': [1] }, /must be free of control characters/],
    [
      'a control character in a description',
      { a: { values: [1], description: '\u0000' } },
      /column 'a'.description must be free of control/,
    ],
    ['a name that the server needs', { row_idx: [1] }, /column 'row_idx' must be called otherwise/],
    [
      'names that differ in case only',
      { k: [1], K: [2] },
      /column 'K' must be different from 'k' in more than case/,
    ],
    [
      'the same name twice',
      {
        columns: [
          { name: 'a', values: [1] },
          { name: 'a', values: [2] },
        ],
      },
      /column 'a' must be the only one of its name/,
    ],
    [
      'a column in a list without a name',
      { columns: [{ values: [1] }] },
      /table.columns\[0\].name must be a text/,
    ],
    ['a DataView', { a: new DataView(new ArrayBuffer(8)), b: [1] }, /column 'a' must be an array/],
    ['a text', 'a,b', /table must be rows, columns by name, or an Arrow table, got "a,b"/],
    ['nothing', undefined, /table must be rows, columns by name, or an Arrow table, got undefined/],
    ['bytes', new Uint8Array(3), /table must be rows, columns by name, or an Arrow table, got a Uint8Array/],
  ];
  it.each(wrong)('is refused with the place: %s', (_name, input, message) => {
    const encode = () => encodeParquet(input as TableInput);
    expect(encode).toThrow(ArgumentError);
    expect(encode).toThrow(message);
  });

  it('may be wide', () => {
    const wide = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`c${index}`, [index]]));
    expect(encodeParquet(wide).length).toBeGreaterThan(100_000);
  });

  it('may have no rows, if its columns are named', () => {
    expect(toTableData({ a: [], b: new Float32Array(0) })).toMatchObject({ rowCount: 0 });
  });
});
