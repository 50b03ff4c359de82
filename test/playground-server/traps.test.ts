import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startPlayground } from '../../playground/server/index.js';
import type { TrapSwitches } from '../../src/testing/index.js';
import { Ear, FORM, push, raw } from './clients.js';
import { command, MIXED_CSV, playground, search, uploaded } from './helpers.js';

const real = await playground();
const tame = await playground({
  traps: {
    cookies: false,
    latin1Forms: false,
    truncatedJson: false,
    formLimit: false,
    frameLimit: false,
    mixedAnswers: false,
    fileNames: false,
  },
});

describe('names', () => {
  it('that are none are refused with the right ones', async () => {
    // The shape is that of a caller without types.
    const traps = { cookie: false } as TrapSwitches;
    await expect(startPlayground({ port: 0, traps })).rejects.toThrow(
      'there is no trap "cookie"; there are: acceptedOnly, ',
    );
  });
});

describe('cookies (T18)', () => {
  it('every request without them makes a user, and one with them none', async () => {
    const before = real.users;
    const first = await raw(real.url, '/CmdSrv/sync?cmd=CmdInitApp&spaName=x');
    await raw(real.url, '/CmdSrv/sync?cmd=CmdInitApp&spaName=x');
    const lines = first.headers['set-cookie'] ?? [];
    expect(lines[0]).toMatch(/^JSESSIONID=[0-9A-F]{32}; Path=\/firefly; HttpOnly$/);
    expect(lines[1]).toMatch(
      /^usrkey=[0-9a-f-]{36}; Max-Age=1209600; Expires=\w{3}, .* GMT; Path=\/firefly$/,
    );
    const cookie = lines.map((line) => line.split(';')[0]).join('; ');
    const again = await raw(real.url, '/CmdSrv/sync?cmd=CmdInitApp&spaName=x', { headers: { cookie } });
    expect(again.headers['set-cookie']).toBeUndefined();
    expect(real.users - before).toBe(2);
  });

  it('sockets of one user hear of each other’s channels, and without a channel are on the user’s', async () => {
    const headers = { cookie: 'usrkey=the-user; JSESSIONID=s' };
    const one = await Ear.open(real.url, 'cookies-one', headers);
    const own = await Ear.open(real.url, '', headers);
    const both = { 'cookies-one': [one.id], 'the-user': [own.id] };
    const told = await one.until(({ data }) => JSON.stringify(data.payload) === JSON.stringify(both));
    expect(told.data.type).toBe('app_data.wsConnUpdated');
  });

  it('are not set without the trap', async () => {
    const { headers } = await raw(tame.url, '/CmdSrv/sync?cmd=CmdInitApp&spaName=x');
    expect(headers['set-cookie']).toBeUndefined();
    await Ear.open(tame.url, 'x');
    expect(tame.users).toBe(0);
  });
});

describe('forms', () => {
  const type = 'é☃𝒜';
  const misread = Buffer.from(type, 'utf8').toString('latin1');
  const plain = { 'content-type': 'application/x-www-form-urlencoded' };

  it('without a charset are Latin-1, and in UTF-8 without the trap', async () => {
    for (const [server, expected] of [
      [real, misread],
      [tame, type],
    ] as const) {
      const ear = await Ear.open(server.url, 'latin');
      await push(server.url, 'latin', { type }, { headers: plain });
      expect((await ear.hears(expected)).data.type).toBe(expected);
      await push(server.url, 'latin', { type: `${type}!` });
      await ear.hears(`${type}!`);
    }
  });

  it('of more than 2 MiB lose their fields, and are read without the trap (T5, T2)', async () => {
    const action = { type: 'long', payload: 'x'.repeat(2 * 1024 * 1024) };
    const lost = await push(real.url, 'long', action);
    expect([lost.status, lost.text]).toEqual([500, '{"success":false,"error":{}}']);
    const body = new URLSearchParams({ channelID: 'long', action: JSON.stringify(action) }).toString();
    const half = await raw(real.url, '/CmdSrv/sync?cmd=pushAction', { headers: FORM, body });
    expect([half.status, half.text]).toEqual([
      200,
      '[{"success":"false","error":"missing parameter: action"}]',
    ]);
    const ear = await Ear.open(tame.url, 'long');
    expect((await push(tame.url, 'long', action)).text).toBe('[{"success":true}]');
    await ear.hears('long');
  });

  it('say what is wrong in one shape without the trap mixedAnswers (T2)', async () => {
    const { text } = await command(tame.url, 'pushAction', { channelID: 'c' });
    expect(text).toBe('[{"success":false,"error":"missing parameter: action"}]');
    const init = await command(tame.url, 'CmdInitApp');
    expect(init.text).toBe('[{"success":false,"error":"missing parameter: spaName"}]');
  });
});

