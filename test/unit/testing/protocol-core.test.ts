import { describe, expect, it } from 'vitest';
import { ProtocolCore } from '../../../src/testing/index.js';
import { expectShape, Listener, recorded } from './helpers.js';

/** Ends when sockets that were opened before are registered. */
const registered = () => Promise.resolve();

async function pair(options: ConstructorParameters<typeof ProtocolCore>[0] = {}) {
  const core = new ProtocolCore(options);
  const [one, other] = [new Listener(core, 'c'), new Listener(core, 'c')];
  await registered();
  const heard = () => one.texts.splice(0).length + other.texts.splice(0).length;
  heard();
  return { core, one, other };
}

const action = (type: string, payload: unknown = {}, scope = 'CHANNEL') =>
  JSON.stringify({ name: 'FLUX_ACTION', scope, dataType: 'JSON', data: { type, payload } });

describe('connecting', () => {
  it('greets with the recorded frame and gives ids in order', () => {
    const core = new ProtocolCore();
    const hello = new Listener(core, 'example-channel').values[0];
    expect(hello).toEqual(recorded('hello'));
    expect(new Listener(core, 'other').values[0]).toMatchObject({ data: { connID: '1', channel: 'other' } });
  });

  it('registers only after the greeting, so that an action pushed at once is lost (T11)', async () => {
    const core = new ProtocolCore();
    const listener = new Listener(core, 'example-channel');
    expect(core.pushAction('example-channel', '{"type":"a","payload":{}}').text).toBe('[{"success":true}]');
    expect(core.connectionIds('example-channel')).toEqual([]);
    await registered();
    core.pushAction('example-channel', '{"type":"b","payload":{}}');
    expect(listener.values[1]).toEqual(recorded('wsConnUpdated'));
    expect(listener.actions().map(({ type }) => type)).toEqual(['app_data.wsConnUpdated', 'b']);
  });

  it('registers when the given schedule says so', () => {
    const tasks: (() => void)[] = [];
    const core = new ProtocolCore({ schedule: (task) => tasks.push(task) });
    const listener = new Listener(core, 'c');
    expect(listener.texts).toHaveLength(1);
    for (const task of tasks) task();
    expect(core.connectionIds('c')).toEqual(['0']);
  });

  it('tells the others who is left, and never registers who left before', async () => {
    const { core, one, other } = await pair();
    const hasty = new Listener(core, 'c');
    hasty.connection.disconnected();
    await registered();
    expect(one.texts).toEqual([]);
    one.connection.disconnected();
    one.connection.disconnected();
    expect(other.actions('app_data.wsConnUpdated')).toEqual([
      { payload: { c: ['1'] }, type: 'app_data.wsConnUpdated' },
    ]);
    other.connection.disconnected();
    expect(core.channels).toEqual([]);
  });

  it('keeps a number of sockets when told to, and evicts the oldest (T27)', async () => {
    const core = new ProtocolCore({ maxSocketsPerChannel: 2 });
    const all = [0, 1, 2].map(() => new Listener(core, 'c'));
    await registered();
    expect(core.connectionIds('c')).toEqual(['1', '2']);
    expect(all.map(({ closes }) => closes.length)).toEqual([1, 0, 0]);
    all[0]?.connection.receive(action('late'));
    expect(all[1]?.actions('late')).toEqual([]);
  });
});

