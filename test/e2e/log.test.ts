import '../../playground/viewer/test-api.js';
import { once } from 'node:events';
import { FireflyClient } from 'firefly-client';
import type { Page } from 'playwright-core';
import { beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { buildCatalog, buildImage } from '../../playground/demo/data.js';
import { describePage } from './stage.js';

const image = buildImage(buildCatalog().stars);

const openLog = (page: Page) => page.getByRole('button', { name: 'Log', exact: true }).click();
const rows = (page: Page, text: string) => page.locator('#log .log-sheet > .log-row', { hasText: text });
const counts = (page: Page) => page.locator('.log-counts');
/** What was copied; the page's clipboard is watched, since that of a browser without a window is not always there. */
const copied = (page: Page) => page.evaluate(() => (window as { copied?: string }).copied ?? '');

async function watchClipboard(page: Page): Promise<void> {
  await page.evaluate(() => {
    const keep = async (text: string) => {
      (window as { copied?: string }).copied = text;
    };
    Object.defineProperty(navigator, 'clipboard', { value: { writeText: keep } });
  });
}

describePage('the log of the page', (stage) => {
  beforeEach(async () => {
    await watchClipboard(stage.page);
  });
  test('has every action and report in order, gives one back as code and as JSON', async () => {
    const { firefly, page } = stage;
    await firefly.showFitsImage(image, { plotId: 'a' }).displayed();
    await firefly.setStretch('a', { type: 'zscale', algorithm: 'asinh' }).displayed();
    await openLog(page);
    await page.getByRole('searchbox', { name: 'Search the log' }).fill('StretchChange -extensionAdd');
    const entries = rows(page, 'ImagePlotCntlr.StretchChange');
    await entries.nth(1).waitFor();
    expect(await entries.locator('.log-way').allInnerTexts()).toEqual(['↓ action', '↑ report']);
    await entries.first().click();
    await page.getByRole('button', { name: 'Copy this Code' }).click();
    expect(await copied(page)).toBe("firefly.setStretch('a', { type: 'zscale', algorithm: 'asinh' });");
    await page.getByText('Code copied').waitFor();
    await page.getByRole('button', { name: 'Copy this JSON' }).click();
    expect(JSON.parse(await copied(page))).toMatchObject({
      type: 'ImagePlotCntlr.StretchChange',
      payload: { plotId: 'a' },
    });
  });

  test('makes a script of several entries, which does the same again', async () => {
    const { firefly, page } = stage;
    const shown = await firefly.showFitsImage(image, { plotId: 'a' }).displayed();
    await firefly.setZoom('a', 3).displayed();
    await openLog(page);
    await page.getByRole('checkbox', { name: 'housekeeping' }).uncheck();
    await rows(page, 'ZoomImage').first().waitFor();
    await page.getByRole('listbox', { name: 'What has passed' }).focus();
    await page.keyboard.press('Control+a');
    await page.getByRole('button', { name: 'Copy as script' }).click();
    const script = await copied(page);
    const { File: file } = (shown.report['wpRequest'] as { params: { File: string } }).params;
    expect(script).toContain(
      `firefly.showFitsImage('${file}', { plotId: 'a' });\nfirefly.setZoom('a', 3);\n`,
    );
    await firefly.reinitViewer();
    await page.locator('#welcome').waitFor();
    const body = script.replace(/^import .*$/m, '');
    const run = new Function('FireflyClient', `return (async () => {${body}})();`) as (
      client: unknown,
    ) => Promise<void>;
    await run(FireflyClient);
    await page.waitForFunction(() => window.playground?.viewport('a')?.zoom === 3);
  });

  test('is moved through and chosen from with the keyboard', async () => {
    const { firefly, page } = stage;
    for (const n of [1, 2, 3, 4]) await firefly.dispatch('private.action', { n });
    await openLog(page);
    await page.getByRole('searchbox', { name: 'Search the log' }).fill('private.action');
    await rows(page, 'private.action').nth(3).waitFor();
    await page.getByRole('listbox', { name: 'What has passed' }).focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.locator('.log-details pre', { hasText: 'n: 2' }).waitFor();
    await page.keyboard.press('Shift+End');
    expect(await page.locator('.log-row[aria-selected="true"]').count()).toBe(3);
    await page.getByRole('button', { name: 'Copy as JSON' }).click();
    const told = JSON.parse(await copied(page)) as { data: { payload: { n: number } } }[];
    expect(told.map(({ data }) => data.payload.n)).toEqual([2, 3, 4]);
  });

  test('is paused and goes on without losing anything', async () => {
    const { firefly, page } = stage;
    await openLog(page);
    await page.getByRole('searchbox', { name: 'Search the log' }).fill('private.action');
    await page.getByRole('button', { name: 'Pause' }).click();
    await firefly.dispatch('private.action', { n: 1 });
    await counts(page)
      .getByText(/paused, [1-9]\d* more meanwhile/)
      .waitFor();
    expect(await rows(page, 'private.action').count()).toBe(0);
    await page.getByRole('button', { name: 'Go on' }).click();
    await rows(page, 'private.action').waitFor();
  });

  test('cuts what is long, and shows it on demand', async () => {
    const { firefly, page } = stage;
    await firefly.dispatch('private.action', {
      text: 'x'.repeat(20_000),
      list: Array.from({ length: 250 }, (_, n) => n),
    });
    await openLog(page);
    await rows(page, 'private.action').click();
    expect(await page.locator('.json-text').innerText()).toHaveLength(
      500 + ' … Show all 20,002 characters'.length,
    );
    await page.getByRole('button', { name: 'Show all 20,002 characters' }).click();
    expect(await page.locator('.json-text').innerText()).toHaveLength(20_002);
    await page.locator('summary', { hasText: 'list' }).click();
    await page.getByRole('button', { name: 'Show the next 100 of 150' }).click();
    await page.getByRole('button', { name: 'Show the next 50 of 50' }).click();
    await page.locator('.json-leaf', { hasText: '249: 249' }).waitFor();
  });

  test('is resized by mouse and keys, and comes back as it was when the page is loaded anew', async () => {
    const { page, firefly } = stage;
    await openLog(page);
    const log = page.locator('#log');
    const before = (await log.boundingBox())?.height ?? 0;
    const edge = page.getByRole('separator', { name: 'Height of the log' });
    await edge.focus();
    await page.keyboard.press('ArrowUp');
    const taller = (await log.boundingBox())?.height ?? 0;
    expect(taller).toBeGreaterThan(before);
    const box = await edge.boundingBox();
    await page.mouse.move(300, (box?.y ?? 0) + 3);
    await page.mouse.down();
    await page.mouse.move(300, 400, { steps: 4 });
    await page.mouse.up();
    expect((await log.boundingBox())?.height).toBeCloseTo(600, -1);
    const again = firefly.once('viewer:ready', { timeout: 60_000 });
    await page.reload();
    await again;
    expect((await log.boundingBox())?.height).toBeCloseTo(600, -1);
    await page.getByRole('button', { name: 'Close the log' }).click();
    await log.waitFor({ state: 'hidden' });
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Log');
  });

  test('takes 2,000 actions at once, with the few rows in sight, and all of them kept', async () => {
    const { firefly, page } = stage;
    await openLog(page);
    await page.getByRole('searchbox', { name: 'Search the log' }).fill('private.action');
    const address = `${stage.url.replace('http', 'ws')}/sticky/firefly/events?channelID=${firefly.channel}`;
    const socket = new WebSocket(address);
    await once(socket, 'message');
    for (let n = 0; n < 2000; n++) {
      const data = { type: 'private.action', payload: { n } };
      socket.send(JSON.stringify({ name: 'FLUX_ACTION', scope: 'CHANNEL', dataType: 'JSON', data }));
    }
    await counts(page)
      .getByText(/^2000 of \d+ shown$/)
      .waitFor();
    expect(await rows(page, 'private.action').count()).toBeLessThan(60);
    await page.locator('.times', { hasText: '× 2000' }).waitFor();
    await page.getByRole('listbox', { name: 'What has passed' }).focus();
    await page.keyboard.press('Home');
    await page.locator('.log-details pre', { hasText: 'n: 0' }).waitFor();
    await page.keyboard.press('End');
    await page.locator('.log-details pre', { hasText: 'n: 1999' }).waitFor();
    socket.close();
  });
});
