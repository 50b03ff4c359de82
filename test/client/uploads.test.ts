/** `upload` and `analyzeFile` as a user calls them, against the playground server and its faults: files, streams, and all that goes wrong. */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { FireflyClient, type UploadProgress } from 'firefly-client';
import { type Playground, startPlayground } from 'firefly-playground';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { rejectionOf } from '../unit/sdk/helpers.js';
import { fits } from '../unit/testing/helpers.js';

const CSV = 'a,b\n1,2\n3,4\n';
const LARGE = 20 * 1024 * 1024;
const folder = mkdtempSync(join(tmpdir(), 'firefly-client-test-'));
let playground: Playground;
let firefly: FireflyClient;

beforeAll(async () => {
  playground = await startPlayground({ port: 0 });
  firefly = await FireflyClient.connect(playground.url);
});
afterEach(() => playground.faults.clear());
afterAll(async () => {
  await firefly.close();
  await playground.close();
  rmSync(folder, { recursive: true });
});

function place(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** What the server holds under a reference. */
async function stored(serverFile: string): Promise<Buffer> {
  const query = new URLSearchParams({ file: serverFile });
  return Buffer.from(await (await fetch(`${playground.url}/servlet/Download?${query}`)).arrayBuffer());
}

describe('upload', () => {
  it.each<readonly [string, () => Parameters<FireflyClient['upload']>[0]]>([
    ['a path', () => place('t.csv', CSV)],
    ['bytes', () => new TextEncoder().encode(CSV)],
    ['a Blob', () => new Blob([CSV])],
    ['a web stream', () => new Blob([CSV]).stream()],
    ['a Node stream', () => Readable.from([Buffer.from(CSV)])],
    ['a Response', () => new Response(CSV)],
    ['a promise', () => Promise.resolve(new Blob([CSV]))],
  ])('takes %s, and tells what came of it', async (_what, make) => {
    const seen: UploadProgress[] = [];
    const options = { filename: 'mine é.csv', onProgress: (progress: UploadProgress) => seen.push(progress) };
    const { serverFile, bytes, analysis } = await firefly.upload(make(), options);
    expect(serverFile).toMatch(/^\$\{upload-dir\}\/upload_\d+_mine_e\.csv$/);
    expect([bytes, analysis, seen.at(-1)?.bytesSent]).toEqual([CSV.length, undefined, CSV.length]);
    expect((await stored(serverFile)).toString()).toBe(CSV);
  });

  it('of a large file arrives byte for byte, with progress', async () => {
    const bytes = new Uint8Array(LARGE).map((_, at) => (at * 7) & 0xff);
    const seen: UploadProgress[] = [];
    const sent = await firefly.upload(place('large.bin', bytes), { onProgress: (now) => seen.push(now) });
    expect(sent.bytes).toBe(LARGE);
    expect((await stored(sent.serverFile)).equals(Buffer.from(bytes))).toBe(true);
    expect(seen.length).toBeGreaterThan(5);
    expect(seen.at(-1)).toEqual({ bytesSent: LARGE, bytesTotal: LARGE });
  });

  it('has the server look into the file', async () => {
    const { analysis } = await firefly.upload(fits(40, 30), { filename: 'm.fits', analyze: true });
    expect(analysis).toMatchObject({ format: 'FITS', parts: [{ type: 'Image', axes: [40, 30] }] });
    const { parts } = await firefly.analyzeFile(place('t.csv', CSV));
    expect(parts).toMatchObject([{ type: 'Table', rows: 2, columns: [{ name: 'a' }, { name: 'b' }] }]);
  });
});

describe('an input that cannot be uploaded', () => {
  it.each<readonly [string, () => unknown, RegExp]>([
    ['an empty file', () => place('empty.csv', ''), /is empty/],
    ['empty bytes', () => new Uint8Array(), /is empty/],
    ['an empty stream', () => Readable.from([]), /is empty/],
    ['a directory', () => folder, /is a directory/],
    ['a file that is not there', () => join(folder, 'nothing.csv'), /there is no file/],
    ['a Response that failed', () => new Response('gone', { status: 404 }), /HTTP 404/],
    [
      'a Response that gives less than it says',
      () => new Response(CSV, { headers: { 'content-length': '100' } }),
      /was to have 100 bytes, but ended after 12/,
    ],
    [
      'a Response that gives more than it says',
      () => new Response(CSV, { headers: { 'content-length': '10' } }),
      /was to have 10 bytes, but gave more/,
    ],
    ['a stream of something else', () => Readable.from([CSV, 5]), /gave 5 where bytes were expected/],
  ])('%s', async (_what, make, text) => {
    const input = make() as Parameters<FireflyClient['upload']>[0];
    const error = await rejectionOf(firefly.upload(input));
    expect(error).toMatchObject({ name: 'InputError' });
    expect(String(error)).toMatch(text);
  });

  it('a file that grows while it is read, and one that is cut', async () => {
    const growing = place('growing.bin', new Uint8Array(LARGE));
    const grow = () => appendFileSync(growing, 'more');
    const onProgress = vi.fn<(progress: UploadProgress) => void>().mockImplementationOnce(grow);
    const error = await rejectionOf(firefly.upload(growing, { onProgress }));
    expect(error).toMatchObject({ name: 'InputError' });
    expect(String(error)).toMatch(/had 20971520 bytes and has grown to 20971524/);
    const shrinking = place('shrinking.bin', new Uint8Array(LARGE));
    const cut = vi
      .fn<(progress: UploadProgress) => void>()
      .mockImplementationOnce(() => writeFileSync(shrinking, 'x'));
    expect(String(await rejectionOf(firefly.upload(shrinking, { onProgress: cut })))).toMatch(/was cut to/);
  });

  it('a server file, and an address of this machine for the server to fetch', () => {
    expect(() => firefly.uploadFile('${upload-dir}/x')).toThrow(/data of this side/);
    expect(() => firefly.upload('http://127.0.0.1:1/x.fits')).toThrow(/fetchBy: "client"/);
  });
});

describe('a server that fails', () => {
  it.each([
    [
      { fault: 'status', status: 413, text: 'too large' },
      { name: 'CommandError', status: 413 },
    ],
    [
      { fault: 'status', status: 500 },
      { name: 'CommandError', status: 500 },
    ],
    [
      { fault: 'status', status: 507, text: '{"success":false,"error":"no space left"}' },
      { name: 'CommandError', status: 507, reasons: ['no space left'] },
    ],
    [{ fault: 'redirect', location: 'https://login.example/?state=s' }, { name: 'AuthenticationError' }],
    [{ fault: 'wrongType' }, { name: 'ProtocolError' }],
    [{ fault: 'drop' }, { name: 'UploadError', code: 'CONNECTION', bytesTotal: LARGE }],
    [{ fault: 'cut' }, { name: 'UploadError', bytesTotal: LARGE }],
    [{ fault: 'lose' }, { name: 'UploadError', bytesTotal: LARGE }],
    [{ fault: 'refuse' }, { name: 'UploadError', bytesTotal: LARGE }],
  ] as const)('%j', async (fault, expected) => {
    playground.faults.add({ on: 'request', cmd: 'upload', ...fault });
    const error = await rejectionOf(firefly.upload(place('large.bin', new Uint8Array(LARGE))));
    expect(error).toMatchObject(expected);
    expect(String(error)).not.toContain('state=s');
  });

  it.each(['stall', 'halfOpen'] as const)('%s: the time limit and the signal end it', async (fault) => {
    playground.faults.add({ on: 'request', cmd: 'upload', fault });
    const late = await rejectionOf(firefly.upload(new Blob([CSV]), { timeout: 200 }));
    expect(late).toMatchObject({ name: 'TimeoutError', timeout: 200, cause: { name: 'UploadError' } });
    const reason = new Error('enough');
    const giveUp = new AbortController();
    const sent = rejectionOf(firefly.upload(new Blob([CSV]), { signal: giveUp.signal }));
    giveUp.abort(reason);
    expect(await sent).toBe(reason);
  });

  it('once serves the next upload as if nothing had been', async () => {
    playground.faults.add({ on: 'request', cmd: 'upload', fault: 'drop', times: 1 });
    await rejectionOf(firefly.upload(new Blob([CSV])));
    expect((await firefly.upload(new Blob([CSV]))).bytes).toBe(CSV.length);
  });
});

describe('a stream that is stuck', () => {
  it('is let go when the upload is given up, before and after its first piece', async () => {
    for (const first of [[], [new TextEncoder().encode(CSV)]]) {
      let cancelled = false;
      const stream = new ReadableStream<Uint8Array>({
        start: (controller) => {
          for (const piece of first) controller.enqueue(piece);
        },
        cancel: () => {
          cancelled = true;
        },
      });
      const error = await rejectionOf(firefly.upload(stream, { timeout: 200 }));
      expect(error).toMatchObject({ name: 'TimeoutError' });
      await expect.poll(() => cancelled).toBe(true);
    }
  });

  it('does not keep a client from closing', async () => {
    const other = await FireflyClient.connect(playground.url);
    const stuck = rejectionOf(other.upload(new ReadableStream<Uint8Array>()));
    await other.close({ timeout: 100 });
    expect(await stuck).toMatchObject({ name: 'ClosedError' });
  });
});

it('a directory with a name like a file is none', async () => {
  mkdirSync(join(folder, 'd.fits'), { recursive: true });
  expect(String(await rejectionOf(firefly.uploadFitsData(join(folder, 'd.fits'))))).toContain(
    'is a directory',
  );
});
