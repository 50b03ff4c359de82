/** Tables go to the playground's server and come back: every value has to be what it was. */
import * as fc from 'fast-check';
import {
  ArgumentError,
  agg,
  CommandError,
  col,
  FireflyClient,
  filter,
  sql,
  tableSource,
} from 'firefly-client';
import { encodeParquet, type TableData } from 'firefly-client/data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anyTable, rowsOf } from '../unit/data/tables.js';
import { playground } from './helpers.js';

let firefly: FireflyClient;
beforeAll(async () => {
  firefly = await FireflyClient.connect((await playground()).url, { tracking: false });
});
afterAll(() => firefly.close());

const CSV = `id,name,x,flag,"a,b",t,big
1,a,1.5,true,1,2024-01-02 03:04:05.123456,9007199254740993
2,,nan,false,2,,
3,b,inf,true,3,2024-01-02 00:00:00,1
4,"q ""uo"", te",-inf,,4,,2
5,"li
ne",1e-300,,5,,3
6,é☃𝒜,,,6,,-9223372036854775808
`;
const stars = tableSource(new TextEncoder().encode(CSV), { filename: 'stars.csv' });

/** Numbers of all types as they are compared: integers as bigints, floats of 32 bits as they were kept. */
function comparable({ columns }: TableData, rows: readonly (readonly unknown[])[]): unknown[][] {
  return rows.map((row) =>
    row.map((cell, index) => {
      const type = columns[index]?.type ?? '';
      if (cell === null || typeof cell !== 'number') return cell instanceof Date ? cell.getTime() : cell;
      if (/int/.test(type)) return BigInt(cell);
      return type === 'float32' ? Math.fround(cell) : cell;
    }),
  );
}

describe('values', () => {
  it('come back as they went, of every type, with nulls, NaN, infinities and texts of any script', async () => {
    await fc.assert(
      fc.asyncProperty(anyTable, async (table) => {
        const source = tableSource(new Uint8Array(encodeParquet(table)), { filename: 'any.parquet' });
        const read = await firefly.readTable(source);
        expect(read.names).toEqual(table.columns.map(({ name }) => name));
        const rows = read.toRows().map((row) => Object.values(row));
        expect(comparable(table, rows)).toEqual(comparable(table, rowsOf(table)));
      }),
      { numRuns: 25 },
    );
  });

  it('come back as typed columns', async () => {
    const table = await firefly.readTable(stars);
    expect(table.columns.map(({ name, type, serverType }) => [name, type, serverType])).toEqual([
      ['id', 'int64', 'long'],
      ['name', 'string', 'char'],
      ['x', 'float64', 'double'],
      ['flag', 'boolean', 'boolean'],
      ['a,b', 'int64', 'long'],
      ['t', 'date', 'date'],
      ['big', 'int64', 'long'],
    ]);
    expect(table.column('big').values).toEqual(
      BigInt64Array.of(9007199254740993n, 0n, 1n, 2n, 3n, -9223372036854775808n),
    );
    expect(table.column('big').nulls).toEqual(Uint8Array.of(0, 1, 0, 0, 0, 0));
    expect(table.column('x').values).toEqual(
      Float64Array.of(
        1.5,
        Number.NaN,
        Number.POSITIVE_INFINITY,
        Number.NEGATIVE_INFINITY,
        1e-300,
        Number.NaN,
      ),
    );
    expect(table.column('x').nulls).toEqual(Uint8Array.of(0, 0, 0, 0, 0, 1));
    expect(table.column('t').values[0]).toBe(Date.UTC(2024, 0, 2, 3, 4, 5) + 123.456);
    expect(table.column('id').nulls).toBeUndefined();
    expect(table.row(3)).toEqual({
      id: 4n,
      name: 'q "uo", te',
      x: Number.NEGATIVE_INFINITY,
      flag: null,
      'a,b': 4n,
      t: null,
      big: 2n,
    });
    expect(table.row(6)).toBeUndefined();
  });

  it('of arrays keep their integers; numbers beside them keep NaN, infinities and microseconds', async () => {
    const fields = [
      '<FIELD name="i" datatype="int"/>',
      '<FIELD name="big" datatype="long"/>',
      '<FIELD name="f" datatype="double" unit="mag"><DESCRIPTION>bright</DESCRIPTION></FIELD>',
      '<FIELD name="pair" datatype="double" arraysize="2"/>',
      '<FIELD name="longs" datatype="long" arraysize="2"/>',
    ];
    const rows = [
      ['2', '9007199254740993', '+Inf', '1.5 NaN', '9007199254740993 2'],
      ['1', '', '0.1', '', ''],
    ].map((cells) => `<TR>${cells.map((cell) => `<TD>${cell}</TD>`).join('')}</TR>`);
    const text = `<VOTABLE version="1.3"><RESOURCE><TABLE>${fields.join('')}<DATA><TABLEDATA>${rows.join('')}</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>`;
    const source = tableSource(new TextEncoder().encode(text), { filename: 'arrays.vot' });
    const table = await firefly.readTable(source, { sort: 'i' });
    expect(table.column('pair').type).toBe('array');
    expect(table.column('f')).toMatchObject({ units: 'mag', description: 'bright' });
    expect(table.toRows()).toEqual([
      { i: 1, big: null, f: 0.1, pair: null, longs: null },
      {
        i: 2,
        big: 9007199254740993n,
        f: Number.POSITIVE_INFINITY,
        pair: [1.5, null],
        longs: [9007199254740993n, 2n],
      },
    ]);
    const batches = [];
    for await (const batch of firefly.readTable(source, { batchSize: 1 })) batches.push(batch.rowCount);
    expect(batches).toEqual([1, 1]);
  });

  it('go on to Apache Arrow, with nulls, units and types', async () => {
    const arrow = await import('apache-arrow');
    const table = await firefly.readTable(stars);
    const made = await table.toArrow(arrow);
    expect(made.numRows).toBe(6);
    expect(made.schema.fields.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'id Int64',
      'name Utf8',
      'x Float64',
      'flag Bool',
      'a,b Int64',
      't Timestamp<MICROSECOND, UTC>',
      'big Int64',
    ]);
    expect(made.getChild('big')?.toArray()[5]).toBe(-9223372036854775808n);
    expect([...(made.getChild('flag') ?? [])]).toEqual([true, false, true, null, null, null]);
    expect([...(made.getChild('name') ?? [])]).toEqual(['a', null, 'b', 'q "uo", te', 'li\nne', 'é☃𝒜']);
    expect(await table.toArrow()).toBeInstanceOf(arrow.Table);
    await expect(table.toArrow({ Table: class {} })).rejects.toThrow(/the module 'apache-arrow'/);
  });
});

