import { afterEach, describe, expect, it, vi } from 'vitest';
import { createMemoryServer, ViewerFailure } from '../../../src/testing/index.js';
import { fits, Listener, recorded, Stage, stars } from './helpers.js';

const READY = 'app_data.notifyRemoteAppReady';
const PULSE = 'my.pulse';

afterEach(() => {
  vi.useRealTimers();
});

describe('a viewer that opens', () => {
  it('announces itself after it is registered, as recorded', async () => {
    const server = createMemoryServer();
    const listener = new Listener(server.core, 'example-channel');
    const viewer = server.openViewer('example-channel');
    await viewer.ready;
    const announcement = listener.frames.find(({ data }) => data['type'] === READY);
    expect(announcement).toEqual(recorded('notifyRemoteAppReady'));
    expect(listener.actions().map(({ type }) => type)).toEqual([
      'app_data.wsConnUpdated',
      'app_data.wsConnUpdated',
      READY,
    ]);
    expect(viewer.received.map(({ type }) => type)).toEqual(['app_data.wsConnUpdated', READY]);
    expect(viewer.unknown).toEqual([]);
  });

  it('announces itself where registration happens within the call', async () => {
    const server = createMemoryServer({ schedule: (task) => task() });
    const viewer = server.openViewer('c');
    await viewer.ready;
    expect(viewer.received.at(-1)).toEqual({ type: READY, payload: { ready: true, viewerChannel: 'c' } });
  });

  it('announces itself once, whoever else comes and goes', async () => {
    const stage = await Stage.open();
    const visitor = new Listener(stage.server.core, 'stage');
    await Promise.resolve();
    visitor.connection.disconnected();
    expect(stage.viewer.received.filter(({ type }) => type === READY)).toHaveLength(1);
  });
});

describe('a viewer that is reloaded', () => {
  it('has lost everything, extensions too, and announces itself again (T20)', async () => {
    const stage = await Stage.open();
    stage.image('a');
    stage.table('t');
    await stage.settled();
    stage.watch(PULSE, 'ImagePlotCntlr.PlotImage');
    const old = stage.viewer.core;
    stage.image('b');
    const before = stage.viewer.received.length;
    stage.viewer.reload();
    await stage.viewer.ready;
    await Promise.all([stage.settled(), old.settled()]);
    stage.push(PULSE);
    const { viewer } = stage;
    expect([viewer.images.size, viewer.tables.size, viewer.charts.size, viewer.extensions.length]).toEqual([
      0, 0, 0, 0,
    ]);
    expect(stage.reports()).toEqual([]);
    expect(viewer.received.slice(before).map(({ type }) => type)).toEqual([
      'app_data.wsConnUpdated',
      READY,
      PULSE,
    ]);
    stage.watch(PULSE);
    stage.push(PULSE);
    expect(stage.reports()).toHaveLength(1);
  });

  it('has a new connection', async () => {
    const stage = await Stage.open();
    const before = stage.server.core.connectionIds('stage');
    stage.viewer.reload();
    await stage.viewer.ready;
    const after = stage.server.core.connectionIds('stage');
    expect(after).toHaveLength(2);
    expect(after).not.toEqual(before);
  });
});

describe('a viewer whose socket breaks', () => {
  it('keeps its extensions, and comes back without an announcement (T20)', async () => {
    const stage = await Stage.open();
    stage.watch(PULSE);
    stage.viewer.disconnect();
    stage.push(PULSE);
    expect(stage.viewer.connected).toBe(false);
    expect(stage.reports()).toEqual([]);
    const announcements = stage.viewer.received.filter(({ type }) => type === READY).length;
    stage.viewer.reconnect();
    await Promise.resolve();
    stage.push(PULSE);
    expect(stage.reports()).toHaveLength(1);
    expect(stage.viewer.received.filter(({ type }) => type === READY)).toHaveLength(announcements);
  });

  it('hears nothing any more when the server ended it', async () => {
    const stage = await Stage.open();
    stage.watch(PULSE);
    stage.server.core.pushAction('stage', '{"type":"\\ud83d"}');
    expect(stage.viewer.connected).toBe(false);
    stage.viewer.reconnect();
    await Promise.resolve();
    expect(stage.server.core.connectionIds('stage')).toHaveLength(1);
  });
});

