import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/testing/index.js';
import { expectShape, fits, recorded, Stage } from './helpers.js';

const REGION = 'DrawLayerCntlr.RegionPlot.';
const LAYER = ['createDrawLayer', 'attachLayerToPlot', 'detachLayerFromPlot'].map(
  (name) => `DrawLayerCntlr.${name}`,
);
const ALL = [
  ...LAYER,
  ...['createLayer', 'addRegion', 'removeRegion', 'deleteLayer'].map((name) => REGION + name),
];

async function displayed(...plotIds: readonly string[]): Promise<Stage> {
  const stage = await Stage.open();
  for (const plotId of plotIds) stage.image(plotId);
  await stage.settled();
  stage.watch(...ALL);
  return stage;
}

const act = (stage: Stage, name: string, payload: JsonObject) =>
  stage.push(REGION + name, { drawLayerId: 'R1', ...payload });
const layer = (stage: Stage, id = 'R1') => stage.viewer.layers.get(id);
const order = (...names: readonly string[]) => names.map((name) => `x-DrawLayerCntlr.${name}`);

describe('a region layer', () => {
  it('is made, changed and deleted with the recorded reports', async () => {
    const stage = await displayed('a');
    act(stage, 'createLayer', { layerTitle: 'r', plotId: 'a', regionAry: ['circle 1 2 3', 'garbage'] });
    act(stage, 'addRegion', { regionChanges: ['image;box 100 100 40 40 0'] });
    act(stage, 'removeRegion', { regionChanges: 'circle  1 2 3 ' });
    expect(layer(stage)).toEqual({
      drawLayerId: 'R1',
      kind: 'regions',
      title: 'r',
      plotIds: ['a'],
      hiddenOn: [],
      regions: ['garbage', 'image;box 100 100 40 40 0'],
    });
    act(stage, 'deleteLayer', {});
    expect(stage.viewer.layers.size).toBe(0);
    expect(stage.order).toEqual(
      order(
        'createDrawLayer',
        'attachLayerToPlot',
        'RegionPlot.addRegion',
        'RegionPlot.removeRegion',
        'detachLayerFromPlot',
      ),
    );
    const names = ['regionLayer', 'attachLayer', 'addRegion', 'removeRegion', 'detachLayer'];
    names.forEach((name, index) => {
      expectShape(stage.reports()[index], recorded(name).data);
    });
    expect(stage.reports()[3]).toMatchObject({ regionChanges: ['circle  1 2 3'] });
  });

  it('goes to the active plot, to those that are named, or to none, which is reported all the same (T28)', async () => {
    const stage = await displayed('a', 'b');
    act(stage, 'createLayer', { drawLayerId: 'active', regionAry: 'circle 1 2 3\npoint 1 1' });
    act(stage, 'createLayer', { drawLayerId: 'both', plotId: ['a', 'b', 'c'], regionAry: ['x'] });
    act(stage, 'createLayer', { drawLayerId: 'none', plotId: 'nosuch', regionAry: ['x'] });
    const attached = stage.reports('x-DrawLayerCntlr.attachLayerToPlot').map(({ plotIdAry }) => plotIdAry);
    expect(attached).toEqual([['b'], ['a', 'b'], []]);
    expect(layer(stage, 'active')).toMatchObject({
      regions: ['circle 1 2 3', 'point 1 1'],
      title: 'ds9 region overlay-0',
    });
    expect(stage.reports('x-DrawLayerCntlr.createDrawLayer')).toHaveLength(3);
  });

  it('goes to all of a locked group', async () => {
    const stage = await Stage.open();
    const file = stage.server.addFile('m.fits', fits());
    for (const plotId of ['m', 'n']) stage.push('ImagePlotCntlr.PlotImage', { wpRequest: { plotId, file } });
    await stage.settled();
    act(stage, 'createLayer', { plotId: 'm', regionAry: ['x'] });
    expect(layer(stage)?.plotIds).toEqual(['m', 'n']);
  });

  it('is not lost on an image that is still being fetched (T24)', async () => {
    const stage = await Stage.open();
    stage.image('a');
    act(stage, 'createLayer', { plotId: 'a', regionAry: ['x'] });
    await stage.settled();
    expect(layer(stage)).toMatchObject({ plotIds: ['a'], regions: ['x'] });
    expect(stage.viewer.images.get('a')?.status).toBe('displayed');
  });

  it('that is not there is made by an addition, which is reported in its place', async () => {
    const stage = await displayed('a');
    act(stage, 'addRegion', { regionChanges: 'point 1 1', layerTitle: 'new', plotId: ['a'] });
    expect(stage.order).toEqual(order('createDrawLayer', 'attachLayerToPlot'));
    expect(layer(stage)).toMatchObject({ title: 'new', regions: ['point 1 1'], plotIds: ['a'] });
  });

  it('is attached to more plots by an addition that names them', async () => {
    const stage = await displayed('a', 'b');
    act(stage, 'createLayer', { plotId: 'a', regionAry: ['x'] });
    act(stage, 'addRegion', { regionChanges: ['y'], plotId: ['a', 'b'] });
    expect(layer(stage)).toMatchObject({ plotIds: ['a', 'b'], regions: ['x', 'y'] });
    expect(stage.reports().at(-1)).toMatchObject({
      id: 'x-DrawLayerCntlr.attachLayerToPlot',
      plotIdAry: ['b'],
    });
  });

  it('is taken off some plots, and is no more when it is on none', async () => {
    const stage = await displayed('a', 'b');
    act(stage, 'createLayer', { plotId: ['a', 'b'], regionAry: ['x'] });
    act(stage, 'deleteLayer', { plotId: 'a' });
    expect(layer(stage)?.plotIds).toEqual(['b']);
    act(stage, 'deleteLayer', { plotId: ['b'] });
    expect(layer(stage)).toBeUndefined();
    expect(stage.reports('x-DrawLayerCntlr.detachLayerFromPlot').map(({ plotIdAry }) => plotIdAry)).toEqual([
      ['a'],
      ['b'],
    ]);
  });

  it('leaves with its image, and nothing comes of regions for a layer that is not there', async () => {
    const stage = await displayed('a', 'b');
    act(stage, 'createLayer', { plotId: ['a', 'b'], regionAry: ['x'] });
    stage.push('ImagePlotCntlr.deletePlotView', { plotId: 'a' });
    expect(layer(stage)?.plotIds).toEqual(['b']);
    const before = stage.reports().length;
    act(stage, 'removeRegion', { drawLayerId: 'ghost', regionChanges: ['x'] });
    act(stage, 'deleteLayer', { drawLayerId: 'ghost' });
    act(stage, 'createLayer', { drawLayerId: 'empty' });
    expect(stage.reports()).toHaveLength(before);
    expect([...stage.viewer.layers.keys()]).toEqual(['R1']);
  });
});