describe('what is asked', () => {
  it('columns, conditions, order, a part of the rows', async () => {
    const table = await firefly.readTable(stars, {
      columns: ['x', 'a,b', { twice: sql`${col('id')} * 2` }],
      filter: filter`${col('id')} > ${1}`,
      sort: 'id',
      direction: 'DESC',
      offset: 1,
      limit: 3,
    });
    expect(table.toRows()).toEqual([
      { x: 1e-300, 'a,b': 5n, twice: 10n },
      { x: Number.NEGATIVE_INFINITY, 'a,b': 4n, twice: 8n },
      { x: Number.POSITIVE_INFINITY, 'a,b': 3n, twice: 6n },
    ]);
  });

  it('texts that look like the server’s own marks stay texts', async () => {
    const texts = ["a::b' _AND_ c", '%NULL', "x'; --", '" OR 1=1', 'ASC,id'];
    const rows = texts.map((text, index) => `${index},"${text.replaceAll('"', '""')}"`);
    const source = tableSource(new TextEncoder().encode(`id,s\n${rows.join('\n')}\n`), { filename: 't.csv' });
    for (const [index, text] of texts.entries()) {
      const found = await firefly.readTable(source, { filter: filter`${col('s')} = ${text}` });
      expect(found.toRows()).toEqual([{ id: BigInt(index), s: text }]);
      const grouped = source.filter(filter`${col('s')} = ${text}`).groupBy('s', { n: agg.count() });
      expect((await firefly.readTable(grouped)).toRows()).toEqual([{ s: text, n: 1n }]);
    }
  });

  it('groups with aggregates, conditions on them, an order; different rows', async () => {
    const groups = stars.groupBy('flag', {
      n: agg.count(),
      mean: agg.avg('id'),
      sum: agg.sum('id'),
      most: agg.max('name'),
    });
    expect((await firefly.readTable(groups.sort('n', 'DESC'))).toRows()).toEqual([
      { flag: null, n: 3n, mean: 5, sum: 15, most: 'é☃𝒜' },
      { flag: true, n: 2n, mean: 2, sum: 4, most: 'b' },
      { flag: false, n: 1n, mean: 2, sum: 2, most: null },
    ]);
    const many = groups.filter(filter`${col('n')} > ${1}`).sort('n');
    expect((await firefly.readTable(many, { limit: 1 })).toRows()).toMatchObject([{ flag: true }]);
    expect((await firefly.readTable(stars.groupBy([], { n: agg.countDistinct('flag') }))).toRows()).toEqual([
      { n: 2n },
    ]);
    const flags = stars.select('flag').distinct().sort('flag');
    expect((await firefly.readTable(flags)).toRows()).toEqual([
      { flag: null },
      { flag: false },
      { flag: true },
    ]);
  });

  it('batches of the size that was asked for', async () => {
    const seen: unknown[] = [];
    for await (const batch of firefly.readTable(stars, { columns: ['id'], batchSize: 4 }))
      seen.push([batch.offset, ...batch.column('id').values]);
    expect(seen).toEqual([
      [0, 1n, 2n, 3n, 4n],
      [4, 5n, 6n],
    ]);
    for await (const batch of firefly.readTable(stars, { batchSize: 1 })) {
      expect(batch.rowCount).toBe(1);
      break;
    }
  });

  it.each([
    ['offset at the end', { offset: 6 }, 0],
    ['offset beyond the end', { offset: 1000 }, 0],
    ['no rows', { limit: 0 }, 0],
    ['more rows than there are', { offset: 4, limit: 1000 }, 2],
    ['a condition that holds nowhere', { filter: filter`${col('id')} > ${99}` }, 0],
  ])('%s', async (_what, options, count) => {
    const table = await firefly.readTable(stars, options);
    expect(table.rowCount).toBe(count);
    expect(table.names).toHaveLength(7);
  });
});

