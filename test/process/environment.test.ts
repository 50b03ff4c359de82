/** What the environment of a process decides, in real processes. */
import { beforeAll, describe, expect, it } from 'vitest';
import { evaluate, requireBuild } from '../support/built.js';
import { startServer } from '../transport/server.js';

beforeAll(requireBuild);

/** Connects by a call, and prints what came of it: whose errors are told by argument and message. */
const script = (call: string) => `
  import { FireflyClient } from 'firefly-client';
  const [url] = process.argv.slice(1);
  const told = await ${call}.then(
    async (client) => {
      const { url, channel, viewerUrl, viewerMode } = client;
      await client.close();
      return { url, channel, viewerUrl, viewerMode };
    },
    ({ name, message }) => ({ name, message }),
  );
  console.log(JSON.stringify(told));
`;

const CONNECT = script('FireflyClient.connect()');

interface Told {
  readonly url: string;
  readonly channel: string;
  readonly viewerUrl: string;
  readonly viewerMode: string;
  readonly name?: string;
  readonly message?: string;
}

const tell = async (call: string, env: Readonly<Record<string, string>>, args: readonly string[] = []) =>
  (await evaluate(call, { env, args })) as Told;

describe('the Python client’s variables', () => {
  it('name the server, the channel and the page', async () => {
    const server = await startServer();
    const env = { FIREFLY_URL: `${server.url}/`, FIREFLY_CHANNEL: 'from-env', FIREFLY_HTML: 'slate.html' };
    expect(await tell(CONNECT, env)).toEqual({
      url: server.url,
      channel: 'from-env',
      viewerUrl: `${server.url}/slate.html?__wsch=from-env`,
      viewerMode: 'FireflySlate',
    });
  });

  it('give way to what the program says', async () => {
    const server = await startServer();
    const env = { FIREFLY_URL: 'http://other.invalid/x', FIREFLY_CHANNEL: 'a', FIREFLY_HTML: 'slate.html' };
    const call = script(`FireflyClient.connect(url, { channel: 'mine', htmlFile: '' })`);
    expect(await tell(call, env, [server.url])).toMatchObject({
      url: server.url,
      channel: 'mine',
      viewerUrl: `${server.url}/?__wsch=mine`,
      viewerMode: 'FireflyViewer',
    });
  });

  it('do not count when they are empty', async () => {
    const server = await startServer();
    const env = { FIREFLY_URL: server.url, FIREFLY_CHANNEL: '', FIREFLY_HTML: ' ', fireflyLabExtension: '' };
    const { channel, viewerUrl } = await tell(CONNECT, env);
    expect(channel).toMatch(/^ffc-/);
    expect(viewerUrl).toBe(`${server.url}/?__wsch=${channel}`);
  });

  it.each([
    [{ FIREFLY_URL: 'firefly.example' }, 'ArgumentError', /FIREFLY_URL must be the http\(s\) address/],
    [{ FIREFLY_CHANNEL: 'a b' }, 'ArgumentError', /FIREFLY_CHANNEL must be up to 300/],
    [{ FIREFLY_HTML: '../x?y' }, 'ArgumentError', /FIREFLY_HTML must be the name of a page/],
    [
      { FIREFLY_URL: 'http://127.0.0.1:1/firefly' },
      'ConnectionError',
      /no Firefly server answers at http:\/\/127\.0\.0\.1:1\/firefly, which the environment variable FIREFLY_URL names/,
    ],
  ])('are named where they are wrong: %j', async (env, name, message) => {
    const told = await tell(CONNECT, env);
    expect(told.name).toBe(name);
    expect(told.message).toMatch(message);
  });

  it('are read when a client is made, not at import', async () => {
    const server = await startServer();
    const call = `
      import { FireflyClient } from 'firefly-client';
      process.env.FIREFLY_URL = process.argv[1];
      process.env.FIREFLY_CHANNEL = 'late';
      const client = await FireflyClient.connect();
      console.log(JSON.stringify({ url: client.url, channel: client.channel }));
      await client.close();`;
    expect(await tell(call, {}, [server.url])).toEqual({ url: server.url, channel: 'late' });
  });

  it('are read once for each client', async () => {
    const server = await startServer();
    const call = `
      import { FireflyClient } from 'firefly-client';
      const read = [];
      process.env = new Proxy(process.env, {
        get: (target, key) => { if (/firefly/i.test(String(key))) read.push(key); return Reflect.get(target, key); },
      });
      const client = await FireflyClient.connect();
      await client.close();
      console.log(JSON.stringify(read.sort()));`;
    expect(await evaluate(call, { env: { FIREFLY_URL: server.url } })).toEqual([
      'FIREFLY_CHANNEL',
      'FIREFLY_HTML',
      'FIREFLY_URL',
      'fireflyChannelLab',
      'fireflyLabExtension',
      'fireflyURLLab',
    ]);
  });

  it('do not concern pages', async () => {
    const env = { FIREFLY_URL: 'http://other.invalid/x', FIREFLY_CHANNEL: 'a', FIREFLY_HTML: 'slate.html' };
    const call = `
      import { createMemoryServer } from 'firefly-client/testing';
      ${script("FireflyClient.connect('http://h/firefly', { transport: createMemoryServer().transport() })")}`;
    const told = (await evaluate(call, { env, nodeArgs: ['--conditions=browser'] })) as Told;
    expect(told.channel).toMatch(/^ffc-/);
    expect(told.viewerMode).toBe('FireflyViewer');
  });
});

describe('JupyterLab’s variables', () => {
  const lab = (url: string) => ({
    fireflyLabExtension: 'true',
    fireflyURLLab: url,
    fireflyChannelLab: 'ffChan-node-1-2',
  });

  it('decide for makeLabClient', async () => {
    const server = await startServer();
    const env = { ...lab(server.url), FIREFLY_URL: 'http://other.invalid/x', FIREFLY_CHANNEL: 'a' };
    const call = script('FireflyClient.makeLabClient({ startTab: false })');
    expect(await tell(call, env)).toMatchObject({ url: server.url, channel: 'ffChan-node-1-2' });
  });

  it('are missed elsewhere', async () => {
    const told = await tell(script('FireflyClient.makeLabClient()'), {});
    expect(told.message).toMatch(/makeLabClient: the environment variable fireflyLabExtension must be true/);
  });
});
