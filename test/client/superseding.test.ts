import { ArgumentError, SupersededError } from 'firefly-client';
import { ViewerFailure } from 'firefly-client/testing';
import { afterEach, describe, expect, it } from 'vitest';
import {
  closeAll,
  complaints,
  failureOf,
  fits,
  gate,
  passes,
  Stage,
  stateOf,
  stopTime,
  turn,
} from './stage.js';

afterEach(closeAll);

/** The last of many is displayed; all others are superseded. */
async function expectOnlyLast<T>(shows: readonly Promise<T>[]): Promise<T> {
  const results = await Promise.allSettled(shows);
  const last = results.pop();
  const others = results.map((result) => (result.status === 'rejected' ? result.reason : result.value));
  for (const other of others) expect(other).toBeInstanceOf(SupersededError);
  if (last?.status !== 'fulfilled') throw new Error(`The last one failed: ${String(last?.reason)}`);
  return last.value;
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('200 overlapping shows of one image', () => {
  it.each([
    ['at once', 0],
    ['by a slow viewer', 15],
  ])('end in the last one, shown %s', async (_how, delay) => {
    const stage = await Stage.open({ viewer: { delay } });
    const files = [stage.image('a.fits', 4, 4), stage.image('b.fits', 5, 5)];
    const shows = numbers(200).map((index) =>
      stage.client
        .showFitsImage(files[index % 2], { plotId: 'a', Title: `number ${index}` })
        .displayed({ timeout: 20_000 }),
    );
    expect(await expectOnlyLast(shows)).toMatchObject({ title: 'number 199', width: 5 });
    await stage.viewer.core.settled();
    expect(stage.viewer.images.get('a')).toMatchObject({ title: 'number 199', image: { width: 5 } });
    await complaints();
    expect(stage.errors).toEqual([]);
  });

  it('end in the last one also when they are uploaded, and every second cannot be shown', async () => {
    const stage = await Stage.open({ viewer: { delay: 3 } });
    const shows = numbers(40).map((index) =>
      stage.client
        .showFitsImage(index % 2 === 0 ? '${nowhere}' : fits(index, index), { plotId: 'a' })
        .displayed({ timeout: 20_000 }),
    );
    expect(await expectOnlyLast(shows)).toMatchObject({ width: 39 });
    expect(stage.viewer.images.get('a')?.image?.width).toBe(39);
  });

  it('end in the failure of the last one', async () => {
    const stage = await Stage.open({ viewer: { delay: 3 } });
    const good = stage.image();
    const shows = numbers(20).map((index) =>
      failureOf(stage.client.showFitsImage(index === 19 ? '${nowhere}' : good, { plotId: 'a' }).displayed()),
    );
    const reasons = await Promise.all(shows);
    expect(reasons.pop()).toMatchObject({ name: 'DisplayError' });
    for (const reason of reasons) expect(reason).toBeInstanceOf(SupersededError);
    expect(stage.viewer.images.get('a')?.status).toBe('failed');
  });
});

describe('200 overlapping shows of one table', () => {
  it.each([
    ['equal', () => 5],
    ['different', (index: number) => index + 1],
  ])('that are %s end in the last one', async (_how, pageSize) => {
    const stage = await Stage.open({ viewer: { delay: 5 } });
    const file = stage.table();
    const shows = numbers(200).map((index) =>
      stage.client
        .showTable(file, { tblId: 't', title: 'Stars', pageSize: pageSize(index) })
        .displayed({ timeout: 20_000 }),
    );
    expect(await expectOnlyLast(shows)).toMatchObject({ tblId: 't', totalRows: 5 });
    await stage.viewer.core.settled();
    expect(stage.viewer.tables.get('t')?.request).toMatchObject({ pageSize: pageSize(199) });
    await complaints();
    expect(stage.errors).toEqual([]);
  });

  it('of which the first is under way end in the last one, whichever source is the fastest', async () => {
    const stage = await Stage.open();
    const [slow, fast, last] = ['a\n1\n', 'a\n1\n2\n', 'a\n1\n2\n3\n'].map((text) =>
      stage.table(text, 'x.csv'),
    );
    stage.viewer.delay = ({ payload }) => (JSON.stringify(payload).includes(String(slow)) ? 40 : 0);
    const first = stage.client.showTable(slow, { tblId: 't' });
    await first;
    const between = stage.client.showTable(fast, { tblId: 't' });
    await turn();
    const final = stage.client.showTable(last, { tblId: 't' });
    expect((await final.displayed()).totalRows).toBe(3);
    await stage.viewer.core.settled();
    expect(stage.viewer.tables.get('t')?.model?.totalRows).toBe(3);
    expect(await failureOf(first.displayed())).toBeInstanceOf(SupersededError);
    expect(await failureOf(between.displayed())).toBeInstanceOf(SupersededError);
    expect(await first).toMatchObject({ success: true });
    expect(await failureOf(between)).toBeInstanceOf(SupersededError);
    expect(stage.types).toEqual(['search', 'search']);
  });

  it('spares the uploads of those that are superseded before their turn', async () => {
    const stage = await Stage.open();
    const upload = gate();
    stage.before = (cmd) => (cmd === 'upload' ? upload.passed : undefined);
    const shows = numbers(50).map((index) =>
      stage.client
        .showTable(new TextEncoder().encode(`a\n${index}\n`), { tblId: 't', filename: 'x.csv' })
        .displayed({ timeout: 20_000 }),
    );
    const only = expectOnlyLast(shows);
    await turn();
    upload.open();
    await only;
    await stage.viewer.core.settled();
    expect(stage.viewer.tables.get('t')?.model?.tableData?.data?.[0]?.[0]).toBe(49);
    expect(stage.commands.filter((cmd) => cmd === 'upload').length).toBeLessThan(10);
  });
});

describe('shows that follow one another', () => {
  it('are displayed each, with what was done to them in between', async () => {
    const stage = await Stage.open({ viewer: { delay: 3 } });
    const { client } = stage;
    const first = client.showFitsImage(stage.image('a.fits', 4, 4), { plotId: 'a' });
    const zoom = client.setZoom('a', 2);
    const second = client.showFitsImage(stage.image('b.fits', 5, 5), { plotId: 'a' });
    expect((await first.displayed()).width).toBe(4);
    await zoom.displayed();
    expect((await second.displayed()).width).toBe(5);
    const table = client.showTable(stage.table(), { tblId: 't' });
    const filter = client.applyTableFilters('t', '"mag" < 10');
    const again = client.showTable(stage.table(), { tblId: 't', pageSize: 2 });
    expect((await table.displayed()).totalRows).toBe(5);
    expect((await filter.displayed()).totalRows).toBe(1);
    expect((await again.displayed()).totalRows).toBe(5);
  });

  it('are told by their own failures only', async () => {
    const stage = await Stage.open({ viewer: { delay: 3 } });
    const { client } = stage;
    const bad = client.showTable('${nowhere}', { tblId: 't' });
    await bad;
    const good = client.showTable(stage.table(), { tblId: 't' });
    expect((await good.displayed()).totalRows).toBe(5);
    expect(await failureOf(bad.displayed())).toBeInstanceOf(SupersededError);
    const older = client.showFitsImage(stage.image(), { plotId: 'a' });
    await older;
    stage.viewer.fail = ({ payload }) =>
      JSON.stringify(payload).includes('"Title":"bad"')
        ? new ViewerFailure('Broken', 'on purpose')
        : undefined;
    const failing = client.showFitsImage(stage.image(), { plotId: 'a', Title: 'bad' });
    expect(await failureOf(failing.displayed())).toMatchObject({ reason: 'Failed- Broken (on purpose)' });
    expect(await failureOf(older.displayed())).toBeInstanceOf(SupersededError);
  });

  it('are not settled by reports of earlier ones, failures included', async () => {
    stopTime();
    const stage = await Stage.open({ viewer: { delay: 1_000 } });
    const { client, server } = stage;
    const keyOf = (index: number) => Object(stage.actions[index]?.payload['attributes'])['fireflyClientKey'];
    await client.showFitsImage(stage.image(), { plotId: 'a' });
    const newer = client.showFitsImage(stage.image('b.fits', 9, 9), { plotId: 'a' });
    await newer;
    const report = (type: string, key: unknown) => {
      const id = stage.viewer.extensions.find(({ extType }) => extType === `ImagePlotCntlr.${type}`)?.id;
      const attributes = { fireflyClientKey: key };
      server.core.report(client.channel, { id, plotId: 'a', attributes, description: 'Failed- late' });
    };
    expect(keyOf(0)).not.toBe(keyOf(1));
    report('PlotImageFail', keyOf(0));
    report('PlotImage', keyOf(0));
    report('byteDataRefresh', undefined);
    report('PlotImageFail', undefined);
    expect(await stateOf(newer.displayed())).toBe('pending');
    await passes(2_100);
    expect((await newer.displayed()).width).toBe(9);
  });

  it('of tables are not settled by what others load under their id, and a failure that is not theirs is found out', async () => {
    stopTime();
    const stage = await Stage.open({ viewer: { delay: 1_000 } });
    const { client, server } = stage;
    const table = client.showTable(stage.table(), { tblId: 't' });
    await table;
    const id = stage.viewer.extensions.find(({ extType }) => extType === 'table.loaded')?.id;
    const foreign = { META_INFO: { fireflyClientKey: 'of somebody else' } };
    server.core.report(client.channel, { id, tbl_id: 't', totalRows: 99, request: foreign });
    server.core.report(client.channel, { id, tbl_id: 't', totalRows: 98, request: {} });
    server.core.report(client.channel, { id, tbl_id: 't', totalRows: 0, error: {} });
    expect(await stateOf(table.displayed())).toBe('pending');
    expect(stage.commands).toContain('tableSearch');
    await passes(1_001);
    expect((await table.displayed()).totalRows).toBe(5);
  });

  it('are told apart although another program uses the same id', async () => {
    stopTime();
    const stage = await Stage.open({ viewer: { delay: 100 } });
    const other = await stage.connectElsewhere();
    const ours = stage.client.showFitsImage(stage.image('a.fits', 4, 4), { plotId: 'a', Title: 'ours' });
    await ours;
    await passes(50);
    const theirs = other.showFitsImage(stage.image('b.fits', 5, 5), { plotId: 'a', Title: 'theirs' });
    await theirs;
    await passes(300);
    expect((await theirs.displayed()).width).toBe(5);
    expect(await stateOf(ours.displayed())).toBe('pending');
    const given = failureOf(ours.displayed());
    await passes(60_000);
    expect(await given).toMatchObject({ name: 'TimeoutError' });
  });
});

describe('tracking: false', () => {
  it('sends nothing but the plain actions', async () => {
    const stage = await Stage.open({ client: { tracking: false } });
    const { client } = stage;
    await client.showFitsImage('${f}', { plotId: 'a', Title: 'M 31' });
    await client.setZoom('a', 2);
    await client.showTable('${f}', { tblId: 't', title: 'Stars' });
    await client.applyTableFilters('t', '"a" < 1');
    const stop = client.on('table.highlight', () => undefined);
    await client.overlayRegionLayer({ regionLayerId: 'r', plotId: 'a', regionData: ['circle 1 2 3'] });
    await turn();
    stop();
    expect(stage.pushed.filter(({ type }) => !type.startsWith('app_data'))).toEqual([
      {
        type: 'ImagePlotCntlr.PlotImage',
        payload: {
          wpRequest: {
            plotGroupId: 'groupFromPython',
            GroupLocked: false,
            plotId: 'a',
            file: '${f}',
            Title: 'M 31',
          },
          useContextModifications: true,
          viewerId: 'DEFAULT_FITS_VIEWER_ID',
        },
      },
      {
        type: 'ImagePlotCntlr.ZoomImage',
        payload: { plotId: 'a', userZoomType: 'LEVEL', level: 2, actionScope: 'SINGLE' },
      },
      {
        type: 'table.search',
        payload: {
          request: {
            startIdx: 0,
            pageSize: 100,
            tbl_id: 't',
            source: '${f}',
            tblType: 'catalog',
            id: 'IpacTableFromSource',
            META_INFO: { title: 'Stars', tbl_id: 't' },
          },
        },
      },
      { type: 'table.filter', payload: { request: { tbl_id: 't', filters: '"a" < 1' } } },
      {
        type: 'DrawLayerCntlr.RegionPlot.createLayer',
        payload: { drawLayerId: 'r', plotId: 'a', regionAry: ['circle 1 2 3'] },
      },
    ]);
    expect(stage.viewer.extensions).toEqual([]);
    await client.close();
    expect(stage.pushed.filter(({ type }) => !type.startsWith('app_data'))).toHaveLength(5);
  });

  it('refuses displayed(), and reports nothing of what fails on the screen', async () => {
    const stage = await Stage.open({ client: { tracking: false } });
    const image = stage.client.showFitsImage('${nowhere}', { plotId: 'a' });
    expect(await failureOf(image.displayed())).toBeInstanceOf(ArgumentError);
    await image;
    await stage.viewer.core.settled();
    expect(stage.viewer.images.get('a')?.status).toBe('failed');
    await complaints();
    expect(stage.errors).toEqual([]);
  });

  it('sends a list of plots as the one action it is elsewhere', async () => {
    const stage = await Stage.open({ client: { tracking: false } });
    expect(await stage.client.setColor(['a', 'b'], { colormapId: 3 })).toEqual([
      { success: true, plotId: 'a' },
      { success: true, plotId: 'b' },
    ]);
    expect(stage.actions).toMatchObject([{ payload: { plotId: ['a', 'b'], cbarId: 3 } }]);
  });
});
