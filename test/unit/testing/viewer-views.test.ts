import { describe, expect, it } from 'vitest';
import { expectShape, fits, recorded, Stage } from './helpers.js';

const IMAGE = 'ImagePlotCntlr.';
const types = (...names: readonly string[]) => names.map((name) => IMAGE + name);
const SHOWN = types('PlotImageStart', 'PlotImage', 'PlotImageFail', 'byteDataRefresh');
const PIXELS = `${IMAGE}byteDataRefresh`;
const VIEW = types('ZoomImage', 'recenter', 'StretchChange', 'ColorChange', 'Replot');

/** Ends with the next report of a type. */
function reported(stage: Stage, type: string): Promise<void> {
  return new Promise((resolve) => {
    const connection = stage.server.core.connect(stage.viewer.channel, {
      send: (text) => {
        if (!text.includes(`"id":"x-${type}"`)) return;
        connection.disconnected();
        resolve();
      },
      close: () => {},
    });
  });
}

async function displayed(...plotIds: readonly string[]): Promise<Stage> {
  const stage = await Stage.open();
  for (const plotId of plotIds) stage.image(plotId);
  await stage.settled();
  return stage;
}

describe('changing a view', () => {
  const act = (stage: Stage, plotId: string) => {
    stage.push(`${IMAGE}ZoomImage`, { plotId, userZoomType: 'LEVEL', level: 4, actionScope: 'SINGLE' });
    stage.push(`${IMAGE}recenter`, { plotId, centerPt: '10.7;41.3;J2000' });
    const rv = '88,1.000000,88,99.000000,NaN,2.000000,45,25,600,120,0,NaN,1.000000';
    stage.push(`${IMAGE}StretchChange`, {
      plotId,
      stretchData: [{ band: 'NO_BAND', rv, bandVisible: true }],
    });
  };
  const paint = (stage: Stage, plotId: string) =>
    stage.push(`${IMAGE}ColorChange`, { plotId, cbarId: 6, bias: 0.6, contrast: 1.5, actionScope: 'SINGLE' });

  it('is done and reported as recorded', async () => {
    const stage = await displayed('a');
    stage.watch(...VIEW);
    act(stage, 'a');
    await stage.settled();
    paint(stage, 'a');
    expect(stage.viewer.images.get('a')).toMatchObject({
      zoomLevel: 4,
      center: { x: 10.7, y: 41.3, system: 'J2000' },
      stretch: '88,1,88,99,NaN,2,45,25,600,120,0,NaN,1',
      color: { cbarId: 6, bias: 0.6, contrast: 1.5 },
    });
    const report = (name: string) => stage.reports(`x-${IMAGE}${name}`)[0];
    expect(report('ZoomImage')).toEqual({ ...recorded('zoom').data, plotId: 'a' });
    expect(report('recenter')).toEqual({ ...recorded('recenter').data, id: `x-${IMAGE}recenter` });
    expectShape(report('StretchChange'), recorded('stretch').data);
    expectShape(report('ColorChange'), recorded('color').data);
    expectShape(report('Replot'), recorded('replot').data);
    expect(stage.reports(`x-${IMAGE}Replot`)).toHaveLength(3);
    expect(report('StretchChange')).toMatchObject({
      primaryStateJson: {
        bandStateAry: [{ rangeValuesSerialize: '88,1,88,99,NaN,2,45,25,600,120,0,NaN,1' }],
      },
    });
  });

  it('is lost on an image that is not displayed yet; only the pan is reported all the same (T24)', async () => {
    const stage = await Stage.open();
    stage.watch(...VIEW, `${IMAGE}PlotImage`);
    stage.viewer.delay = ({ type }) => (type === `${IMAGE}PlotImage` ? 20 : 0);
    stage.image('a');
    act(stage, 'a');
    paint(stage, 'a');
    expect(stage.viewer.images.get('a')?.status).toBe('pending');
    await stage.settled();
    const initial = await displayed('a');
    const view = ({ viewer }: Stage) => {
      const { zoomLevel, center, stretch, color } = viewer.images.get('a') ?? {};
      return { zoomLevel, center, stretch, color };
    };
    expect(view(stage)).toEqual(view(initial));
    expect(view(stage).zoomLevel).toBe(128);
    expect(stage.order).toEqual(types('recenter', 'PlotImage', 'Replot').map((type) => `x-${type}`));
  });

  it('is lost between the plot and its pixels, but for zoom and pan, and so are colours after a stretch', async () => {
    const stage = await Stage.open();
    stage.watch(...SHOWN, ...VIEW);
    stage.viewer.delay = ({ type }) => (type === PIXELS ? 20 : 0);
    const pixels = () => stage.viewer.images.get('a')?.pixels;
    const plotted = reported(stage, `${IMAGE}Replot`);
    stage.image('a');
    await plotted;
    expect([stage.viewer.images.get('a')?.status, pixels()]).toEqual(['displayed', 'absent']);
    act(stage, 'a');
    paint(stage, 'a');
    const before = types('PlotImageStart', 'PlotImage', 'Replot', 'ZoomImage', 'Replot', 'recenter');
    expect(stage.order).toEqual(before.map((type) => `x-${type}`));
    const lost = stage.viewer.images.get('a');
    expect(lost).toMatchObject({ zoomLevel: 4, center: { x: 10.7 }, color: { cbarId: 0 } });
    expect(lost?.stretch).toContain(',44,');
    await reported(stage, PIXELS);
    expect(pixels()).toBe('present');
    const told = stage.order.length;
    const stretchData = [{ band: 'NO_BAND', rv: '92,-2,92,10', bandVisible: true }];
    stage.push(`${IMAGE}StretchChange`, { plotId: 'a', stretchData });
    expect(pixels()).toBe('changing');
    paint(stage, 'a');
    await stage.settled();
    paint(stage, 'a');
    const after = types('StretchChange', 'Replot', 'byteDataRefresh', 'ColorChange', 'Replot');
    expect(stage.order.slice(told)).toEqual(after.map((type) => `x-${type}`));
    expect(stage.viewer.images.get('a')).toMatchObject({ stretch: '92,-2,92,10', color: { cbarId: 6 } });
  });

  it('of a list of plots is ignored without a word, but a pan of a list breaks the page for good', async () => {
    const stage = await displayed('a', 'b');
    stage.watch(...VIEW);
    const plotId = ['a', 'b'];
    const stretchData = [{ band: 'NO_BAND', rv: '92,-2,92,10', bandVisible: true }];
    stage.push(`${IMAGE}StretchChange`, { plotId, stretchData });
    stage.push(`${IMAGE}ColorChange`, { plotId, cbarId: 6, bias: 0.6, contrast: 1.5 });
    expect(stage.reports()).toEqual([]);
    expect(stage.viewer.core.broken).toBe(false);
    stage.push(`${IMAGE}recenter`, { plotId, centerPt: '10.7;41.3;J2000' });
    expect(stage.viewer.errors).toMatchObject([{ name: 'PageBroken' }]);
    expect(stage.viewer.core.broken).toBe(true);
    stage.push(`${IMAGE}ZoomImage`, { plotId: 'a', userZoomType: 'LEVEL', level: 4 });
    expect(stage.reports()).toEqual([]);
    expect(stage.viewer.images.get('a')).toMatchObject({
      zoomLevel: 128,
      center: null,
      color: { cbarId: 0 },
    });
    stage.viewer.reload();
    await stage.viewer.ready;
    stage.image('a');
    await stage.settled();
    expect(stage.viewer.images.get('a')?.status).toBe('displayed');
  });

  it('is forgotten with the pixels on their way when the image goes', async () => {
    const stage = await displayed('a', 'b');
    stage.watch(PIXELS);
    stage.viewer.delay = 5;
    stage.viewer.core.userStretch('a', '92,-2,92,10');
    stage.viewer.core.userStretch('a', '92,-3,92,10');
    stage.viewer.core.userStretch('b', '92,-3,92,10');
    stage.viewer.core.userRemoveImage('b');
    await stage.settled();
    expect(stage.reports().map(({ plotId }) => plotId)).toEqual(['a']);
  });

  it('a deletion of an image that is not there is reported all the same', async () => {
    const stage = await displayed('a');
    stage.watch(...types('deletePlotView'));
    stage.push(`${IMAGE}deletePlotView`, { plotId: 'nosuch' });
    expect(stage.reports()).toMatchObject([{ plotId: 'nosuch' }]);
    expect(stage.viewer.images.has('a')).toBe(true);
  });

  it('of an image that is not there is dropped without a word (T28)', async () => {
    const stage = await displayed('a');
    stage.watch(...VIEW, ...types('deletePlotView', 'ChangeActivePlotView'));
    stage.push(`${IMAGE}ZoomImage`, { plotId: 'nosuch', userZoomType: 'LEVEL', level: 4 });
    stage.push(`${IMAGE}ZoomImage`, { plotId: 'a', userZoomType: 'LEVEL', level: 'x' });
    stage.push(`${IMAGE}ColorChange`, { plotId: ['a'], cbarId: 6, bias: 0.6, contrast: 1.5 });
    stage.push(`${IMAGE}StretchChange`, { plotId: 'a', stretchData: [] });
    stage.push(`${IMAGE}ChangeActivePlotView`, { plotId: 'nosuch' });
    expect(stage.reports()).toEqual([]);
    expect(stage.viewer.images.get('a')).toMatchObject({ color: { cbarId: 0 } });
  });

  it('goes for the whole of a locked group unless it is said to be single', async () => {
    const stage = await Stage.open();
    const file = stage.server.addFile('m.fits', fits());
    for (const plotId of ['m', 'n'])
      stage.push(`${IMAGE}PlotImage`, { wpRequest: { plotId, file, plotGroupId: 'g' } });
    stage.image('loner', file);
    await stage.settled();
    stage.push(`${IMAGE}ColorChange`, { plotId: 'm', cbarId: 6, bias: 0.5, contrast: 1 });
    stage.push(`${IMAGE}ZoomImage`, { plotId: 'm', userZoomType: 'LEVEL', level: 3, actionScope: 'SINGLE' });
    const seen = ['m', 'n', 'loner'].map((id) => stage.viewer.images.get(id));
    expect(seen.map((plot) => plot?.color.cbarId)).toEqual([6, 6, 0]);
    expect(seen.map((plot) => plot?.zoomLevel)).toEqual([3, 128, 128]);
  });

  it.each([
    ['200;300;PIXEL', { x: 200, y: 300, system: 'PIXEL' }],
    ['121.1;-21.5;GAL', { x: 121.1, y: -21.5, system: 'GAL' }],
    ['1;2;NO_SUCH_SYSTEM', { x: 1, y: 2, system: 'EQ_J2000' }],
    ['1;2', { x: 1, y: 2, system: 'EQ_J2000' }],
    ['nonsense', null],
  ])('centres on %s', async (centerPt, center) => {
    const stage = await displayed('a');
    stage.viewer.core.userPan('a', { x: 0, y: 0, system: 'PIXEL' });
    stage.push(`${IMAGE}recenter`, { plotId: 'a', centerPt });
    expect(stage.viewer.images.get('a')?.center).toEqual(center);
  });

  it('centres on the middle of the image', async () => {
    const stage = await displayed('a');
    stage.push(`${IMAGE}recenter`, { plotId: 'a', centerPt: '1;2;PIXEL' });
    expect(stage.viewer.images.get('a')?.center).not.toBeNull();
    stage.push(`${IMAGE}recenter`, { plotId: 'a', centerOnImage: 'true' });
    expect(stage.viewer.images.get('a')?.center).toBeNull();
  });
});
