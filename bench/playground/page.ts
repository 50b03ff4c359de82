/** A playground and its page in Chromium, for measuring. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { FireflyClient } from 'firefly-client';
import { type Playground, startPlayground } from 'firefly-playground';
import { type Browser, chromium, type Page } from 'playwright-core';

const ARGS = ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];

export interface Bench {
  readonly browser: Browser;
  readonly playground: Playground;
  readonly firefly: FireflyClient;
  readonly page: Page;
  close(): Promise<void>;
}

export async function openBench(executablePath: string): Promise<Bench> {
  const build = fileURLToPath(new URL('../../scripts/ensure-build.js', import.meta.url));
  spawnSync(process.execPath, [build], { stdio: 'inherit' });
  const browser = await chromium.launch({ executablePath, args: ARGS });
  const playground = await startPlayground({ port: 0 });
  const firefly = await FireflyClient.connect(playground.url);
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
  // The compiler that runs this names functions with a helper that a page does not have.
  await page.addInitScript('globalThis.__name = (value) => value');
  await page.addInitScript(() => {
    const tasks: number[] = [];
    Object.assign(window, { longTasks: tasks });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration);
    }).observe({ type: 'longtask', buffered: true });
  });
  const ready = firefly.once('viewer:ready', { timeout: 60_000 });
  await page.goto(firefly.viewerUrl);
  await ready;
  return {
    browser,
    playground,
    firefly,
    page,
    close: async () => {
      await firefly.close();
      await browser.close();
      await playground.close();
    },
  };
}

/** Long tasks since the last call, in milliseconds. */
export function longTasks(page: Page): Promise<number[]> {
  return page.evaluate(() => {
    const { longTasks: tasks = [] } = window as { longTasks?: number[] };
    return tasks.splice(0);
  });
}
