import { describe, expect, it } from 'vitest';
import { expectShape, recorded, Stage } from './helpers.js';

describe('watching a type of action', () => {
  it('answers a pulse: a private type that is pushed is reported to whoever asked for it', async () => {
    const stage = await Stage.open();
    stage.push('my.pulse', { nonce: 1 });
    expect(stage.reports()).toEqual([]);
    stage.watch('my.pulse');
    stage.push('my.pulse', { nonce: 2 });
    expect(stage.reports()).toEqual([{ id: 'x-my.pulse', type: 'my.pulse', nonce: 2 }]);
  });

  it('reports once per extension, by one viewer as by two (T16)', async () => {
    const stage = await Stage.open();
    const second = stage.server.openViewer(stage.viewer.channel);
    await second.ready;
    stage.extend({ id: 'one', extType: 'my.pulse', title: 'one' });
    stage.extend({ id: 'two', extType: 'my.pulse', title: 'two' });
    stage.push('my.pulse');
    expect(stage.order).toEqual(['one', 'two', 'one', 'two']);
  });

  it("lets the payload's own id and type overwrite those of the report (T19)", async () => {
    const stage = await Stage.open();
    stage.watch('my.pulse');
    stage.push('my.pulse', { id: 'other', type: 'thing', x: 1 });
    expect(stage.reports()).toEqual([{ id: 'other', type: 'thing', x: 1 }]);
  });

  it('takes the same id twice without harm, and stops when it is removed', async () => {
    const stage = await Stage.open();
    stage.watch('my.pulse');
    stage.watch('my.pulse');
    stage.push('my.pulse');
    expect(stage.reports()).toHaveLength(1);
    stage.push('ExternalAccessCntlr/extensionRemove', { id: 'x-my.pulse' });
    stage.push('my.pulse');
    expect(stage.reports()).toHaveLength(1);
    expect(stage.viewer.extensions).toEqual([]);
  });

  it('lets two different ids that look alike replace each other (T21)', async () => {
    const stage = await Stage.open();
    stage.extend({ id: 'a', extType: 'my.pulse', title: 'same' });
    stage.extend({ id: 'b', extType: 'my.pulse', title: 'same' });
    stage.extend({ id: 'c', extType: 'my.pulse', title: 'same', plotId: 'p' });
    stage.extend({ id: 'd', extType: 'other.pulse', title: 'same' });
    stage.extend({ id: 'e', extType: 'my.pulse', title: 'same', shortcutKey: 'ctrl-e' });
    stage.push('my.pulse');
    expect(stage.order).toEqual(['b', 'c', 'e']);
  });

  it('is not reported itself, and ignores what is no extension', async () => {
    const stage = await Stage.open();
    stage.watch('ExternalAccessCntlr/extensionAdd');
    stage.push('ExternalAccessCntlr/extensionAdd', { extension: { id: 7 } });
    stage.push('ExternalAccessCntlr/extensionAdd', null);
    expect(stage.reports()).toEqual([]);
    expect(stage.viewer.extensions.map(({ id }) => id)).toEqual(['x-ExternalAccessCntlr/extensionAdd']);
  });

  it('survives reinitApp, which is reported as recorded (T21)', async () => {
    const stage = await Stage.open();
    stage.watch('app_data.reinitApp', 'my.pulse');
    stage.image('a');
    await stage.settled();
    stage.push('app_data.reinitApp');
    stage.push('my.pulse');
    expect(stage.order).toEqual(['x-app_data.reinitApp', 'x-my.pulse']);
    expectShape(stage.reports()[0], recorded('reinit').data);
    expect(stage.viewer.images.size).toBe(0);
    expect(stage.viewer.activePlotId).toBeUndefined();
  });
});

describe('buttons and clicks', () => {
  const point = { image: { x: 2.5, y: 1.5 }, world: { ra: 10.64, dec: 41.17 } };

  async function withImage() {
    const stage = await Stage.open();
    stage.image('a');
    await stage.settled();
    stage.watch('ImagePlotCntlr.ChangePlotAttribute');
    return stage;
  }

  it('reports a plain click only while some extension wants points (T26)', async () => {
    const stage = await withImage();
    stage.viewer.click('a', point);
    expect(stage.reports()).toEqual([]);
    stage.extend({ id: 'pick', extType: 'POINT', title: 'pick' });
    stage.viewer.click('a', point);
    expect(stage.reports()).toEqual([
      {
        id: 'x-ImagePlotCntlr.ChangePlotAttribute',
        type: 'ImagePlotCntlr.ChangePlotAttribute',
        plotId: 'a',
        attKey: 'ACTIVE_POINT',
        attValue: { pt: { x: 10.64, y: 41.17, type: 'WorldPt', cSys: {} } },
      },
    ]);
    stage.viewer.click('nosuch', point);
    expect(stage.reports()).toHaveLength(1);
  });

  it('reports a point, a line and an area as recorded, to the one extension whose button was pressed', async () => {
    const stage = await withImage();
    stage.extend({ id: 'p', extType: 'POINT', title: 'p' });
    stage.extend({ id: 'l', extType: 'LINE_SELECT', title: 'l' });
    stage.extend({ id: 'r', extType: 'AREA_SELECT', title: 'r' });
    const other = { image: { x: 0, y: 0 }, world: { ra: 1, dec: -2 } };
    stage.viewer.press('p', 'a', point);
    stage.viewer.press('l', 'a', point, other);
    stage.viewer.press('r', 'a', point, other);
    stage.viewer.press('nosuch', 'a', point);
    expect(stage.reports().map(({ type }) => type)).toEqual(['POINT', 'LINE_SELECT', 'AREA_SELECT']);
    expectShape(stage.reports('p')[0], recorded('point').data);
    expectShape(stage.reports('r')[0], recorded('area').data);
    expect(stage.reports('p')[0]).toMatchObject({ plotId: 'a', ipt: '2.5;1.5', wpt: '10.64;41.17;EQ_J2000' });
    expect(stage.reports('l')[0]).toMatchObject({
      wpt0: '10.64;41.17;EQ_J2000',
      ipt1: '0;0',
      wpt1: '1;-2;EQ_J2000',
    });
  });

  it('has no world point where the image has none', async () => {
    const stage = await withImage();
    stage.extend({ id: 'p', extType: 'POINT', title: 'p' });
    stage.viewer.press('p', 'a', { image: { x: 1, y: 2 } });
    expect(stage.reports('p')[0]).toMatchObject({ ipt: '1;2' });
    expect(stage.reports('p')[0]).not.toHaveProperty('wpt');
  });
});
