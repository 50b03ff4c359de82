import { describe, expect, it } from 'vitest';
import {
  createMemoryServer,
  ProtocolCore,
  parseTrapSwitch,
  resolveTraps,
  TRAPS,
  type TrapSwitches,
} from '../../../src/testing/index.js';
import { Listener } from './helpers.js';

const registered = () => Promise.resolve();

/** Two sockets on a channel of a server with these switches, after their greeting. */
async function pair(traps: TrapSwitches) {
  const core = new ProtocolCore({ traps });
  const [one, other] = [new Listener(core, 'c'), new Listener(core, 'c')];
  await registered();
  for (const listener of [one, other]) listener.texts.length = 0;
  return { core, one, other };
}

describe('switches', () => {
  it('are all on but one for an old server, and one more for a new one', () => {
    const off = (version?: string) =>
      Object.entries(resolveTraps({}, version)).flatMap(([name, state]) => (state ? [] : [name]));
    expect(off()).toEqual(['overtaking', 'tenSockets']);
    for (const version of ['2025.3', '2026.1-abc', '2026.5', 'test']) {
      expect(off(version)).toEqual(['overtaking', 'tenSockets']);
    }
    for (const version of ['2026.6', '2026.10-x', '2027.1']) expect(off(version)).toEqual(['overtaking']);
  });

  it('can be set, and what is undefined stays', () => {
    const traps = resolveTraps({ cookies: false, tenSockets: true, overtaking: undefined });
    expect(traps).toMatchObject({ cookies: false, tenSockets: true, overtaking: false, rewriting: true });
    expect(Object.keys(traps)).toEqual(Object.keys(TRAPS));
  });

  it.each([
    [{ nosuch: true }, /no trap "nosuch"; there are: acceptedOnly, mixedAnswers, .*truncatedJson/],
    [{ toString: true }, /no trap "toString"/],
    [{ cookies: 'off' }, /cookies is "off", expected true or false/],
  ])('%j is refused, and the right names are listed', (switches, message) => {
    // The shapes are those of a caller without types.
    const given = switches as TrapSwitches;
    expect(() => resolveTraps(given)).toThrow(message);
    expect(() => createMemoryServer({ traps: given })).toThrow(message);
  });

  it('have a short form for command lines', () => {
    expect(parseTrapSwitch('overtaking')).toEqual({ overtaking: true });
    expect(parseTrapSwitch('tenSockets=on')).toEqual({ tenSockets: true });
    expect(parseTrapSwitch('cookies=off')).toEqual({ cookies: false });
    expect(() => parseTrapSwitch('cookies=no')).toThrow('"on" or "off", not "no"');
    expect(() => parseTrapSwitch('')).toThrow('there is no trap ""; there are: acceptedOnly');
  });
});

/** An object with a list in a list in a list …, so many levels in all. */
const deep = (levels: number) => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
const frameOf = (data: string) => `{"name":"F","scope":"CHANNEL","dataType":"JSON","data":${data}}`;

