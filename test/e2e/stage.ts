/** A playground, a page in Chromium, and a client on its channel. */
import { type ConnectOptions, FireflyClient } from 'firefly-client';
import { startPlayground } from 'firefly-playground';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from 'vitest';
import { launchBrowser, noBrowser } from '../support/browser.js';

export interface Stage {
  readonly browser: Browser;
  readonly firefly: FireflyClient;
  readonly page: Page;
  /** The address of the server. */
  readonly url: string;
  /** Errors of the page's own code. */
  readonly pageErrors: string[];
}

/** Which page it is. */
type PageOptions = Pick<ConnectOptions, 'htmlFile'>;

interface OpenStage extends Stage {
  close(): Promise<void>;
}

/** A page on a busy machine misses a click, as a real viewer does: a test has one more try, and the reporter tells which took it. */
const PAGE_TESTS = { retry: 1 };

/** Tests with a stage for each, in one browser; no error of the page's own code passes. Skipped, with the reason, where there is no browser. */
export function describePage(title: string, tests: (stage: Stage) => void, options: PageOptions = {}): void {
  const missing = noBrowser();
  if (missing !== undefined) console.log(`${title}: not tried: ${missing}`);
  describe.skipIf(missing !== undefined)(title, PAGE_TESTS, () => {
    let browser: Browser;
    let stage: OpenStage;
    beforeAll(async () => {
      browser = await launchBrowser();
    });
    afterAll(() => browser?.close());
    beforeEach(async () => {
      stage = await openStage(browser, options);
    });
    afterEach(async () => {
      const { pageErrors } = stage;
      await stage.close();
      expect(pageErrors).toEqual([]);
    });
    tests({
      get browser() {
        return browser;
      },
      get firefly() {
        return stage.firefly;
      },
      get page() {
        return stage.page;
      },
      get url() {
        return stage.url;
      },
      get pageErrors() {
        return stage.pageErrors;
      },
    });
  });
}

async function openStage(browser: Browser, options: PageOptions): Promise<OpenStage> {
  const playground = await startPlayground({ port: 0 });
  const firefly = await FireflyClient.connect(playground.url, options);
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
  const pageErrors: string[] = [];
  page.on('pageerror', (error) => pageErrors.push(String(error)));
  const ready = firefly.once('viewer:ready', { timeout: 60_000 });
  await page.goto(firefly.viewerUrl);
  await ready;
  return {
    browser,
    firefly,
    page,
    url: playground.url,
    pageErrors,
    close: async () => {
      await firefly.close();
      await page.close();
      await playground.close();
    },
  };
}

/** What the page shows of a plot at a position in the sky. */
export interface Look {
  readonly pixel: number | undefined;
  readonly screen: { readonly x: number; readonly y: number } | undefined;
  readonly color: readonly number[] | undefined;
  readonly zoom: number | undefined;
}

export function look(page: Page, plotId: string, ra: number, dec: number): Promise<Look> {
  return page.evaluate(
    ([id, x, y]) => {
      const api = window.playground;
      return {
        pixel: api?.pixelAt(id, x, y),
        screen: api?.screenAt(id, x, y),
        color: api?.colorAt(id, x, y),
        zoom: api?.viewport(id)?.zoom,
      };
    },
    [plotId, ra, dec] as const,
  );
}