describe('answers that are not compressed', () => {
  const ask = async (url: string, path: string, encoding: string) => {
    const source = await uploaded(url, 'mix.csv', MIXED_CSV);
    const request = JSON.stringify({ id: 'IpacTableFromSource', source, tbl_id: 't', ffSessionId: 'trunc' });
    const body = new URLSearchParams({ cmd: 'tableSearch', request }).toString();
    return raw(url, path, { headers: { ...FORM, 'accept-encoding': encoding }, body });
  };

  it.each([
    ['/CmdSrv/sync', 'identity'],
    ['/CmdSrv/NoZip', 'gzip'],
  ])('are cut by as many bytes as they have beyond one for a character: %s, %s', async (path, encoding) => {
    const cut = await ask(real.url, path, encoding);
    // As a client sees it, nothing is wrong with the answer but that it is no JSON.
    expect([cut.status, cut.isComplete, cut.headers['content-length']]).toEqual([
      200,
      true,
      String(cut.bytes.length),
    ]);
    expect(() => JSON.parse(cut.text)).toThrow(/JSON/);
    const whole = await ask(tame.url, path, encoding);
    expect(JSON.parse(whole.text).totalRows).toBe(5);
    expect(whole.bytes.length).toBeGreaterThan(cut.bytes.length);
  });

  it('are complete when there is nothing beyond ASCII, and when they are compressed', async () => {
    const plain = await raw(real.url, '/CmdSrv/sync?cmd=CmdAlerts');
    expect(JSON.parse(plain.text).success).toBe(true);
    const packed = await ask(real.url, '/CmdSrv/sync', 'gzip');
    expect(packed.headers['content-encoding']).toBe('gzip');
  });
});

describe('file names (T22)', () => {
  const packed = new Uint8Array(gzipSync('a\n1\n2\n'));
  const rows = async (url: string, name: string, content: string | Uint8Array<ArrayBuffer>) => {
    const key = await uploaded(url, name, content);
    return key === '' ? 'not stored' : (await search(url, key)).totalRows;
  };

  it('beyond ASCII and with slashes fail, as do tables that are called packed and no longer are', async () => {
    expect(await rows(real.url, '☃.csv', 'a\n1\n')).toBe('not stored');
    expect(await rows(real.url, 'x/y.csv', 'a\n1\n')).toBe('not stored');
    expect(await rows(real.url, 'naïve.csv', 'a\n1\n')).toBeUndefined();
    expect(await rows(real.url, 't.csv.gz', packed)).toBeUndefined();
    expect(await rows(real.url, 't.csv', packed)).toBe(2);
  });

  it('all work without the trap', async () => {
    for (const name of ['☃.csv', 'x/y.csv', 'naïve.csv'])
      expect(await rows(tame.url, name, 'a\n1\n')).toBe(1);
    expect(await rows(tame.url, 't.csv.gz', packed)).toBe(2);
  });
});

describe('tenSockets (T27)', () => {
  it('is on for a server that says it is from 2026.6', async () => {
    const young = await playground({ version: '2026.6-test' });
    const all: Ear[] = [];
    for (let i = 0; i < 11; i++) all.push(await Ear.open(young.url, 'ten'));
    expect(await all[0]?.closed).toBe(1000);
    expect(young.core.connectionIds('ten')).toHaveLength(10);
    expect(all.slice(1).every(({ socket }) => socket.readyState === WebSocket.OPEN)).toBe(true);
  });
});

