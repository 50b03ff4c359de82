/** A playground, a page in Chromium, and a client on its channel. */
import { FireflyClient } from 'firefly-client';
import { startPlayground } from 'firefly-playground';
import type { Browser, Page } from 'playwright-core';

export interface Stage {
  readonly firefly: FireflyClient;
  readonly page: Page;
  /** The address of the server. */
  readonly url: string;
  /** Errors of the page's own code. */
  readonly pageErrors: string[];
  close(): Promise<void>;
}

export async function openStage(browser: Browser): Promise<Stage> {
  const playground = await startPlayground({ port: 0 });
  const firefly = await FireflyClient.connect(playground.url);
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
  const pageErrors: string[] = [];
  page.on('pageerror', (error) => pageErrors.push(String(error)));
  const ready = firefly.once('viewer:ready', { timeout: 60_000 });
  await page.goto(firefly.viewerUrl);
  await ready;
  return {
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