describe('a viewer that is closed', () => {
  it('leaves the channel, and what was under way is never reported', async () => {
    const stage = await Stage.open();
    stage.watch('ImagePlotCntlr.PlotImage', 'table.loaded');
    stage.image('a');
    stage.table('t');
    stage.viewer.close();
    await stage.settled();
    expect(stage.reports()).toEqual([]);
    expect(stage.server.core.connectionIds('stage')).toHaveLength(1);
  });
});

describe('knobs', () => {
  it('silent: the viewer is there and does nothing', async () => {
    const stage = await Stage.open({ silent: true });
    stage.watch(PULSE);
    stage.push(PULSE);
    stage.image('a');
    await stage.settled();
    expect(stage.reports()).toEqual([]);
    expect(stage.viewer.images.size).toBe(0);
    expect(stage.viewer.received.at(-1)?.type).toBe('ImagePlotCntlr.PlotImage');
    stage.viewer.silent = false;
    stage.image('a');
    await stage.settled();
    expect(stage.viewer.images.get('a')?.status).toBe('displayed');
  });

  it('delay: loading takes as long as told, and ends at once when it is superseded', async () => {
    vi.useFakeTimers();
    const stage = await Stage.open({ delay: ({ type }) => (type === 'table.search' ? 50 : 20) });
    stage.image('a');
    stage.table('t');
    await vi.advanceTimersByTimeAsync(19);
    expect(stage.viewer.images.get('a')?.status).toBe('pending');
    await vi.advanceTimersByTimeAsync(1);
    expect(stage.viewer.images.get('a')?.status).toBe('displayed');
    expect(stage.viewer.tables.get('t')?.status).toBe('loading');
    await vi.advanceTimersByTimeAsync(30);
    expect(stage.viewer.tables.get('t')?.status).toBe('loaded');
    stage.viewer.delay = 1000;
    stage.image('b');
    stage.viewer.close();
    await stage.settled();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('fail: a function decides', async () => {
    const stage = await Stage.open();
    stage.viewer.fail = ({ type }) =>
      type.startsWith('charts') ? new ViewerFailure('No charts today') : undefined;
    stage.table('t');
    await stage.settled();
    expect(stage.viewer.tables.get('t')?.status).toBe('loaded');
    expect(stage.viewer.charts.get('default-t')).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('No charts today'),
    });
  });
});

describe('what is no action (T10)', () => {
  it.each(['[1]', 'null', '"text"', '{"payload":{}}', '{"type":7}'])(
    '%s raises an error in the page',
    async (action) => {
      const stage = await Stage.open();
      stage.server.core.pushAction('stage', action);
      expect(stage.viewer.errors).toEqual([expect.any(TypeError)]);
      stage.image('a');
      await stage.settled();
      expect(stage.viewer.images.get('a')?.status).toBe('displayed');
    },
  );

  it('is thrown at whoever hands it to the viewer itself', async () => {
    const stage = await Stage.open();
    const frame = JSON.stringify({ name: 'FLUX_ACTION', data: null });
    expect(() => stage.viewer.core.handleFrame(frame)).toThrow(TypeError);
    expect(() => stage.viewer.core.handleFrame('{"name":"OTHER","data":null}')).not.toThrow();
    expect(() => stage.viewer.core.handleFrame('')).not.toThrow();
  });
});

describe('an action that the viewer does not know', () => {
  it('is shown as such, and reported to those who watch it', async () => {
    const stage = await Stage.open();
    stage.watch('layout.updateLayout');
    stage.push('layout.updateLayout', { x: 'é☃&=%+ \n' });
    expect(stage.viewer.unknown).toEqual([{ type: 'layout.updateLayout', payload: { x: 'é☃&=%+ \n' } }]);
    expect(stage.reports()).toEqual([
      { id: 'x-layout.updateLayout', type: 'layout.updateLayout', x: 'é☃&=%+ \n' },
    ]);
  });
});

describe('two viewers on a channel (T16)', () => {
  it('both do and both report what is pushed', async () => {
    const stage = await Stage.open();
    const second = stage.server.openViewer('stage', { now: () => 2000 });
    await second.ready;
    stage.watch('table.loaded');
    stage.table('t', stage.server.addFile('stars.csv', stars));
    stage.image('a', stage.server.addFile('m.fits', fits()));
    await Promise.all([stage.settled(), second.core.settled()]);
    expect(stage.reports()).toHaveLength(2);
    expect(second.images.get('a')?.status).toBe('displayed');
  });
});
