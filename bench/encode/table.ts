/** The table that is encoded: integers of 64 bits, three floats, truth values, short texts. */

export const ROWS = 1_000_000;
export const COLUMNS = 6;

export function sampleTable() {
  const index = (_: unknown, row: number) => row;
  const rows = Array.from({ length: ROWS }, index);
  return {
    id: BigInt64Array.from(rows, (row) => 4_000_000_000_000_000_000n + BigInt(row)),
    ra: Float64Array.from(rows, (row) => (row * 0.00036) % 360),
    dec: Float64Array.from(rows, (row) => ((row * 7919) % 180_000) / 1000 - 90),
    flux: Float64Array.from(rows, (row) => Math.sin(row) * 100),
    seen: { values: Uint8Array.from(rows, (row) => row & 1), type: 'boolean' as const },
    name: rows.map((row) => `s${row.toString(36).padStart(6, '0')}`),
  };
}
