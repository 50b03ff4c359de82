import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startPlayground } from '../../playground/server/index.js';
import { playground, uploaded } from './helpers.js';

const directory = mkdtempSync(join(tmpdir(), 'guard-test-'));
const viewerDir = join(directory, 'viewer');
const secret = join(directory, 'secret.txt');
mkdirSync(viewerDir);
writeFileSync(secret, 'nobody is to read this');
writeFileSync(join(viewerDir, 'index.html'), '<!doctype html><title>viewer</title>');
symlinkSync(secret, join(viewerDir, 'link.txt'));
symlinkSync(directory, join(viewerDir, 'up'));
afterAll(() => rmSync(directory, { recursive: true }));

const log: string[] = [];
const strict = await playground({ viewerDir, log: (line) => log.push(line) });
const open = await playground({
  viewerDir,
  allowOrigins: ['https://notebook.example', 'http://lab.example:8888/'],
});

type Headers = Readonly<Record<string, string>>;

/** A request as a browser makes it, with headers that fetch does not let through. */
function ask(port: number, path: string, headers: Headers = {}, method = 'GET') {
  return new Promise<{ status: number; text: string; headers: Readonly<Record<string, unknown>> }>(
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
      outgoing.end();
    },
  );
}

/** The status of a WebSocket handshake; 101 when it opens. */
function handshake(port: number, headers: Headers): Promise<number> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/firefly/sticky/firefly/events?channelID=guard`, {
    headers,
  });
  return new Promise((resolve) => {
    socket.on('error', () => undefined);
    socket.once('unexpected-response', (_request, response) => {
      resolve(response.statusCode ?? 0);
      socket.terminate();
    });
    socket.once('open', () => {
      resolve(101);
      socket.terminate();
    });
  });
}

const VERSION = '/firefly/CmdSrv/sync?cmd=CmdVersion';

describe('pages of other origins', () => {
  it.each([
    'https://notebook.example',
    'http://evil.example',
    'http://localhost.evil.example',
    'http://127.0.0.1.evil.example:8080',
    'null',
    'file://',
    'chrome-extension://abcdef',
  ])('%s is refused over HTTP and for sockets, and the words name the flag', async (origin) => {
    for (const path of [VERSION, '/firefly/healthz', '/firefly/servlet/Download?file=x']) {
      const { status, text, headers } = await ask(strict.port, path, { origin });
      expect(status).toBe(403);
      expect(text).toContain('--allow-origin');
      expect(text).toContain(origin);
      // So that the page's own developer can read the reason.
      expect(headers['access-control-allow-origin']).toBe(origin);
    }
    expect(await handshake(strict.port, { origin })).toBe(403);
    expect(log.filter((line) => line.includes(`refused a page of ${origin}:`))).toHaveLength(1);
  });

  it('nothing of a refused request is carried out', async () => {
    const heard: string[] = [];
    strict.core.connect('guarded', { send: (text) => void heard.push(text), close: () => undefined });
    await expect.poll(() => heard.length).toBe(2);
    const action = encodeURIComponent('{"type":"bad"}');
    const path = `/firefly/CmdSrv/sync?cmd=pushAction&channelID=guarded&action=${action}`;
    const image = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
    expect((await ask(strict.port, path, { origin: 'http://evil.example' }, 'POST')).status).toBe(403);
    expect((await ask(strict.port, path, image)).status).toBe(403);
    expect((await ask(strict.port, path, { ...image, referer: 'http://evil.example/x' })).text).toContain(
      '--allow-origin http://evil.example',
    );
    expect((await ask(strict.port, path)).status).toBe(200);
    await expect.poll(() => heard.length).toBe(3);
  });

  it('a preflight is refused too', async () => {
    const headers = { origin: 'http://evil.example', 'access-control-request-method': 'POST' };
    expect((await ask(strict.port, VERSION, headers, 'OPTIONS')).status).toBe(403);
  });

  it('a link from anywhere opens the page', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect((await ask(strict.port, '/firefly/?__wsch=x', headers)).status).toBe(200);
    expect((await ask(strict.port, VERSION, headers)).status).toBe(403);
  });
});

describe('those who may', () => {
  it.each(['http://localhost:5173', 'http://127.0.0.1:3000', 'https://app.localhost', 'http://[::1]:80'])(
    'pages of this machine: %s',
    async (origin) => {
      const { status, headers } = await ask(strict.port, VERSION, { origin });
      expect([status, headers['access-control-allow-origin']]).toEqual([200, origin]);
      expect(await handshake(strict.port, { origin })).toBe(101);
    },
  );

  it('programs without an origin', async () => {
    const { status, headers } = await ask(strict.port, VERSION);
    expect([status, headers['access-control-allow-origin']]).toEqual([200, undefined]);
    expect(await handshake(strict.port, {})).toBe(101);
  });

  it.each(['https://notebook.example', 'http://lab.example:8888'])('named ones: %s', async (origin) => {
    const wanted = {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'x-one',
      'access-control-request-private-network': 'true',
    };
    const preflight = await ask(open.port, VERSION, wanted, 'OPTIONS');
    expect([preflight.status, preflight.text]).toEqual([200, '']);
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': 'x-one',
      'access-control-allow-private-network': 'true',
    });
    expect(preflight.headers).not.toHaveProperty('access-control-allow-methods');
    expect((await ask(open.port, VERSION, { origin })).status).toBe(200);
    expect(await handshake(open.port, { origin })).toBe(101);
    expect((await ask(open.port, VERSION, { origin: `${origin}.evil.example` })).status).toBe(403);
    const link = { 'sec-fetch-site': 'cross-site', referer: `${origin}/notebook` };
    expect((await ask(open.port, VERSION, link)).status).toBe(200);
  });

  it('all of them with a star, and those without one as null', async () => {
    const star = await playground({ allowOrigins: ['*'] });
    expect((await ask(star.port, VERSION, { origin: 'http://evil.example' })).status).toBe(200);
    const sandbox = await playground({ allowOrigins: ['null'] });
    expect((await ask(sandbox.port, VERSION, { origin: 'null' })).status).toBe(200);
    expect((await ask(sandbox.port, VERSION, { origin: 'http://evil.example' })).status).toBe(403);
  });

  it.each(['notebook.example', 'https://notebook.example/lab', 'ftp://x', '', 'https://*.example'])(
    '%j is no origin to allow',
    async (origin) => {
      const starting = startPlayground({ port: 0, allowOrigins: [origin] });
      await expect(starting).rejects.toThrow(/is no origin to allow, expected one like https:\/\/host/);
    },
  );
});

describe('files of this machine', () => {
  it.each([
    '/firefly/../secret.txt',
    '/firefly/..%2fsecret.txt',
    '/firefly/%2e%2e/secret.txt',
    '/firefly/%2e%2e%2fsecret.txt',
    '/firefly/..%5csecret.txt',
    '/firefly/%252e%252e/secret.txt',
    '/firefly//../secret.txt',
    '/firefly/link.txt',
    '/firefly/up/secret.txt',
    '/firefly/demo/..%2f..%2f..%2fpackage.json',
    '/firefly/vendor/js9/%2e%2e/%2e%2e/package.json',
  ])('%s is not among those of the page', async (path) => {
    const { status, text } = await ask(strict.port, path);
    expect(status).toBe(404);
    expect(text).not.toContain('nobody is to read this');
  });

  const ways = (path: string) => [
    path,
    `file://${path}`,
    `$\{upload-dir}/../../..${path}`,
    `//${path}`,
    `${path}\0`,
  ];

  it('are not downloaded, however they are called', async () => {
    const key = await uploaded(strict.url, 'own.csv', 'a\n1\n');
    for (const file of [
      ...ways(secret),
      ...ways('/etc/hostname'),
      `${key}/../x`,
      `${key}%00`,
      '.',
      '',
      '..',
    ]) {
      const query = new URLSearchParams({ file });
      const { status, text } = await ask(strict.port, `/firefly/servlet/Download?${query}`);
      expect([file, status]).toEqual([file, 404]);
      expect(text).not.toContain('nobody is to read this');
    }
  });

  it('are not read as tables, nor fetched as uploads', async () => {
    for (const source of ways(secret)) {
      const body = new URLSearchParams({
        cmd: 'tableSearch',
        request: JSON.stringify({ id: 'IpacTableFromSource', source, tbl_id: 't' }),
      });
      const table = await fetch(`${strict.url}/CmdSrv/sync`, { method: 'POST', body });
      expect(await table.text()).not.toContain('nobody is to read');
      const address = new URLSearchParams({ URL: source });
      const upload = await fetch(`${strict.url}/CmdSrv/sync?cmd=upload`, { method: 'POST', body: address });
      expect(upload.status).toBe(500);
    }
  });
});