describe('a region file of the server', () => {
  it('is read line by line, without its comments', async () => {
    const stage = await displayed('a');
    const fileOnServer = stage.server.addFile('r.reg', '# Region file\nimage\ncircle 1 2 3\n\n');
    act(stage, 'createLayer', { fileOnServer });
    await stage.settled();
    expect(layer(stage)?.regions).toEqual(['image', 'circle 1 2 3']);
    expect(stage.order).toEqual(order('createDrawLayer', 'attachLayerToPlot'));
  });

  it('that cannot be read makes an empty layer', async () => {
    const stage = await displayed('a');
    act(stage, 'createLayer', { fileOnServer: 'nowhere.reg' });
    await stage.settled();
    expect(layer(stage)).toMatchObject({ regions: [], plotIds: ['a'] });
  });

  it('keeps what was added while it was read, and makes nothing once the layer is deleted', async () => {
    const stage = await displayed('a');
    const fileOnServer = stage.server.addFile('r.reg', 'circle 1 2 3');
    act(stage, 'createLayer', { fileOnServer });
    act(stage, 'addRegion', { regionChanges: ['point 1 1'] });
    act(stage, 'createLayer', { drawLayerId: 'gone', fileOnServer });
    act(stage, 'deleteLayer', { drawLayerId: 'gone' });
    await stage.settled();
    expect(layer(stage)?.regions).toEqual(['circle 1 2 3', 'point 1 1']);
    expect(layer(stage, 'gone')).toBeUndefined();
  });
});

