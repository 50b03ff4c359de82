/** Reading and saving tables where something is wrong: each time an error that says what, and nothing half done. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ArgumentError,
  CommandError,
  ConnectionError,
  col,
  FireflyClient,
  filter,
  InputError,
  OutputError,
  ProtocolError,
  sql,
  tableSource,
} from 'firefly-client';
import { createMemoryServer } from 'firefly-client/testing';
import type { Playground } from 'firefly-playground';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { playground } from '../playground-server/helpers.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const stars = tableSource(bytes('id,name,x\n1,a,1.5\n2,,2.5\n3,"c ""d""",\n'), { filename: 'stars.csv' });

let served: Playground;
let firefly: FireflyClient;
let folder: string;
beforeAll(async () => {
  served = await playground();
  firefly = await FireflyClient.connect(served.url, { tracking: false });
  folder = await mkdtemp(join(tmpdir(), 'firefly-readback-'));
});
afterEach(() => served.faults.clear());
afterAll(async () => {
  await firefly.close();
  await rm(folder, { recursive: true });
});

const failureOf = async (work: PromiseLike<unknown>): Promise<unknown> => {
  try {
    await work;
    return undefined;
  } catch (error) {
    return error;
  }
};

describe('a source', () => {
  it.each([
    ['that is not there', '${upload-dir}/none.csv', CommandError, /Access is not permitted/],
    ['that is no file here', '/no/such/file.csv', InputError, /\/no\/such\/file.csv/],
    ['that is no table', bytes('{"a": 1}'), CommandError, /DATA_DD does not exist/],
    ['that is empty', new Uint8Array(0), InputError, /empty/],
  ])('%s', async (_what, input, kind, message) => {
    const error = await failureOf(firefly.readTable(input, { filename: 'x.dat' }));
    expect(error).toBeInstanceOf(kind);
    expect(String(error)).toMatch(message);
  });

  it('whose columns have quotes in their names is refused by the server, in words', async () => {
    const source = tableSource(bytes('"a ""b""",c\n1,2\n'), { filename: 'quotes.csv' });
    expect(await failureOf(firefly.readTable(source))).toBeInstanceOf(CommandError);
  });

  it('without rows, and with 10,000 columns', async () => {
    expect((await firefly.readTable(bytes('a,b\n'), { filename: 'none.csv' })).rowCount).toBe(0);
    const names = Array.from({ length: 10_000 }, (_, index) => `c${index}`);
    const wide = `${names.join()}\n${names.map((_, index) => index).join()}\n`;
    const table = await firefly.readTable(bytes(wide), { filename: 'wide.csv' });
    expect(table.columns).toHaveLength(10_000);
    expect(table.column('c9999').values[0]).toBe(9999n);
  });
});

describe('a question', () => {
  it.each([
    [
      'for a column that is not there',
      { columns: ['nmae'] },
      ArgumentError,
      /"name"\? "id", "name", "x", got "nmae"/,
    ],
    [
      'with a condition on one',
      { filter: filter`${col('nope')} > 1` },
      CommandError,
      /column "nope" not found/,
    ],
    ['in the order of one', { sort: 'nope' }, CommandError, /column "nope" not found/],
    ['that is no SQL', { filter: sql.raw('"id" >') }, CommandError, /syntax error/],
  ])('%s', async (_what, options, kind, message) => {
    const error = await failureOf(firefly.readTable(stars, options));
    expect(error).toBeInstanceOf(kind);
    expect(String(error)).toMatch(message);
  });

  it('in plain text is refused at once', () => {
    expect(() => firefly.readTable(stars, { filter: '"id" > 1' as never })).toThrow(/made by filter/);
    expect(() => stars.filter('"id" > 1' as never)).toThrow(ArgumentError);
    expect(() => stars.select({ a: '"id" * 2' as never })).toThrow(ArgumentError);
    expect(() => stars.groupBy('name', { n: 'count(*)' as never })).toThrow(ArgumentError);
  });

  it('that makes no sense is refused by the builder', () => {
    expect(() => stars.distinct()).toThrow(/select\(…\) first/);
    expect(() => stars.groupBy('name', {}).groupBy('id', {})).toThrow(/without groupBy/);
    expect(() => stars.select('id').groupBy('id', {})).toThrow(/without select/);
    expect(() => stars.select('id', 'ID')).toThrow(/names that come twice/);
    expect(() => stars.sort([])).toThrow(/the names of columns/);
  });
});

describe('a server', () => {
  it('that is gone in the middle of a download', async () => {
    served.faults.add({ on: 'request', cmd: 'tableSave', fault: 'cut', times: 1 });
    const error = await failureOf(firefly.readTable(stars));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(String(error)).toMatch(/broke off after \d+ bytes/);
    expect((await firefly.readTable(stars)).rowCount).toBe(3);
  });

  it('that answers with a page', async () => {
    served.faults.add({ on: 'request', cmd: 'tableSave', fault: 'wrongType', times: 1 });
    expect(await failureOf(firefly.readTable(stars))).toBeInstanceOf(ProtocolError);
  });

  it('whose JSON is cut since it is not compressed says so', async () => {
    const plain: typeof fetch = (input, init) => {
      const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
      headers.set('accept-encoding', 'identity');
      return fetch(input, { ...init, headers });
    };
    const client = await FireflyClient.connect(served.url, { tracking: false, fetch: plain });
    try {
      const source = tableSource(bytes('id,☃\n1,2\n'), { filename: 'snow.csv' });
      const error = await failureOf(client.readTable(source));
      expect(error).toBeInstanceOf(ProtocolError);
      expect(String(error)).toMatch(/cut off; a server does that when replies are not compressed/);
    } finally {
      await client.close();
    }
  });

  it('is left alone when the reader is', async () => {
    const stop = new AbortController();
    stop.abort(new Error('enough'));
    await expect(firefly.readTable(stars, { signal: stop.signal })).rejects.toThrow('enough');
  });
});

describe('a place to save to', () => {
  it('gets the whole file', async () => {
    const path = join(folder, 'stars.csv');
    const saved = await firefly.saveTable(stars, 'csv', path, { columns: ['id', 'name'] });
    expect(await readFile(path, 'utf8')).toBe('id,name\n1,a\n2,\n3,"c ""d"""\n');
    expect(saved).toEqual({ format: 'csv', bytes: (await readFile(path)).length });
    const pieces: Uint8Array[] = [];
    const stream = new WritableStream<Uint8Array>({ write: (piece) => void pieces.push(piece) });
    expect(
      (await firefly.saveTable(stars.groupBy('id', {}), 'votable-tabledata', stream)).bytes,
    ).toBeGreaterThan(200);
    expect(Buffer.concat(pieces).toString()).toMatch(/<TABLEDATA>/);
  });

  it.each([
    ['in a folder that is not there', () => join(folder, 'none', 'x.csv')],
    ['that is a folder', () => folder],
    ['on a device without room', () => '/dev/full/x.csv'],
  ])('%s', async (_what, path) => {
    const error = await failureOf(firefly.saveTable(stars, 'csv', path()));
    expect(error).toBeInstanceOf(OutputError);
    expect(String(error)).toContain(path());
  });

  it('is left without a file where the query, or the download, fails', async () => {
    const path = join(folder, 'half.tbl');
    expect(await failureOf(firefly.saveTable(stars, 'ipac', path, { sort: 'nope' }))).toBeInstanceOf(
      CommandError,
    );
    served.faults.add({ on: 'request', cmd: 'tableSave', fault: 'cut', times: 1 });
    expect(await failureOf(firefly.saveTable(stars, 'csv', path))).toBeInstanceOf(ConnectionError);
    expect((await readdir(folder)).filter((name) => name.startsWith('half'))).toEqual([]);
  });

  it('that is a stream which fails ends with its error', async () => {
    const stream = new WritableStream<Uint8Array>({
      write: () => {
        throw new Error('the disk is full');
      },
    });
    await expect(firefly.saveTable(stars, 'csv', stream)).rejects.toThrow('the disk is full');
  });
});

describe('the server in memory', () => {
  it('gives tables back as well', async () => {
    const server = createMemoryServer();
    const client = await FireflyClient.connect('http://memory.test/firefly', {
      transport: server.transport(),
    });
    const table = await client.readTable(stars, {
      columns: ['name', 'x'],
      filter: filter`${col('id')} < 3`,
      sort: 'id',
    });
    expect(table.toRows()).toEqual([
      { name: 'a', x: 1.5 },
      { name: null, x: 2.5 },
    ]);
    const job = await client.submit(stars);
    expect((await client.readTable(job, { columns: ['id'], limit: 2 })).column('id').values).toEqual(
      BigInt64Array.of(1n, 2n),
    );
    expect(await client.resolveName('m31')).toBeUndefined();
    await client.close();
  });
});
