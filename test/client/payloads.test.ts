import { ArgumentError } from 'firefly-client';
import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, complaints, Stage, turn } from './stage.js';

afterEach(closeAll);

/** Calls something that has to be refused at once, and gives the error. */
function refused(call: () => unknown): ArgumentError {
  try {
    call();
  } catch (error) {
    if (error instanceof ArgumentError) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}

const HALF = '\ud83d';
const HUGE = `polygon ${'1 2 3 4 5 6 '.repeat(250_000)}`;

describe('what would do harm on the wire', () => {
  it.each<[what: string, call: (client: Stage['client']) => unknown, place: RegExp]>([
    [
      'NaN in a payload',
      (client) => client.dispatch('x', { a: [1, { b: Number.NaN }] }),
      /payload\.a\[1\]\.b/,
    ],
    [
      'Infinity in a payload',
      (client) => client.dispatch('x', { a: Number.POSITIVE_INFINITY }),
      /payload\.a/,
    ],
    [
      'half a surrogate pair in a payload',
      (client) => client.dispatch('x', { a: `x${HALF}y` }),
      /payload\.a/,
    ],
    ['half a surrogate pair in a key', (client) => client.dispatch('x', { [HALF]: 1 }), /key/],
    ['half a surrogate pair in a type', (client) => client.dispatch(`x${HALF}`), /type/],
    ['a bigint in a payload', (client) => client.dispatch('x', { a: 10n }), /payload\.a/],
    ['NaN as a zoom', (client) => client.setZoom('a', Number.NaN), /factor/],
    ['Infinity as a zoom', (client) => client.setZoom('a', Number.POSITIVE_INFINITY), /factor/],
    ['a zoom of nothing', (client) => client.setZoom('a', 0), /factor/],
    ['NaN as a position', (client) => client.setPan('a', { x: Number.NaN, y: 1 }), /options\.x/],
    [
      'an unknown system of coordinates',
      (client) => client.setPan('a', { x: 1, y: 1, coord: 'WCSX' }),
      /options\.coord/,
    ],
    ['half a surrogate pair in a title', (client) => client.showFitsImage('${f}', { Title: HALF }), /Title/],
    ['half a surrogate pair as an id', (client) => client.showTable('${f}', { tblId: HALF }), /tbl_id/],
    ['NaN in a chart', (client) => client.showChart({ data: [{ x: [1, Number.NaN] }] }), /data\[0\]\.x\[1\]/],
    [
      'Infinity in the meta of a table',
      (client) => client.showTable('${f}', { meta: { a: -Infinity } }),
      /META_INFO\.a/,
    ],
    [
      'a bigint in the meta of a table',
      (client) => client.showTable('${f}', { meta: { a: 1n } }),
      /META_INFO\.a/,
    ],
    [
      'half a surrogate pair in regions',
      (client) => client.addRegionData(`circle 1 2 3 # text={${HALF}}`, 'r'),
      /region/,
    ],
    [
      'regions that are none',
      (client) => client.overlayRegionLayer({ regionData: ['garbage'] }),
      /regionData\[0\]/,
    ],
    ['one region of 3 MB', (client) => client.overlayRegionLayer({ regionData: [HUGE] }), /action/],
    ['one added region of 3 MB', (client) => client.addRegionData(HUGE, 'r'), /action/],
    ['a cycle', (client) => client.dispatch('x', cycle()), /payload/],
    ['an empty plot id', (client) => client.setZoom(''), /plotId/],
    ['a type that is none', (client) => client.dispatch(''), /type/],
    [
      'a channel that viewers would mangle',
      (client) => client.dispatch('x', {}, { channel: 'a&b' }),
      /channel/,
    ],
  ])('%s is refused at once, and nothing is sent', async (_what, call, place) => {
    const stage = await Stage.open();
    const [pushed, commands, received] = [
      stage.pushed.length,
      stage.commands.length,
      stage.viewer.received.length,
    ];
    const error = refused(() => call(stage.client));
    expect(error.code).toBe('ARGUMENT');
    expect(error.argument).toMatch(place);
    expect(error.message).toContain('must be');
    await stage.client.flush();
    await complaints();
    expect(stage.pushed).toHaveLength(pushed);
    expect(stage.commands).toHaveLength(commands);
    expect(stage.viewer.received).toHaveLength(received);
    expect(stage.viewer.connected).toBe(true);
    expect(stage.errors).toEqual([]);
  });

  it('of one region of 3 MB is told, and what to do instead', async () => {
    const stage = await Stage.open();
    const error = refused(() => stage.client.overlayRegionLayer({ regionData: HUGE }));
    expect(error.message).toMatch(/at most 2097152 bytes .* put large regions or data into a file/);
  });

  it('leaves no trace of a call that was refused', async () => {
    const stage = await Stage.open();
    const { client } = stage;
    refused(() => client.showTable(stage.table(), { tblId: 't', pageSize: -1 }));
    refused(() => client.showFitsImage(stage.image(), { plotId: 'a', Title: HALF }));
    expect(await client.setZoom('a', 2)).toMatchObject({ success: true });
    const filter = client.applyTableFilters('t', '"nope" < 1').displayed();
    expect(await filter.catch((error: unknown) => error)).toMatchObject({
      name: 'DisplayError',
      reason: 'the viewer gave no reason',
    });
    await client.showTable(stage.table(), { tblId: 't' }).displayed();
  });
});

describe('what is made safe', () => {
  it('1e20 arrives as the number it is, and so do other large ones', async () => {
    const stage = await Stage.open();
    const numbers = [1e20, -1.2345e19, 2 ** 63, 1e308, 5e-324, 0.1, 2 ** 53 + 2];
    await stage.client.dispatch('my.type', { numbers, deep: { n: 1e20 } });
    const arrived = stage.viewer.received.find(({ type }) => type === 'my.type');
    expect(arrived?.payload).toEqual({ numbers, deep: { n: 1e20 } });
    expect(stage.viewer.errors).toEqual([]);
  });

  it('text of any plane arrives as it is', async () => {
    const stage = await Stage.open();
    const text = 'é ☃ \u{1f52d} & = % + " \\ \u2028 \n \u0000';
    await stage.client.dispatch('my.type', { text, [text]: 1 });
    const arrived = stage.viewer.received.find(({ type }) => type === 'my.type');
    expect(arrived?.payload).toEqual({ text, [text]: 1 });
  });

  it('what is undefined is left out, and nothing that was passed in is changed', async () => {
    const stage = await Stage.open();
    const payload = Object.freeze({
      a: undefined,
      b: Object.freeze([1, undefined]),
      c: new Float32Array([1.5]),
    });
    await stage.client.dispatch('my.type', payload);
    expect(stage.actions).toEqual([{ type: 'my.type', payload: { b: [1, null], c: [1.5] } }]);
    const options = Object.freeze({ plotId: 'a', Title: 'x' });
    const data = Object.freeze([Object.freeze({ x: Object.freeze([1]) })]);
    await stage.client.showFitsImage(stage.image(), options);
    await stage.client.showChart({ data: [...data] });
    await turn();
    expect(options).toEqual({ plotId: 'a', Title: 'x' });
  });

  it('is a snapshot: what is changed after the call is not sent', async () => {
    const stage = await Stage.open();
    const payload = { list: [1] };
    const sent = stage.client.dispatch('my.type', payload);
    payload.list.push(2);
    await sent;
    expect(stage.actions).toEqual([{ type: 'my.type', payload: { list: [1] } }]);
  });
});

function cycle(): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  made['self'] = { made };
  return made;
}
