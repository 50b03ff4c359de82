/** Long tasks of the page while a person works with a table of 1,000,000 rows. */
import type { Page } from 'playwright-core';
import { below, type Figure, printFigures } from '../support/figures.js';
import { type Bench, longTasks, openBench } from './page.js';
import { millionRows } from './samples.js';

const LIMIT = 200;

export async function benchLongTasks(executablePath: string): Promise<void> {
  const rows = millionRows();
  const bench = await openBench(executablePath);
  try {
    const path = await bench.firefly.uploadFile(rows);
    const figures: Figure[] = [];
    for (const [what, act] of Object.entries(steps(bench, path))) {
      await longTasks(bench.page);
      await act().catch((error: unknown) => {
        throw new Error(`"${what}" was not done`, { cause: error });
      });
      await quiet(bench.page);
      figures.push(below(what, await longTasks(bench.page), LIMIT));
    }
    printFigures('(b) longest task of the page, 1,000,000 rows × 6 columns', ['longest', ''], figures);
  } finally {
    await bench.close();
  }
}

/** Nothing is being loaded or drawn any more, and a second of frames has passed. */
async function quiet(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await window.playground?.core.settled();
    const end = performance.now() + 1000;
    while (performance.now() < end) await new Promise(requestAnimationFrame);
  });
}

function steps({ firefly, page }: Bench, path: string): Readonly<Record<string, () => Promise<unknown>>> {
  const table = page.locator('[data-tbl-id="m"]');
  const press = (name: string) => page.getByRole('button', { name, exact: true }).first().click();
  const inChart = (id: string, name: string) =>
    page.locator(`[data-chart-id="${id}"]`).getByRole('button', { name, exact: true }).click();
  const drawn = (id: string) =>
    page.waitForFunction(`window.playground.core.state.charts.get('${id}')?.status === 'drawn'`, undefined, {
      timeout: 120_000,
    });
  const chart = (chartId: string, trace: object) => async () => {
    await firefly.dispatch('charts.data/chartAdd', {
      chartId,
      viewerId: 'PINNED_CHART_VIEWER_ID',
      groupId: 'PINNED_CHART_VIEWER_ID',
      chartType: 'plot.ly',
      data: [{ tbl_id: 'm', ...trace }],
      layout: {},
    });
    await drawn(chartId);
  };
  const drag = (from: number, to: number) => async () => {
    const box = await page.locator('[data-chart-id="crowd"] .nsewdrag').first().boundingBox();
    if (!box) throw new Error('The chart has no axes.');
    await page.mouse.move(box.x + box.width * from, box.y + box.height * from);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * to, box.y + box.height * to, { steps: 5 });
    await page.mouse.up();
  };
  return {
    'show the table and its own chart': async () => {
      await firefly.showTable(path, { tblId: 'm', title: 'million' });
      await drawn('default-m');
    },
    'next page': () => press('Next Page'),
    'last page': () => press('Last Page'),
    'sort by a column': () => press('Sort by mag'),
    'filter a column': async () => {
      await table.getByLabel('Filter mag', { exact: true }).fill('< 19');
      await table.getByLabel('Filter mag', { exact: true }).press('Enter');
    },
    'remove the filter': () => table.getByRole('button', { name: 'Remove all filters' }).click(),
    'select all rows': () => table.getByLabel('Select all rows').click(),
    'select none': () => table.getByLabel('Select all rows').click(),
    'open the pinned charts': () => page.getByRole('tab', { name: /^Pinned/ }).click(),
    'showChart of 1,000,000 points': chart('crowd', {
      type: 'scatter',
      mode: 'markers',
      x: 'tables::ra',
      y: 'tables::dec',
    }),
    'select the points in a box': async () => {
      await drag(0.3, 0.6)();
      await inChart('crowd', 'Select the enclosed points');
    },
    'zoom into a part': async () => {
      await inChart('crowd', 'Zoom');
      await drag(0.4, 0.6)();
    },
    'zoom out': () => inChart('crowd', 'Zoom out to original range'),
    'histogram of 1,000,000 values': chart('bars', { type: 'histogram', x: 'tables::ra' }),
    'line through 1,000,000 points': chart('line', {
      type: 'scatter',
      mode: 'lines',
      x: 'tables::id',
      y: 'tables::mag',
    }),
  };
}
