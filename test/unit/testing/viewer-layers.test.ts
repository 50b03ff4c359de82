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
      title: 'r',
      plotIds: ['a'],
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
    const names = ['createDrawLayer', 'attachLayer', 'addRegion', 'removeRegion', 'detachLayer'];
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
