/** The memory server's tables and the playground's: the same requests, and the same shapes of replies. */
import { describe, expect, it } from 'vitest';
import { createMemoryServer } from '../../src/testing/memory-server.js';
import { command, playground, SMALL_CSV, search, uploaded } from './helpers.js';

const { url } = await playground();
const source = await uploaded(url, 'small.csv', SMALL_CSV);
// Only the reply that reads a table says where its database is.
for (const about of [{}, { tblType: 'table' }])
  await search(url, source, { ffSessionId: 'parity', ...about });
const memory = createMemoryServer();
const file = memory.addFile('small.csv', SMALL_CSV);
const { commands } = memory.transport();

const ask = { id: 'IpacTableFromSource', pageSize: 2, tbl_id: 't', META_INFO: { title: 'T', tbl_id: 't' } };

const REQUESTS: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['a page', { startIdx: 240 }],
  ['all rows', { pageSize: undefined }],
  ['all rows, whatever the start', { pageSize: 2147483647, startIdx: 5 }],
  ['no rows', { pageSize: 0 }],
  ['behind the end', { startIdx: 1000 }],
  ['a negative start', { startIdx: -1 }],
  ['filters', { filters: '"id" > 10 _AND_ "id" < 20' }],
  ['a filter that nothing passes', { filters: '"id" > 1000' }],
  ['an unknown column', { filters: '"nope" > 1' }],
  ['order', { sortInfo: 'DESC,name,id' }],
  ['no direction', { sortInfo: '"id"' }],
  ['columns', { inclCols: '"name","x"*2 as "twice"' }],
  ['without an id', { tbl_id: undefined, META_INFO: undefined }],
  ['no catalogue', { tblType: 'table' }],
  ['an unknown processor', { id: 'NoSuchProc' }],
  ['no processor', { id: undefined }],
];

/** What both servers have in common: not how results are named. */
function shapeOf(text: string) {
  const value = JSON.parse(text);
  if (Array.isArray(value)) return value;
  const { tableData, request, tableMeta, ...rest } = value;
  return {
    ...rest,
    data: tableData.data,
    columns: tableData.columns,
    meta: Object.keys(request.META_INFO).sort(),
    tableMeta: Object.keys(tableMeta).sort(),
    asked: { startIdx: request.startIdx, pageSize: request.pageSize, filters: request.filters },
  };
}

describe('the memory server answers as the playground', () => {
  it.each(REQUESTS)('%s', async (_name, request) => {
    const of = (from: string) => JSON.stringify({ ...ask, source: from, ffSessionId: 'parity', ...request });
    const here = await command(url, 'tableSearch', { request: of(source) });
    const there = await commands.command('tableSearch', { request: of(file) }, { timeout: 10_000 });
    expect(there.status).toBe(here.status);
    expect(there.contentType).toBe(here.contentType);
    expect(shapeOf(there.text)).toEqual(shapeOf(here.text));
  });
});
