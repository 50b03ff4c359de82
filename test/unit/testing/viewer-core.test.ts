import { describe, expect, it } from 'vitest';
import {
  type ImageRequest,
  type JsonObject,
  type LoadedImage,
  type TableModel,
  ViewerCore,
  type ViewerHost,
} from '../../../src/testing/index.js';
import { ScriptedEngine } from '../../../src/testing/scripted-engine.js';
import { fits } from './helpers.js';

/** Something that is asked for, to be answered when a test wants. */
class Question<T> {
  answer: (value: T) => void = () => {};
  readonly promise = new Promise<T>((resolve) => {
    this.answer = resolve;
  });
}

/** Answers nothing by itself, and takes no notice when a question is given up. */
class SlowHost implements ViewerHost {
  readonly reports: JsonObject[] = [];
  readonly searches: (Question<TableModel> & { request?: JsonObject })[] = [];

  report(data: JsonObject): void {
    this.reports.push(data);
  }

  tableSearch(request: JsonObject): Promise<TableModel> {
    const question: Question<TableModel> & { request?: JsonObject } = new Question<TableModel>();
    question.request = request;
    this.searches.push(question);
    return question.promise;
  }

  async fetchImage(): Promise<Uint8Array> {
    return fits();
  }
}

/** Draws an image when a test wants, and keeps the order of what it was told. */
class SlowEngine extends ScriptedEngine {
  readonly told: string[] = [];
  readonly drawings: Question<LoadedImage>[] = [];

  override showImage(_request: ImageRequest): Promise<LoadedImage> {
    const question = new Question<LoadedImage>();
    this.drawings.push(question);
    return question.promise;
  }

  override async showChart(): Promise<void> {
    this.told.push('chart');
  }

  override setActiveImage(plotId: string): void {
    this.told.push(`active ${plotId}`);
  }

  override showRegions(): void {
    this.told.push('regions');
  }
}

function image(width: number): LoadedImage {
  const place = { dataOffset: 2880, compressed: false, hdu: 0, image: 0, plane: 0, planes: 1 };
  const frame = { width, height: 1, header: [], unit: '', ...place };
  return { ...frame, zoomLevel: 1, frames: [frame] };
}

const table = (tbl_id: string, totalRows = 1): TableModel => ({
  tbl_id,
  totalRows,
  request: {},
  tableData: {
    columns: [{ name: 'a', type: 'char' }],
    data: Array.from({ length: totalRows }, (_, row) => [row]),
  },
});

function open() {
  const [host, engine] = [new SlowHost(), new SlowEngine()];
  const core = new ViewerCore(host, engine, { now: () => 0 });
  const act = (type: string, payload: JsonObject) => core.handle({ type, payload });
  const watch = (extType: string) =>
    act('ExternalAccessCntlr/extensionAdd', { extension: { id: extType, extType, title: extType } });
  const show = (plotId: string, attributes: JsonObject = {}) =>
    act('ImagePlotCntlr.PlotImage', { wpRequest: { plotId, file: 'f' }, attributes });
  const search = (tbl_id: string, source: string) =>
    act('table.search', { request: { id: 'IpacTableFromSource', source, tbl_id, startIdx: 0, pageSize: 1 } });
  return { host, engine, core, act, watch, show, search };
}

/** Lets everything that needs no answer run. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('an engine that takes its time', () => {
  it('is not believed about an image that has been superseded, however late it is done', async () => {
    const { host, engine, core, watch, show } = open();
    watch('ImagePlotCntlr.PlotImage');
    show('a', { key: 1 });
    await turn();
    show('a', { key: 2 });
    await turn();
    engine.drawings[1]?.answer(image(2));
    await turn();
    engine.drawings[0]?.answer(image(1));
    await core.settled();
    expect(host.reports).toMatchObject([{ attributes: { key: 2 } }]);
    expect(core.state.plots.get('a')?.image?.width).toBe(2);
  });

  it('is told of the layers of an image again once it is drawn', async () => {
    const { engine, core, act, show } = open();
    show('a');
    act('DrawLayerCntlr.RegionPlot.createLayer', { drawLayerId: 'R', plotId: 'a', regionAry: ['x'] });
    await turn();
    engine.told.length = 0;
    engine.drawings[0]?.answer(image(1));
    await core.settled();
    expect(engine.told).toEqual(['active a', 'regions']);
  });
});

describe('a server that takes its time', () => {
  it('is asked at once for a table that it has not answered for yet, and its last answer stays', async () => {
    const { host, core, search, watch } = open();
    for (const type of ['table.remove', 'table.update', 'table.loaded']) watch(type);
    search('t', 'one');
    search('t', 'two');
    await turn();
    host.searches[1]?.answer(table('t'));
    await turn();
    expect(core.state.tables.get('t')).toMatchObject({ status: 'loaded', request: { source: 'two' } });
    host.searches[0]?.answer(table('t', 7));
    await turn();
    expect(core.state.tables.get('t')).toMatchObject({ model: { totalRows: 7 }, request: { source: 'one' } });
    const order = ['table.remove', 'table.update', 'table.loaded', 'table.update'];
    expect(host.reports.map(({ id }) => id)).toEqual(order);
  });

  it('answers in vain for a search whose table was removed or destroyed', async () => {
    const { host, core, act, search } = open();
    search('t', 'one');
    search('t', 'two');
    act('table.remove', { tbl_id: 't' });
    search('t', 'three');
    act('table.filter', { request: { tbl_id: 't', filters: '"a" > 0' } });
    await turn();
    for (const question of host.searches.slice(0, 3)) question.answer(table('t', 7));
    await turn();
    expect(core.state.tables.get('t')).toMatchObject({ status: 'loading' });
    host.searches[3]?.answer(table('t', 2));
    await core.settled();
    expect(core.state.tables.get('t')?.model?.totalRows).toBe(2);
  });

  it('is asked for the first page when a filter changes', async () => {
    const { host, core, search } = open();
    search('t', 'one');
    await turn();
    host.searches[0]?.answer(table('t', 3));
    await turn();
    core.userPage('t', 3);
    await turn();
    host.searches[1]?.answer(table('t', 3));
    await turn();
    core.userFilter('t', '"a" > 0');
    await turn();
    expect(host.searches.map(({ request }) => request?.['startIdx'])).toEqual([0, 2, 0]);
  });

  it('answers in vain for a chart that has been removed', async () => {
    const { host, engine, act, search, watch } = open();
    search('t', 'one');
    await turn();
    host.searches[0]?.answer(table('t'));
    await turn();
    act('charts.data/chartAdd', { chartId: 'c', data: [{ tbl_id: 't', x: 'tables::a' }] });
    await turn();
    watch('charts.data/chartUpdate');
    act('charts.data/chartRemove', { chartId: 'c' });
    host.searches[1]?.answer(table('t'));
    await turn();
    expect(host.searches).toHaveLength(2);
    expect(engine.told).toEqual([]);
    expect(host.reports).toEqual([]);
  });
});

describe('a viewer that is closed', () => {
  it('reports nothing more, whatever is done to it', async () => {
    const { host, core, act, watch } = open();
    watch('my.pulse');
    act('my.pulse', {});
    core.close();
    act('my.pulse', {});
    expect(host.reports).toHaveLength(1);
  });
});
