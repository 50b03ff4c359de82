import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { startPlayground } from '../../playground/server/index.js';
import { answerOf, command, playground, recorded, SMALL_CSV, search, uploaded } from './helpers.js';

const viewerDir = mkdtempSync(join(tmpdir(), 'viewer-test-'));
writeFileSync(join(viewerDir, 'index.html'), '<!doctype html><title>viewer</title>');
writeFileSync(join(viewerDir, 'main.js'), 'void 0;');
writeFileSync(join(viewerDir, '.secret'), 'x');
afterAll(() => rmSync(viewerDir, { recursive: true }));

const { url, port } = await playground({ viewerDir });

/** A request with headers that fetch does not let through. */
function raw(path: string, headers: Record<string, string> = {}, method = 'GET', body = '') {
  return new Promise<{ status: number; text: string; headers: Record<string, unknown> }>(
    (resolve, reject) => {
      const outgoing = request({ port, host: '127.0.0.1', path, method, headers }, (incoming) => {
        let text = '';
        incoming.on('data', (chunk) => {
          text += chunk;
        });
        incoming.on('end', () =>
          resolve({ status: incoming.statusCode ?? 0, text, headers: incoming.headers }),
        );
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    },
  );
}

describe('who may ask', () => {
  it.each([
    'evil.example',
    'evil.example:8080',
    '192.168.1.5',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
  ])('Host %s is refused, and the text says what is allowed', async (host) => {
    for (const path of ['/firefly/healthz', '/firefly/', '/firefly/CmdSrv/sync?cmd=CmdVersion']) {
      const { status, text } = await raw(path, { host });
      expect(status).toBe(403);
      expect(text).toContain('localhost, 127.0.0.1 or [::1]');
    }
  });

  it.each(['localhost:8080', '127.0.0.1', '127.1.2.3', '[::1]:8080', 'dev.localhost'])(
    'Host %s is this machine',
    async (host) => {
      expect((await raw('/firefly/healthz', { host })).status).toBe(200);
    },
  );

  it('a socket under a foreign name is refused', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/firefly/sticky/firefly/events?channelID=c`, {
      headers: { host: 'evil.example' },
    });
    const error = await new Promise<Error>((resolve) => socket.once('error', resolve));
    expect(error.message).toContain('403');
  });

  it.each(['0.0.0.0', '::', '192.168.1.5', 'example.org', '127.0.0.1.example.org'])(
    'listening on %s is refused',
    async (host) => {
      await expect(startPlayground({ port: 0, host })).rejects.toThrow(/this machine only.*127\.0\.0\.1/);
    },
  );
});

describe('headers', () => {
  it('healthz is 200, empty, and has no content type', async () => {
    const answer = await answerOf(await fetch(`${url}/healthz`));
    const real = recorded('healthz').response;
    expect([answer.status, answer.text, answer.contentType]).toEqual([
      real.status,
      real.body,
      real.contentType,
    ]);
  });

  it('a request without cookies gets both, a second one with them none', async () => {
    const first = await command(url, 'CmdVersion');
    const cookies = first.headers.getSetCookie();
    expect(cookies.join()).toMatch(/JSESSIONID=[^;]+; Path=\/firefly/);
    expect(cookies.join()).toMatch(/usrkey=[^;]+; Max-Age=1209600/);
    const cookie = cookies.map((line) => line.split(';')[0]).join('; ');
    const second = await command(url, 'CmdVersion', {}, { cookie });
    expect(second.headers.getSetCookie()).toEqual([]);
  });

  it('JSON is packed where the client takes it', async () => {
    const packed = await raw('/firefly/CmdSrv/sync?cmd=CmdVersion', { 'accept-encoding': 'gzip, br' });
    expect(packed.headers['content-encoding']).toBe('gzip');
    for (const encoding of ['identity', 'gzip;q=0', 'br']) {
      const plain = await raw('/firefly/CmdSrv/sync?cmd=CmdVersion', { 'accept-encoding': encoding });
      expect(plain.headers['content-encoding']).toBeUndefined();
      expect(JSON.parse(plain.text).success).toBe(true);
    }
  });
});

describe('forms', () => {
  const form = (type: string, body: string) =>
    raw('/firefly/CmdSrv/sync?cmd=tableSearch', { 'content-type': type }, 'POST', body);
  const body = `request=${encodeURIComponent(JSON.stringify({ id: 'é☃' }))}`;

  it('are read in their charset, and as Latin-1 without one', async () => {
    const utf8 = await form('application/x-www-form-urlencoded;charset=UTF-8', body);
    expect(utf8.text).toContain('processor for é☃:');
    const latin1 = await form('application/x-www-form-urlencoded', body);
    const misread = Buffer.from('é☃', 'utf8').toString('latin1');
    expect(latin1.text).toContain(`processor for ${misread}:`);
  });

  it('of more than 2 MiB lose their parameters', async () => {
    const filler = 'x'.repeat(2 * 1024 * 1024);
    const action = JSON.stringify({ type: 't', payload: { filler } });
    const inForm = await fetch(`${url}/CmdSrv/sync`, {
      method: 'POST',
      body: new URLSearchParams({ cmd: 'pushAction', channelID: 'c', action }),
    });
    expect([inForm.status, await inForm.text()]).toEqual([500, '{"success":false,"error":{}}']);
    const search = await command(url, 'tableSearch', { request: action });
    expect(JSON.parse(search.text)).toEqual([{ success: 'false', error: 'missing parameter: request' }]);
  });

  it('damaged escapes do no harm', async () => {
    const reply = await form('application/x-www-form-urlencoded', 'request=%zz%4&&=&%');
    expect(reply.text).toContain('ID_NOT_DEFINED');
  });
});

describe('pages and files', () => {
  it('the root leads to the viewer, and the channel is kept', async () => {
    const follow = async (path: string) => (await raw(path)).headers['location'];
    expect(await follow('/')).toBe('/firefly/');
    expect(await follow('/firefly')).toBe('/firefly/');
    expect(await follow('/firefly?__wsch=abc')).toBe('/firefly/?__wsch=abc');
  });

  it.each(['/', '/index.html', '/slate.html', '/slate.html?__wsch=abc'])('%s is the viewer', async (path) => {
    const answer = await answerOf(await fetch(url + path));
    expect(answer.text).toContain('<title>viewer</title>');
    expect(answer.contentType).toBe('text/html;charset=utf-8');
  });

  it('its files are sent with their type, and not again while they are the same', async () => {
    const first = await fetch(`${url}/main.js`);
    expect(first.headers.get('content-type')).toContain('javascript');
    const etag = first.headers.get('etag') ?? '';
    expect((await raw('/firefly/main.js', { 'if-none-match': etag })).status).toBe(304);
  });

  it.each([
    'js9/js9.min.js',
    'js9/astroemw.wasm',
    'plotly.min.js',
    'plotly.js-dist-min/plotly.min.js',
    'tabulator/js/tabulator.min.js',
    'tabulator-tables/dist/css/tabulator.min.css',
  ])('the engines are there: %s', async (path) => {
    const response = await fetch(`${url}/vendor/${path}`, { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(1000);
  });

  it.each([
    '/firefly/vendor/js9/..%2f..%2fpackage.json',
    '/firefly/vendor/ws/package.json',
    '/firefly/vendor/js9/../../package.json',
    '/firefly/..%2f..%2fpackage.json',
    '/firefly/.secret',
    '/firefly/%2e%2e/%2e%2e/etc/hostname',
    '/firefly/%00',
    '/firefly/%',
    '/etc/hostname',
    '/fireflyx/healthz',
    '/firefly/nope.js',
  ])('%s is not', async (path) => {
    expect((await raw(path)).status).toBe(404);
  });

  it('a page that is not built says how to build it', async () => {
    const bare = await playground({ viewerDir: join(viewerDir, 'nope') });
    const { status, text } = await answerOf(await fetch(`${bare.url}/slate.html`));
    expect(status).toBe(503);
    expect(text).toContain('npm run build');
  });

  it('other methods find nothing', async () => {
    expect((await raw('/firefly/healthz', {}, 'DELETE')).status).toBe(404);
  });
});

describe('ports', () => {
  it('the next free one is taken, and the log says so', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const { port: taken } = holder.address() as AddressInfo;
    const log: string[] = [];
    const other = await playground({ port: taken, log: (line) => log.push(line) });
    expect(other.port).toBeGreaterThan(taken);
    expect(other.url).toBe(`http://127.0.0.1:${other.port}/firefly`);
    expect(log.join('\n')).toContain(`port ${taken} is taken, using ${other.port}`);
    holder.close();
  });

  it.each([-1, 1.5, 65536, Number.NaN])('%d is none', async (wrong) => {
    await expect(startPlayground({ port: wrong })).rejects.toThrow(/expected a whole number/);
  });
});

describe('close', () => {
  it('ends sockets and requests, frees the port and deletes the files', async () => {
    const scratch = mkdtempSync(join(tmpdir(), 'close-test-'));
    vi.stubEnv('TMPDIR', scratch);
    const own = await startPlayground({ port: 0 });
    vi.unstubAllEnvs();
    const key = await uploaded(own.url, 'a.csv', SMALL_CSV);
    await search(own.url, key);
    expect(readdirSync(scratch)).toHaveLength(1);
    const address = `${own.url.replace('http', 'ws')}/sticky/firefly/events?channelID=c`;
    const socket = new WebSocket(address);
    await new Promise((resolve) => socket.once('open', resolve));
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    const start = performance.now();
    await Promise.all([own.close(), own.close()]);
    expect(performance.now() - start).toBeLessThan(1000);
    expect(await closed).toBe(1001);
    await expect(fetch(`${own.url}/healthz`)).rejects.toThrow();
    expect(readdirSync(scratch)).toEqual([]);
    rmSync(scratch, { recursive: true });
    expect(own.core.channels).toEqual([]);
    const again = await startPlayground({ port: own.port });
    expect(again.port).toBe(own.port);
    await again.close();
  });

  it('does not wait for a socket that never says goodbye, nor for an address that never answers', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port: silentPort } = silent.address() as AddressInfo;
    const own = await startPlayground({ port: 0 });
    const hanging = search(own.url, `http://127.0.0.1:${silentPort}/x.csv`).catch(() => 'ended');
    const socket = new WebSocket(`${own.url.replace('http', 'ws')}/sticky/firefly/events?channelID=c`);
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('open', resolve));
    socket.pause();
    const start = performance.now();
    await own.close();
    expect(performance.now() - start).toBeLessThan(1500);
    await hanging;
    socket.terminate();
    silent.closeAllConnections();
    silent.close();
  });
});
