import { describe, expect, it } from 'vitest';
import { columnFilter, joinFilters, readFilters } from '../../../playground/viewer/tables/filters.js';

describe('what is typed into a filter box', () => {
  it.each([
    ['< 12', true, '"j_m" < 12'],
    ['<12', true, '"j_m" < 12'],
    ['12', true, '"j_m" = 12'],
    ['!= 3', true, '"j_m" != 3'],
    ['> 1; < 5', true, '"j_m" > 1 _AND_ "j_m" < 5'],
    ["= 'x'", false, `"j_m" = 'x'`],
    ['= x', false, `"j_m" = 'x'`],
    ["O'Neill", false, `"j_m" like '%O''Neill%'`],
    ['like 00%', false, `"j_m" like '00%'`],
    ['not like a', false, `"j_m" not like 'a'`],
    ['in (1, 2,3)', true, '"j_m" in (1, 2, 3)'],
    ['IN a, b', false, `"j_m" in ('a', 'b')`],
    ['between 1 and 2', true, '"j_m" between 1 and 2'],
    ['is null', true, '"j_m" is null'],
    ['is not null', false, '"j_m" is not null'],
    ['inside', false, `"j_m" like '%inside%'`],
    ['  ', true, ''],
  ])('%s', (text, numeric, expected) => {
    expect(columnFilter('j_m', text, numeric)).toBe(expected);
  });

  it('names with quotes and dots stay one name', () => {
    expect(columnFilter('a "b".c', '> 1', true)).toBe('"a ""b"".c" > 1');
  });

  it('empty conditions are left out', () => {
    expect(joinFilters(['', '"a" > 1', '', '"b" < 2'])).toBe('"a" > 1 _AND_ "b" < 2');
  });
});

describe('the filters of a request, shown in the boxes', () => {
  it.each(['"ra" > 185 AND "ra" < 185.1', '"ra" > 185 _AND_ "ra" < 185.1', 'ra > 185 and ra < 185.1'])(
    '%s',
    (filters) => {
      const { columns, others } = readFilters(filters, ['ra', 'dec']);
      expect([...columns]).toEqual([['ra', '> 185; < 185.1']]);
      expect(others).toEqual([]);
    },
  );

  it.each(['"a" = 1 OR "b" = 2', 'abs("a") < 3', '"a" BETWEEN 1 AND 2'])(
    '%s belongs to no box',
    (filters) => {
      expect(readFilters(filters, ['a', 'b'])).toMatchObject({ others: [filters] });
    },
  );

  it('a word inside a text separates nothing', () => {
    const { columns } = readFilters(`"name" = 'salt AND pepper'`, ['name']);
    expect(columns.get('name')).toBe(`= 'salt AND pepper'`);
  });

  it('typed, sent and shown again it is the same', () => {
    const names = ['a', 'ab', 'a b'];
    const sent = joinFilters(names.map((name) => columnFilter(name, '> 1; in (2, 3)', true)));
    const { columns } = readFilters(sent, names);
    expect([...columns.values()]).toEqual(names.map(() => '> 1; in (2, 3)'));
  });
});
