import '../../playground/viewer/test-api.js';
import { FireflyClient } from 'firefly-client';
import { startPlayground } from 'firefly-playground';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { buildCatalog, buildImage } from '../../playground/demo/data.js';
import { describePage, type Stage } from './stage.js';

const catalog = buildCatalog();
const image = buildImage(catalog.stars);
const table = new TextEncoder().encode(catalog.ipac);

/** Sends what stands for an action as it is: the client would refuse it. */
async function push({ url, firefly }: Stage, action: string): Promise<void> {
  const body = new URLSearchParams({ cmd: 'pushAction', channelID: firefly.channel, action });
  const response = await fetch(`${url}/CmdSrv/sync`, { method: 'POST', body });
  expect(await response.json()).toMatchObject([{ success: true }]);
}

const boxOf = async (page: Page, id: string) =>
  (await page.locator(id).boundingBox()) ?? { width: 0, height: 0 };

describePage('the frame of the page', (stage) => {
  test('tells a newcomer what to do until something is shown, and again when all is taken away', async () => {
    const { firefly, page } = stage;
    const welcome = page.locator('#welcome');
    await welcome.getByText(`channel: '${firefly.channel}'`).waitFor();
    expect(await page.locator('#images').isVisible()).toBe(false);
    await firefly.showTable(table, { tblId: 't' }).displayed();
    await welcome.waitFor({ state: 'hidden' });
    await firefly.reinitViewer();
    await welcome.waitFor();
    expect(await page.locator('[data-tbl-id], [data-plot-id], [data-chart-id]').count()).toBe(0);
  });

  test('expands each pane over the page and takes it back, by mouse and by keys', async () => {
    const { firefly, page } = stage;
    await firefly.showFitsImage(image, { plotId: 'a' }).displayed();
    await firefly.showTable(table, { tblId: 't' }).displayed();
    for (const pane of ['images', 'charts', 'tables']) {
      const before = await boxOf(page, `#${pane}`);
      await page.getByRole('button', { name: `Expand the ${pane} over the page` }).click();
      const wide = await boxOf(page, `#${pane}`);
      expect(wide.width).toBeGreaterThan(1350);
      expect(wide.height).toBeGreaterThan(900);
      expect(await page.locator('main > .pane:visible').count()).toBe(1);
      await page.keyboard.press('Escape');
      expect(await boxOf(page, `#${pane}`)).toEqual(before);
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Back to all panes' }).click();
      expect(await page.locator('main > .pane:visible').count()).toBe(3);
    }
  });

  test('has the colours of the system, or those that were chosen, also after it is loaded anew', async () => {
    const { firefly, page } = stage;
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const is = (theme: string) => page.locator(`html[data-theme="${theme}"]`).waitFor();
    await page.emulateMedia({ colorScheme: 'light' });
    await is('light');
    const light = await background();
    await page.emulateMedia({ colorScheme: 'dark' });
    await is('dark');
    const dark = await background();
    expect(dark).not.toBe(light);
    await page.getByRole('combobox', { name: 'Colors of the page' }).selectOption('light');
    expect(await background()).toBe(light);
    const again = firefly.once('viewer:ready', { timeout: 60_000 });
    await page.reload();
    await again;
    expect(await background()).toBe(light);
    await page.getByRole('combobox', { name: 'Colors of the page' }).selectOption('auto');
    expect(await background()).toBe(dark);
  });

  test('says in words what was no action, and goes on (T10)', async () => {
    const { firefly, page } = stage;
    await push(stage, '"text"');
    await push(stage, '{"payload":{}}');
    const errors = page.locator('.notice-list .error');
    await errors.getByText('Actions must be objects with a type.').nth(1).waitFor();
    await page.getByRole('button', { name: 'Log', exact: true }).click();
    await page.getByRole('combobox', { name: 'Which entries' }).selectOption('error');
    expect(await page.locator('.log-sheet > .log-row').count()).toBe(2);
    await firefly.showTable(table, { tblId: 't' }).displayed();
    await page.getByRole('button', { name: 'Clear the messages' }).click();
    expect(await page.locator('#notices').isVisible()).toBe(false);
  });

  test('says that an action has broken it, keeps what is shown, and works again when it is loaded anew', async () => {
    const { firefly, page } = stage;
    await firefly.showFitsImage(image, { plotId: 'a' }).displayed();
    await push(
      stage,
      '{"type":"ImagePlotCntlr.recenter","payload":{"plotId":["a","b"],"centerPt":"1;1;PIXEL"}}',
    );
    await page.getByText('An action has broken this page').waitFor();
    expect(await page.title()).toContain('broken');
    await page.locator('[data-plot-id="a"]').waitFor();
    const again = firefly.once('viewer:ready', { timeout: 60_000 });
    await page.getByRole('button', { name: 'Load the page anew' }).click();
    await again;
    expect(await page.locator('[data-plot-id]').count()).toBe(0);
    await firefly.showFitsImage(image, { plotId: 'a' }).displayed();
  });

  test('shows the channel in full, and how to connect to it', async () => {
    const { firefly, page, url } = stage;
    await page.locator('#channel').focus();
    await page.keyboard.press('Enter');
    const card = page.getByRole('dialog', { name: 'This channel' });
    await card.getByText(firefly.channel, { exact: true }).waitFor();
    await card.getByText(`FireflyClient.connect('${url}', { channel: '${firefly.channel}' })`).waitFor();
    await page.keyboard.press('Escape');
    await card.waitFor({ state: 'hidden' });
  });
});

describePage('a page whose server is gone', (stage) => {
  test('says so, keeps what is shown, and goes on with the next one', async () => {
    const first = await startPlayground({ port: 0 });
    const { port } = first;
    const firefly = await FireflyClient.connect(first.url);
    const page = await stage.browser.newPage({ viewport: { width: 1400, height: 1000 } });
    const ready = firefly.once('viewer:ready', { timeout: 60_000 });
    await page.goto(firefly.viewerUrl);
    await ready;
    await firefly.showFitsImage(image, { plotId: 'a' }).displayed();
    const { channel } = firefly;
    await firefly.close();
    await first.close();
    await page.getByText('Connection to the server lost. What is shown stays').waitFor();
    await page.getByText(/^Trying/).waitFor();
    expect(await page.title()).toContain('reconnecting');

    const second = await startPlayground({ port });
    const next = await FireflyClient.connect(second.url, { channel });
    const retry = page.getByRole('button', { name: 'Try now' });
    // The page may be faster than the click.
    await retry.click({ timeout: 2000 }).catch(() => undefined);
    await page.locator('#banner').waitFor({ state: 'hidden' });
    await page.getByText(/Connected again after \d+ s/).waitFor();
    await page.locator('#link-state', { hasText: 'connected' }).waitFor();
    expect(await page.locator('[data-plot-id="a"]').count()).toBe(1);
    await next.setZoom('a', 2);
    await page.waitForFunction(() => window.playground?.viewport('a')?.zoom === 2);
    await next.showFitsImage(image, { plotId: 'b' }).displayed();
    await next.close();
    await page.close();
    await second.close();
  });
});
