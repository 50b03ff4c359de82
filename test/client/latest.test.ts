/** Sliders: of many changes only the newest matters. */
import { ArgumentError, ClosedError, SupersededError } from 'firefly-client';
import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, failureOf, passes, Stage, stateOf, stopTime } from './stage.js';

afterEach(closeAll);

const stretchOf = (upperValue: number) => ({ type: 'percent', lowerValue: 1, upperValue }) as const;

async function openWithImage(delay = 0): Promise<Stage> {
  const stage = await Stage.open();
  await stage.client.showFitsImage(stage.image(), { plotId: 'a' }).displayed();
  stage.viewer.delay = delay;
  stage.pushed.length = 0;
  return stage;
}

describe('a slider', () => {
  it('of 200 moves in 2 s sends what a viewer that needs 200 ms for each can show, and shows the last 450 ms after it at the latest', async () => {
    const stage = await openWithImage(200);
    const slider = stage.client.latest('a');
    stopTime();
    let last = slider.setStretch(stretchOf(50));
    for (let move = 1; move < 200; move++) {
      await passes(10);
      last = slider.setStretch(stretchOf(50 + move / 5));
    }
    const shown = last.displayed();
    await passes(450);
    expect(await stateOf(shown)).toBe('fulfilled');
    const sent = stage.types.filter((type) => type === 'StretchChange');
    expect(sent.length).toBeGreaterThan(5);
    expect(sent.length).toBeLessThanOrEqual(12);
    expect(stage.viewer.images.get('a')?.stretch.split(',')[3]).toBe('89.8');
    expect(stage.errors).toEqual([]);
  });

  it('keeps each kind of change and each plot apart', async () => {
    const stage = await openWithImage();
    await stage.client.showFitsImage(stage.image('n.fits'), { plotId: 'b' }).displayed();
    const { client } = stage;
    const all = [
      client.latest('a').setZoom(2).displayed(),
      client.latest('a').setPan({ x: 1, y: 1 }).displayed(),
      client.latest('a').setColor({ colormapId: 3 }).displayed(),
      client.latest('b').setZoom(3).displayed(),
    ];
    await Promise.all(all);
    expect(stage.viewer.images.get('a')?.zoomLevel).toBe(2);
    expect(stage.viewer.images.get('b')?.zoomLevel).toBe(3);
  });

  it('tells whoever awaits a move that a later one took its place', async () => {
    const stage = await openWithImage(5);
    const slider = stage.client.latest('a');
    const [first, second, third] = [slider.setZoom(1), slider.setZoom(2), slider.setZoom(4)];
    expect(await failureOf(second)).toBeInstanceOf(SupersededError);
    expect(await failureOf(second.displayed())).toBeInstanceOf(SupersededError);
    expect(await first).toMatchObject({ success: true, plotId: 'a' });
    expect(await third.displayed({ timeout: 5_000 })).toMatchObject({ report: { zoomLevel: 4 } });
    expect(third.plotId).toBe('a');
  });

  it('goes on when a move fails, and says what nobody awaits', async () => {
    const stage = await openWithImage();
    const slider = stage.client.latest('a');
    stage.before = (cmd, params) => {
      if (cmd === 'pushAction' && params['action']?.startsWith('{"type":"ImagePlotCntlr.ColorChange'))
        throw new Error('The line is cut.');
      return undefined;
    };
    const complaint = stage.client.once('error');
    slider.setColor({ colormapId: 1 });
    expect(String(await complaint)).toContain('The line is cut.');
    stage.before = undefined;
    expect(await slider.setColor({ colormapId: 2 }).displayed()).toMatchObject({ plotId: 'a' });
  });

  it('is not held up for good by a plot that is not there', async () => {
    const stage = await openWithImage();
    stopTime();
    const slider = stage.client.latest('nowhere');
    slider.setZoom(1);
    slider.setZoom(2);
    await passes(100);
    expect(stage.types).toEqual(['ZoomImage']);
    await passes(5_000);
    expect(stage.types).toEqual(['ZoomImage', 'ZoomImage']);
  });

  it('delivers its last move before it is flushed or closed', async () => {
    const stage = await openWithImage(3);
    const slider = stage.client.latest('a');
    slider.setZoom(2);
    slider.setZoom(8);
    await stage.client.flush();
    expect(stage.actions.at(-1)).toMatchObject({ payload: { level: 8 } });
    slider.setZoom(3);
    slider.setZoom(5);
    await stage.client.close();
    expect(stage.actions.filter(({ type }) => type.endsWith('ZoomImage')).at(-1)).toMatchObject({
      payload: { level: 5 },
    });
    expect(() => slider.setZoom(1)).toThrow(ClosedError);
    expect(() => stage.client.latest('a')).toThrow(ClosedError);
  });

  it('refuses what is wrong at once', async () => {
    const stage = await openWithImage();
    const slider = stage.client.latest('a');
    expect(() => slider.setZoom(-1)).toThrow(ArgumentError);
    expect(() => slider.setStretch({ type: 'percent', lowerValue: Number.NaN })).toThrow(ArgumentError);
    expect(() => stage.client.latest('')).toThrow(/latest: plotId must be/);
    const silent = await stage.connect({ tracking: false });
    expect(() => silent.latest('a').setZoom(1)).toThrow(/tracking/);
    expect(stage.actions).toEqual([]);
  });

  it('takes the values as they were at the call', async () => {
    const stage = await openWithImage(2);
    const slider = stage.client.latest('a');
    const color = { colormapId: 1 };
    slider.setColor(color);
    slider.setColor(color);
    color.colormapId = 9;
    await stage.client.flush();
    expect(stage.actions.at(-1)).toMatchObject({ payload: { cbarId: 1 } });
  });
});
