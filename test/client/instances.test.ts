/** The clients of a process, and which is the default one. */
import { FireflyClient } from 'firefly-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeAll, Stage } from './stage.js';

beforeEach(async () => {
  // Other tests of this process may have left some open.
  await Promise.all(FireflyClient.getInstances().map((client) => client.close({ timeout: 0 })));
});
afterEach(closeAll);

describe('getInstances', () => {
  it('has the open clients, oldest first, whatever their channels', async () => {
    expect(FireflyClient.getInstances()).toEqual([]);
    const stage = await Stage.open({ withViewer: false });
    const second = await stage.connect();
    const third = await stage.connect({ channel: stage.client.channel });
    expect(FireflyClient.getInstances()).toEqual([stage.client, second, third]);
    await second.close();
    expect(FireflyClient.getInstances()).toEqual([stage.client, third]);
  });

  it('gives a list of its own each time', async () => {
    await Stage.open({ withViewer: false });
    FireflyClient.getInstances().pop();
    expect(FireflyClient.getInstances()).toHaveLength(1);
  });

  it('leaves out a client from the moment it is being closed', async () => {
    const stage = await Stage.open({ withViewer: false });
    const closing = stage.client.close();
    expect(FireflyClient.getInstances()).toEqual([]);
    await closing;
  });
});

describe('getDefaultInstance', () => {
  it('is undefined where there is none', () => {
    expect(FireflyClient.getDefaultInstance()).toBeUndefined();
  });

  it('is the oldest, and the next oldest when that is closed', async () => {
    const stage = await Stage.open({ withViewer: false });
    const second = await stage.connect();
    expect(FireflyClient.getDefaultInstance()).toBe(stage.client);
    await stage.client.close();
    expect(FireflyClient.getDefaultInstance()).toBe(second);
  });

  it('is the last that was made the default, while it is open', async () => {
    const stage = await Stage.open({ withViewer: false });
    const second = await stage.connect({ makeDefault: true });
    const third = await stage.connect({ makeDefault: true });
    await stage.connect();
    expect(FireflyClient.getDefaultInstance()).toBe(third);
    await third.close();
    expect(FireflyClient.getDefaultInstance()).toBe(stage.client);
    expect(second.state).toBe('connected');
  });
});

describe('getViewerMode', () => {
  it.each([
    [undefined, undefined, 'FireflyViewer'],
    ['', undefined, 'FireflyViewer'],
    ['slate.html', undefined, 'FireflySlate'],
    ['suit/slate.html', undefined, 'FireflySlate'],
    ['my-slate.html', undefined, 'FireflyViewer'],
    ['mine.html', 'FireflySlate', 'FireflySlate'],
    ['slate.html', 'NO_VIEWER', 'NO_VIEWER'],
  ] as const)('of %j, told %j, is %s', (htmlFile, override, mode) => {
    expect(FireflyClient.getViewerMode(htmlFile, override)).toBe(mode);
  });

  it('is that of a client, which knows what it is', async () => {
    const stage = await Stage.open({ withViewer: false });
    const slate = await stage.connect({ htmlFile: 'slate.html' });
    const neither = await stage.connect({ htmlFile: 'mine.html', viewerMode: 'NO_VIEWER' });
    const kinds = [stage.client, slate, neither].map((client) => [
      client.viewerMode,
      client.isTriview(),
      client.isSlate(),
    ]);
    expect(kinds).toEqual([
      ['FireflyViewer', true, false],
      ['FireflySlate', false, true],
      ['NO_VIEWER', false, false],
    ]);
  });
});

describe('getFireflyUrl', () => {
  it('is the address of the page, on the own channel or another', async () => {
    const stage = await Stage.open({ withViewer: false });
    const slate = await stage.connect({ htmlFile: 'slate.html', channel: 'mine' });
    expect(slate.getFireflyUrl()).toBe('http://memory.test/firefly/slate.html?__wsch=mine');
    expect(slate.getFireflyUrl('other')).toBe('http://memory.test/firefly/slate.html?__wsch=other');
    expect(stage.client.getFireflyUrl()).toBe(stage.client.viewerUrl);
  });
});
