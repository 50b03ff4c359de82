/** The playground's server against bare DuckDB: the same file, the same questions. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { FireflyClient } from 'firefly-client';
import { startPlayground } from 'firefly-playground';
import { beside, type Figure, printFigures } from '../support/figures.js';
import { millionRows } from './samples.js';
import { benchSaves, benchWide } from './saves.js';

const RUNS = 5;
const ORDERS = ['mag', 'flux', 'ra', 'dec', 'id'];

type Timed = () => Promise<unknown>;

async function time(work: Timed): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export async function benchServer(): Promise<void> {
  const bytes = millionRows();
  const folder = await mkdtemp(join(tmpdir(), 'firefly-bench-'));
  const file = join(folder, 'million.csv');
  await writeFile(file, bytes);
  const playground = await startPlayground({ port: 0 });
  const firefly = await FireflyClient.connect(playground.url);
  try {
    const source = await firefly.uploadFile(bytes);
    const ours = await askServer(playground.url, source);
    const theirs = await askDuckdb(file);
    const what = [
      'ingest and first page',
      'a page in the middle',
      'order by a column, and its first page',
      'filter, and its first page',
    ];
    const figures = what.map((name, index): Figure => beside(name, ours[index] ?? [], theirs[index] ?? []));
    printFigures(
      `(c) server, 1,000,000 rows × 6 columns, medians of ${RUNS} runs`,
      ['playground', 'DuckDB'],
      figures,
    );
    await benchSaves(playground.url, source, file, folder);
    await benchWide(firefly, playground.url, folder);
  } finally {
    await firefly.close();
    await playground.close();
    await rm(folder, { recursive: true });
  }
}

/** Milliseconds of each question, over HTTP as a page asks; a session of its own for each run. */
async function askServer(url: string, source: string): Promise<number[][]> {
  const times: number[][] = [[], [], [], []];
  for (let run = 0; run < RUNS; run++) {
    const ask =
      (more: object): Timed =>
      async () => {
        const request = {
          id: 'IpacTableFromSource',
          source,
          tbl_id: 'b',
          startIdx: 0,
          pageSize: 100,
          ffSessionId: `bench-${run}`,
          ...more,
        };
        const body = new URLSearchParams({ cmd: 'tableSearch', request: JSON.stringify(request) });
        const answer = await (await fetch(`${url}/CmdSrv/sync`, { method: 'POST', body })).text();
        if (!answer.includes('"totalRows"'))
          throw new Error(`The server sent no table: ${answer.slice(0, 200)}`);
      };
    const questions = [
      ask({}),
      ask({ startIdx: 500_000 }),
      ask({ sortInfo: `ASC,${ORDERS[run]}` }),
      ask({ filters: `"mag" < ${15 + run / 10}` }),
    ];
    for (const [index, question] of questions.entries()) times[index]?.push(await time(question));
  }
  return times;
}

async function askDuckdb(file: string): Promise<number[][]> {
  const times: number[][] = [[], [], [], []];
  for (let run = 0; run < RUNS; run++) {
    const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
    const connection = await instance.connect();
    const page = async (connection: DuckDBConnection, from: string) =>
      JSON.stringify((await connection.runAndReadAll(from)).getRowObjectsJson());
    const make =
      (name: string, rest: string): Timed =>
      async () => {
        await connection.run(`CREATE TABLE ${name} AS SELECT * FROM ${rest}`);
        await connection.runAndReadAll(`SELECT count(*) FROM ${name}`);
        await page(connection, `SELECT * FROM ${name} LIMIT 100`);
      };
    const questions = [
      make('t', `read_csv('${file.replaceAll("'", "''")}')`),
      () => page(connection, 'SELECT * FROM t LIMIT 100 OFFSET 500000'),
      make('sorted', `t ORDER BY ${ORDERS[run]}`),
      make('filtered', `t WHERE mag < ${15 + run / 10}`),
    ];
    for (const [index, question] of questions.entries()) times[index]?.push(await time(question));
    connection.closeSync();
    instance.closeSync();
  }
  return times;
}
