/** What has to hold everywhere of tables and images that exist in memory only. */
import { type TableHandle, TimeoutError } from 'firefly-client';
import { expect } from 'vitest';
import type { Case } from './cases.js';
import type { Stage } from './stage.js';

/** Waiting for something that a slow page does. */
const SLOW = { timeout: 45_000 };

/** How many rows a condition holds for: what the server has, told without a look at its files. */
async function count(firefly: Stage['firefly'], table: TableHandle, condition: string): Promise<number> {
  return (await firefly.applyTableFilters(table.tblId, condition).displayed(SLOW)).totalRows;
}

export const MEMORY_CASES: readonly Case[] = [
  {
    name: 'columns in memory are shown with units and descriptions, and nulls stay apart from values',
    run: async ({ firefly }) => {
      const table = firefly.showTable({
        ra: { values: new Float64Array([83.5, 84.5, 85.5]), units: 'deg', description: 'Right ascension' },
        flux: { values: new Float32Array([0.5, 7, -2]), nulls: [false, true, false] },
        count: new Uint16Array([0, 40_000, 65_535]),
      });
      const { columns, totalRows } = await table.displayed(SLOW);
      expect(totalRows).toBe(3);
      expect(columns[0]).toMatchObject({ name: 'ra', units: 'deg', description: 'Right ascension' });
      expect(await count(firefly, table, '"flux" IS NULL')).toBe(1);
      expect(await count(firefly, table, '"count" >= 40000')).toBe(2);
      expect(await count(firefly, table, '"ra" = 84.5')).toBe(1);
    },
  },
  {
    name: 'rows in memory are shown: long integers, texts of any script, truth values, dates and nulls',
    run: async ({ firefly }) => {
      const table = firefly.showTable([
        { id: 9_007_199_254_740_991n, name: 'Ωμέγα', seen: true, when: new Date(Date.UTC(2026, 0, 2)) },
        { id: -5n, name: '星 🌟', seen: false, when: null },
        { id: 0n, name: null, seen: null, when: new Date(Date.UTC(1999, 11, 31, 23, 59, 59)) },
      ]);
      expect(await table.displayed(SLOW)).toMatchObject({ totalRows: 3 });
      expect(await count(firefly, table, '"id" = 9007199254740991')).toBe(1);
      expect(await count(firefly, table, `"name" = '星 🌟'`)).toBe(1);
      expect(await count(firefly, table, '"seen" IS NULL')).toBe(1);
      expect(await count(firefly, table, '"when" IS NOT NULL')).toBe(2);
    },
  },
  {
    name: 'a table with an integer beyond 2^53 in front is not reported, by a viewer that lives',
    run: async ({ firefly }) => {
      const table = firefly.showTable([{ id: 2n ** 53n + 1n }, { id: 5n }]);
      await expect(table.displayed({ timeout: 3_000 })).rejects.toBeInstanceOf(TimeoutError);
      expect(await firefly.viewers()).toBe(1);
    },
  },
  {
    name: 'an image in memory is shown, with its size, its header, and where it lies',
    run: async ({ firefly }) => {
      const data = Float32Array.from({ length: 120 * 80 }, (_, index) => index);
      const image = firefly.showImage(
        {
          data,
          width: 120,
          height: 80,
          wcs: { center: [84, -1], scale: 0.01, rotation: 30 },
          header: { OBJECT: "Orion's belt", EXPTIME: { value: 12.5, comment: 'seconds' } },
        },
        { plotId: 'made', Title: 'Made here' },
      );
      const shown = await image.displayed(SLOW);
      expect(shown).toMatchObject({ plotId: 'made', title: 'Made here', width: 120, height: 80 });
      expect(shown.header['OBJECT']).toContain('Orion');
      expect(Number(shown.header['EXPTIME'])).toBe(12.5);
      expect(Number(shown.header['CRVAL1'])).toBe(84);
      await firefly.setPan('made', { x: 84, y: -1, coord: 'J2000' }).displayed(SLOW);
    },
  },
];
