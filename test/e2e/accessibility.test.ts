import { expect, test } from 'vitest';
import { buildCatalog, buildImage, buildRegions } from '../../playground/demo/data.js';
import { seriousFindings } from './axe.js';
import { describePage, type Stage } from './stage.js';

const catalog = buildCatalog();
/** Fills the page with one of each, failures among them. */
async function fill({ firefly, page }: Stage): Promise<void> {
  await firefly.showFitsImage(buildImage(catalog.stars), { plotId: 'a', Title: 'Orion' }).displayed();
  await firefly.showTable(new TextEncoder().encode(catalog.ipac), { tblId: 't', title: 'Stars' }).displayed();
  await firefly.overlayRegionLayer({ regionData: buildRegions().split('\n'), plotId: 'a' }).displayed();
  await firefly
    .showFitsImage('${upload-dir}/none.fits', { plotId: 'failed' })
    .displayed()
    .catch(() => undefined);
  const chart = firefly.showChart({
    data: [{ tbl_id: 't', x: 'tables::none', y: 'tables::dec', type: 'scatter' }],
  });
  // It fails when its tab is opened.
  chart.displayed().catch(() => undefined);
  await chart;
  await firefly.dispatch('layout.somethingNew', { a: 1 });
  await page.getByText('layout.somethingNew').first().waitFor();
}

describePage('the viewer page', (stage) => {
  test.each(['light', 'dark'] as const)(
    'has nothing serious for axe, empty and full, when it is %s',
    async (colorScheme) => {
      const { page } = stage;
      await page.emulateMedia({ colorScheme });
      await page.locator(`html[data-theme="${colorScheme}"]`).waitFor();
      expect(await seriousFindings(page)).toEqual([]);
      await page.locator('#channel').click();
      expect(await seriousFindings(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await fill(stage);
      expect(await seriousFindings(page)).toEqual([]);
      await page.getByRole('tab', { name: /^Pinned Charts/ }).click();
      await page.getByRole('button', { name: 'Log', exact: true }).click();
      await page.locator('.log-row', { hasText: 'PlotImage' }).first().click();
      expect(await seriousFindings(page)).toEqual([]);
    },
  );

  test('is walked through with Tab in the order in which it is read, beginning with links that skip', async () => {
    const { page } = stage;
    await fill(stage);
    await page.keyboard.press('Tab');
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
    expect(await focused()).toBe('Skip to the images');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('images');
    const seen: string[] = [];
    for (let steps = 0; steps < 150; steps++) {
      await page.keyboard.press('Tab');
      const place = await page.evaluate(
        () => document.activeElement?.closest('#images, #charts, #tables')?.id ?? '',
      );
      if (place !== '' && seen.at(-1) !== place) seen.push(place);
      if (place === 'tables') break;
    }
    expect(seen).toEqual(['images', 'charts', 'tables']);
  });

  test('shows where the focus is', async () => {
    const { page } = stage;
    await page.locator('#channel').focus();
    await page.keyboard.press('Tab');
    const outline = await page.evaluate(() => {
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement ?? document.body);
      return `${outlineStyle} ${outlineWidth}`;
    });
    expect(outline).toBe('solid 2px');
  });

  test('has landmarks, a language and a title', async () => {
    const { page, firefly } = stage;
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    for (const role of ['banner', 'main', 'navigation'] as const)
      await page.getByRole(role).first().waitFor({ state: 'attached' });
    expect(await page.title()).toContain('Firefly playground');
    expect(await page.title()).toContain(firefly.channel.slice(0, 8));
  });

  test.each([
    [1024, 700],
    [1400, 1000],
    [1920, 1080],
    [3840, 2160],
  ])(
    'fits %i × %i: nothing beside the window, no pane over another, texts that can be read',
    async (width, height) => {
      const { page } = stage;
      await fill(stage);
      await page.setViewportSize({ width, height });
      await page.getByRole('button', { name: 'Log', exact: true }).click();
      await page.locator('.log-row').first().waitFor();
      const layout = await page.evaluate(() => {
        const boxes = ['#top', '#images', '#charts', '#tables', '#notices', '#log'].map((id) => {
          const { left, top, right, bottom } =
            document.querySelector(id)?.getBoundingClientRect() ?? new DOMRect();
          return { id, left, top, right, bottom };
        });
        const overlaps = boxes.flatMap((one, index) =>
          boxes
            .slice(index + 1)
            .filter(
              ({ left, top, right, bottom }) =>
                left < one.right - 1 && right > one.left + 1 && top < one.bottom - 1 && bottom > one.top + 1,
            )
            .map((other) => `${one.id} ${other.id}`),
        );
        const outside = boxes.filter(
          ({ left, top, right, bottom }) =>
            left < 0 || top < 0 || right > innerWidth + 0.5 || bottom > innerHeight + 0.5,
        );
        const tops = [...document.querySelectorAll('#top *')].filter(
          ({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1,
        );
        const root = document.documentElement;
        return {
          overlaps,
          outside: outside.map(({ id }) => id),
          cut: tops.map(({ id, className }) => `${id} ${className}`),
          scrolls: root.scrollWidth > root.clientWidth || root.scrollHeight > root.clientHeight,
          font: Number.parseFloat(getComputedStyle(root).fontSize),
        };
      });
      expect(layout).toEqual({
        overlaps: [],
        outside: [],
        cut: [],
        scrolls: false,
        font: width > 2560 ? 15 : 13,
      });
    },
  );
});
