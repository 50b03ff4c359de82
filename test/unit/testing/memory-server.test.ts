import { describe, expect, it } from 'vitest';
import { createMemoryServer } from '../../../src/testing/index.js';
import type { EventSocket, SocketClosed } from '../../../src/transport/types.js';
import { fits } from './helpers.js';

/** Frames and the end of a socket, as things to wait for. */
class Inbox {
  readonly heard: string[] = [];
  readonly ends: SocketClosed[] = [];
  readonly #waiting: (() => void)[] = [];

  readonly handlers = {
    frame: (text: string) => {
      this.heard.push(text);
      this.#wake();
    },
    closed: (info: SocketClosed) => {
      this.ends.push(info);
      this.heard.push('(closed)');
      this.#wake();
    },
  };

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Ends when a text with these letters has come. */
  async until(part: string): Promise<void> {
    while (!this.heard.some((text) => text.includes(part))) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }
}

async function open(
  server = createMemoryServer(),
): Promise<{ server: typeof server; inbox: Inbox; socket: EventSocket }> {
  const inbox = new Inbox();
  const socket = await server.transport().events.open('c', inbox.handlers, {});
  await inbox.until('wsConnUpdated');
  return { server, inbox, socket };
}

const actionFrame = (type: string) =>
  JSON.stringify({ name: 'FLUX_ACTION', scope: 'CHANNEL', dataType: 'JSON', data: { type } });

describe('sockets', () => {
  it('hear the hello first, then who is there, then what is pushed', async () => {
    const { server, inbox } = await open();
    await server.transport().commands.command('pushAction', { channelID: 'c', action: '{"type":"a"}' }, {});
    await inbox.until('"a"');
    expect(inbox.heard.map((text) => text.match(/EVT_CONN_EST|wsConnUpdated|"a"/)?.[0])).toEqual([
      'EVT_CONN_EST',
      'wsConnUpdated',
      '"a"',
    ]);
  });

  it('hear nothing within the call that sends', async () => {
    const { inbox, server } = await open();
    const before = inbox.heard.length;
    server.core.pushAction('c', '{"type":"a"}');
    expect(inbox.heard).toHaveLength(before);
    await inbox.until('"a"');
  });

  it('send frames that reach the others', async () => {
    const { server, socket, inbox } = await open();
    const other = new Inbox();
    await server.transport().events.open('c', other.handlers, {});
    await other.until('wsConnUpdated');
    socket.send(actionFrame('a'));
    await other.until('"a"');
    expect(inbox.heard.some((text) => text.includes('"a"'))).toBe(false);
  });

  it('end once, and last, by either side', async () => {
    const { server, socket, inbox } = await open();
    server.core.pushAction('c', '{"type":"last"}');
    socket.close(4000, 'enough');
    socket.close();
    socket.terminate();
    await inbox.until('(closed)');
    expect(inbox.ends).toEqual([{ code: 4000, reason: 'enough' }]);
    expect(inbox.heard.slice(-2).map((text) => text.slice(0, 30))).toEqual([
      expect.stringContaining('last'),
      '(closed)',
    ]);
    expect(() => socket.send('')).toThrow('not open');
    expect(server.core.channels).toEqual([]);
    const second = await open(server);
    second.socket.send('x'.repeat(9000));
    await second.inbox.until('(closed)');
    second.socket.close();
    expect(second.inbox.ends).toEqual([{ code: 1009, reason: expect.stringContaining('too big') }]);
  });

  it('end with 1006 when they are dropped', async () => {
    const { socket, inbox } = await open();
    socket.terminate();
    await inbox.until('(closed)');
    expect(inbox.ends).toEqual([{ code: 1006, reason: '' }]);
  });

  it('do not open for a signal that has aborted', async () => {
    const server = createMemoryServer();
    const opening = server
      .transport()
      .events.open('c', new Inbox().handlers, { signal: AbortSignal.abort(new Error('no')) });
    await expect(opening).rejects.toThrow('no');
    expect(server.core.channels).toEqual([]);
  });
});

describe('commands', () => {
  it('answer the probe, and the version in both ways', async () => {
    const old = createMemoryServer().transport().commands;
    expect(await old.probe({})).toEqual({ status: 200, contentType: '', text: '' });
    expect(await old.command('CmdVersion', {}, {})).toMatchObject({
      status: 500,
      text: '{"success":false,"error":{}}',
    });
    const young = createMemoryServer({ version: '2026.1-abc' }).transport().commands;
    const reply = await young.command('CmdVersion', {}, {});
    expect(JSON.parse(reply.text)).toEqual({ success: true, data: { 'Firefly Version': '2026.1-abc' } });
  });

  it('fail for commands that do not exist', async () => {
    const reply = await createMemoryServer().transport().commands.command('nosuch', {}, {});
    expect(reply).toMatchObject({ status: 500, text: '{"success":false,"error":{}}' });
  });

  it('store uploads, of bytes and of blobs, where tables and images are found', async () => {
    const server = createMemoryServer();
    const { commands } = server.transport();
    const upload = async (name: string, body: Blob | Uint8Array<ArrayBuffer>) =>
      (await commands.upload({ name, body }, {}, {})).text;
    const table = await upload('t.csv', new Blob(['a,b\n1,2\n']));
    expect(table).toMatch(/^200::::\$\{upload-dir\}\/upload_\d+_t\.csv$/);
    const source = table.split('::')[2] ?? '';
    const request = JSON.stringify({ id: 'IpacTableFromSource', source, tbl_id: 't' });
    const answer = JSON.parse((await commands.command('tableSearch', { request }, {})).text);
    expect(answer).toMatchObject({ tbl_id: 't', totalRows: 1, tableData: { data: [[1, 2, 0, 0]] } });
    const bytes = new Uint8Array(fits(6, 5));
    const image = (await upload('m.fits', bytes)).split('::')[2];
    bytes.fill(0);
    expect(image).not.toBe(source);
    const viewer = server.openViewer('c');
    viewer.core.handle({
      type: 'ImagePlotCntlr.PlotImage',
      payload: { wpRequest: { plotId: 'a', file: image } },
    });
    await viewer.core.settled();
    expect(viewer.images.get('a')?.image).toMatchObject({ width: 6, height: 5 });
  });

  it.each(['☃.csv', '../evil.csv'])('refuse an upload called %s (T22)', async (name) => {
    const reply = await createMemoryServer()
      .transport()
      .commands.upload({ name, body: new Blob(['x']) }, {}, {});
    expect(reply.status).toBe(500);
  });
});

describe('faults', () => {
  it('let a reply stand in for the server, or no answer come at all', async () => {
    const login = { status: 302, contentType: 'text/html', location: 'https://login.example/', text: '' };
    const { commands } = createMemoryServer({
      intercept: (cmd, params) => {
        if (cmd === 'healthz') return login;
        if (params['channelID'] === 'down') throw new TypeError('fetch failed');
        return undefined;
      },
    }).transport();
    expect(await commands.probe({})).toEqual(login);
    await expect(commands.command('pushAction', { channelID: 'down', action: '{}' }, {})).rejects.toThrow(
      'fetch failed',
    );
    expect((await commands.command('pushAction', { channelID: 'c', action: '{}' }, {})).status).toBe(200);
  });

  it('end a call that gets no answer when its signal aborts, or its time is over', async () => {
    const { commands } = createMemoryServer({ intercept: () => new Promise(() => {}) }).transport();
    const controller = new AbortController();
    const call = commands.command('CmdVersion', {}, { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
    await expect(commands.probe({ signal: controller.signal })).rejects.toThrow('enough');
    await expect(commands.probe({ timeout: 1 })).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});