describe('frames from sockets', () => {
  it('reach every other socket of the channel and never the sender', async () => {
    const { core, one, other } = await pair();
    const stranger = new Listener(core, 'elsewhere');
    await registered();
    one.connection.receive(action('a', { x: 1 }));
    expect(other.values).toEqual([
      {
        name: 'FLUX_ACTION',
        scope: 'CHANNEL',
        dataType: 'JSON',
        from: '0',
        data: { type: 'a', payload: { x: 1 } },
      },
    ]);
    expect(one.texts).toEqual([]);
    expect(stranger.actions('a')).toEqual([]);
  });

  it('may hold 8192 characters; one more ends the socket of the sender with 1009 (T5)', async () => {
    const { one, other, core } = await pair();
    const fitting = action('a', 'x'.repeat(8192 - action('a', '').length));
    expect(fitting).toHaveLength(8192);
    one.connection.receive(fitting);
    expect(other.actions('a')).toHaveLength(1);
    one.connection.receive(`${fitting} `);
    expect(one.closes).toEqual([{ code: 1009, reason: expect.stringContaining('too big') }]);
    expect(other.closes).toEqual([]);
    expect(other.actions('a')).toHaveLength(1);
    expect(core.connectionIds('c')).toEqual(['1']);
  });

  it.each([
    '',
    '{',
    '7',
    '{"scope":"CHANNEL"}',
    '{"name":"FLUX_ACTION","data":{}}',
    '{"name":"FLUX_ACTION","scope":"CHANNEL","data":{"type":"a"}}',
    '{"name":"FLUX_ACTION","scope":"CHANNEL","dataType":"JSON","data":null}',
    '{"name":"FLUX_ACTION","scope":"CHANNEL","dataType":"JSON","data":[1]}',
    '{"name":"FLUX_ACTION","scope":"CHANNEL","dataType":"TEXT","data":"x"}',
  ])('are dropped without a word when they are no whole frame: %s', async (text) => {
    const { one, other } = await pair();
    one.connection.receive(text);
    expect([other.texts, one.texts, one.closes]).toEqual([[], [], []]);
  });

  it('pass under any name, printed anew', async () => {
    const { one, other } = await pair();
    one.connection.receive('{"name":"MY","scope" : "CHANNEL","dataType":"JSON","data":{"q":1e400}}');
    one.connection.receive('{"name":"MY","scope":"CHANNEL","dataType":"STRING","data":"{\\"x\\":1}"}');
    expect(other.texts).toEqual([
      '{"data":{"q":null},"scope":"CHANNEL","dataType":"JSON","name":"MY","from":"0"}',
      '{"data":{"x":1},"scope":"CHANNEL","dataType":"STRING","name":"MY","from":"0"}',
    ]);
  });

  it('with half a surrogate pair arrive with a question mark, and nobody is closed', async () => {
    const { one, other } = await pair();
    one.connection.receive(action('a', { text: 'x\ud83d' }));
    expect(other.actions('a')).toEqual([{ payload: { text: 'x?' }, type: 'a' }]);
    expect([one.closes, other.closes]).toEqual([[], []]);
  });

  it('go nowhere in scope SELF and USER, and everywhere in scope WORLD', async () => {
    const { core, one, other } = await pair();
    const stranger = new Listener(core, 'elsewhere');
    await registered();
    for (const scope of ['SELF', 'USER', 'WORLD']) one.connection.receive(action(scope, {}, scope));
    expect(other.actions().map(({ type }) => type)).toEqual(['WORLD']);
    expect(stranger.actions('WORLD')).toHaveLength(1);
    expect(one.texts).toEqual([]);
  });
});

