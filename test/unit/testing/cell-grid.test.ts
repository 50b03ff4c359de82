import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CellPlace, closeRanks, placeFor } from '../../../src/testing/cell-grid.js';

const cell = fc.record({
  row: fc.nat(8),
  col: fc.nat(8),
  width: fc.integer({ min: 1, max: 4 }),
  height: fc.integer({ min: 1, max: 4 }),
});
const cells = fc.array(cell, { maxLength: 12 });

const squares = ({ row, col, width, height }: CellPlace): readonly string[] =>
  Array.from({ length: width * height }, (_, i) => `${row + Math.floor(i / width)},${col + (i % width)}`);

describe('cells that close ranks', () => {
  it('overlap nowhere, keep their columns and their order, and have no room above them', () => {
    fc.assert(
      fc.property(cells, (given) => {
        const settled = closeRanks(given);
        const taken = settled.flatMap(squares);
        expect(new Set(taken).size).toBe(taken.length);
        expect(settled.map(({ col, width, height }) => ({ col, width, height }))).toEqual(
          given.map(({ col, width, height }) => ({ col, width, height })),
        );
        for (const one of settled) {
          const above = squares({ ...one, row: one.row - 1, height: 1 });
          expect(one.row === 0 || above.some((square) => taken.includes(square))).toBe(true);
        }
      }),
    );
  });

  it('stay where they are the next time', () => {
    fc.assert(
      fc.property(cells, (given) => {
        expect(closeRanks(closeRanks(given))).toEqual(closeRanks(given));
      }),
    );
  });

  it('leave what they were given as it was', () => {
    const given = Object.freeze([Object.freeze({ row: 5, col: 0, width: 1, height: 1 })]);
    expect(closeRanks(given)).toEqual([{ row: 0, col: 0, width: 1, height: 1 }]);
    expect(given[0]?.row).toBe(5);
  });
});

describe('a cell that nobody has given a place', () => {
  it('goes where a real viewer put it, one after the other', () => {
    const grid: CellPlace[] = [
      { row: 0, col: 0, width: 4, height: 2 },
      { row: 2, col: 0, width: 2, height: 2 },
    ];
    const places = Array.from({ length: 7 }, () => {
      const place = placeFor(grid, 2);
      grid.push({ ...place, width: 2, height: 2 });
      return `${place.row},${place.col}`;
    });
    expect(places).toEqual(['2,2', '0,4', '2,4', '4,0', '4,2', '4,4', '0,6']);
  });

  it('goes between cells that leave room for it', () => {
    const apart = [
      { row: 0, col: 0, width: 2, height: 1 },
      { row: 0, col: 4, width: 2, height: 2 },
    ];
    expect(placeFor(apart, 2)).toEqual({ row: 0, col: 2 });
    expect(placeFor(apart, 3)).toEqual({ row: 2, col: 0 });
  });

  it('goes to the upper left corner where nothing is', () => {
    expect(placeFor([], 2)).toEqual({ row: 0, col: 0 });
  });
});
