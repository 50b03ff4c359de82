/** Where the contract is tried: in memory, on the playground with its page, and on a real server with its own. */
import { type ConnectOptions, FireflyClient } from 'firefly-client';
import { createMemoryServer } from 'firefly-client/testing';
import { startPlayground } from 'firefly-playground';
import type { Browser, Page } from 'playwright-core';
import { CookieJar } from '../../src/transport/cookies.js';
import { httpTransport } from '../../src/transport/http.js';
import type { Transport } from '../../src/transport/types.js';
import { webSocketTransport } from '../../src/transport/websocket.js';
import { launchBrowser } from '../support/browser.js';
import type { Backend, ViewerDriver } from './stage.js';

const WINDOW = { width: 1400, height: 1000 };
/** Pages on a machine without a graphics card are slow. */
const READY = 60_000;

/** The protocol without network or screen. */
export async function memoryBackend(): Promise<Backend> {
  const server = createMemoryServer();
  return {
    name: 'memory',
    connect: (options) =>
      FireflyClient.connect('http://memory.example/firefly', { ...options, transport: server.transport() }),
    openViewer: async (firefly) => {
      const mode = firefly.isSlate() ? 'slate' : 'triview';
      const viewer = server.openViewer(firefly.channel, { mode });
      await firefly.viewerReady({ timeout: READY });
      return {
        openPinnedCharts: () => viewer.openPinnedCharts(),
        clickRow: (tblId, row) => viewer.highlight(tblId, row),
        clickImage: async (plotId) =>
          viewer.click(plotId, { image: { x: 300, y: 300 }, world: { ra: 83.8, dec: -1.5 } }),
        reload: async () => viewer.reload(),
        close: async () => viewer.close(),
      };
    },
    transport: () => server.transport(),
    close: async () => undefined,
  };
}

/** The way to a server on a network. */
function wireTo(base: string): Transport {
  return {
    commands: httpTransport({ base, jar: new CookieJar() }),
    events: webSocketTransport({ base, headers: () => ({}) }),
    close: () => undefined,
  };
}

/** The playground server with its page in Chromium. */
export async function playgroundBackend(): Promise<Backend> {
  const playground = await startPlayground({ port: 0 });
  const chromium = onDemand(launchBrowser);
  return {
    name: 'playground',
    connect: (options) => FireflyClient.connect(playground.url, options),
    openViewer: async (firefly) =>
      openPage(await chromium.get(), firefly, (plotId) => `[data-plot-id="${plotId}"] .view-body`),
    transport: () => wireTo(playground.url),
    close: async () => {
      await chromium.close();
      await playground.close();
    },
  };
}

/** The server that FIREFLY_URL names, with its own viewer in Chromium. */
export async function realBackend(url: string): Promise<Backend> {
  const chromium = onDemand(launchBrowser);
  return {
    name: 'FIREFLY_URL',
    connect: (options?: ConnectOptions) => FireflyClient.connect(url, options),
    openViewer: async (firefly) => openPage(await chromium.get(), firefly, () => undefined),
    transport: () => wireTo(url),
    close: () => chromium.close(),
  };
}

/** A browser that is launched when it is needed first. */
function onDemand(launch: () => Promise<Browser>): { get(): Promise<Browser>; close(): Promise<void> } {
  let launched: Promise<Browser> | undefined;
  return {
    get: () => {
      launched ??= launch();
      return launched;
    },
    close: async () => (await launched)?.close(),
  };
}

async function openPage(
  browser: Browser,
  firefly: FireflyClient,
  imageSelector: (plotId: string) => string | undefined,
): Promise<ViewerDriver> {
  const context = await browser.newContext({ viewport: WINDOW });
  const page = await context.newPage();
  const announced = firefly.once('viewer:ready', { timeout: READY });
  await page.goto(firefly.viewerUrl);
  await announced;
  await firefly.viewerReady({ timeout: READY });
  return {
    openPinnedCharts: () => page.getByRole('tab', { name: /^Pinned Chart/ }).click(),
    clickRow: (_tblId, _row, text) => page.getByText(text, { exact: true }).first().click(),
    clickImage: (plotId) => clickImage(page, imageSelector(plotId)),
    reload: async () => {
      const again = firefly.once('viewer:ready', { timeout: READY });
      await page.reload();
      await again;
    },
    close: () => leave(page),
  };
}

/** Leaves the page before it is closed, so that its socket is closed in order: a server can hang on one that just vanishes. */
async function leave(page: Page): Promise<void> {
  if (page.isClosed()) return;
  await page.goto('about:blank');
  await page.context().close();
}

/** Clicks as a hand does: comes from somewhere, and takes a moment. Without a selector the image is in the middle of the window. */
async function clickImage(page: Page, selector: string | undefined): Promise<void> {
  const box = selector === undefined ? { x: 0, y: 0, ...WINDOW } : await page.locator(selector).boundingBox();
  if (box === null) throw new Error('the image is not in the window');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x - 40, y - 30);
  await page.mouse.move(x, y, { steps: 5 });
  await page.mouse.click(x, y, { delay: 80 });
}
