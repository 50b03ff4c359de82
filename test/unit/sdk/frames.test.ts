import { describe, expect, it } from 'vitest';
import { idsOf, on } from '../../../src/client/ids.js';
import { actionPayload, connectionsOf, helloOf, parseFrame } from '../../../src/session/frames.js';

const frameOf = (value: unknown) => {
  const frame = parseFrame(JSON.stringify(value));
  if (frame === undefined) throw new Error('that is no frame');
  return frame;
};

describe('frames', () => {
  it.each(['', ' ', '{', 'null', '[]', '"x"', '{"data":1}', '{"name":5}'])('%j is none', (text) => {
    expect(parseFrame(text)).toBeUndefined();
  });

  it('have name, scope, sender and data', () => {
    const text =
      '{"name":"FLUX_ACTION","scope":"CHANNEL","from":"-1","dataType":"JSON","data":{"type":"a.b"}}';
    expect(parseFrame(text)).toEqual({
      name: 'FLUX_ACTION',
      scope: 'CHANNEL',
      from: '-1',
      data: { type: 'a.b' },
    });
    expect(parseFrame('{"name":"x","scope":1,"from":2}')).toEqual({
      name: 'x',
      scope: undefined,
      from: undefined,
      data: undefined,
    });
  });

  it('of the hello tell the socket’s id', () => {
    expect(helloOf(frameOf({ name: 'EVT_CONN_EST', data: { connID: '0', channel: 'c' } }))).toBe('0');
    expect(helloOf(frameOf({ name: 'EVT_CONN_EST', data: { connID: 12 } }))).toBe('12');
    expect(helloOf(frameOf({ name: 'OTHER', data: { connID: '0' } }))).toBeUndefined();
    expect(helloOf(frameOf({ name: 'EVT_CONN_EST', data: null }))).toBeUndefined();
  });

  it('of actions tell the payload of the type that is asked for', () => {
    const frame = frameOf({ name: 'FLUX_ACTION', data: { type: 'a.b', payload: { x: 1 } } });
    expect(actionPayload(frame, 'a.b')).toEqual({ x: 1 });
    expect(actionPayload(frame, 'a.c')).toBeUndefined();
    expect(actionPayload(frameOf({ name: 'FLUX_ACTION', data: { type: 'a.b' } }), 'a.b')).toEqual({});
    expect(actionPayload(frameOf({ name: 'OTHER', data: { type: 'a.b' } }), 'a.b')).toBeUndefined();
    expect(actionPayload(frameOf({ name: 'FLUX_ACTION', data: 'a.b' }), 'a.b')).toBeUndefined();
  });

  it('of connections tell those of our channel', () => {
    const frame = frameOf({
      name: 'FLUX_ACTION',
      data: { type: 'app_data.wsConnUpdated', payload: { mine: ['0', 3], other: ['1'] } },
    });
    expect(connectionsOf(frame, 'mine')).toEqual(['0', '3']);
    expect(connectionsOf(frame, 'third')).toBeUndefined();
  });
});

describe('the ids a call concerns', () => {
  it('are keys of their kind; empty ones and what is no id are left out', () => {
    expect(on('plot', 'a')).toEqual(['plot:a']);
    expect(on('table', ['a', '', 'b'])).toEqual(['table:a', 'table:b']);
  });

  it('are found in a payload somebody wrote by hand', () => {
    expect(idsOf({ plotId: ['a', 'b'], chartId: 'c', drawLayerId: 'l', tbl_id: 't' })).toEqual([
      'plot:a',
      'plot:b',
      'table:t',
      'chart:c',
      'layer:l',
    ]);
    expect(idsOf({ request: { tbl_id: 't' }, plotId: 5 })).toEqual(['table:t']);
    expect(idsOf({ request: 'x', plotId: null })).toEqual([]);
  });
});
