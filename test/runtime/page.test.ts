/** A client in a page: the runtime of browsers under the whole client. */
import { once } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { FireflyClient } from '../../src/client/client.js';
import { ArgumentError } from '../../src/errors.js';
import { connect, rejection, reply, startServer } from '../transport/server.js';

vi.mock('../../src/runtime/node.js', () => import('../../src/runtime/browser.js'));

describe('in a page', () => {
  it('opens the window within the click, before anything is awaited', async () => {
    const server = await startServer();
    const client = await connect(server.url, { channel: 'click' });
    const window = { location: { href: 'about:blank' }, focus: () => undefined };
    const open = vi.fn(() => window);
    vi.stubGlobal('window', { open });
    const opened = client.openViewer();
    expect(open.mock.calls).toEqual([['', 'click']]);
    expect(window.location.href).toBe(`${server.url}/?__wsch=click`);
    await expect(opened).resolves.toBe('opened');
  });

  it('launches the viewer within the click as well, and one more when it is forced to', async () => {
    const server = await startServer();
    const client = await connect(server.url, { channel: 'click' });
    const window = { location: { href: 'about:blank' }, focus: () => undefined };
    const open = vi.fn(() => window);
    vi.stubGlobal('window', { open });
    // Nobody is behind that window, so that nobody answers.
    const launched = client.launchBrowser({ timeout: 20 });
    expect(open.mock.calls).toEqual([['', 'click']]);
    expect(window.location.href).toBe(`${server.url}/?__wsch=click`);
    expect(await launched).toEqual({ opened: true, ready: false, url: client.viewerUrl });
    await client.launchBrowser({ timeout: 20, force: true, channel: 'other' });
    expect(open.mock.lastCall).toEqual(['', '_blank']);
  });

  it('makes clients that open nothing by themselves, since that is not a click', async () => {
    const server = await startServer();
    const open = vi.fn();
    vi.stubGlobal('window', { open });
    const client = await FireflyClient.makeClient(server.url);
    await client.close();
    expect(open).not.toHaveBeenCalled();
    const wanted = [
      FireflyClient.makeClient(server.url, { launchBrowser: true }),
      FireflyClient.connect(server.url, { startTab: true }),
    ];
    for (const error of await Promise.all(wanted.map(rejection)))
      expect(error.message).toMatch(
        /options\.(?:launchBrowser|startTab) must be .* in a page: call openViewer\(\) in a click/,
      );
  });

  it('leaves cookies and headers to the browser', async () => {
    const server = await startServer({ healthz: reply(200, { 'set-cookie': 'a=1' }) });
    const credentials: string[] = [];
    const fetch: typeof globalThis.fetch = (input, init) => {
      const request = new Request(input, init);
      credentials.push(request.credentials);
      return globalThis.fetch(request);
    };
    const upgrade = once(server.events, 'upgrade');
    await connect(server.url, { fetch });
    await upgrade;
    expect(new Set(credentials)).toEqual(new Set(['omit']));
    for (const { headers } of server.seen) expect(headers).not.toHaveProperty('cookie');
    expect(server.handshakes[0]).not.toHaveProperty('cookie');
  });

  it('has no default address on a public page', async () => {
    vi.stubGlobal('location', { hostname: 'science.example' });
    const error = await rejection(FireflyClient.connect());
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error).toMatchObject({ argument: 'url', value: undefined });
    expect(error.message).toContain('public page');
  });

  it('looks for the playground from a page of this machine', async () => {
    vi.stubGlobal('location', { hostname: 'localhost' });
    const asked: string[] = [];
    const fetch: typeof globalThis.fetch = async (input) => {
      asked.push(new Request(input).url);
      return new Response('', { status: 503 });
    };
    await rejection(FireflyClient.connect(undefined, { fetch }));
    expect(asked).toEqual(['http://localhost:8080/firefly/healthz']);
  });
});
