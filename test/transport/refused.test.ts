/** Servers that are not there, are something else, or want a login. */
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { FireflyClient } from '../../src/client/client.js';
import {
  ArgumentError,
  AuthenticationError,
  ConnectionError,
  ProtocolError,
  TimeoutError,
} from '../../src/errors.js';
import { type Behaviour, freePort, json, page, rejection, reply, silence, startServer } from './server.js';

const refused = async (behaviour: Behaviour, timeout = 5_000) => {
  const server = await startServer(behaviour);
  return { server, error: await rejection(FireflyClient.connect(server.url, { timeout })) };
};

describe('no server', () => {
  it('tells how to start one, and about FIREFLY_URL', async () => {
    const url = `http://127.0.0.1:${await freePort()}/firefly`;
    const error = await rejection(FireflyClient.connect(url));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: 'CONNECTION', received: 'no' });
    expect(error.message).toContain(url);
    expect(error.message).toContain('ECONNREFUSED');
    expect(error.message).toContain('npx firefly-playground');
    expect(error.message).toContain('FIREFLY_URL');
    expect(error.cause).toBeInstanceOf(ConnectionError);
  });

  it('says so of a host that does not exist', async () => {
    const error = await rejection(FireflyClient.connect('http://no-such-host.invalid/firefly'));
    expect(error).toMatchObject({ code: 'CONNECTION', received: 'no' });
    expect(error.message).toMatch(/ENOTFOUND|EAI_AGAIN/);
  });

  it('takes a port that speaks another protocol for none', async () => {
    const { createServer } = await import('node:net');
    const server = createServer((socket) => socket.end('220 mail.example ESMTP\r\n'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('no address');
    const error = await rejection(FireflyClient.connect(`http://127.0.0.1:${address.port}/firefly`));
    server.close();
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.message).toContain('npx firefly-playground');
  });
});

describe('another server', () => {
  it('gives a hint about the path where healthz is not found', async () => {
    const server = await startServer();
    const error = await rejection(FireflyClient.connect(server.url.replace('/firefly', '/irsaviewer')));
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error.message).toContain('/irsaviewer/healthz');
    expect(error.message).toContain('404');
    expect(error.message).toContain('usually /firefly');
    expect(server.seen.map(({ path }) => path)).toEqual(['/irsaviewer/healthz']);
  });

  it.each([
    ['a web page for healthz', { healthz: page() }, 'is not the address of a Firefly server'],
    ['a web page for a command', { version: page() }, 'not JSON: is this the address of a Firefly server?'],
    ['a web page that calls itself JSON', { version: json('<html></html>') }, 'with a web page (HTTP 200)'],
    ['text for a command', { version: reply(200, {}, 'OK') }, 'no JSON: "OK"'],
    ['a failing healthz', { healthz: reply(503, {}) }, 'HTTP 503'],
    ['JSON cut in the middle', { version: json('{"success":true,"data":{"Fire') }, 'cut off'],
  ] satisfies [string, Behaviour, string][])('refuses %s', async (_what, behaviour, text) => {
    const { error, server } = await refused(behaviour);
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error.message).toContain(text);
    expect(server.handshakes).toEqual([]);
  });

  it('tells a refused socket from a server that is not there', async () => {
    const { error } = await refused({
      upgrade: (stream) =>
        stream.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'),
    });
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.message).toContain('/sticky/firefly/events');
    expect(error.message).toContain('404');
  });
});

describe('a gateway', () => {
  it.each([301, 302, 303, 307, 308])(
    'takes a redirect (%i) for a login and does not follow it',
    async (status) => {
      const login = await startServer();
      const location = `${login.url}/login?return=secret-state`;
      const { error, server } = await refused({ healthz: reply(status, { location }) });
      expect(error).toBeInstanceOf(AuthenticationError);
      expect(error.message).toContain('token is needed');
      expect(error.message).toContain(`${login.url}/login`);
      expect(error.message).not.toContain('secret-state');
      expect(server.seen).toHaveLength(1);
      expect(login.seen).toEqual([]);
    },
  );

  it.each([401, 403])('takes HTTP %i for a missing token, at every step', async (status) => {
    const denied = reply(status, { 'content-type': 'text/html' }, '<h1>No</h1>');
    const line = `HTTP/1.1 ${status} No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
    const steps: Behaviour[] = [
      { healthz: denied },
      { version: denied },
      { upgrade: (stream) => stream.end(line) },
    ];
    for (const step of steps) {
      const { error } = await refused(step);
      expect(error, Object.keys(step)[0]).toBeInstanceOf(AuthenticationError);
      expect(error.message).toContain(String(status));
      expect(error.message).toContain('token');
    }
  });

  it('refuses a redirected command and a redirected socket', async () => {
    const location = 'https://login.example/';
    const line = `HTTP/1.1 302 Found\r\nLocation: ${location}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
    const steps: Behaviour[] = [
      { version: reply(302, { location }) },
      { upgrade: (stream) => stream.end(line) },
    ];
    for (const step of steps) {
      const { error } = await refused(step);
      expect(error).toBeInstanceOf(AuthenticationError);
    }
  });
});

