import type { ColumnValues, TableColumn, TableModel } from 'firefly-client/testing';

const numeric = /^(?:double|d|float|f|real|r|int|i|integer|long|l|short|byte)$/i;

/** The columns of an answer that has rows. Numbers become typed arrays, which travel between threads at no cost. */
export function columnsOf(answer: TableModel): ColumnValues {
  const columns = answer.tableData?.columns ?? [];
  const rows = answer.tableData?.data ?? [];
  const values = columns.map((column, index) => valuesOf(column, rows, index));
  return { columns, values, ...(answer.error === undefined ? {} : { error: answer.error }) };
}

function valuesOf(
  column: TableColumn,
  rows: readonly (readonly unknown[])[],
  index: number,
): ArrayLike<unknown> {
  if (!numeric.test(column.type)) return rows.map((row) => row[index] ?? null);
  const numbers = new Float64Array(rows.length);
  for (const [row, values] of rows.entries()) {
    const value = values[index];
    if (Array.isArray(value)) return rows.map((other) => other[index] ?? null);
    numbers[row] = value === null || value === undefined || value === '' ? Number.NaN : Number(value);
  }
  return numbers;
}

/** What can be handed over rather than copied. */
export function transferable({ values }: ColumnValues): ArrayBuffer[] {
  return values.flatMap((list) =>
    list instanceof Float64Array && list.buffer instanceof ArrayBuffer ? [list.buffer] : [],
  );
}
