/** Quick looks: what the module remembers, and what it asks of the client. */
import { ArgumentError, FireflyClient } from 'firefly-client';
import * as plot from 'firefly-client/plot';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { argumentErrorOf, type Callable, callWith } from '../unit/sdk/helpers.js';
import { closeAll, failureOf, Stage } from './stage.js';

beforeEach(async () => {
  await Promise.all(FireflyClient.getInstances().map((client) => client.close({ timeout: 0 })));
});
afterEach(closeAll);

const slate = () => Stage.open({ client: { htmlFile: 'slate.html', ids: counter() } });

function counter(): (kind: string) => string {
  const counts = new Map<string, number>();
  return (kind) => {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return `${kind}-${count}`;
  };
}

/** The payload of the last action of a type. */
function last(stage: Stage, type: string): Readonly<Record<string, unknown>> {
  const found = stage.actions.filter((action) => action.type.endsWith(type)).at(-1);
  if (found === undefined) throw new Error(`nothing of the type ${type} was sent`);
  return found.payload;
}

describe('the client', () => {
  it('has to be there', () => {
    for (const call of [plot.clear, plot.displayUrl, plot.coverage, () => plot.useTable('t')]) {
      const error = argumentErrorOf(call);
      expect(error.message).toMatch(/a client must be connected first.*useClient\(client\)/);
    }
  });

  it('is the default one, or the one that was named while it is open', async () => {
    const stage = await Stage.open();
    const second = await stage.connect();
    await plot.clear();
    expect(stage.pushed.at(-1)?.type).toBe('app_data.reinitApp');
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    plot.useClient(second);
    expect(plot.displayUrl()).toBe(second.viewerUrl);
    await second.close();
    expect(plot.displayUrl()).toBe(stage.client.viewerUrl);
  });

  it('cannot be something else, or closed', async () => {
    const stage = await Stage.open();
    await stage.client.close();
    for (const client of [stage.client, undefined, null, 'client', {}]) {
      const error = argumentErrorOf(() => callWith(plot.useClient, [client]));
      expect(error).toMatchObject({ method: 'useClient', argument: 'client' });
    }
  });

  it('opens the viewer in the browser only where none answers', async () => {
    const stage = await Stage.open();
    expect(await plot.openBrowser()).toEqual({ opened: false, ready: true, url: stage.client.viewerUrl });
  });
});

describe('the table', () => {
  it('is the last one that was uploaded or named, of the same client', async () => {
    const stage = await slate();
    const tables = () => last(stage, 'chartAdd')['data'];
    expect(argumentErrorOf(() => plot.scatter('ra', 'dec')).message).toMatch(/tblId must be given, because/);

    plot.useTable('named');
    await plot.scatter('ra', 'dec');
    expect(tables()).toMatchObject([{ tbl_id: 'named' }]);

    const { tblId } = await plot.uploadTable(stage.table(), { title: 'uploaded' });
    expect(tblId).toBe('uploaded');
    await plot.hist('vmag');
    expect(tables()).toMatchObject([{ firefly: { tbl_id: 'uploaded' } }]);

    await plot.scatter('ra', 'dec', { tblId: 'other' });
    expect(tables()).toMatchObject([{ tbl_id: 'other' }]);

    const second = await stage.connect();
    plot.useClient(second);
    expect(argumentErrorOf(() => plot.hist('vmag'))).toMatchObject({ method: 'hist' });
  });

  it('is forgotten when the viewer is emptied', async () => {
    await slate();
    plot.useTable('named');
    await plot.clear();
    expect(argumentErrorOf(() => plot.hist('vmag')).argument).toBe('options.tblId');
  });
});