describe('what a table is', () => {
  it('tableInfo tells columns and rows', async () => {
    const info = await firefly.tableInfo(
      stars.filter(filter`${col('id')} > 3`).select('x', { y: sql`${col('x')} + 1` }),
    );
    expect(info.rowCount).toBe(6);
    expect(info.columns).toMatchObject([
      { name: 'x', type: 'float64' },
      { name: 'y', type: 'float64' },
    ]);
  });

  it('tableStatistics counts what is there and sums up what is finite', async () => {
    const { rowCount, columns } = await firefly.tableStatistics(stars, { columns: ['x', 'name', 't'] });
    expect(rowCount).toBe(6);
    expect(columns).toMatchObject([
      { name: 'x', count: 5, min: 1e-300, max: 1.5, mean: 0.75 },
      { name: 'name', count: 5, min: 'a', mean: null, stddev: null },
      { name: 't', count: 2, min: new Date('2024-01-02') },
    ]);
    const some = await firefly.tableStatistics(stars.filter(filter`${col('id')} > 4`), { columns: ['id'] });
    expect(some).toMatchObject({ rowCount: 2, columns: [{ count: 2, min: 5n, max: 6n, mean: 5.5 }] });
  });

  it('histogram spreads the values of a column, or of an expression', async () => {
    const { counts, lower, upper } = await firefly.histogram(stars, 'id', { bins: 5 });
    expect([...counts]).toEqual([1, 1, 1, 1, 2]);
    expect([lower[0], upper[4]]).toEqual([1, 6]);
    const wide = await firefly.histogram(stars.filter(filter`${col('id')} > 4`), 'id', { bins: 1 });
    expect([...wide.counts]).toEqual([2]);
  });

  it('selectedRows gives rows of the result in the order asked for', async () => {
    const rows = await firefly.selectedRows(stars.sort('id', 'DESC'), [3, 0, 99], {
      columns: ['id', 'x', 'a,b'],
    });
    expect(rows.toRows()).toEqual([
      { id: 3n, x: Number.POSITIVE_INFINITY, 'a,b': 3n },
      { id: 6n, x: null, 'a,b': 6n },
    ]);
    expect((await firefly.selectedRows(stars, [])).rowCount).toBe(0);
  });

  it('addColumn adds a column for whoever reads the table later', async () => {
    const source = tableSource(new TextEncoder().encode('id\n1\n2\n'), { filename: 'added.csv' });
    await firefly.addColumn(source, 'twice', { expression: sql`${col('id')} * 2`, units: 'm', type: 'long' });
    const table = await firefly.readTable(source);
    expect(table.toRows()).toEqual([
      { id: 1n, twice: 2n },
      { id: 2n, twice: 4n },
    ]);
    expect(table.column('twice').units).toBe('m');
    await expect(firefly.addColumn(source, 'twice', { expression: sql`1` })).rejects.toBeInstanceOf(
      ArgumentError,
    );
    const wrong = firefly.addColumn(source, 'other', { expression: sql`${col('nope')}` });
    await expect(wrong).rejects.toThrow(/Referenced column "nope" not found/);
    await expect(wrong).rejects.toBeInstanceOf(CommandError);
  });
});

describe('work in the background', () => {
  it('tells its progress, and is a table when it is done', async () => {
    const job = await firefly.submit(stars.filter(filter`${col('id')} < 4`));
    const phases = [];
    for await (const { phase } of job) phases.push(phase);
    expect(phases.at(-1)).toBe('COMPLETED');
    expect((await firefly.readTable(job, { columns: ['id'] })).column('id').values).toEqual(
      BigInt64Array.of(1n, 2n, 3n),
    );
    await job.cancel();
    expect(job.phase).toBe('COMPLETED');
    expect(
      (await firefly.readTable(tableSource(job).sort('id', 'DESC'), { limit: 1 })).toRows(),
    ).toMatchObject([{ id: 3n }]);
  });

  it('of many that are submitted at once each has an id of its own', async () => {
    const jobs = await Promise.all(Array.from({ length: 8 }, () => firefly.submit(stars)));
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(8);
    await Promise.all(jobs.map((job) => job.done()));
  });

  it('fails with the server’s reason', async () => {
    const job = await firefly.submit('${upload-dir}/none.csv');
    const failure = await job.done().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CommandError);
    expect(failure).toMatchObject({ reason: 'Access is not permitted.' });
    expect(job.phase).toBe('ERROR');
  });

  it('resolveName gives nothing where there is no network', async () => {
    expect(await firefly.resolveName('m31')).toBeUndefined();
    await expect(firefly.resolveName('m31', { resolver: 'ned' })).rejects.toBeInstanceOf(CommandError);
  });
});
