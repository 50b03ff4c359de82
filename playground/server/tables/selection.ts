/** `selectInfo`: which rows of a result are selected, as clients write it: `<all>-<rows>-<row count>`. */

export interface RowSelection {
  /** True turns the meaning of `rows` around: all are selected but these. */
  readonly all: boolean;
  /** Row numbers within the result. */
  readonly rows: readonly number[];
}

export const NO_ROWS: RowSelection = { all: false, rows: [] };

/** Reads a selection; what is none selects nothing. */
export function parseSelection(text: string): RowSelection {
  const [all, rows, count, more] = text.split('-');
  if (rows === undefined || count === undefined || more !== undefined) return NO_ROWS;
  return { all: all?.toLowerCase() === 'true', rows: rows.match(/\d+/g)?.map(Number) ?? [] };
}

export function printSelection({ all, rows }: RowSelection, rowCount: number): string {
  return `${all}-${rows.join(',')}-${rowCount}`;
}
