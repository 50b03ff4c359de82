import * as fc from 'fast-check';
import { encodeParquet, parquetChunks, type TableData } from 'firefly-client/data';
import { describe, expect, it } from 'vitest';
import { readParquet } from '../../../src/testing/parquet-file.js';
import { readWithDuck } from './duck.js';
import { anyTable, rowsOf } from './tables.js';

/** Integers of all sizes as BigInts, so that it does not matter which of them a reader gives. */
const alike = (rows: readonly (readonly unknown[])[]): unknown[][] =>
  rows.map((row) =>
    row.map((cell) => (Number.isInteger(cell) && !Object.is(cell, -0) ? BigInt(cell as number) : cell)),
  );

describe('Parquet', () => {
  it('is read by DuckDB as it was meant, whatever types, nulls and texts are in it', async () => {
    await fc.assert(
      fc.asyncProperty(anyTable, async (table) => {
        const read = await readWithDuck(encodeParquet(table));
        expect(read.names).toEqual(table.columns.map(({ name }) => name));
        expect(alike(read.rows)).toEqual(alike(rowsOf(table)));
      }),
      { numRuns: 60 },
    );
  });

  it('is read by the server in memory as by a real one: what JSON cannot hold is null', () => {
    fc.assert(
      fc.property(anyTable, (table) => {
        const read = readParquet(encodeParquet(table));
        const wanted = rowsOf(table).map((row) =>
          row.map((cell, index) => {
            if (typeof cell === 'number' && !Number.isFinite(cell)) return null;
            const { type } = table.columns[index] ?? {};
            if (type === 'date' && typeof cell === 'number')
              return new Date(cell).toISOString().replace('Z', '+0000');
            return type === 'float32' && typeof cell === 'number' ? Math.fround(cell) : cell;
          }),
        );
        const rows = read?.rows.map((row) =>
          row.map((cell, index) =>
            table.columns[index]?.type === 'float32' && typeof cell === 'number' ? Math.fround(cell) : cell,
          ),
        );
        expect(alike(rows ?? [])).toEqual(alike(wanted));
        read?.columns.forEach((column, index) => {
          expect(column.units).toBe(table.columns[index]?.units);
          expect(column.desc).toBe(table.columns[index]?.description);
        });
      }),
    );
  });

  it('keeps types that a server has, and widens those that it has not', async () => {
    const { types } = await readWithDuck(
      encodeParquet({
        a: [true],
        b: new Int8Array(1),
        c: new Uint8Array(1),
        d: new Int16Array(1),
        e: new Uint16Array(1),
        f: new Int32Array(1),
        g: new Uint32Array(1),
        h: new BigInt64Array(1),
        i: new BigUint64Array(1),
        j: new Float32Array(1),
        k: new Float64Array(1),
        l: ['x'],
        m: [new Date(0)],
      }),
    );
    const integers = ['SMALLINT', 'SMALLINT', 'SMALLINT', 'INTEGER', 'INTEGER', 'BIGINT', 'BIGINT', 'BIGINT'];
    expect(types).toEqual(['BOOLEAN', ...integers, 'FLOAT', 'DOUBLE', 'VARCHAR', 'TIMESTAMP']);
  });

  it('has rows in groups and long texts in pages, all of which are read', async () => {
    const rowCount = 300_000;
    const values = Float64Array.from({ length: rowCount }, (_, row) => row / 7);
    const nulls = Uint8Array.from({ length: rowCount }, (_, row) => (row % 1000 === 3 ? 1 : 0));
    const texts = Array.from({ length: rowCount }, (_, row) => `${row} ${'é'.repeat(row % 50)}`);
    const { rows } = await readWithDuck(encodeParquet({ values: { values, nulls }, texts }));
    expect(rows).toHaveLength(rowCount);
    const wrong = rows.findIndex(
      ([value, text], row) => value !== (nulls[row] === 1 ? null : values[row]) || text !== texts[row],
    );
    expect(wrong).toBe(-1);
  });

  it('comes in chunks that are made when they are asked for', () => {
    const chunks = parquetChunks({ x: new Float64Array(1_000_000) });
    let [count, largest] = [0, 0];
    for (const { length } of chunks) {
      count++;
      largest = Math.max(largest, length);
    }
    expect(count).toBeGreaterThan(10);
    expect(largest).toBeLessThanOrEqual(1024 * 1024);
  });

  it('does not change what it was given', () => {
    const table = {
      x: { values: Object.freeze([1, null, 3]), units: 'deg' },
      y: { values: new Float64Array([1, 2, Number.NaN]), nulls: new Uint8Array([0, 1, 0]) },
      when: [new Date(0), new Date(1), undefined],
    };
    const before = structuredClone(table);
    Object.freeze(table);
    encodeParquet(table);
    expect(table).toEqual(before);
  });

  it('takes what readTable gives back', async () => {
    const table: TableData = {
      rowCount: 2,
      columns: [
        { name: '2', type: 'float64', values: new Float64Array([1.5, 2.5]) },
        { name: '1', type: 'string', values: ['a', ''], nulls: new Uint8Array([0, 1]) },
      ],
    };
    expect(await readWithDuck(encodeParquet(table))).toMatchObject({
      names: ['2', '1'],
      rows: [
        [1.5, 'a'],
        [2.5, null],
      ],
    });
  });
});