describe('a server without', () => {
  it('acceptedOnly says when nobody is there (T1)', async () => {
    const { core, one } = await pair({ acceptedOnly: false });
    expect(core.pushAction('nobody', '{"type":"a"}').text).toBe(
      '[{"success":"false","error":"nobody is on the channel nobody"}]',
    );
    expect(core.pushAction('c', '{"type":"a"}').text).toBe('[{"success":true}]');
    expect(one.actions('a')).toHaveLength(1);
  });

  it('mixedAnswers fails in one shape, with a text (T2)', () => {
    const core = new ProtocolCore({ traps: { mixedAnswers: false }, maxFormBytes: 60 });
    expect(core.pushAction('c', undefined).text).toBe(
      '[{"success":false,"error":"missing parameter: action"}]',
    );
    expect(core.pushAction('c', '{"type":"too long for this server"}').text).toBe(
      '[{"success":false,"error":"the server could not carry out the command"}]',
    );
  });

  it('frameLimit and formLimit takes what is long (T5)', async () => {
    const { core, one, other } = await pair({ frameLimit: false, formLimit: false });
    const data = { type: 'long', payload: 'x'.repeat(3 * 1024 * 1024) };
    one.connection.receive(JSON.stringify({ name: 'FLUX_ACTION', scope: 'CHANNEL', dataType: 'JSON', data }));
    expect(core.pushAction('c', JSON.stringify(data)).status).toBe(200);
    expect([other.actions('long').length, one.actions('long').length, one.closes]).toEqual([2, 1, []]);
  });

  it('rewriting lets the text of an action be (T8)', async () => {
    const { core, one } = await pair({ rewriting: false });
    const text = '{"type":"a", "k":1, "k":2, "big":9223372036854775808}';
    core.pushAction('c', text);
    expect(one.texts[0]).toContain(`"data":${text},`);
  });

  it('loneSurrogates mends them (T9)', async () => {
    const { core, one } = await pair({ loneSurrogates: false });
    core.pushAction('c', '{"type":"a","payload":{"\\ud83d":["x\\ude00"]}}');
    expect(one.actions('a')).toEqual([{ type: 'a', payload: { '\ufffd': ['x\ufffd'] } }]);
    expect(one.closes).toEqual([]);
  });

  it('deepNesting delivers null for it, and drops such frames', async () => {
    const { core, one, other } = await pair({ deepNesting: false });
    core.pushAction('c', deep(1100));
    one.connection.receive(frameOf(deep(1100)));
    core.pushAction('c', '{"type":"after"}');
    expect(other.values).toMatchObject([{ data: null }, { data: { type: 'after' } }]);
    expect(one.closes).toEqual([]);
  });

  it.each(['[1]', '"a"', '{"payload":{}}', '{"type":7}', '{'])(
    'anyAction refuses %s and says why (T10)',
    async (text) => {
      const { core, one } = await pair({ anyAction: false });
      expect(core.pushAction('c', text).text).toMatch(/this is no action: expected a/);
      expect(one.texts).toEqual([]);
    },
  );

  it('lateRegistration has a socket on its channel at once (T11)', () => {
    const core = new ProtocolCore({ traps: { lateRegistration: false } });
    const listener = new Listener(core, 'c');
    core.pushAction('c', '{"type":"a"}');
    expect(listener.actions().map(({ type }) => type)).toEqual(['app_data.wsConnUpdated', 'a']);
  });

  it('rawChannelNames greets every name; with it a quote leaves nothing of the greeting (T17)', () => {
    const greeting = (traps: TrapSwitches, channel: string) =>
      new Listener(new ProtocolCore({ traps }), channel).values[0];
    expect(greeting({}, 'a"b')).toMatchObject({ name: 'EVT_CONN_EST', data: null });
    expect(greeting({}, 'plain')).toMatchObject({ data: { connID: '0', channel: 'plain' } });
    expect(greeting({ rawChannelNames: false }, 'a"b')).toMatchObject({ data: { channel: 'a"b' } });
  });
});

