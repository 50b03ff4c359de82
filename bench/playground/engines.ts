/** From the push to the screen, against the raw engines with the same data in a bare page of the same browser. */
import type { Page } from 'playwright-core';
import { printFigures, within } from '../support/figures.js';
import { type Bench, openBench } from './page.js';
import { imageSample, tableSample } from './samples.js';

const RUNS = 5;

export async function benchEngines(executablePath: string): Promise<void> {
  const bench = await openBench(executablePath);
  try {
    const table = tableSample();
    const image = imageSample();
    const tablePath = await bench.firefly.uploadFile(table.bytes);
    const imagePath = await bench.firefly.uploadFile(image.bytes);
    const tables = { ours: [] as number[], theirs: [] as number[] };
    const images = { ours: [] as number[], theirs: [] as number[] };
    // The first run of each pays for what is loaded once.
    for (let run = 0; run <= RUNS; run++) {
      const one = [
        await showTable(bench, tablePath, `t${run}`),
        await rawTabulator(bench, tablePath),
        await showImage(bench, imagePath, `i${run}`),
        await rawJs9(bench, imagePath),
      ] as const;
      if (run === 0) continue;
      tables.ours.push(one[0]);
      tables.theirs.push(one[1]);
      images.ours.push(one[2]);
      images.theirs.push(one[3]);
    }
    const title = `(a) push to screen, medians of ${RUNS} runs, ${bench.browser.browserType().name()} ${bench.browser.version()}`;
    printFigures(
      title,
      ['playground', 'raw engine'],
      [
        within(`table (${table.name}), Tabulator`, tables.ours, tables.theirs, 2),
        within(`image (${image.name}), JS9`, images.ours, images.theirs, 2),
      ],
    );
  } finally {
    await bench.close();
  }
}

/** The clock of the page and ours are the same; it looks at every frame. */
function seen(page: Page, expression: string): Promise<number> {
  return page
    .waitForFunction(`(${expression}) ? Date.now() : 0`, undefined, { polling: 'raf', timeout: 60_000 })
    .then((handle) => handle.jsonValue())
    .then(Number);
}

async function showTable({ firefly, page }: Bench, path: string, tblId: string): Promise<number> {
  const start = Date.now();
  const end = seen(page, `document.querySelector('[data-tbl-id="${tblId}"] .tabulator-row')`);
  void firefly.showTable(path, { tblId, title: tblId });
  const took = (await end) - start;
  await seen(page, `window.playground.core.state.charts.get('default-${tblId}')?.status === 'drawn'`);
  await firefly.dispatch('table.remove', { tbl_id: tblId });
  return took;
}

async function showImage({ firefly, page }: Bench, path: string, plotId: string): Promise<number> {
  const start = Date.now();
  const end = seen(page, `window.playground.core.state.plots.get('${plotId}')?.pixels === 'present'`);
  void firefly.showFitsImage(path, { plotId });
  const took = (await end) - start;
  await firefly.dispatch('ImagePlotCntlr.deletePlotView', { plotId });
  return took;
}

/** A page of the same origin with nothing in it. */
async function barePage(bench: Bench): Promise<Page> {
  const page = await bench.browser.newPage({ viewport: { width: 1400, height: 1000 } });
  await page.route('**/bare.html', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><body></body>' }),
  );
  // The compiler that runs this names functions with a helper that a page does not have.
  await page.addInitScript('globalThis.__name = (value) => value');
  await page.goto(`${bench.playground.url}/bare.html`);
  return page;
}

/** All rows, fetched as the server sends them. */
async function rawTabulator(bench: Bench, path: string): Promise<number> {
  const page = await barePage(bench);
  const vendor = `${bench.playground.url}/vendor/tabulator`;
  await page.addStyleTag({ url: `${vendor}/css/tabulator_simple.min.css` });
  await page.addScriptTag({ url: `${vendor}/js/tabulator.min.js` });
  const request = {
    id: 'IpacTableFromSource',
    source: path,
    startIdx: 0,
    pageSize: 2_147_483_647,
    tbl_id: 'raw',
  };
  const took = await page.evaluate(
    async ([url, body]) => {
      const start = performance.now();
      const place = document.body.appendChild(document.createElement('div'));
      const response = await fetch(url, {
        method: 'POST',
        body: new URLSearchParams({ cmd: 'tableSearch', request: body }),
      });
      const { tableData } = (await response.json()) as {
        tableData: { columns: { name: string }[]; data: unknown[][] };
      };
      const columns = tableData.columns.map(({ name }, index) => ({ title: name, field: `c${index}` }));
      const data = tableData.data.map((row) =>
        Object.fromEntries(row.map((value, index) => [`c${index}`, value])),
      );
      const { Tabulator } = window as unknown as {
        Tabulator: new (place: Element, options: object) => { on(event: string, done: () => void): void };
      };
      const table = new Tabulator(place, { columns, data, height: 340, rowHeight: 24 });
      await new Promise<void>((resolve) => table.on('tableBuilt', resolve));
      await new Promise(requestAnimationFrame);
      return performance.now() - start;
    },
    [`${bench.playground.url}/CmdSrv/sync`, JSON.stringify(request)] as const,
  );
  await page.close();
  return took;
}

async function rawJs9(bench: Bench, path: string): Promise<number> {
  const page = await barePage(bench);
  const vendor = `${bench.playground.url}/vendor/js9`;
  await page.evaluate((installDir) => {
    const globalOpts = { installDir, helperType: 'none', alerts: false, updateTitlebar: false };
    Object.assign(window, { JS9Prefs: { globalOpts } });
    document.body.innerHTML = '<div class="JS9" data-width="640" data-height="560"></div>';
  }, `${vendor}/`);
  await page.addScriptTag({ url: `${vendor}/js9support.min.js` });
  await page.addScriptTag({ url: `${vendor}/js9.min.js` });
  await page.waitForFunction('window.JS9 && window.JS9.readied', undefined, { timeout: 60_000 });
  const took = await page.evaluate(
    async (url) => {
      const start = performance.now();
      const blob = await (await fetch(url)).blob();
      const { JS9 } = window as unknown as { JS9: { Load(blob: Blob, options: object): void } };
      await new Promise<void>((resolve) => {
        JS9.Load(Object.assign(blob, { name: `raw-${start}.fits` }), { onload: () => resolve() });
      });
      await new Promise(requestAnimationFrame);
      return performance.now() - start;
    },
    `${bench.playground.url}/servlet/Download?${new URLSearchParams({ file: path })}`,
  );
  await page.close();
  return took;
}
