/** How long tables stay open, what stops a query, and what a database can reach. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FileStore } from '../../playground/server/files.js';
import { CACHE_LIMITS, type CacheLimits } from '../../playground/server/tables/cache.js';
import { addColumn } from '../../playground/server/tables/column-edits.js';
import { parseRequest } from '../../playground/server/tables/request.js';
import { TableService } from '../../playground/server/tables/service.js';
import { QueryFailure } from '../../playground/server/tables/types.js';
import { type Model, SMALL_CSV } from './helpers.js';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  vi.useRealTimers();
});

/** A service with `count` uploaded tables. */
function service(limits: Partial<CacheLimits> = {}, count = 1) {
  const files = new FileStore();
  const tables = new TableService(files, new AbortController().signal, { ...CACHE_LIMITS, ...limits });
  const end = async () => {
    await tables.close();
    files.close();
  };
  ends.push(end);
  const sources = Array.from({ length: count }, (_, i) => {
    const file = files.reserveUpload(`t${i}.csv`);
    writeFileSync(file.path, SMALL_CSV);
    files.keep(file);
    return file.key;
  });
  const request = (about: object = {}, source = sources[0]) =>
    parseRequest(JSON.stringify({ id: 'IpacTableFromSource', source, pageSize: 1, ...about }));
  const ask = async (about: object = {}, source = sources[0]): Promise<Model> =>
    JSON.parse((await tables.search(request(about, source), 'session')).join(''));
  return { tables, files, sources, request, ask, end };
}

const COLUMN = {
  name: 'y',
  dtype: 'long',
  expression: '"id"*2',
  preset: undefined,
  units: undefined,
  desc: undefined,
  precision: undefined,
  ucd: undefined,
};

describe('a table', () => {
  it('is closed when nobody asks for it, and read again with its changes; it is not told as read anew', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { tables, ask, request } = service({ idle: 1000 });
    expect((await ask()).tableMeta).toHaveProperty('tblFilePath');
    await tables.change(request(), 'session', (table) => addColumn(table, request(), COLUMN));
    expect(tables.openTables).toBe(1);
    vi.advanceTimersByTime(999);
    expect(tables.openTables).toBe(1);
    vi.advanceTimersByTime(1);
    expect(tables.openTables).toBe(0);
    const again = await ask({ startIdx: 3 });
    expect(again.tableData.data).toEqual([[3, 'n3', 1.5, 6, 3, 3]]);
    expect(again.tableMeta).not.toHaveProperty('tblFilePath');
  });

  it('gives way to newer ones when there are too many', async () => {
    const { tables, sources, ask } = service({ tables: 2 }, 4);
    for (const source of sources) await ask({}, source);
    expect(tables.openTables).toBe(2);
    expect((await ask({}, sources[0])).totalRows).toBe(250);
  });

  it('gives way when all together are too large', async () => {
    const { tables, sources, ask } = service({ bytes: 1 }, 3);
    for (const source of sources) await ask({}, source);
    expect(tables.openTables).toBe(1);
  });

  it('that could not be read is tried again', async () => {
    const { tables, files, ask } = service();
    const key = `$${'{upload-dir}'}/upload_1_late.csv`;
    await expect(ask({}, key)).rejects.toThrow('Access is not permitted');
    expect(tables.openTables).toBe(0);
    const file = files.reserveUpload('late.csv');
    writeFileSync(file.path, SMALL_CSV);
    files.keep(file);
    expect((await ask({}, file.key)).tableMeta).toHaveProperty('tblFilePath');
  });
});

describe('a query', () => {
  const ENDLESS = '(SELECT count(*) FROM range(100000000000) AS r(i) WHERE i % 7 = 3) > 0';

  it('that does not end is stopped when the playground closes', async () => {
    const { tables, ask, request, end } = service();
    await ask();
    let started = () => {};
    const running = new Promise<void>((resolve) => {
      started = resolve;
    });
    const asked = tables.answer(request(), 'session', async (table, answer) => {
      if (answer instanceof QueryFailure) throw new Error(answer.message);
      const query = table.database.run(`SELECT ${ENDLESS}`);
      started();
      await query;
    });
    const [, reason] = await Promise.all([
      running.then(end),
      asked.then(
        () => 'it ended',
        (error: unknown) => String(error),
      ),
    ]);
    expect(reason).toMatch(/Interrupted|closing/);
  });

  it('lets other things have their turn while its rows are printed', async () => {
    const { ask } = service();
    await ask();
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    const columns = Array.from({ length: 2000 }, (_, i) => `"x"+${i} AS c${i}`).join(',');
    await ask({ inclCols: columns, pageSize: 250 });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(5);
  });
});

describe('the database of a table', () => {
  it('reaches no file: neither by reading, nor the one that it may write, nor by attaching', async () => {
    const { files, tables, ask, request } = service();
    await ask();
    mkdirSync(files.scratch, { recursive: true });
    for (const sql of [
      "SELECT * FROM read_text('/etc/hostname')",
      "COPY (SELECT 1) TO '/tmp/firefly-playground-escape.csv'",
      "ATTACH '/tmp/firefly-playground-escape.db'",
      'INSTALL httpfs',
      'SET enable_external_access = true',
      "SET allowed_paths = ['/etc/hostname']",
      'SELECT 1; SELECT 2',
    ]) {
      const run = tables.answer(request(), 'session', (table) => table.database.run(sql));
      await expect(run, sql).rejects.toThrow();
    }
  });

  it('leaves no file behind when a table has been saved', async () => {
    const { files, tables, ask, request } = service();
    await ask();
    const path = `${files.scratch}/saved.csv`;
    await tables.answer(request(), 'session', (table) =>
      table.database.copyTo(path, 'SELECT * FROM DATA', 'HEADER'),
    );
    expect(readdirSync(files.scratch)).toEqual(['saved.csv']);
  });
});