describe('a server with', () => {
  it('deepNesting delivers nothing any more after it, where somebody was to have it', async () => {
    const { core, one, other } = await pair({});
    for (const text of [deep(900), deep(100_000).replace('"a"', '"type"')]) {
      expect(core.pushAction('nobody', text).text).toBe('[{"success":true}]');
    }
    core.pushAction('c', deep(900));
    expect(one.values).toHaveLength(1);
    expect(core.pushAction('c', deep(3000)).text).toBe('[{"success":true}]');
    expect(core.pushAction('c', '{"type":"after"}').text).toBe('[{"success":true}]');
    expect([one.values.length, one.closes, other.closes]).toEqual([1, [], []]);
  });

  it('deepNesting ends the socket of who sends such a frame, with 1002', async () => {
    const { core, one, other } = await pair({});
    one.connection.receive(frameOf(deep(3000)));
    core.pushAction('c', '{"type":"after"}');
    expect(one.closes).toEqual([{ code: 1002, reason: expect.stringContaining('unrecoverable') }]);
    expect(other.actions('after')).toHaveLength(1);
  });

  it('rewriting lists keys in the order of its hash table, as a real one was seen to', async () => {
    const { core, one } = await pair({});
    core.pushAction('c', '{"type":"k","k":2,"z":0,"b":1e400,"c":1,"d":1,"e":1,"f":1,"g":"é☃𝒜"}');
    expect(one.texts[0]).toBe(
      '{"data":{"b":null,"c":1,"d":1,"e":1,"f":1,"g":"é☃𝒜","z":0,"k":2,"type":"k"},"scope":"CHANNEL","dataType":"JSON","name":"FLUX_ACTION","from":"-1"}',
    );
  });

  it('tenSockets evicts the oldest over and over, and it hears nothing more (T27)', async () => {
    const core = new ProtocolCore({ version: '2026.6' });
    const all = Array.from({ length: 12 }, () => new Listener(core, 'c'));
    await registered();
    expect(core.connectionIds('c')).toEqual(['2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b']);
    core.pushAction('c', '{"type":"after"}');
    expect(all.map((one) => one.closes.length)).toEqual([1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(all.map((one) => one.actions('after').length)).toEqual([0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
  });

  it('overtaking lets the later of two actions go first (T3)', async () => {
    const server = createMemoryServer({ traps: { overtaking: true } });
    const listener = new Listener(server.core, 'c');
    await registered();
    const { commands } = server.transport();
    const push = (type: string) =>
      commands.command('pushAction', { channelID: 'c', action: JSON.stringify({ type }) }, {});
    await Promise.all(['one', 'two', 'three'].map(push));
    await push('four');
    expect(listener.actions().map(({ type }) => type)).toEqual([
      'app_data.wsConnUpdated',
      'two',
      'one',
      'three',
      'four',
    ]);
  });

  it('truncatedJson cuts answers that are not compressed', async () => {
    const ask = async (traps: TrapSwitches, gzip?: boolean) => {
      const server = createMemoryServer({ traps });
      const source = server.addFile('t.csv', 'name\n𝒜é☃\n');
      const request = JSON.stringify({ id: 'IpacTableFromSource', source, tbl_id: 't' });
      const { commands } = server.transport({ gzip });
      return (await commands.command('tableSearch', { request }, {})).text;
    };
    const whole = await ask({}, true);
    expect(JSON.parse(whole)).toMatchObject({ totalRows: 1 });
    const cut = await ask({}, false);
    expect(cut.length).toBeLessThan(whole.length);
    expect(whole.startsWith(cut)).toBe(true);
    expect(() => JSON.parse(cut)).toThrow();
    expect(await ask({ truncatedJson: false }, false)).toBe(whole);
  });

  it('fileNames gives damaged paths, and without it works for any name (T22)', async () => {
    const put = async (name: string, traps: TrapSwitches = {}) => {
      const { commands } = createMemoryServer({ traps }).transport();
      const reply = await commands.upload({ name, body: new Blob(['a\n1\n']) }, {}, {});
      const source = reply.text.split('::')[2] ?? '';
      const request = JSON.stringify({ id: 'IpacTableFromSource', source, tbl_id: 't' });
      const table = await commands.command('tableSearch', { request }, {});
      return [reply.status, table.text.includes('"totalRows":1')];
    };
    expect(await put('naïve.csv')).toEqual([200, false]);
    expect(await put('☃.csv')).toEqual([500, false]);
    expect(await put('a/b.csv')).toEqual([500, false]);
    for (const name of ['naïve.csv', '☃.csv', 'a/b.csv', 'plain.csv']) {
      expect(await put(name, { fileNames: false })).toEqual([200, true]);
    }
  });

  it('mixedPaths lets a frame overtake what was posted before it, and without it nothing does (T7)', async () => {
    const heard = async (traps: TrapSwitches) => {
      const server = createMemoryServer({ traps });
      const listener = new Listener(server.core, 'c');
      const { commands, events } = server.transport();
      const closed = () => undefined;
      const socket = await events.open('c', { frame: () => undefined, closed }, {});
      await registered();
      const frame = (type: string) =>
        socket.send(
          JSON.stringify({ name: 'FLUX_ACTION', scope: 'CHANNEL', dataType: 'JSON', data: { type } }),
        );
      const post = (type: string) =>
        commands.command('pushAction', { channelID: 'c', action: JSON.stringify({ type }) }, {});
      const posts = [post('one')];
      frame('two');
      posts.push(post('three'));
      frame('four');
      await Promise.all(posts);
      await posts.at(-1);
      await new Promise((resolve) => setImmediate(resolve));
      return listener.actions().flatMap(({ type }) => (type === 'app_data.wsConnUpdated' ? [] : [type]));
    };
    expect(await heard({})).toEqual(['two', 'four', 'one', 'three']);
    expect(await heard({ mixedPaths: false })).toEqual(['one', 'two', 'three', 'four']);
  });

  it('suddenEnds ends sockets with 1006 when a server is killed or a link is cut, else with 1001 (T14)', async () => {
    const codes = async (traps: TrapSwitches) => {
      const server = createMemoryServer({ traps });
      const closed: number[] = [];
      const open = (channel: string) =>
        server
          .transport()
          .events.open(channel, { frame: () => undefined, closed: ({ code }) => closed.push(code) }, {});
      server.faults.add({ on: 'socket', channel: 'cut', fault: 'cut', after: 2 });
      await open('cut');
      await registered();
      server.core.pushAction('cut', '{"type":"more"}');
      await open('killed');
      await registered();
      server.kill();
      await new Promise((resolve) => setImmediate(resolve));
      return closed;
    };
    expect(await codes({})).toEqual([1006, 1006]);
    expect(await codes({ suddenEnds: false })).toEqual([1001, 1001]);
  });
});
