import { ArgumentError, col, filter, TimeoutError } from 'firefly-client';
import * as plot from 'firefly-client/plot';
import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, failureOf, Stage } from './stage.js';

afterEach(closeAll);

const rows = [
  { name: 'Mintaka', ra: 83, id: 9007199254740991n, seen: true, when: new Date('2024-02-29T01:02:03.456Z') },
  { name: '日本 😀', ra: Number.NaN, id: null, seen: null, when: null },
  { name: '', ra: 85.25, id: -1n, seen: false, when: null },
];

/** The page that the viewer has, without the rows' numbers. */
function cellsIn(stage: Stage, tblId: string): unknown[][] {
  const data = stage.viewer.tables.get(tblId)?.model?.tableData?.data ?? [];
  return data.map((row) => row.slice(0, -2));
}

describe('a table in memory', () => {
  it('is shown with types, units and descriptions', async () => {
    const stage = await Stage.open();
    const ra = { values: new Float64Array([1.5, 2.5]), units: 'deg', description: 'Right ascension' };
    const handle = stage.client.showTable({ ra, n: [1, 2] }, { tblId: 'columns', title: 'Columns' });
    const { columns, totalRows, title } = await handle.displayed();
    expect({ totalRows, title }).toEqual({ totalRows: 2, title: 'Columns' });
    expect(columns[0]).toMatchObject({
      name: 'ra',
      type: 'double',
      units: 'deg',
      description: 'Right ascension',
    });
    expect(columns[1]).toMatchObject({ name: 'n', type: 'integer' });
  });

  it('is shown with its values; null where JSON has no number', async () => {
    const stage = await Stage.open();
    await stage.client.showTable(rows, { tblId: 't' }).displayed();
    const [first, second, third] = cellsIn(stage, 't');
    expect(first).toMatchObject(['Mintaka', 83, expect.anything(), true, '2024-02-29T01:02:03.456+0000']);
    expect([second, third]).toEqual([
      ['日本 😀', null, null, null, null],
      ['', 85.25, -1, false, null],
    ]);
    const dear = stage.client.applyTableFilters('t', filter`${col('name')} = ${'日本 😀'}`);
    expect((await dear.displayed()).totalRows).toBe(1);
  });

  it('with an integer beyond 2^53 in front is shown and never reported, as in a real viewer', async () => {
    const stage = await Stage.open();
    const table = stage.client.showTable([{ id: 2n ** 53n + 1n }, { id: 5n }], { tblId: 't' });
    expect(await failureOf(table.displayed({ timeout: 50 }))).toBeInstanceOf(TimeoutError);
    expect(stage.viewer.tables.get('t')?.status).toBe('loaded');
    const reports: unknown[] = [];
    stage.client.on('table.loaded', (report) => reports.push(report));
    await stage.client.flush();
    await stage.viewer.core.settled();
    expect(reports).toEqual([]);
  });

  it('is taken as it is at the call', async () => {
    const stage = await Stage.open();
    const values = new Float64Array([1, 2, 3]);
    const handle = stage.client.showTable({ values });
    values.fill(0);
    await handle.displayed();
    expect(cellsIn(stage, handle.tblId)).toEqual([[1], [2], [3]]);
  });

  it('needs no options, has its id for a title, or the name that it was given', async () => {
    const stage = await Stage.open();
    const plain = stage.client.showTable([{ a: 1 }]);
    expect((await plain.displayed()).title).toBe(plain.tblId);
    expect((await stage.client.showTable({ a: [1] }, { filename: 'Nächte' }).displayed()).title).toBe(
      'Nächte',
    );
    expect((await stage.client.fetchTable({ a: [1, 2] }).displayed()).totalRows).toBe(2);
  });

  it('may be promised, and may be a quick look', async () => {
    const stage = await Stage.open();
    const promised = stage.client.showTable(Promise.resolve([{ a: 1 }, { a: 2 }]));
    expect((await promised.displayed()).totalRows).toBe(2);
    plot.useClient(stage.client);
    expect((await plot.uploadTable({ x: [1, 2, 3] }, { title: 'Quick' }).displayed()).totalRows).toBe(3);
  });

  it('is refused at the call, with the place, and nothing is sent', async () => {
    const stage = await Stage.open();
    const call = () => stage.client.showTable([{ a: 1 }, { a: 'x' }]);
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow("showTable: column 'a', row 1, must be of one kind");
    expect(() => stage.client.fetchTable({ 'a"': [1] })).toThrow(
      /fetchTable: column 'a"' must be free of double quotes/,
    );
    expect(() => stage.client.showTable([])).toThrow(/showTable: input must be rows/);
    expect(stage.commands.filter((command) => command === 'upload')).toEqual([]);
    await expect(stage.client.showTable(Promise.resolve([]))).rejects.toThrow(
      /showTable: input must be rows/,
    );
  });
});
