/** Reads a table in turns: bare, and into typed columns. A process of its own, so that it runs in any runtime. */
import { readFileSync } from 'node:fs';

const [built = '', url = '', file = '', runs = '1'] = process.argv.slice(2);
const { FireflyClient, tableSource } = await import(built);
const ROWS = 1_000_000;

const firefly = await FireflyClient.connect(url, { tracking: false });
const source = tableSource(file);

/** What readTable asks for, and nothing done with it; in a session of its own, which has read the table before. */
async function download() {
  const request = {
    id: 'IpacTableFromSource',
    source: file,
    ffSessionId: 'bench-readback',
    inclCols: '"id","ra","dec","flux","flag","kind"',
    startIdx: 0,
    pageSize: 2_147_483_647,
  };
  const post = (cmd, params) =>
    fetch(`${url}/CmdSrv/sync?cmd=${cmd}`, {
      method: 'POST',
      headers: { 'accept-encoding': 'identity' },
      body: new URLSearchParams({ request: JSON.stringify(request), ...params }),
    });
  const response = await post('tableSave', { file_format: 'csv', file_name: 'bare', mode: 'displayed' });
  if (response.status === 200) {
    let bytes = 0;
    for await (const piece of response.body ?? []) bytes += piece.length;
    return bytes;
  }
  await response.arrayBuffer();
  const { inclCols: _, ...whole } = request;
  const first = new URLSearchParams({ request: JSON.stringify({ ...whole, pageSize: 1 }) });
  await (await fetch(`${url}/CmdSrv/sync?cmd=tableSearch`, { method: 'POST', body: first })).arrayBuffer();
  return download();
}

async function read() {
  const table = await firefly.readTable(source);
  if (table.rowCount !== ROWS || table.column('id').values[ROWS - 1] !== BigInt(ROWS - 1))
    throw new Error('the table is not what it was');
  return table.rowCount;
}

async function timed(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** The most memory that this process has had; elsewhere than on Linux what it has now. */
function peak() {
  try {
    const [, kilobytes] = /VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    return Math.round(Number(kilobytes) / 1024);
  } catch {
    return Math.round(process.memoryUsage().rss / 2 ** 20);
  }
}

const megabytes = (await download()) / 1e6;
await read();
const [ours, bare] = [[], []];
for (let run = 0; run < Number(runs); run++) {
  bare.push(await timed(download));
  ours.push(await timed(read));
}
await firefly.close();
const { deno, bun, node } = { deno: undefined, bun: undefined, ...process.versions };
console.log(JSON.stringify({ version: deno ?? bun ?? node, ours, bare, megabytes, peak: peak() }));