describe('uploadTable', () => {
  it('shows a table under its title, and what is drawn from it waits for it', async () => {
    const stage = await slate();
    const table = plot.uploadTable(stage.table(), { title: 'Bright stars' });
    const chart = plot.scatter('ra', 'dec');
    expect(table.tblId).toBe('Bright stars');
    expect((await table.displayed()).title).toBe('Bright stars');
    await chart;
    expect(stage.types.filter((type) => /search|chartAdd/.test(type))).toEqual(['search', 'chartAdd']);
    expect(last(stage, 'table.search')['request']).toMatchObject({
      tbl_id: 'Bright stars',
      pageSize: 200,
      tbl_index: 1,
    });
  });

  it('makes up an id, and only fetches with show: false', async () => {
    const stage = await slate();
    const { tblId } = await plot.uploadTable(new TextEncoder().encode('a,b\n1,2\n'), {
      filename: 'mine.csv',
      show: false,
      pageSize: 5,
      tableIndex: 0,
    });
    expect(tblId).toBe('Table-1');
    expect(last(stage, 'table.fetch')['request']).toMatchObject({
      tbl_id: 'Table-1',
      pageSize: 5,
      tbl_index: 0,
      source: expect.stringMatching(/mine\.csv$/),
      META_INFO: expect.objectContaining({ title: 'Table-1' }),
    });
  });

  it.each([
    ['bytes', () => new TextEncoder().encode('a,b\n1,2\n'), ['upload', 'enableSpecialViewer', 'search']],
    ['a server file', (stage: Stage) => stage.table(), ['enableSpecialViewer', 'search']],
  ])('asks for the coverage after the upload and before the table: %s', async (_name, input, order) => {
    const stage = await slate();
    const steps: string[] = [];
    stage.before = (cmd, params) => {
      const { type = '' } = JSON.parse(params['action'] ?? '{}');
      if (cmd === 'upload') steps.push(cmd);
      else if (/search|enableSpecial|chartAdd/.test(type)) steps.push(type.replace(/^.*[./]/, ''));
      return undefined;
    };
    plot.uploadTable(input(stage), { title: 'cov', viewCoverage: true, filename: 'c.csv' });
    const chart = plot.hist('a');
    await chart;
    expect(steps).toEqual([...order, 'chartAdd']);
  });

  it('does without a coverage that fails, and says why', async () => {
    const stage = await slate();
    const error = await failureOf(
      plot.uploadTable(new Uint8Array(0), { title: 'cov', viewCoverage: true, filename: 'c.csv' }),
    );
    expect(String(error)).toMatch(/c\.csv is empty/);
    expect(stage.actions).toEqual([]);
  });
});

describe('uploadImage', () => {
  it('shows an image under its title in the cell of images', async () => {
    const stage = await slate();
    const image = plot.uploadImage(stage.image(), { title: 'Field' });
    expect(image.plotId).toBe('Field');
    expect((await image.displayed()).title).toBe('Field');
    expect(last(stage, 'PlotImage')).toMatchObject({ viewerId: 'images' });
    expect(plot.uploadImage(stage.image()).plotId).toBe('Image-1');
    expect(plot.uploadImage(stage.image(), { plotId: 'p', title: 'T' }).plotId).toBe('p');
  });
});

describe('scatter and hist', () => {
  it('take colours, sizes, labels, and more of the trace', async () => {
    const stage = await slate();
    plot.useTable('t');
    const options = {
      color: 'blue',
      size: 6,
      alpha: 0.5,
      title: null,
      xlabel: 'RA',
      cellId: 'c',
      trace: { name: 'n' },
    };
    await plot.scatter('ra', 'dec', options);
    expect(last(stage, 'chartAdd')).toMatchObject({
      viewerId: 'c',
      data: [
        { x: 'tables::ra', y: 'tables::dec', name: 'n', marker: { size: 6, opacity: 0.5, color: 'blue' } },
      ],
    });
    expect(last(stage, 'chartAdd')['layout']).toEqual({ xaxis: { title: 'RA' }, yaxis: { title: 'dec' } });
    await plot.hist('log10(flux)', { nbins: 7 });
    expect(last(stage, 'chartAdd')['layout']).toMatchObject({ xaxis: { title: 'log10(flux)' }, title: '' });
  });

  it('name no cell on the standard page', async () => {
    const stage = await Stage.open();
    plot.useTable('t');
    await plot.scatter('ra', 'dec');
    expect(last(stage, 'chartAdd')['viewerId']).toBe('PINNED_CHART_VIEWER_ID');
    const image = await plot.uploadImage(stage.image());
    expect(image).not.toHaveProperty('warning');
  });
});

describe('resetLayout and coverage', () => {
  it('make and use the cells of a slate', async () => {
    const stage = await slate();
    const cells = await plot.resetLayout();
    expect(cells.map(({ cellId }) => cellId)).toEqual(['main', 'plots', 'images']);
    await plot.coverage();
    await plot.coverage({ cellId: 'sky' });
    const special = stage.actions.filter(({ type }) => type.endsWith('enableSpecialViewer'));
    expect(special.map(({ payload }) => payload['cellId'])).toEqual(['images', 'sky']);
  });

  it('say on the standard page that there are no cells', async () => {
    const stage = await Stage.open();
    for (const cell of await plot.resetLayout()) expect(cell).toHaveProperty('warning');
    expect(await plot.coverage()).toHaveProperty('warning');
    expect(stage.actions).toEqual([]);
  });
});