describe('pushAction', () => {
  it('reaches every socket of the channel in the recorded shape, with nobody there it succeeds too (T1)', async () => {
    const { core, one, other } = await pair();
    const reply = core.pushAction('c', '{"type":"a","payload":{"n":1}}');
    expect(reply).toEqual({ status: 200, contentType: 'application/json', text: '[{"success":true}]' });
    expect(one.texts).toEqual(other.texts);
    expectShape(one.values[0], recorded('flux'), ['.data']);
    expect(one.values[0]).toMatchObject({ from: '-1', data: { type: 'a', payload: { n: 1 } } });
    expect(core.pushAction('nobody', '{"type":"a"}')).toEqual(reply);
  });

  it('fails in two more shapes (T2)', async () => {
    const core = new ProtocolCore();
    expect(core.pushAction('c', undefined)).toMatchObject({
      status: 200,
      text: '[{"success":"false","error":"missing parameter: action"}]',
    });
    expect(core.pushAction(undefined, '{"type":"a"}').text).toBe(
      '[{"success":"false","error":"missing parameter: channelID"}]',
    );
    const { core: small } = await pair({ maxFormBytes: 60 });
    expect(small.pushAction('c', '{"type":"too long for this server"}')).toMatchObject({
      status: 500,
      text: '{"success":false,"error":{}}',
    });
  });

  it('refuses forms of more than 2 MiB (T5)', async () => {
    const { core, one } = await pair();
    const length = (text: string) =>
      new URLSearchParams({ channelID: 'c', cmd: 'pushAction', action: text }).toString().length;
    const limit = 2 * 1024 * 1024;
    const fitting = `{"x":${JSON.stringify('x'.repeat(limit - length('{"x":""}')))}}`;
    expect(length(fitting)).toBe(limit);
    expect(core.pushAction('c', fitting).status).toBe(200);
    expect(core.pushAction('c', `${fitting} `).status).toBe(500);
    expect(one.values).toHaveLength(1);
  });

  it.each([
    ['{"type":"a","payload":{"k":1,"k":2}}', { type: 'a', payload: { k: 2 } }],
    ['{"type":"a","payload":1e400}', { type: 'a', payload: null }],
    ['{"type":"a","payload":1.2345e19}', { type: 'a', payload: 1.2345e19 }],
    [
      '{"type":"a","payload":"NaN Infinity 9223372036854775808"}',
      { type: 'a', payload: 'NaN Infinity 9223372036854775808' },
    ],
    ['{"type":"a","payload":-9223372036854775808}', { type: 'a', payload: -(2 ** 63) }],
    ['{"type":"a","payload":NaN}', null],
    ['{"type":"a","payload":[-Infinity]}', null],
    ['{"type":"a","payload":9223372036854775808}', null],
    ['{"type":"a","payload":-9223372036854775809}', null],
    ['{"type":"a","payload":[1,2,],}', { type: 'a', payload: [1, 2] }],
    ['{"type":', null],
    ['{"type":"a"} and more', null],
    ["{'type':'a'}", null],
    ['[1,"two"]', '[1,"two"]'],
    ['"text"', '"text"'],
    ['null', 'null'],
    ['', ''],
  ])('rewrites %s (T8, T10)', async (text, data) => {
    const { core, one } = await pair();
    expect(core.pushAction('c', text).text).toBe('[{"success":true}]');
    expect(one.values).toMatchObject([{ name: 'FLUX_ACTION', data }]);
  });

  it.each([
    '{"type":"\\ud83d"}',
    '{"x":"\\ude00x"}',
    '{"type":"a","payload":{"\\ud83d":1}}',
    `{"x":"${'\ud83d'}"}`,
  ])('ends every socket of the channel over half a surrogate pair in %j (T9)', async (text) => {
    const { core, one, other } = await pair();
    const stranger = new Listener(core, 'elsewhere');
    await registered();
    expect(core.pushAction('c', text).text).toBe('[{"success":true}]');
    expect([one.closes, other.closes, stranger.closes]).toEqual([
      [{ code: 1000, reason: '' }],
      [{ code: 1000, reason: '' }],
      [],
    ]);
    expect(core.connectionIds('c')).toEqual([]);
    expect(one.texts).toEqual([]);
  });

  it('leaves whole characters of any plane, and backslashes that only look like halves, alone', async () => {
    const { core, one } = await pair();
    core.pushAction('c', '{"type":"a","payload":["\\ud83d\\ude00","\\\\ud83d","𝒜"]}');
    expect(one.actions('a')).toEqual([{ type: 'a', payload: ['😀', '\\ud83d', '𝒜'] }]);
  });

  it('delivers in one order to all, whatever a receiver sends while it is told', async () => {
    const core = new ProtocolCore();
    const answering = core.connect('c', {
      send: (text) => {
        if (text.includes('"first"')) core.pushAction('c', '{"type":"second"}');
      },
      close: () => {},
    });
    const listener = new Listener(core, 'c');
    await registered();
    core.pushAction('c', '{"type":"first"}');
    expect(listener.actions().map(({ type }) => type)).toEqual(['app_data.wsConnUpdated', 'first', 'second']);
    expect(answering.id).toBe('0');
  });
});

describe('the other commands', () => {
  it('sends reports to every socket, as recorded', async () => {
    const { core, one, other } = await pair();
    const report = recorded('replot');
    const params = { channelID: 'elsewhere', desc: 'x', Data: JSON.stringify(report.data) };
    expect(core.command('reportUserAction', params, { channel: 'c' })).toMatchObject({ text: 'true' });
    expect(one.values).toEqual([report]);
    expect(other.texts).toEqual(one.texts);
    core.report('c', { id: 'y', type: 'z' });
    expect(one.values.at(-1)).toMatchObject({ name: 'REPORT_USER_ACTION', data: { id: 'y', type: 'z' } });
  });

  it('accept a report of nobody’s, and refuse one without data', async () => {
    const { core, one } = await pair();
    expect(core.command('reportUserAction', { channelID: 'c', Data: '{}' })).toMatchObject({ text: 'true' });
    expect(one.texts).toEqual([]);
    expect(core.command('reportUserAction', { data: '{}' }, { channel: 'c' })).toMatchObject({
      text: '[{"success":"false","error":"missing parameter: Data"}]',
    });
  });

  it('counts sockets of this node; one alone is not alive (T12)', async () => {
    const core = new ProtocolCore();
    const texts = () => [core.pushAliveCheck('c'), core.pushAliveCount('c')].map(({ text }) => text);
    expect(texts()).toEqual(['[{"success":true,"active":false}]', '[{"activeCount":0,"success":true}]']);
    new Listener(core, 'c');
    await registered();
    expect(texts()).toEqual(['[{"success":true,"active":false}]', '[{"activeCount":1,"success":true}]']);
    new Listener(core, 'c');
    await registered();
    expect(texts()).toEqual(['[{"success":true,"active":true}]', '[{"activeCount":2,"success":true}]']);
  });

  it('knows no others', () => {
    expect(new ProtocolCore().command('CmdVersion', {})).toBeUndefined();
  });
});
