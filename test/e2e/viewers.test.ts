import '../../playground/viewer/test-api.js';
import { FireflyClient } from 'firefly-client';
import { createMemoryServer } from 'firefly-client/testing';
import { expect, test } from 'vitest';
import { buildCatalog, buildImage } from '../../playground/demo/data.js';
import { describePage } from './stage.js';

const image = buildImage(buildCatalog().stars);

describePage('two pages on a channel', (stage) => {
  test('both do what they are told, both report, and each tells its reports from those of the other (T16)', async () => {
    const { firefly, page } = stage;
    const second = await stage.browser.newPage({ viewport: { width: 1400, height: 1000 } });
    const ready = firefly.once('viewer:ready', { timeout: 60_000 });
    await second.goto(firefly.viewerUrl);
    await ready;
    await firefly.showFitsImage(image, { plotId: 'a' }).displayed();
    const reports: unknown[] = [];
    const stop = firefly.on('ImagePlotCntlr.ZoomImage', (report) => reports.push(report['zoomLevel']));
    await firefly.addExtension('ImagePlotCntlr.ZoomImage', { extensionId: 'mine', title: 'mine' });
    for (const each of [page, second])
      await each.waitForFunction(
        () =>
          window.playground?.viewport('a') !== undefined &&
          window.playground.core.state.plots.get('a')?.status === 'displayed',
      );
    await firefly.setZoom('a', 2).displayed();
    for (const each of [page, second]) {
      await each.waitForFunction(() => window.playground?.viewport('a')?.zoom === 2);
      await each.getByRole('button', { name: 'Log', exact: true }).click();
      await each.getByRole('searchbox', { name: 'Search the log' }).fill('mine ZoomImage -extensionAdd');
      const ways = each.locator('.log-sheet > .log-row .log-way');
      await ways.nth(1).waitFor();
      expect((await ways.allInnerTexts()).sort()).toEqual(['↑ report', '↓ report of another viewer']);
    }
    expect(reports).toEqual([2, 2]);
    await page.locator('#channel').click();
    await page.getByText('3 programs and pages are on it').waitFor();
    stop();
    await second.close();
    await page.getByText('2 programs and pages are on it').waitFor();
  });
});

test('fifty viewers on a channel all do what they are told', async () => {
  const server = createMemoryServer();
  const firefly = await FireflyClient.connect('http://test/firefly', { transport: server.transport() });
  const viewers = Array.from({ length: 50 }, () => server.openViewer(firefly.channel));
  await Promise.all(viewers.map(({ ready }) => ready));
  const file = server.addFile('stars.csv', 'name,vmag\nAlnilam,1.7\nMintaka,2.2\n');
  await firefly.showTable(file, { tblId: 'stars' }).displayed();
  await Promise.all(viewers.map(({ core }) => core.settled()));
  for (const { tables } of viewers) expect(tables.get('stars')?.model?.totalRows).toBe(2);
  for (const viewer of viewers) viewer.close();
  await firefly.close();
});