describe('a wrong argument', () => {
  const bytes = new Uint8Array(1);
  const wrong = (
    name: string,
    fn: Callable,
    before: readonly unknown[],
    key: string,
    values: readonly unknown[],
  ) => values.map((value) => [name, fn, [...before, { [key]: value }], key] as const);
  const charts = (name: string, fn: Callable, before: readonly unknown[]) => [
    ...['x', 5, null].map((value) => [name, fn, [...before, value], 'options'] as const),
    ...wrong(name, fn, before, 'tblId', [5, '', null]),
    ...wrong(name, fn, before, 'title', [5, {}]),
    ...wrong(name, fn, before, 'xlabel', [5, null]),
    ...wrong(name, fn, before, 'cellId', [5, '', null]),
    ...wrong(name, fn, before, 'trace', ['x', 5, null]),
    ...wrong(name, fn, before, 'tbl_id', ['t']),
  ];
  const CASES: (readonly [string, Callable, readonly unknown[], string])[] = [
    ...charts('scatter', plot.scatter, ['a', 'b']),
    ...charts('hist', plot.hist, ['a']),
    ...wrong('scatter', plot.scatter, ['a', 'b'], 'size', [0, -1, '4', Number.NaN]),
    ...wrong('scatter', plot.scatter, ['a', 'b'], 'alpha', [-0.1, 1.1, '1']),
    ...wrong('scatter', plot.scatter, ['a', 'b'], 'color', ['', 5]),
    ...wrong('hist', plot.hist, ['a'], 'nbins', [0, 1.5, '30']),
    ...[undefined, '', 5, null].flatMap((value) => [
      ['scatter', plot.scatter, [value, 'b'], 'xCol'] as const,
      ['scatter', plot.scatter, ['a', value], 'yCol'] as const,
      ['hist', plot.hist, [value], 'dataCol'] as const,
      ['useTable', plot.useTable, [value], 'tblId'] as const,
    ]),
    ...[undefined, null].flatMap((value) => [
      ['uploadTable', plot.uploadTable, [value], 'data'] as const,
      ['uploadImage', plot.uploadImage, [value], 'data'] as const,
    ]),
    ...['x', 5, null].flatMap((value) => [
      ['uploadTable', plot.uploadTable, [bytes, value], 'options'] as const,
      ['uploadImage', plot.uploadImage, [bytes, value], 'options'] as const,
      ['coverage', plot.coverage, [value], 'options'] as const,
    ]),
    ...wrong('uploadTable', plot.uploadTable, [bytes], 'title', ['', 5]),
    ...wrong('uploadTable', plot.uploadTable, [bytes], 'show', [1, 'yes']),
    ...wrong('uploadTable', plot.uploadTable, [bytes], 'tableIndex', [-1, 0.5, '1']),
    ...wrong('uploadTable', plot.uploadTable, [bytes], 'pageSize', [0, '5']),
    ...wrong('uploadTable', plot.uploadTable, [bytes], 'viewCoverage', [1]),
    ...wrong('uploadTable', plot.uploadTable, [bytes], 'fetchBy', ['me']),
    ...wrong('uploadImage', plot.uploadImage, [bytes], 'plotId', ['', 5]),
    ...wrong('uploadImage', plot.uploadImage, [bytes], 'cell_id', ['c']),
    ...wrong('coverage', plot.coverage, [], 'cellId', ['', 5]),
  ];

  it.each(CASES)('of %s: %#', async (name, fn, args, argument) => {
    const stage = await Stage.open({ withViewer: false });
    plot.useTable('t');
    const before = stage.commands.length;
    const error = argumentErrorOf(() => callWith(fn, args));
    expect(error).toMatchObject({ method: name });
    expect(error.message).toContain(argument);
    expect(stage.commands).toHaveLength(before);
  });

  it('of openBrowser', async () => {
    await Stage.open({ withViewer: false });
    const wrongForce: object = { force: 'yes' };
    expect(await failureOf(plot.openBrowser(wrongForce))).toBeInstanceOf(ArgumentError);
  });
});
