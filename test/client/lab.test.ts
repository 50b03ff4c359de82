/** Clients in a JupyterLab, whose page holds the viewer and is on a channel of its own. */
import { ArgumentError, FireflyClient } from 'firefly-client';
import { createMemoryServer } from 'firefly-client/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failureOf } from './stage.js';

const CHANNEL = 'ffChan-node-1700000000-7';
const EXTERNAL = `${CHANNEL}__lab-external__viewer`;
const LAB = {
  fireflyLabExtension: 'true',
  fireflyURLLab: 'https://lab.test/firefly/',
  fireflyChannelLab: CHANNEL,
};

const clients: FireflyClient[] = [];

beforeEach(() => {
  for (const name of ['FIREFLY_URL', 'FIREFLY_CHANNEL', 'FIREFLY_HTML', ...Object.keys(LAB)])
    vi.stubEnv(name, undefined);
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close({ timeout: 200 })));
});

function enterLab(changes: Readonly<Record<string, string | undefined>> = {}): void {
  for (const [name, value] of Object.entries({ ...LAB, ...changes })) vi.stubEnv(name, value);
}

interface Pushed {
  readonly channel: string;
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** A server that notes what is pushed, with viewers that answer on these channels. */
async function stage(...channels: readonly string[]) {
  const pushed: Pushed[] = [];
  const server = createMemoryServer({
    intercept: (cmd, params) => {
      if (cmd === 'pushAction')
        pushed.push({ channel: params['channelID'], ...JSON.parse(params['action'] ?? 'null') });
      return undefined;
    },
  });
  await Promise.all(channels.map((channel) => server.openViewer(channel).ready));
  const actions = () =>
    pushed.filter(({ type }) => !type.startsWith('ffc.') && !type.startsWith('ExternalAccessCntlr'));
  return { transport: server.transport(), actions };
}

const keep = (client: FireflyClient): FireflyClient => {
  clients.push(client);
  return client;
};

describe('makeLabClient', () => {
  it('takes server and channel from the Lab, shows the tab, and drives what is in the tab', async () => {
    enterLab();
    const { transport, actions } = await stage(CHANNEL);
    const client = keep(await FireflyClient.makeLabClient({ transport }));
    expect([client.url, client.channel]).toEqual(['https://lab.test/firefly', CHANNEL]);
    await client.dispatch('table.remove', { tbl_id: 't' });
    const renderTreeId = 'firefly-viewer-tab-id';
    expect(actions()).toEqual([
      { channel: CHANNEL, type: 'StartLabWindow', payload: { fireflyHtmlFile: '', renderTreeId } },
      { channel: CHANNEL, type: 'table.remove', payload: { tbl_id: 't', renderTreeId } },
    ]);
  });

  it('shows the tab again with the page it was given', async () => {
    enterLab();
    const { transport, actions } = await stage(CHANNEL);
    const client = keep(await FireflyClient.makeLabClient({ transport, htmlFile: 'slate.html' }));
    expect(client.isSlate()).toBe(true);
    await client.showLabTab();
    await client.showLabTab({ htmlFile: 'other.html' });
    expect(actions().map(({ payload }) => payload['fireflyHtmlFile'])).toEqual([
      'slate.html',
      'slate.html',
      'other.html',
    ]);
  });

  it('has the Lab open a tab of the browser, on a channel of its own', async () => {
    enterLab();
    const { transport, actions } = await stage(EXTERNAL);
    const client = keep(
      await FireflyClient.makeLabClient({ transport, startBrowserTab: true, htmlFile: 'slate.html' }),
    );
    expect(client.channel).toBe(EXTERNAL);
    expect(client.viewerUrl).toBe(`https://lab.test/firefly/slate.html?__wsch=${EXTERNAL}`);
    await client.dispatch('table.remove', { tbl_id: 't' });
    // The Lab's page adds "__viewer" to the channel it is told.
    const payload = { channel: `${CHANNEL}__lab-external`, fireflyHtmlFile: 'slate.html' };
    expect(actions()).toEqual([
      { channel: CHANNEL, type: 'StartBrowserTab', payload },
      { channel: EXTERNAL, type: 'table.remove', payload: { tbl_id: 't' } },
    ]);
  });

  it('opens nothing with startTab: false', async () => {
    enterLab();
    const { transport, actions } = await stage();
    const client = keep(
      await FireflyClient.makeLabClient({ transport, startTab: false, startBrowserTab: true }),
    );
    await client.dispatch('table.remove', { tbl_id: 't' });
    expect(client.channel).toBe(CHANNEL);
    expect(actions()).toEqual([{ channel: CHANNEL, type: 'table.remove', payload: { tbl_id: 't' } }]);
  });

  it('is there although no viewer answers, and an error event says so', async () => {
    enterLab();
    const { transport } = await stage();
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const client = keep(await FireflyClient.makeLabClient({ transport, viewerTimeout: 50 }));
    expect(client.state).toBe('connected');
    expect(told.mock.calls.join()).toMatch(/NoViewerError: no viewer became ready in 50 ms/);
  });

  it.each([
    [
      { fireflyLabExtension: undefined },
      'fireflyLabExtension',
      /a JupyterLab.*FireflyClient\.connect\(url\)/,
    ],
    [{ fireflyLabExtension: 'false' }, 'fireflyLabExtension', /a JupyterLab/],
    [{ fireflyURLLab: undefined }, 'fireflyURLLab', /jupyter_firefly_extensions/],
    [{ fireflyChannelLab: '' }, 'fireflyChannelLab', /jupyter_firefly_extensions/],
    [{ fireflyChannelLab: 'a b' }, 'fireflyChannelLab', /A-Z/],
    [{ fireflyURLLab: 'nonsense' }, 'fireflyURLLab', /http\(s\) address/],
  ])('is refused where the environment has %j', async (changes, variable, expected) => {
    enterLab(changes);
    const { transport, actions } = await stage();
    const error = await failureOf(FireflyClient.makeLabClient({ transport }));
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error).toMatchObject({ method: 'makeLabClient' });
    expect(String(error)).toContain(variable);
    expect(String(error)).toMatch(expected);
    expect(actions()).toEqual([]);
  });
});

describe('useLabEnv', () => {
  it('is what makeLabClient does, and takes neither an address nor a channel besides', async () => {
    enterLab();
    const { transport } = await stage();
    const client = keep(await FireflyClient.connect(undefined, { useLabEnv: true, transport }));
    expect(client.channel).toBe(CHANNEL);
    const both = [
      FireflyClient.connect('http://h/firefly', { useLabEnv: true, transport }),
      FireflyClient.connect(undefined, { useLabEnv: true, channel: 'mine', transport }),
    ];
    const errors = await Promise.all(both.map(failureOf));
    expect(errors).toMatchObject([
      { method: 'connect', argument: 'url', value: 'http://h/firefly' },
      { method: 'connect', argument: 'options.channel', value: 'mine' },
    ]);
  });

  it('left out in a Lab: its server goes before FIREFLY_URL, its channel is not used', async () => {
    enterLab({ FIREFLY_URL: 'https://other.test/firefly', FIREFLY_CHANNEL: 'mine' });
    const { transport } = await stage();
    const client = keep(await FireflyClient.connect(undefined, { transport }));
    expect([client.url, client.channel]).toEqual(['https://lab.test/firefly', 'mine']);
  });
});