describe('stalledReaders (T15)', () => {
  /** Pushes to a channel until a reader there that has stopped reading takes no more. */
  async function stall(server: typeof real): Promise<{ reader: Ear; bystander: Ear }> {
    const reader = await Ear.open(server.url, 'stalled');
    const bystander = await Ear.open(server.url, 'bystander');
    reader.socket.pause();
    const action = JSON.stringify({ type: 'big', payload: 'x'.repeat(1024 * 1024) });
    // What the kernel takes for a socket on this machine is a few MiB.
    for (let i = 0; i < 16; i++) server.core.pushAction('stalled', action);
    expect((await push(server.url, 'bystander', { type: 'after' })).text).toBe('[{"success":true}]');
    return { reader, bystander };
  }

  it('one that stalls holds up another channel, until it reads again', async () => {
    const own = await playground();
    const { reader, bystander } = await stall(own);
    // Whoever comes now is greeted, and not told that it is on its channel.
    const newcomer = new Ear(own.url, 'bystander');
    await newcomer.until(({ name }) => name === 'EVT_CONN_EST');
    const pong = new Promise((resolve) => bystander.socket.once('pong', resolve));
    bystander.socket.ping();
    await pong;
    expect([bystander.types, newcomer.frames.length]).toEqual([[], 1]);
    reader.socket.resume();
    await bystander.hears('after');
    await newcomer.hears('app_data.wsConnUpdated');
    expect(reader.socket.readyState).toBe(WebSocket.OPEN);
  });

  it('or until it is given up', async () => {
    const own = await playground({ stallLimit: 100 });
    const { bystander } = await stall(own);
    await bystander.hears('after');
    expect(own.core.connectionIds('stalled')).toEqual([]);
  });

  it('or until it is killed', async () => {
    const own = await playground();
    const { reader, bystander } = await stall(own);
    reader.socket.terminate();
    await bystander.hears('after');
  });

  it('without the trap it holds up nobody', async () => {
    const own = await playground({ traps: { stalledReaders: false } });
    const { bystander } = await stall(own);
    await bystander.hears('after');
    expect(own.core.connectionIds('stalled')).toHaveLength(1);
  });
});

describe('mixedPaths (T7)', () => {
  /** Begins a request, sends a frame when the server has seen its beginning, then ends the request. */
  async function race(server: typeof real): Promise<unknown[]> {
    const [sender, ear] = [await Ear.open(server.url, 'paths'), await Ear.open(server.url, 'paths')];
    const body = new URLSearchParams({ channelID: 'paths', action: '{"type":"posted"}' }).toString();
    const begun = request(`${server.url}/CmdSrv/sync?cmd=pushAction`, {
      method: 'POST',
      headers: { ...FORM, 'content-length': body.length, expect: '100-continue' },
    });
    const answered = new Promise((resolve) => begun.once('response', resolve));
    begun.flushHeaders();
    await new Promise((resolve) => begun.once('continue', resolve));
    const data = { type: 'framed' };
    sender.socket.send(JSON.stringify({ name: 'FLUX_ACTION', scope: 'CHANNEL', dataType: 'JSON', data }));
    // When the pong is back, the frame before it has been taken.
    const pong = new Promise((resolve) => sender.socket.once('pong', resolve));
    sender.socket.ping();
    await pong;
    begun.end(body);
    await answered;
    await Promise.all([ear.hears('posted'), ear.hears('framed')]);
    return ear.types.filter((type) => type === 'posted' || type === 'framed');
  }

  it('a frame overtakes a request that is under way; without the trap it waits for it', async () => {
    expect(await race(await playground())).toEqual(['framed', 'posted']);
    expect(await race(await playground({ traps: { mixedPaths: false } }))).toEqual(['posted', 'framed']);
  });

  it('without the trap a request that is given up holds up nobody', async () => {
    const own = await playground({ traps: { mixedPaths: false } });
    const ear = await Ear.open(own.url, 'given-up');
    const begun = request(`${own.url}/CmdSrv/sync?cmd=pushAction`, {
      method: 'POST',
      headers: { ...FORM, 'content-length': 100, expect: '100-continue' },
    });
    begun.on('error', () => undefined);
    begun.flushHeaders();
    await new Promise((resolve) => begun.once('continue', resolve));
    begun.destroy();
    await push(own.url, 'given-up', { type: 'after' });
    await ear.hears('after');
  });
});

describe('suddenEnds (T14)', () => {
  it.each([
    [{}, 1006],
    [{ suddenEnds: false }, 1001],
  ])('with %j a server that is killed and a link that is cut end with %i', async (traps, code) => {
    const own = await playground({ traps });
    own.faults.add({ on: 'socket', channel: 'cut', fault: 'cut', after: 2 });
    const [cut, killed] = [await Ear.open(own.url, 'cut'), await Ear.open(own.url, 'killed')];
    own.core.pushAction('cut', '{"type":"more"}');
    expect(await cut.closed).toBe(code);
    await own.kill();
    expect(await killed.closed).toBe(code);
  });
});
