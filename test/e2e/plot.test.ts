/** Quick looks on the playground's page. */
import * as plot from 'firefly-client/plot';
import { beforeEach, expect, test } from 'vitest';
import { buildCatalog, buildImage } from '../../playground/demo/data.js';
import { describePage } from './stage.js';

const catalog = buildCatalog();
const table = new TextEncoder().encode(catalog.ipac);

describePage('quick looks', (stage) => {
  beforeEach(async () => {
    plot.useClient(stage.firefly);
  });
  test('show a table, an image and charts without a single await', async () => {
    const { page } = stage;
    const stars = plot.uploadTable(table, { title: 'Stars of Orion', filename: 'orion.tbl' });
    const scatter = plot.scatter('ra', 'dec', { color: 'orange', title: 'Where they are' });
    const histogram = plot.hist('vmag', { nbins: 12 });
    const image = plot.uploadImage(buildImage(catalog.stars), { title: 'Orion', filename: 'orion.fits' });

    expect(await stars.displayed()).toMatchObject({
      title: 'Stars of Orion',
      totalRows: catalog.stars.length,
    });
    expect(await image.displayed()).toMatchObject({ plotId: 'Orion', title: 'Orion' });
    expect((await scatter).chartId).not.toBe((await histogram).chartId);
    await scatter.displayed();
    await histogram.displayed();
    await page.locator('#tables').getByText('Stars of Orion').first().waitFor();
  });

  test('leave an empty viewer behind when they are told to', async () => {
    const stars = plot.uploadTable(table, { title: 'Stars of Orion', filename: 'orion.tbl' });
    await stars.displayed();
    await plot.clear().displayed();
    await stage.page.locator('#tables').getByText('Stars of Orion').first().waitFor({ state: 'detached' });
    expect(() => plot.hist('vmag')).toThrow(/uploadTable/);
  });
});
