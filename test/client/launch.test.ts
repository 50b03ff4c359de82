/** Opening the viewer in a browser, with a stand-in for the browser. */
import { ArgumentError, FireflyClient } from 'firefly-client';
import { createMemoryServer, type MemoryServer, type ScriptedViewer } from 'firefly-client/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failureOf } from './stage.js';

const browser = vi.hoisted(() => ({ open: vi.fn<(url: string) => Promise<unknown>>() }));
vi.mock('open', () => ({ default: browser.open }));

const BASE = 'http://memory.test/firefly';
const clients: FireflyClient[] = [];
const viewers: ScriptedViewer[] = [];
let server: MemoryServer;
let printed: () => string;

/** A browser in which the page of an address loads. */
const loads = (viewerOptions = {}) =>
  browser.open.mockImplementation(async (url) => {
    viewers.push(server.openViewer(new URL(url).searchParams.get('__wsch') ?? '', viewerOptions));
  });

beforeEach(() => {
  for (const name of ['CI', 'FIREFLY_NO_BROWSER', 'FIREFLY_URL', 'FIREFLY_CHANNEL', 'FIREFLY_HTML'])
    vi.stubEnv(name, undefined);
  vi.stubEnv('DISPLAY', ':0');
  server = createMemoryServer();
  browser.open.mockReset();
  loads();
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  printed = () => error.mock.calls.map((call) => call.join(' ')).join('\n');
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close({ timeout: 200 })));
  for (const viewer of viewers.splice(0)) viewer.close();
});

async function keep(made: Promise<FireflyClient>): Promise<FireflyClient> {
  const client = await made;
  clients.push(client);
  return client;
}

const connect = () => keep(FireflyClient.connect(BASE, { channel: 'mine', transport: server.transport() }));
const opened = () => browser.open.mock.calls.map(([url]) => url);

describe('launchBrowser', () => {
  it('opens the page where no viewer answers, and is done when the viewer is ready', async () => {
    const client = await connect();
    expect(await client.launchBrowser()).toEqual({ opened: true, ready: true, url: client.viewerUrl });
    expect(opened()).toEqual([`${BASE}/?__wsch=mine`]);
    expect(printed()).toContain(`${BASE}/?__wsch=mine`);
  });

  it('opens nothing where one answers, unless forced', async () => {
    const client = await connect();
    await client.launchBrowser();
    expect(await client.launchBrowser()).toEqual({ opened: false, ready: true, url: client.viewerUrl });
    expect(opened()).toHaveLength(1);
    expect(await client.launchBrowser({ force: true })).toMatchObject({ opened: true, ready: true });
    expect(opened()).toHaveLength(2);
  });

  it('opens the page of another channel, and lets go of that channel again', async () => {
    const client = await connect();
    await client.launchBrowser();
    const url = `${BASE}/?__wsch=other`;
    expect(await client.launchBrowser({ channel: 'other' })).toEqual({ opened: true, ready: true, url });
    expect(await client.launchBrowser({ channel: 'other' })).toEqual({ opened: false, ready: true, url });
    expect(opened()).toEqual([client.viewerUrl, url]);
    expect(server.core.connectionIds('other')).toHaveLength(1);
    expect(viewers[1]?.extensions).toEqual([]);
  });

  it('prints nothing with verbose: false', async () => {
    const client = await connect();
    await client.launchBrowser({ verbose: false });
    expect(printed()).toBe('');
  });

  it('prints the link where no browser can be opened, and waits for nothing', async () => {
    vi.stubEnv('CI', '1');
    const client = await connect();
    expect(await client.launchBrowser()).toEqual({ opened: false, ready: false, url: client.viewerUrl });
    expect(printed()).toContain(client.viewerUrl);
    expect(opened()).toEqual([]);
  });

  it('gives up on a viewer that does not come', async () => {
    browser.open.mockResolvedValue({});
    const client = await connect();
    expect(await client.launchBrowser({ timeout: 30 })).toMatchObject({ opened: true, ready: false });
  });

  it('ends with the client', async () => {
    browser.open.mockResolvedValue({});
    const client = await connect();
    const launched = failureOf(client.launchBrowser());
    await vi.waitUntil(() => opened().length === 1);
    await client.close();
    expect(await launched).toMatchObject({ code: 'CLOSED' });
  });
});

describe('makeClient', () => {
  it('resolves when the viewer it has opened can be used', async () => {
    const client = await keep(FireflyClient.makeClient(BASE, { transport: server.transport() }));
    expect(opened()).toEqual([client.viewerUrl]);
    const table = client.showTable(server.addFile('t.csv', 'a,b\n1,2\n'), { tblId: 't' });
    expect((await table.displayed()).totalRows).toBe(1);
  });

  it('opens nothing where a viewer is on the channel, or with launchBrowser: false', async () => {
    viewers.push(server.openViewer('mine'));
    await viewers[0]?.ready;
    const transport = server.transport();
    await keep(FireflyClient.makeClient(BASE, { channel: 'mine', transport }));
    await keep(FireflyClient.makeClient(BASE, { launchBrowser: false, transport }));
    expect(opened()).toEqual([]);
  });

  it('is connect with startTab: true', async () => {
    const client = await keep(FireflyClient.connect(BASE, { startTab: true, transport: server.transport() }));
    expect(opened()).toEqual([client.viewerUrl]);
  });

  it('is there although the viewer does not come, and an error event says so', async () => {
    browser.open.mockResolvedValue({});
    const transport = server.transport();
    const client = await keep(FireflyClient.makeClient(BASE, { transport, viewerTimeout: 30 }));
    expect(client.state).toBe('connected');
    expect(printed()).toMatch(/NoViewerError: no viewer became ready in 30 ms/);
  });

  it('does not leave a client behind that could not be made', async () => {
    const before = FireflyClient.getInstances();
    const transport = server.transport();
    const wrong: object = { channel: 'a b' };
    const error = await failureOf(FireflyClient.makeClient(BASE, { transport, ...wrong }));
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error).toMatchObject({ method: 'makeClient', argument: 'channel' });
    expect(FireflyClient.getInstances()).toEqual(before);
  });
});

describe('displayUrl', () => {
  it('prints the link to the viewer, or another one, and gives it back', async () => {
    const client = await connect();
    expect(client.displayUrl()).toBe(client.viewerUrl);
    expect(client.displayUrl(new URL('http://h/x'))).toBe('http://h/x');
    expect(printed()).toMatch(/Open this link/);
    expect(printed()).toContain(` ${client.viewerUrl} `);
    expect(printed()).toContain(' http://h/x ');
    expect(opened()).toEqual([]);
  });
});