describe('any layer', () => {
  const VISIBILITY = 'DrawLayerCntlr.changeVisibility';
  const DEFINITION = 'DrawLayerCntlr.changeDrawingDef';

  it('is hidden, shown and coloured, by a person and by a program, in the recorded shapes', async () => {
    const stage = await displayed('a', 'b');
    stage.watch(VISIBILITY, DEFINITION);
    act(stage, 'createLayer', { plotId: ['a', 'b'], regionAry: ['circle 1 2 3'] });
    stage.viewer.core.userShowLayer('R1', 'a', false);
    expect(layer(stage)).toMatchObject({ hiddenOn: ['a'] });
    stage.push(VISIBILITY, { drawLayerId: 'R1', visible: false, plotIdAry: ['b'] });
    expect(layer(stage)).toMatchObject({ hiddenOn: ['a', 'b'] });
    stage.push(VISIBILITY, { drawLayerId: 'R1', visible: true });
    stage.viewer.core.userColorLayer('R1', '#00ff00');
    expect(layer(stage)).toMatchObject({ hiddenOn: [], color: '#00ff00' });
    const [first, ...others] = stage.reports(`x-${VISIBILITY}`);
    expectShape(first, recorded('visibility').data);
    expect(first).toMatchObject({ drawLayerId: 'R1', visible: false, plotIdAry: ['a'] });
    expect(others.map(({ plotIdAry }) => plotIdAry)).toEqual([['b'], ['a', 'b']]);
    expectShape(stage.reports(`x-${DEFINITION}`)[0], recorded('drawingDef').data);
  });

  it('that is not there cannot be changed', async () => {
    const stage = await displayed('a');
    stage.watch(VISIBILITY, DEFINITION);
    stage.push(VISIBILITY, { drawLayerId: 'none', visible: false });
    stage.push(DEFINITION, { drawLayerId: 'none', drawingDef: { color: 'red' } });
    expect(stage.reports()).toEqual([]);
  });

  it('is taken off one image by a person, and is gone with the last', async () => {
    const stage = await displayed('a', 'b');
    act(stage, 'createLayer', { plotId: ['a', 'b'], regionAry: ['circle 1 2 3'] });
    stage.viewer.core.userRemoveLayer('R1', 'a');
    expect(layer(stage)?.plotIds).toEqual(['b']);
    stage.viewer.core.userRemoveLayer('R1', 'b');
    expect(layer(stage)).toBeUndefined();
    expect(stage.reports('x-DrawLayerCntlr.detachLayerFromPlot')).toHaveLength(2);
  });
});

describe("the viewer's own layers", () => {
  const CREATE = 'x-DrawLayerCntlr.createDrawLayer';

  it('come with an image, once', async () => {
    const stage = await Stage.open();
    stage.watch(...ALL);
    stage.image('a');
    await stage.settled();
    stage.image('a');
    await stage.settled();
    expect(stage.order).toEqual(order('createDrawLayer', 'attachLayerToPlot'));
    expectShape(stage.reports()[0], recorded('rootLayer').data);
    expect(stage.reports()[1]).toMatchObject({ drawLayerId: 'IMAGE_ROOT-1', plotIdAry: ['a'] });
  });

  it('come with the first button for points, and go with the last', async () => {
    const stage = await displayed('a', 'b');
    stage.extend({ id: 'p', extType: 'POINT', title: 'P' });
    expectShape(stage.reports(CREATE)[0], recorded('pointLayer').data);
    const attached = stage.reports('x-DrawLayerCntlr.attachLayerToPlot');
    expect(attached.map(({ drawLayerId, plotIdAry }) => [drawLayerId, plotIdAry])).toEqual([
      ['POINT_SELECTION-1', ['a']],
      ['POINT_SELECTION-1', ['b']],
    ]);
    stage.push('ExternalAccessCntlr/extensionRemove', { id: 'p' });
    expect(stage.reports('x-DrawLayerCntlr.detachLayerFromPlot')).toMatchObject([{ plotIdAry: ['a', 'b'] }]);
  });

  it('come with a tool, one at a time', async () => {
    const stage = await displayed('a');
    stage.viewer.core.userTool('area', 'a');
    stage.viewer.core.userTool('line', 'a');
    stage.viewer.core.userTool(undefined, 'a');
    expect(stage.reports(CREATE)).toMatchObject([
      { drawLayer: { drawLayerTypeId: 'SELECT_AREA_TYPE', title: 'Selection Tool' } },
      { drawLayer: { drawLayerTypeId: 'DISTANCE_TOOL_TYPE', title: 'Distance Tool' } },
    ]);
    expect(stage.reports('x-DrawLayerCntlr.detachLayerFromPlot')).toHaveLength(2);
  });
});
