/** The viewer in pages of others, in Chromium: frame, element, window; and what keeps a page from a server. */
import type { FireflyClient } from 'firefly-client';
import type * as embedding from 'firefly-client/embed';
import type { serverTransport } from 'firefly-client/transports';
import { type Playground, startPlayground } from 'firefly-playground';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import type { bridge } from '../../examples/postmessage/bridge.js';
import type { portTransport } from '../../examples/postmessage/port-transport.js';
import { ARGS, noBrowser } from '../support/browser.js';
import { html, type PageServer, servePages } from '../support/embedding-page.js';

declare global {
  interface Window {
    embed: typeof embedding;
    main: typeof import('firefly-client');
    serverTransport: typeof serverTransport;
    portTransport: typeof portTransport;
    bridge: typeof bridge;
    firefly2: FireflyClient | undefined;
    done: (() => void) | undefined;
  }
}

const missing = noBrowser();
if (missing !== undefined) console.log(`embedding: not tried: ${missing}`);

describe.skipIf(missing !== undefined)('the viewer in a page', { retry: 1 }, () => {
  let playground: Playground;
  let pages: PageServer;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const at = (host: string, path = '/') => `http://${host}:${pages.port}${path}`;

  beforeAll(async () => {
    pages = await servePages();
    playground = await startPlayground({ port: 0, allowOrigins: [at('public.example', '')] });
    const found = inject('chromium');
    browser = await chromium.launch({
      executablePath: 'path' in found ? found.path : '',
      // A public site and two servers of other names are this machine, under names of their own.
      args: [
        ...ARGS,
        '--host-resolver-rules=MAP *.example 127.0.0.1',
        `--ip-address-space-overrides=127.0.0.1:${pages.port}=public`,
        `--unsafely-treat-insecure-origin-as-secure=${at('public.example', '')},${at('other.example', '')}`,
        '--test-third-party-cookie-phaseout',
      ],
      ignoreDefaultArgs: ['--disable-popup-blocking'],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await Promise.all([playground?.close(), pages?.close()]);
  });
  beforeEach(async () => {
    context = await browser.newContext();
    await context.grantPermissions(['local-network-access']);
    page = await context.newPage();
  });
  afterEach(() => context.close());

  const failure = (url: string) =>
    page.evaluate(
      (to) =>
        window.main.FireflyClient.connect(to, { timeout: 8000 }).then(
          () => 'connected',
          (error: Error) => `${error.name}: ${error.message}`,
        ),
      url,
    );

  test('a frame: the client drives it, and takes it away when it is closed; no cookie is needed', async () => {
    await page.goto(at('localhost'));
    const rows = await page.evaluate(async (url) => {
      const place = document.querySelector('#place');
      if (place === null) throw new Error('no place');
      const firefly = await window.embed.mountViewer(place, { url, title: 'Sky' });
      window.firefly2 = firefly;
      const bytes = new TextEncoder().encode('name,vmag\nAlnilam,1.7\nMintaka,2.2\n');
      const table = firefly.showTable(new File([bytes], 'stars.csv'), { tblId: 'stars' });
      return (await table.displayed()).totalRows;
    }, playground.url);
    expect(rows).toBe(2);
    await page.frameLocator('iframe[title="Sky"]').getByText('Alnilam').first().waitFor();
    await page.evaluate(() => window.firefly2?.close());
    expect(await page.locator('iframe').count()).toBe(0);
  });

  test('a frame goes when what it is wanted for is over', async () => {
    await page.goto(at('localhost'));
    const state = await page.evaluate(async (url) => {
      const until = new Promise<void>((resolve) => {
        window.done = resolve;
      });
      const firefly = await window.embed.mountViewer(document.body, { url, until });
      window.done?.();
      await firefly.closed();
      return firefly.state;
    }, playground.url);
    expect(state).toBe('closed');
    expect(await page.locator('iframe').count()).toBe(0);
  });

  test('an element: defined when asked for, ready, and closed with its page', async () => {
    await page.goto(at('localhost'));
    const told = await page.evaluate(async (url) => {
      const before = customElements.get('firefly-viewer') !== undefined;
      window.embed.defineFireflyViewer();
      window.embed.defineFireflyViewer();
      const element = document.createElement('firefly-viewer') as embedding.FireflyViewerElement;
      element.setAttribute('url', url);
      element.setAttribute('channel', 'one');
      const lost = await element.ready.catch((error: Error) => error.name);
      document.body.append(element);
      const first = await element.ready;
      element.setAttribute('channel', 'two');
      const second = await element.ready;
      await first.closed();
      element.remove();
      await second.closed();
      return { before, lost, channels: [first.channel, second.channel], left: element.childElementCount };
    }, playground.url);
    expect(told).toEqual({ before: false, lost: 'EmbedError', channels: ['one', 'two'], left: 0 });
  });

  test('a window: opened in a click, and not loaded again by another', async () => {
    await page.goto(at('localhost'));
    await page.evaluate((url) => {
      document.querySelector('button')?.addEventListener('click', () => {
        window.firefly2 = undefined;
        void window.embed.openViewer({ url, channel: 'window' }).then((firefly) => {
          window.firefly2 = firefly;
        });
      });
    }, playground.url);
    const opening = context.waitForEvent('page');
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    const viewer = await opening;
    await page.waitForFunction(() => window.firefly2 !== undefined);
    await viewer.evaluate(() => Object.assign(window, { mark: 'still here' }));
    await page.bringToFront();
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await page.waitForFunction(() => window.firefly2 !== undefined);
    expect(await viewer.evaluate(() => Reflect.get(window, 'mark'))).toBe('still here');
    expect(context.pages()).toHaveLength(2);
  });

  test('a window that is asked for outside of a click is blocked, with what to do', async () => {
    // A headless Chromium blocks nothing, so this is what a browser that does gives a page.
    await page.addInitScript((url) => {
      Object.assign(window, { open: () => null });
      addEventListener('load', () => {
        const opening = window.embed.openViewer({ url, channel: 'blocked' });
        const tell = (text: string) => Reflect.set(window, 'told', text);
        opening.then(
          () => tell('opened'),
          (error: Error) => tell(`${error.name}: ${error.message}`),
        );
      });
    }, playground.url);
    await page.goto(at('localhost'));
    const told = page.waitForFunction(() => Reflect.get(window, 'told'));
    expect(await (await told).jsonValue()).toMatch(/^PopupBlockedError: .*in a click handler/);
  });

  test("Firefly's own script: loaded once, typed, refused for another server, and tried again after a failure", async () => {
    const bundle = `window.firefly = Object.assign(window.firefly ?? {}, { action: {}, util: {}, showImage() {} });
      window.loads = (window.loads ?? 0) + 1; window.onFireflyLoaded(window.firefly);`;
    const loader = `{ const tag = document.createElement('script'); tag.src = 'http://script.example/firefly/bundle.js'; document.head.append(tag); }`;
    let broken = true;
    await context.route('http://script.example/firefly/*', (route) => {
      const isLoader = route.request().url().endsWith('firefly_loader.js');
      if (broken && !isLoader) return route.fulfill({ status: 404 });
      return route.fulfill({ contentType: 'text/javascript', body: isLoader ? loader : bundle });
    });
    await page.goto(at('localhost'));
    const load = (to: string, options = {}) =>
      page.evaluate(
        ([url, how]) =>
          window.embed.loadFirefly(url, how).then(
            (firefly) => [firefly === Reflect.get(window, 'firefly'), Reflect.get(window, 'loads')],
            (error: Error) => `${error.name}: ${error.message}`,
          ),
        [to, options] as const,
      );
    const url = 'http://script.example/firefly';
    expect(await load(url, { channel: 'mine' })).toMatch(/^EmbedError: .*bundle\.js could not be loaded/);
    expect(await page.evaluate(() => Reflect.get(window, 'firefly'))).toBeUndefined();
    broken = false;
    const both = await Promise.all([load(url, { channel: 'mine' }), load(url), load(`${url}/`)]);
    expect(both).toEqual([
      [true, 1],
      [true, 1],
      [true, 1],
    ]);
    expect(await page.evaluate(() => Reflect.get(window, 'firefly').wsch)).toBe('mine');
    expect(await load('http://another.example/firefly')).toMatch(
      /^EmbedError: this page has the Firefly of http:\/\/script/,
    );
    expect(await load(url, { channel: 'other' })).toMatch(/on the channel mine already/);
  });

  test('a server that does not allow the page: CORS is named', async () => {
    await page.goto(at('localhost'));
    expect(await failure(`http://other.example:${pages.port}/firefly`)).toMatch(
      /^ConnectionError: .*does not allow pages of http:\/\/localhost:\d+ \(CORS\): .*--allow-origin http/,
    );
  });

  test("the page's own policy is named", async () => {
    await page.goto(at('localhost', '/strict'));
    expect(await failure(playground.url)).toMatch(
      /Content-Security-Policy forbids it: add http.* connect-src/,
    );
  });

  test('a page of https and a server of http', async () => {
    await context.route('https://safe.example/**', (route) =>
      route.request().url().endsWith('.js')
        ? route.fulfill({ contentType: 'text/javascript', body: pages.script })
        : route.fulfill({ contentType: 'text/html', body: html() }),
    );
    await page.goto('https://safe.example/');
    expect(await failure(`http://plain.example:${pages.port}/firefly`)).toMatch(/This page is https/);
  });

  test('a public page and a server of this machine: allowed and denied', async () => {
    await page.goto(at('public.example'));
    expect(await failure(playground.url)).toBe('connected');
    const session = await context.newCDPSession(page);
    const { targetInfo } = await session.send('Target.getTargetInfo');
    const { browserContextId } = targetInfo;
    const whole = await browser.newBrowserCDPSession();
    for (const name of ['local-network-access', 'loopback-network', 'local-network'])
      await whole.send('Browser.setPermission', {
        permission: { name },
        setting: 'denied',
        ...(browserContextId === undefined ? {} : { browserContextId }),
      });
    expect(await failure(playground.url)).toMatch(/allow "Local network access" in the site's settings/);
  });

  test('a playground that the page was not named to says how to', async () => {
    await page.goto(at('other.example'));
    expect(await failure(playground.url)).toMatch(/start it with --allow-origin http:\/\/other\.example:\d+/);
  });

  test('a public page of http and a server of this machine', async () => {
    await page.goto(at('third.example'));
    expect(await failure(playground.url)).toMatch(/only pages of https, or of this machine/);
  });

  test('the transport of the documents: through a frame of an origin that the server allows', async () => {
    const frames = await servePages(pages.script);
    await page.goto(`http://other.example:${frames.port}/`);
    expect(await failure(playground.url)).toMatch(/--allow-origin/);
    const frame = await page.evaluateHandle(async (src) => {
      const made = document.createElement('iframe');
      made.src = src;
      const loaded = new Promise((resolve) => made.addEventListener('load', resolve));
      document.body.append(made);
      await loaded;
      return made;
    }, `http://localhost:${frames.port}/`);
    const inside = await frame.contentFrame();
    await inside?.evaluate((base) => {
      addEventListener('message', ({ ports: [port] }) => {
        if (port !== undefined) window.bridge(port, window.serverTransport({ base }));
      });
    }, playground.url);
    const connected = await page.evaluate(
      async ([url, origin]) => {
        const { port1, port2 } = new MessageChannel();
        document.querySelector('iframe')?.contentWindow?.postMessage('firefly', origin, [port2]);
        const transport = window.portTransport(port1);
        const firefly = await window.main.FireflyClient.connect(url, { transport });
        await firefly.dispatch('my.action', {});
        await firefly.close();
        return firefly.serverVersion;
      },
      [playground.url, `http://localhost:${frames.port}`] as const,
    );
    await frames.close();
    expect(connected).toMatch(/^2026/);
  });

  test('nobody there at all', async () => {
    await page.goto(at('localhost'));
    expect(await failure('http://127.0.0.1:9/firefly')).toMatch(/Is the server running\?/);
  });
});
