/** Where cells of a slate are, in units of its grid: the place of a new one, and how all of them close ranks. As observed. */

export interface CellPlace {
  readonly row: number;
  readonly col: number;
  readonly width: number;
  readonly height: number;
}

const bottom = (cells: readonly CellPlace[]): number => Math.max(0, ...cells.map(below));
const below = ({ row, height }: CellPlace): number => row + height;
const behind = ({ col, width }: CellPlace): number => col + width;

/** The number of columns that cells take up. */
export const columnsOf = (cells: readonly CellPlace[]): number => Math.max(0, ...cells.map(behind));

/**
 * Where a cell goes that nobody has given a place: into the first row of cells with a gap, or room at its end; else to the
 * right of a square, below anything else. Only cells that begin in a row count there, in the order in which they came.
 */
export function placeFor(cells: readonly CellPlace[], width: number): { row: number; col: number } {
  const columns = columnsOf(cells);
  for (const row of new Set(cells.map((cell) => cell.row))) {
    const here = cells.filter((cell) => cell.row === row);
    const gap = here.find((cell, i) => (here[i + 1]?.col ?? columns) - behind(cell) >= width);
    if (gap) return { row, col: behind(gap) };
  }
  const rows = bottom(cells);
  return rows === columns ? { row: 0, col: columns } : { row: rows, col: 0 };
}

/** Cells rise until they meet another; of two in the same place the one that was there first stays above. */
export function closeRanks<Cell extends CellPlace>(cells: readonly Cell[]): Cell[] {
  const settled: Cell[] = [];
  const risen = new Map<Cell, Cell>();
  for (const cell of [...cells].sort((a, b) => a.row - b.row || a.col - b.col)) {
    const now = { ...cell, row: freeRow(settled, cell) };
    settled.push(now);
    risen.set(cell, now);
  }
  return cells.map((cell) => risen.get(cell) ?? cell);
}

function freeRow(settled: readonly CellPlace[], cell: CellPlace): number {
  const isFree = (row: number) => !settled.some((other) => overlap(other, { ...cell, row }));
  let row = Math.min(cell.row, bottom(settled));
  while (row > 0 && isFree(row)) row -= 1;
  while (!isFree(row)) row += 1;
  return row;
}

const overlap = (one: CellPlace, other: CellPlace): boolean =>
  one.col < behind(other) && other.col < behind(one) && one.row < below(other) && other.row < below(one);
