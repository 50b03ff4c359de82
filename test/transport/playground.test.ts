/** The real transports against the playground server: actions, uploads and tables, without a viewer. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Playground, startPlayground } from '../../playground/server/index.js';
import type { FireflyClient } from '../../src/client/client.js';
import { InputError } from '../../src/errors.js';
import { isRecord } from '../../src/schema/json.js';
import { connect, rejection } from './server.js';

let playground: Playground;
const folder = mkdtempSync(join(tmpdir(), 'firefly-client-test-'));

beforeAll(async () => {
  playground = await startPlayground({ port: 0 });
});
afterAll(async () => {
  await playground.close();
  rmSync(folder, { recursive: true });
});

const CSV = 'ra,dec,name\n10.5,41.2,délta\n10.6,41.3,eps\n';
const fits = (): Uint8Array<ArrayBuffer> => {
  const cards = [
    'SIMPLE  =                    T',
    'BITPIX  =                    8',
    'NAXIS   =                    0',
    'END',
  ];
  return new TextEncoder().encode(
    cards
      .map((card) => card.padEnd(80))
      .join('')
      .padEnd(2880),
  );
};

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** The request in the next action of a type, as the server published it. */
async function published(client: FireflyClient, type: string): Promise<Record<string, unknown>> {
  for await (const { data } of client.events('frame')) {
    if (!isRecord(data) || data['type'] !== type || !isRecord(data['payload'])) continue;
    const request = data['payload']['request'] ?? data['payload']['wpRequest'];
    return isRecord(request) ? request : {};
  }
  throw new Error('the client was closed');
}

