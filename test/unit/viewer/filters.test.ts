import { describe, expect, it } from 'vitest';
import {
  chosenFilter,
  chosenValues,
  columnFilter,
  enumValues,
  joinFilters,
  readFilters,
} from '../../../playground/viewer/tables/filters.js';

describe('what is typed into a filter box', () => {
  it.each([
    ['< 12', true, '"j_m" < 12'],
    ['<12', true, '"j_m" < 12'],
    ['12', true, '"j_m" = 12'],
    ['!= 3', true, '"j_m" != 3'],
    ['> 1 and < 5', true, '"j_m" > 1 and "j_m" < 5'],
    ['< 1 OR > 5', true, '"j_m" < 1 or "j_m" > 5'],
    ['!= 3000 AND IN 1,2', true, '"j_m" != 3000 and "j_m" in (1, 2)'],
    ["= 'x'", false, `"j_m" = 'x'`],
    ['= x', false, `"j_m" = 'x'`],
    ["O'Neill", false, `"j_m" like '%O''Neill%'`],
    ['like 00%', false, `"j_m" like '00%'`],
    ['not like a', false, `"j_m" not like '%a%'`],
    ["like 'a'", false, `"j_m" like 'a'`],
    ["in 'a, b', c", false, `"j_m" in ('a, b', 'c')`],
    ["= 'salt and pepper'", false, `"j_m" = 'salt and pepper'`],
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
      expect([...columns]).toEqual([['ra', '> 185 and < 185.1']]);
      expect(others).toEqual([]);
    },
  );

  it('alternatives of one column stay in its box', () => {
    const { columns } = readFilters('"a" < 1 or "a" > 5', ['a', 'b']);
    expect([...columns]).toEqual([['a', '< 1 or > 5']]);
  });

  it.each(['"a" = 1 OR "b" = 2', 'abs("a") < 3', '"ROW_IDX" IN (1,2)'])('%s belongs to no box', (filters) => {
    expect(readFilters(filters, ['a', 'b'])).toMatchObject({ others: [filters] });
  });

  it('a word inside a text separates nothing', () => {
    const { columns } = readFilters(`"name" = 'salt AND pepper'`, ['name']);
    expect(columns.get('name')).toBe(`= 'salt AND pepper'`);
  });

  it('typed, sent and shown again it is the same', () => {
    const names = ['a', 'ab', 'a b', 'a "b"', '<i>', '😀'];
    for (const text of ['> 1 and in (2, 3)', '< 1 or > 5', 'between 1 and 2 or is null']) {
      const sent = joinFilters(names.map((name) => columnFilter(name, text, true)));
      const { columns, others } = readFilters(sent, names);
      expect(others).toEqual([]);
      expect([...columns]).toEqual(names.map((name) => [name, text]));
    }
  });
});

describe('a menu of values', () => {
  it('reads what the server lists', () => {
    expect(enumValues("a,b c,'d,e',%NULL")).toEqual(['a', 'b c', 'd,e', null]);
    expect(enumValues(undefined)).toEqual([]);
  });

  it('types what was chosen, and knows it again', () => {
    for (const chosen of [['a', 'd,e', null], ['a'], [null], []]) {
      const text = chosenFilter(chosen, false);
      expect(chosenValues(text)).toEqual(chosen);
      expect(chosenValues(columnBox(columnFilter('c', text, false)))).toEqual(chosen);
    }
    expect(chosenFilter(['1', '2'], true)).toBe('in (1, 2)');
    expect(chosenValues('> 5')).toEqual([]);
  });
});

/** What the box of the column shows for its filter. */
function columnBox(filters: string): string {
  return readFilters(filters, ['c']).columns.get('c') ?? '';
}
