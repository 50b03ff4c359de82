/** Showing the viewer from a terminal, and the end of a process. */
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ACTION } from '../../src/actions/index.js';
import { FireflyClient } from '../../src/client/client.js';
import { runtime } from '../../src/runtime/node.js';
import { createMemoryServer } from '../../src/testing/memory-server.js';

const browser = vi.hoisted(() => ({ open: vi.fn<(url: string) => Promise<unknown>>() }));
vi.mock('open', () => ({ default: browser.open }));

const URL_HERE = 'http://127.0.0.1:8080/firefly/?__wsch=ffc-demo';

beforeEach(() => {
  browser.open.mockReset().mockResolvedValue({});
  for (const name of ['CI', 'FIREFLY_NO_BROWSER', 'WAYLAND_DISPLAY', 'WSL_DISTRO_NAME'])
    vi.stubEnv(name, undefined);
  vi.stubEnv('DISPLAY', ':0');
});

function printed(): () => string {
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  return () => error.mock.calls.map((call) => call.join(' ')).join('\n');
}

describe('openPage', () => {
  it('opens the browser, and prints the link all the same', async () => {
    const text = printed();
    await expect(runtime.openPage(URL_HERE, 'ffc-demo')).resolves.toBe('opened');
    expect(browser.open.mock.calls).toEqual([[URL_HERE]]);
    expect(text()).toContain(URL_HERE);
    expect(text()).toContain('was opened in your browser');
  });

  it.each([
    ['CI', 'true'],
    ['FIREFLY_NO_BROWSER', '1'],
  ])('opens nothing with %s, and prints the link in a frame', async (name, value) => {
    vi.stubEnv(name, value);
    const text = printed();
    await expect(runtime.openPage(URL_HERE, 'ffc-demo')).resolves.toBe('printed');
    expect(browser.open).not.toHaveBeenCalled();
    const lines = text()
      .split('\n')
      .filter((line) => line !== '');
    expect(lines).toHaveLength(4);
    expect(lines[2]).toContain(` ${URL_HERE} `);
    expect(new Set(lines.map((line) => line.length)).size).toBe(1);
  });

  it('opens nothing without a screen', async (context) => {
    if (process.platform !== 'linux') return context.skip('elsewhere there is always a screen');
    vi.stubEnv('DISPLAY', undefined);
    const text = printed();
    await expect(runtime.openPage(URL_HERE, 'ffc-demo')).resolves.toBe('printed');
    expect(browser.open).not.toHaveBeenCalled();
    expect(text()).toContain(URL_HERE);
  });

  it('prints the link when the browser cannot be started', async () => {
    browser.open.mockRejectedValue(new Error('spawn ENOENT'));
    const text = printed();
    await expect(runtime.openPage(URL_HERE, 'ffc-demo')).resolves.toBe('printed');
    expect(text()).toContain(URL_HERE);
    expect(text()).toContain('Open this link');
  });
});

describe('openViewer', () => {
  async function memoryClient() {
    const server = createMemoryServer();
    const client = await FireflyClient.connect('http://127.0.0.1:8080/firefly', {
      transport: server.transport(),
    });
    onTestFinished(() => client.close());
    return { server, client };
  }

  it('prints the link of the channel when no viewer is open and nothing can be opened', async () => {
    vi.stubEnv('CI', '1');
    const { client } = await memoryClient();
    const text = printed();
    await expect(client.openViewer()).resolves.toBe('printed');
    expect(text()).toContain(`http://127.0.0.1:8080/firefly/?__wsch=${client.channel}`);
  });

  it('opens the page of the channel when no viewer is open', async () => {
    const { client } = await memoryClient();
    printed();
    await expect(client.openViewer()).resolves.toBe('opened');
    expect(browser.open.mock.calls).toEqual([[client.viewerUrl]]);
  });

  it('brings a live viewer to the front and does not open or reload anything', async () => {
    const { server, client } = await memoryClient();
    const viewer = server.openViewer(client.channel);
    await viewer.ready;
    const text = printed();
    await expect(client.openViewer()).resolves.toBe('focused');
    expect(viewer.received.map(({ type }) => type)).toContain(ACTION.GrabFocus);
    expect(viewer.received.filter(({ type }) => type === 'app_data.notifyRemoteAppReady')).toHaveLength(1);
    expect(browser.open).not.toHaveBeenCalled();
    expect(text()).toBe('');
  });

  it('opens another one when the viewer does not answer', async () => {
    const { server, client } = await memoryClient();
    const viewer = server.openViewer(client.channel, { silent: true });
    await viewer.ready;
    printed();
    await expect(client.openViewer()).resolves.toBe('opened');
  });
});

describe('beforeExit', () => {
  it('takes one listener of the process however many clients there are, and none in the end', () => {
    const before = process.listenerCount('beforeExit');
    const calls: number[] = [];
    const cancels = Array.from({ length: 30 }, (_, i) => runtime.beforeExit(() => calls.push(i)));
    expect(process.listenerCount('beforeExit')).toBe(before + 1);
    for (const cancel of cancels) cancel();
    expect(process.listenerCount('beforeExit')).toBe(before);
    expect(calls).toEqual([]);
  });

  it('calls each once, and new ones the next time', () => {
    const known = new Set(process.listeners('beforeExit'));
    const fire = () => {
      for (const listener of process.listeners('beforeExit'))
        if (!known.has(listener)) listener.call(process, 0);
    };
    const calls: string[] = [];
    const first = runtime.beforeExit(() => calls.push('first'));
    const second = runtime.beforeExit(() => calls.push('second'));
    second();
    fire();
    expect(calls).toEqual(['first']);
    first();
    const cancels = [runtime.beforeExit(() => calls.push('third'))];
    fire();
    for (const cancel of cancels) cancel();
    expect(calls).toEqual(['first', 'third']);
  });
});