/** What the server holds under a reference. */
async function download(reference: unknown): Promise<Buffer> {
  const query = new URLSearchParams({ file: String(reference) });
  const response = await fetch(`${playground.url}/servlet/Download?${query}`);
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

describe('a client of the playground', () => {
  it('hears its own actions, and is listed on its channel only while it is open', async () => {
    const client = await connect(playground.url, { tracking: false });
    expect(client.serverVersion).toBe('2026.1');
    expect(playground.core.connectionIds(client.channel)).toHaveLength(1);
    const frame = client.once('frame');
    await client.dispatch('ffc.echo', { text: '☃' });
    expect((await frame).data).toEqual({ type: 'ffc.echo', payload: { text: '☃' } });
    await client.close();
    await expect.poll(() => playground.core.connectionIds(client.channel)).toEqual([]);
  });

  it('gets an action of a million characters back', async () => {
    const client = await connect(playground.url, { tracking: false });
    const text = 'x'.repeat(1_000_000);
    const frame = client.once('frame');
    await client.dispatch('ffc.long', { text });
    expect((await frame).data).toEqual({ type: 'ffc.long', payload: { text } });
  });

  it('keeps the order of many actions', async () => {
    const client = await connect(playground.url, { tracking: false });
    const numbers: unknown[] = [];
    const off = client.on('frame', ({ data }) => {
      if (isRecord(data) && isRecord(data['payload'])) numbers.push(data['payload']['n']);
    });
    await Promise.all(Array.from({ length: 200 }, (_, n) => client.dispatch('ffc.count', { n })));
    await expect.poll(() => numbers.length).toBe(200);
    off();
    expect(numbers).toEqual(Array.from({ length: 200 }, (_, n) => n));
  });
});

describe('an uploaded file (T22)', () => {
  it.each([
    ['plain.csv', 'plain.csv'],
    ['données d’été.csv', 'donnees_d_ete.csv'],
    ['with spaces (2).csv', 'with_spaces_2_.csv'],
    ['星表.csv', '_.csv'],
    ['a+b&c=d%41.csv', 'a_b_c_d_41.csv'],
    ['.hidden.csv', 'hidden.csv'],
    [`${'long-'.repeat(40)}.csv`, `${'long-'.repeat(40)}.csv`.slice(-120)],
  ])('named %j gets there whole', async (name, stored) => {
    const client = await connect(playground.url, { tracking: false });
    const request = published(client, 'table.search');
    await client.showTable(file(name, CSV));
    const { source } = await request;
    expect(String(source)).toMatch(/^\$\{upload-dir\}\/upload_\d+_/);
    expect(String(source).replace(/^.*?upload_\d+_/, '')).toBe(stored);
    expect((await download(source)).toString('utf8')).toBe(CSV);
  });

  it('has a name that disturbs nothing on the way', async () => {
    const client = await connect(playground.url, { tracking: false });
    const request = published(client, 'table.search');
    await client.showTable(new File([CSV], '../a "quoted"\\na\r\nme\0.csv'));
    const { source } = await request;
    expect(String(source)).toMatch(/^\$\{upload-dir\}\/upload_\d+_[A-Za-z0-9._-]+\.csv$/);
    expect((await download(source)).toString('utf8')).toBe(CSV);
  });

  it('of a compressed table loses the .gz, and the server can read it', async () => {
    const client = await connect(playground.url, { tracking: false });
    const request = published(client, 'table.search');
    await client.showTable(file('stars.csv.gz', gzipSync(CSV)));
    const { source } = await request;
    expect(String(source)).toMatch(/_stars\.csv$/);
    const search = { id: 'IpacTableFromSource', source, ffSessionId: 'x', pageSize: 10 };
    const body = new URLSearchParams({ cmd: 'tableSearch', request: JSON.stringify(search) });
    const answer: unknown = await (
      await fetch(`${playground.url}/CmdSrv/sync`, { method: 'POST', body })
    ).json();
    expect(answer).toMatchObject({ totalRows: 2 });
  });

  it('of an image keeps its .gz', async () => {
    const client = await connect(playground.url, { tracking: false });
    const request = published(client, 'ImagePlotCntlr.PlotImage');
    await client.showFitsImage(file('m31.fits.gz', gzipSync(fits())), { plotId: 'p' });
    expect(String((await request)['file'])).toMatch(/_m31\.fits\.gz$/);
  });

  it('may come as a file: URL, bytes, a Blob, a File, or a stream', async () => {
    const client = await connect(playground.url, { tracking: false });
    const bytes = fits();
    const inputs = {
      url: pathToFileURL(file('über url.fits', bytes)),
      href: pathToFileURL(file('über href.fits', bytes)).href,
      bytes,
      buffer: bytes.buffer,
      blob: new Blob([bytes]),
      file: new File([bytes], 'näme.fits'),
      stream: new Blob([bytes]).stream(),
      chunks: (async function* () {
        yield bytes.subarray(0, 1000);
        yield bytes.subarray(1000);
      })(),
    };
    for (const [name, input] of Object.entries(inputs)) {
      const request = published(client, 'ImagePlotCntlr.PlotImage');
      await client.showFitsImage(input, { plotId: name });
      const stored = await download((await request)['file']);
      expect(stored.equals(bytes), name).toBe(true);
    }
  });

  it('that is missing, a directory, empty, or no FITS is refused, and nothing is published', async () => {
    const client = await connect(playground.url, { tracking: false });
    const frames: unknown[] = [];
    client.on('frame', (frame) => frames.push(frame));
    const bad: [string, RegExp][] = [
      [join(folder, 'nowhere.fits'), /there is no file ".*nowhere\.fits"/],
      [folder, /is a directory/],
      [file('empty.fits', ''), /is empty/],
      [file('text.fits', 'hello there'), /is not a FITS file.*"hello "/],
    ];
    for (const [path, text] of bad) {
      const error = await rejection(client.showFitsImage(path));
      expect(error).toBeInstanceOf(InputError);
      expect(error.message).toMatch(text);
    }
    const last = client.once('frame');
    await client.dispatch('ffc.last');
    expect((await last).data).toMatchObject({ type: 'ffc.last' });
    expect(frames).toHaveLength(1);
  });
});
