/** More of what has to hold everywhere: the actions beyond the first ones, and files of other kinds. */
import { ArgumentError, col, DisplayError, filter } from 'firefly-client';
import { expect } from 'vitest';
import type { Case } from './cases.js';
import { FILES } from './wire/files.js';

/** Waiting for something that a slow page does. */
const SLOW = { timeout: 45_000 };

const file = (name: keyof typeof FILES) => new File([FILES[name]], name);

const views: Case[] = [
  {
    name: 'a stretch tells the range values that a later show takes',
    run: async ({ firefly, samples }) => {
      firefly.showFitsImage(samples.image, { plotId: 'a' });
      const stretch = firefly.setStretch('a', {
        type: 'percent',
        algorithm: 'sqrt',
        lowerValue: 2,
        upperValue: 98,
      });
      await stretch.displayed(SLOW);
      expect(stretch.rvString).toMatch(/^88,2\.0+,88,98\.0+,/);
      const again = firefly.showFitsImage(samples.image, { plotId: 'b', RangeValues: stretch.rvString });
      expect((await again.displayed(SLOW)).plotId).toBe('b');
    },
  },
  {
    name: 'an image is deleted, and what is asked of it then is said to be in vain',
    run: async ({ firefly, samples }) => {
      await firefly.showFitsImage(samples.image, { plotId: 'a' }).displayed(SLOW);
      await firefly.deletePlot('a').displayed(SLOW);
      const zoom = await firefly
        .setZoom('a', 2)
        .displayed({ timeout: 2_000 })
        .catch((error: unknown) => error);
      expect(zoom).toBeInstanceOf(Error);
    },
  },
  {
    name: 'images are aligned',
    run: async ({ firefly, samples }) => {
      await firefly.showFitsImage(samples.image, { plotId: 'a' }).displayed(SLOW);
      await firefly.showFitsImage(samples.image, { plotId: 'b' }).displayed(SLOW);
      await firefly.alignImages({ lockMatch: true }).displayed(SLOW);
    },
  },
  {
    name: 'files that are no images fail with the reason',
    run: async ({ firefly }) => {
      const reason = async (name: keyof typeof FILES) => {
        const shown = firefly.showFitsImage(file(name));
        return String(await shown.displayed(SLOW).catch((error: unknown) => error));
      };
      expect(await reason('tables.fits')).toMatch(/only table data/);
      expect(await reason('words.txt')).toMatch(/not a FITS file/);
    },
  },
];

const tables: Case[] = [
  {
    name: 'a filter made of parts holds what it says, whatever is in the text',
    run: async ({ firefly, samples }) => {
      await firefly.showTable(samples.table, { tblId: 'stars' }).displayed(SLOW);
      const bright = filter`${col('vmag')} < ${3}`;
      expect((await firefly.applyTableFilters('stars', bright).displayed(SLOW)).totalRows).toBe(
        samples.bright,
      );
      const named = filter`${col('name')} = ${samples.secondName}`;
      expect((await firefly.applyTableFilters('stars', named).displayed(SLOW)).totalRows).toBe(1);
      const nobody = filter`${col('name')} = ${'it\'s "quoted" _AND_ ; %'}`;
      expect((await firefly.applyTableFilters('stars', nobody).displayed(SLOW)).totalRows).toBe(0);
    },
  },
  {
    name: 'CSV, and a table of no rows',
    run: async ({ firefly }) => {
      const small = await firefly.showTable(file('small.csv'), { tblId: 's' }).displayed(SLOW);
      expect(small.totalRows).toBe(250);
      expect(small.columns.map(({ name, type }) => `${name}:${type}`)).toEqual([
        'id:long',
        'name:char',
        'x:double',
      ]);
      expect((await firefly.showTable(file('zero.csv'), { tblId: 'z' }).displayed(SLOW)).totalRows).toBe(0);
    },
  },
  {
    name: 'a table is removed',
    run: async ({ firefly, samples }) => {
      await firefly.showTable(samples.table, { tblId: 'stars' }).displayed(SLOW);
      await firefly.removeTable('stars').displayed(SLOW);
      await firefly.showTable(samples.table, { tblId: 'stars' }).displayed(SLOW);
    },
  },
  {
    name: 'a table of an image file fails with the reason of the server',
    run: async ({ firefly }) => {
      const shown = firefly.showTable(file('object.json'), { tblId: 'none' });
      await expect(shown.displayed(SLOW)).rejects.toBeInstanceOf(DisplayError);
    },
  },
];

const others: Case[] = [
  {
    name: 'an XY plot and a histogram of columns, by the names of the reference',
    run: async ({ firefly, samples, viewer }) => {
      await firefly.showTable(samples.table, { tblId: 'stars' }).displayed(SLOW);
      await firefly.showChart({ data: [{ type: 'scatter', x: [1, 2], y: [3, 4] }] }).displayed(SLOW);
      await viewer.openPinnedCharts();
      expect(await firefly.showXYPlot('stars', { xCol: 'ra', yCol: 'dec' }).displayed(SLOW)).toMatchObject({
        drawn: true,
      });
      expect(await firefly.showHistogram('stars', { col: 'vmag' }).displayed(SLOW)).toMatchObject({
        drawn: true,
      });
    },
  },
  {
    name: 'one click is one event, without a button',
    run: async ({ firefly, samples, viewer }) => {
      await firefly.showFitsImage(samples.image, { plotId: 'a' }).displayed(SLOW);
      let heard: (event: unknown) => void = () => {};
      const event = new Promise((resolve) => {
        heard = resolve;
      });
      await firefly.onClick({ plotId: 'a' }, (click) => heard(click));
      await firefly.flush();
      await viewer.clickImage('a');
      expect(await event).toMatchObject({ plotId: 'a' });
    },
  },
  {
    name: 'regions that are wrong are refused before anything is sent, with their line',
    run: async ({ firefly }) => {
      const wrong = ['J2000;circle 10 10 1', 'J2000;circle ten 10 1'];
      expect(() => firefly.overlayRegionLayer({ regionData: wrong })).toThrow(ArgumentError);
      expect(() => firefly.overlayRegionLayer({ regionData: wrong })).toThrow(/regionData\[1\]|line 2/);
    },
  },
  {
    name: 'more regions than one action may carry arrive',
    run: async ({ firefly, samples }) => {
      await firefly.showFitsImage(samples.image, { plotId: 'a' }).displayed(SLOW);
      // 2.4 MB; a tag is not drawn, so that the page has no more to do than it must.
      const tag = 'x'.repeat(1_600);
      const regionData = Array.from({ length: 1_500 }, (_, n) => {
        const [ra, dec] = [83 + (n % 50) / 30, -2 + Math.floor(n / 50) / 30];
        return `J2000;point ${ra} ${dec} # tag={${tag}}`;
      });
      await firefly.overlayRegionLayer({ regionData, plotId: 'a', regionLayerId: 'many' }).displayed(SLOW);
      await firefly.deleteRegionLayer('many').displayed(SLOW);
    },
  },
];

export const ACTION_CASES: readonly Case[] = [...views, ...tables, ...others];