describe('a server that stops half-way', () => {
  it('gives up one that accepts and never answers, at every step', async () => {
    const steps: [Behaviour, string][] = [
      [{ healthz: silence }, 'healthz did not answer'],
      [{ version: silence }, 'CmdSrv/sync did not answer'],
      [{ upgrade: () => undefined }, 'did not open'],
      [{ welcome: () => undefined }, 'did not register the event socket'],
    ];
    for (const [behaviour, text] of steps) {
      // Long enough that the steps before it are over on a busy machine too.
      const { error, server } = await refused(behaviour, 2_000);
      expect(error).toBeInstanceOf(TimeoutError);
      expect(error).toMatchObject({ timeout: 2_000 });
      expect(error.message).toContain(text);
      expect(error.message).toContain(server.url);
    }
  });

  it('counts the time limit for the whole attempt, not for every step', async () => {
    const slowly = (ms: number, then: ReturnType<typeof reply>): ReturnType<typeof reply> => {
      return (response, seen) => void setTimeout(() => then(response, seen), ms);
    };
    const started = performance.now();
    const { error } = await refused(
      { healthz: slowly(250, reply(200, {})), version: slowly(250, json('{}')), upgrade: () => undefined },
      600,
    );
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ timeout: 600 });
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it('reports a connection that ends before the status, or inside the body', async () => {
    const head = { 'content-type': 'application/json', 'content-length': '1000' };
    const steps: Behaviour[] = [
      { version: (response) => void response.destroy() },
      {
        version: (response) => {
          response.writeHead(200, head).write('{"success":true,"da', () => response.destroy());
        },
      },
    ];
    for (const step of steps) {
      const { error } = await refused(step);
      expect(error).toBeInstanceOf(ConnectionError);
      expect(error).toMatchObject({ received: 'unknown' });
    }
  });

  it.each([
    ['right away', () => undefined],
    [
      'after its hello',
      (socket: { send(text: string): void }) => socket.send('{"name":"EVT_CONN_EST","data":{"connID":"1"}}'),
    ],
  ])('reports a socket that the server closes %s', async (_when, first) => {
    const { error } = await refused({
      welcome: (socket) => {
        first(socket);
        socket.close(1011, 'out of order');
      },
    });
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.message).toContain('1011 out of order');
  });
});

describe('addresses', () => {
  it.each([
    ['ftp://127.0.0.1/firefly'],
    ['localhost:8080/firefly'],
    ['127.0.0.1/firefly'],
    ['/firefly'],
    ['ws://127.0.0.1/firefly'],
    ['file:///firefly'],
    [''],
    ['http://'],
  ])('refuses %j', async (url) => {
    const error = await rejection(FireflyClient.connect(url));
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error).toMatchObject({ method: 'connect', argument: 'url', value: url });
    expect(error.message).toContain('http(s) address');
  });

  it.each(['/index.html', '/slate.htm'])(
    'refuses the address of a page (%s) and says where it belongs',
    async (path) => {
      const error = await rejection(FireflyClient.connect(`http://127.0.0.1:1/firefly${path}`));
      expect(error).toBeInstanceOf(ArgumentError);
      expect(error.message).toContain('htmlFile');
    },
  );

  it.each([
    ['timeout', 0],
    ['timeout', Number.NaN],
    ['timeout', '5'],
    ['fetch', 42],
    ['transport', {}],
    ['signal', 'now'],
    ['ids', 'nanoid'],
    ['htmlFile', '../../x?y'],
    ['hold', 1],
    ['token', 7],
  ])('refuses the option %s: %j', async (name, value) => {
    const options = { [name]: value };
    const error = await rejection(FireflyClient.connect('http://127.0.0.1:1/firefly', options));
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error.message).toContain(name);
  });

  it('refuses options that are not known', async () => {
    const typo: string = 'chanel';
    const options = { [typo]: 'mine' };
    const error = await rejection(FireflyClient.connect('http://127.0.0.1:1/firefly', options));
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error.message).toContain("'chanel'");
  });
});
