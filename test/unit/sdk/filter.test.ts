import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { col, filter } from '../../../src/actions/filter.js';
import { applyTableFilters, showTable } from '../../../src/actions/table.js';
import { argumentErrorOf, callWith } from './helpers.js';

/** Takes quoted texts and names out of SQL, as a database does. */
const unquoted = (sql: string): string => sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, '?');

describe('filter', () => {
  it.each([
    [
      filter`${col('j_m')} < ${12} AND ${col('name')} = ${"Barnard's"}`,
      `"j_m" < 12 AND "name" = 'Barnard''s'`,
    ],
    [filter`${col('a"b')} IN ${[1, 'x', null]}`, `"a""b" IN (1, 'x', NULL)`],
    [filter`${filter`a = ${1}`} OR b = ${true}`, 'a = 1 OR b = TRUE'],
    [filter`x > ${-1e-7} AND y = ${10n}`, 'x > -1e-7 AND y = 10'],
    [filter`no values`, 'no values'],
  ])('%s', (made, sql) => {
    expect(String(made)).toBe(sql);
    expect(applyTableFilters('t', made).payload).toEqual({ request: { tbl_id: 't', filters: sql } });
    expect(showTable({ tblId: 't', source: 's' }, { filters: made }).payload).toMatchObject({
      request: { filters: sql },
    });
  });

  it('lets no text out of its quotes, at the server neither', () => {
    const nasty = fc.oneof(
      fc.string(),
      fc.constantFrom("' OR 1=1 --", "x' _AND_ '1'='1", ' _AND_ ', '"; DROP TABLE t', "'' _AND_ _AND_ "),
    );
    fc.assert(
      fc.property(nasty, (value) => {
        fc.pre(!value.includes('\0'));
        const sql = String(filter`${col('n')} = ${value}`);
        expect(unquoted(sql)).toMatch(/^\? = \?(?: \|\| \?)*$/);
        expect(sql.split(' _AND_ ')).toHaveLength(1);
        const back = [...sql.matchAll(/'((?:[^']|'')*)'/g)].map(([, part = '']) =>
          part.replaceAll("''", "'"),
        );
        expect(back.join('')).toBe(value);
      }),
    );
  });

  it.each([[Number.NaN], [Number.POSITIVE_INFINITY], [undefined], [{}], [[]], [[[]]], [() => 1], ['a\0b']])(
    'refuses %o',
    (value) => {
      const call = () => filter`a = ${value as string}`;
      expect(argumentErrorOf(call).argument).toMatch(/^value 1/);
    },
  );

  it.each([[''], [5], [undefined], ['a\0'], ['a _AND_ b']])('has no column %o', (name) => {
    expect(argumentErrorOf(() => callWith(col, [name])).argument).toBe('name');
  });

  it('has to be written before a backtick', () => {
    expect(argumentErrorOf(() => callWith(filter, ['a = 1'])).method).toBe('filter');
  });
});
