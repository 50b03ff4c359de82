/** Reads Parquet files with DuckDB, which has nothing to do with the code that writes them. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, DuckDBTimestampValue } from '@duckdb/node-api';

export interface DuckTable {
  readonly names: readonly string[];
  readonly types: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

export async function readWithDuck(bytes: Uint8Array): Promise<DuckTable> {
  const folder = await mkdtemp(join(tmpdir(), 'firefly-parquet-'));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const file = join(folder, 'table.parquet');
    await writeFile(file, bytes);
    const result = await connection.run(`SELECT * FROM read_parquet('${file}')`);
    const rows = await result.getRows();
    return {
      names: result.columnNames(),
      types: result.columnTypes().map(String),
      rows: rows.map((row) =>
        row.map((cell) => (cell instanceof DuckDBTimestampValue ? millisecondsOf(cell.micros) : cell)),
      ),
    };
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(folder, { recursive: true });
  }
}

/** In two parts, since a double does not hold all microseconds. */
const millisecondsOf = (micros: bigint): number => Number(micros / 1000n) + Number(micros % 1000n) / 1000;
