/** More regions than one action may carry. */
import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, Stage } from './stage.js';

afterEach(closeAll);

const REGIONS = Array.from({ length: 60_000 }, (_, index) => `image;circle ${index} 20 3 # color=red`);

describe('60,000 regions', () => {
  it('go in several actions, in their order, as one call', async () => {
    const stage = await Stage.open();
    stage.client.showFitsImage(stage.image(), { plotId: 'a' });
    const layer = stage.client.overlayRegionLayer({ regionLayerId: 'r', plotId: 'a', regionData: REGIONS });
    expect(await layer).toEqual({ success: true, regionLayerId: 'r' });
    expect(await layer.displayed()).toMatchObject({ regionLayerId: 'r' });
    expect(stage.viewer.layers.get('r')?.regions).toEqual(REGIONS);
    const types = stage.types.filter((type) => type.endsWith('Layer') || type.endsWith('Region'));
    expect(types[0]).toBe('createLayer');
    expect(new Set(types.slice(1))).toEqual(new Set(['addRegion']));
    expect(types.length).toBeGreaterThan(2);
  });

  it('are added to a layer, and taken off, in the same way', async () => {
    const stage = await Stage.open();
    stage.client.showFitsImage(stage.image(), { plotId: 'a' });
    stage.client.overlayRegionLayer({ regionLayerId: 'r', plotId: 'a', regionData: 'circle 1 2 3' });
    await stage.client.addRegionData(REGIONS, 'r').displayed();
    expect(stage.viewer.layers.get('r')?.regions).toHaveLength(60_001);
    await stage.client.removeRegionData(REGIONS, 'r').displayed();
    expect(stage.viewer.layers.get('r')?.regions).toEqual(['circle 1 2 3']);
  });

  it('of one text keep the lines that hold for all of them', async () => {
    const stage = await Stage.open();
    stage.client.showFitsImage(stage.image(), { plotId: 'a' });
    const text = ['global color=red', 'fk5', ...REGIONS.map((line) => line.slice(6))].join('\n');
    await stage.client.overlayRegionLayer({ regionLayerId: 'r', plotId: 'a', regionData: text }).displayed();
    const lines = (payload: Readonly<Record<string, unknown>>) =>
      [payload['regionAry'] ?? payload['regionChanges']].flat();
    const portions = stage.actions.filter(({ type }) => type.includes('RegionPlot'));
    expect(portions.length).toBeGreaterThan(1);
    for (const { payload } of portions)
      expect(lines(payload).slice(0, 2)).toEqual(['global color=red', 'fk5']);
    expect(portions.flatMap(({ payload }) => lines(payload).slice(2))).toHaveLength(REGIONS.length);
  });
});
