import * as fc from 'fast-check';
import { ArgumentError } from 'firefly-client';
import {
  type Column,
  encodeFitsTable,
  fitsTableChunks,
  type TableData,
  type TableInput,
} from 'firefly-client/data';
import { describe, expect, it } from 'vitest';
import { askAstropy, noAstropy } from '../../support/files-by-astropy.js';
import { readFitsRows } from './fits-rows.js';
import { anyTable } from './tables.js';

/** What FITS can hold of a table: names, texts and descriptions in ASCII. */
const ascii = (text: string): string => text.replace(/[^ -~]/g, '?').trimEnd();

const plainTable: fc.Arbitrary<TableData> = anyTable.map(({ rowCount, columns }) => ({
  rowCount,
  columns: columns.map((column): Column => {
    const named = {
      ...column,
      name: ascii(column.name),
      description: column.description && ascii(column.description),
    };
    return named.type === 'string' ? { ...named, values: named.values.map(ascii) } : named;
  }),
}));

/** Values as a reader of FITS gives them: null where NaN or an empty text stands for it. */
function wanted({ rowCount, columns }: TableData): unknown[][] {
  return Array.from({ length: rowCount }, (_, row) =>
    columns.map(({ type, values, nulls }) => {
      if (nulls?.[row] === 1) return null;
      const value = values[row];
      if (type === 'boolean') return value === 1;
      if (type === 'string') return value === '' ? null : value;
      if (type === 'date') return new Date(Number(value)).toISOString().slice(0, -1);
      if (type === 'float32' || type === 'float64') return Number.isNaN(value) ? null : value;
      return BigInt(value as number | bigint);
    }),
  );
}

describe('a FITS table', () => {
  it('has the values of all types, by the letter of the standard', () => {
    fc.assert(
      fc.property(plainTable, (table) => {
        const file = encodeFitsTable(table);
        expect(file.length % 2880).toBe(0);
        expect(readFitsRows(file)).toEqual(wanted(table));
      }),
    );
  });

  it('is the same in chunks', () => {
    const table = { x: new Float64Array(400_000).map(Math.sqrt), s: new Array<string>(400_000).fill('abc') };
    const chunks = [...fitsTableChunks(table)];
    expect(chunks.length).toBeGreaterThan(3);
    expect(Buffer.concat(chunks).equals(Buffer.from(encodeFitsTable(table)))).toBe(true);
  });

  const wide = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`c${index}`, [1]]));
  const all = Int16Array.from({ length: 65_537 }, (_, index) => index);
  const full = { values: all, nulls: Uint8Array.from(all, (_, index) => (index === 65_536 ? 1 : 0)) };
  const wrong: readonly [string, unknown, RegExp][] = [
    ['more columns than it can number', wide, /encodeFitsTable: table must be of at most 999 columns/],
    ['a name beyond ASCII', { é: [1] }, /encodeFitsTable: column 'é' must be printable ASCII/],
    [
      'a text beyond ASCII',
      { a: ['x', 'é'] },
      /column 'a', row 1, must be printable ASCII, as all texts in FITS tables, got "é"/,
    ],
    [
      'a unit beyond ASCII',
      { a: { values: [1], units: 'µm' } },
      /column 'a' must be printable ASCII.* got "µm"/,
    ],
    [
      'a date beyond its form',
      { a: [new Date('+012024-01-01')] },
      /column 'a', row 0, must be a date of the years 0 to 9999/,
    ],
    ['no number left for null', { a: full }, /column 'a' must be of a larger type/],
    ['no table', 3, /table must be rows, columns by name/],
  ];
  it.each(wrong)('is refused with the place: %s', (_name, input, message) => {
    const encode = () => encodeFitsTable(input as TableInput);
    expect(encode).toThrow(ArgumentError);
    expect(encode).toThrow(message);
  });
});

const missing = noAstropy();
if (missing !== undefined) console.log(`FITS tables by astropy: not tried: ${missing}`);

describe.skipIf(missing !== undefined)('a FITS table, to astropy,', () => {
  it('is right to the letter, with the values of all types', () => {
    const tables = fc.sample(plainTable, 60).filter(({ rowCount }) => rowCount > 0);
    const files = Object.fromEntries(tables.map((table, index) => [`${index}.fits`, encodeFitsTable(table)]));
    const answer = askAstropy(
      files,
      `from astropy.table import Table
def told(column):
    masked = np.ma.getmaskarray(column)
    return [None if m else str(x) if column.dtype.kind == 'U' else repr(x.item()).replace('inf', 'Infinity') if column.dtype.kind == 'f' else str(x) for x, m in zip(column, masked)]
warnings.filterwarnings('ignore', message='.*contains NULL')
answer = []
for name in files:
    with fits.open(name) as f:
        f.verify('exception')
    t = Table.read(name)
    answer.append([[c, str(t[c].unit or ''), told(t[c])] for c in t.colnames])`,
    ) as [name: string, unit: string, values: (string | null)[]][][];
    tables.forEach((table, index) => {
      const columns = answer[index] ?? [];
      expect(columns.map(([name, unit]) => `${name} ${unit}`)).toEqual(
        table.columns.map(({ name, units = '' }) => `${name} ${units.replace('km/s', 'km / s')}`),
      );
      const rows = wanted(table);
      columns.forEach(([name, , values], at) => {
        const read = values.map((text) => pythonValue(text, table.columns[at]));
        expect(read, name).toEqual(
          // Of truth values that are not known it makes false ones.
          rows.map((row) => row[at] ?? (table.columns[at]?.type === 'boolean' ? false : null)),
        );
      });
    });
  });
});

/** What Python has printed. */
function pythonValue(text: string | null, column: Column | undefined): unknown {
  if (text === null || column === undefined) return null;
  const { type } = column;
  if (type === 'boolean') return text === 'True';
  if (type === 'string' || type === 'date') return text;
  return type.startsWith('float') ? Number(text) : BigInt(text);
}
