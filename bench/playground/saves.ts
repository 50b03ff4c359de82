/** Saving a large table and opening a wide one, against bare DuckDB; by CPU time, which other work does not change. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { FireflyClient } from 'firefly-client';
import { beside, printFigures } from '../support/figures.js';
import { wideRows } from './samples.js';

const RUNS = 3;
const FORMATS = ['csv', 'ipac', 'votable-tabledata', 'votable-binary2-inline', 'votable-fits-inline'];

/** CPU time in milliseconds of all threads of this process, the server's among them. */
async function cpu(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** The runs one after the other. */
async function runs(work: (run: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) times.push(await cpu(() => work(run)));
  return times;
}

/** Without gzip, which would take longer than most of what is measured. */
async function ask(url: string, fields: Readonly<Record<string, string>>): Promise<void> {
  const headers = { 'accept-encoding': 'identity' };
  const body = new URLSearchParams(fields);
  const answer = await fetch(`${url}/CmdSrv/sync`, { method: 'POST', headers, body });
  const { byteLength } = await answer.arrayBuffer();
  if (!answer.ok || byteLength < 1_000_000) throw new Error(`The server sent ${byteLength} bytes`);
}

function request(source: string, pageSize: number, session: string): string {
  return JSON.stringify({
    id: 'IpacTableFromSource',
    source,
    tbl_id: 'b',
    startIdx: 0,
    pageSize,
    ffSessionId: session,
  });
}

async function withDuckdb(work: (connection: DuckDBConnection) => Promise<void>): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  await work(connection);
  connection.closeSync();
  instance.closeSync();
}

const quoted = (path: string) => `'${path.replaceAll("'", "''")}'`;

/** DuckDB has only CSV to be compared with. */
export async function benchSaves(url: string, source: string, file: string, folder: string): Promise<void> {
  const all = request(source, 2_147_483_647, 'bench-saves');
  await ask(url, { cmd: 'tableSearch', request: all });
  let theirs: number[] = [];
  await withDuckdb(async (connection) => {
    await connection.run(`CREATE TABLE t AS SELECT * FROM read_csv(${quoted(file)})`);
    theirs = await runs(() => connection.run(`COPY t TO ${quoted(join(folder, 'copy.csv'))} (HEADER)`));
  });
  const figures = [];
  for (const format of FORMATS) {
    const ours = await runs(() => ask(url, { cmd: 'tableSave', request: all, file_format: format }));
    figures.push(beside(`saved as ${format}`, ours, theirs));
  }
  printFigures(
    `(d) CPU time, 1,000,000 rows × 6 columns saved, medians of ${RUNS} runs`,
    ['playground', 'DuckDB, CSV'],
    figures,
  );
}

export async function benchWide(firefly: FireflyClient, url: string, folder: string): Promise<void> {
  const bytes = wideRows();
  const file = join(folder, 'wide.csv');
  await writeFile(file, bytes);
  const source = await firefly.uploadFile(bytes);
  const page = (run: number) =>
    ask(url, { cmd: 'tableSearch', request: request(source, 100, `wide-${run}`) });
  const first = await runs(page);
  const again = await runs(page);
  const theirFirst: number[] = [];
  const theirAgain: number[] = [];
  const read = async (connection: DuckDBConnection) =>
    JSON.stringify((await connection.runAndReadAll('SELECT * FROM t LIMIT 100')).getRowsJson());
  for (let run = 0; run < RUNS; run++) {
    await withDuckdb(async (connection) => {
      const create = `CREATE TABLE t AS SELECT * FROM read_csv(${quoted(file)}, quote = '"', escape = '"')`;
      theirFirst.push(await cpu(() => connection.run(create).then(() => read(connection))));
      theirAgain.push(await cpu(() => read(connection)));
    });
  }
  printFigures(
    `(e) CPU time, 100 rows × 10,000 columns, medians of ${RUNS} runs`,
    ['playground', 'DuckDB'],
    [beside('ingest and first page', first, theirFirst), beside('the page again', again, theirAgain)],
  );
}
