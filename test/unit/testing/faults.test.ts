import { describe, expect, it } from 'vitest';
import { type FaultRule, Faults } from '../../../src/testing/index.js';

const push = { cmd: 'pushAction', channel: 'c', path: '/CmdSrv/sync' };

describe('faults', () => {
  it.each<[FaultRule, boolean]>([
    [{ on: 'request', fault: 'drop' }, true],
    [{ on: 'request', fault: 'drop', cmd: 'pushAction' }, true],
    [{ on: 'request', fault: 'drop', cmd: ['upload', 'pushAction'] }, true],
    [{ on: 'request', fault: 'drop', cmd: 'upload' }, false],
    [{ on: 'request', fault: 'drop', channel: 'c', path: '/CmdSrv/sync' }, true],
    [{ on: 'request', fault: 'drop', channel: 'd' }, false],
    [{ on: 'request', fault: 'drop', path: '/healthz' }, false],
    [{ on: 'socket', fault: 'cut' }, false],
    [{ on: 'frame', fault: 'drop' }, false],
  ])('%j is for a push on channel c: %s', (rule, matches) => {
    const faults = new Faults();
    faults.add(rule);
    expect(faults.forRequest(push)?.rule).toEqual(matches ? rule : undefined);
  });

  it('are for frames by type of the action, id or type of the report, or the name of the frame', () => {
    const faults = new Faults();
    const frames = [
      { name: 'FLUX_ACTION', data: { type: 'wanted' } },
      { name: 'REPORT_USER_ACTION', data: { id: 'wanted', type: 'x' } },
      { name: 'REPORT_USER_ACTION', data: { id: 'x', type: 'wanted' } },
      { name: 'wanted', data: null },
      { name: 'FLUX_ACTION', data: { type: 'other', payload: 'wanted' } },
      [],
    ];
    const fault = faults.add({ on: 'frame', fault: 'drop', type: 'wanted', channel: 'c' });
    const met = frames.map((frame) => faults.forFrame('c', JSON.stringify(frame)) !== undefined);
    expect(met).toEqual([true, true, true, true, false, false]);
    expect(faults.forFrame('d', JSON.stringify(frames[0]))).toBeUndefined();
    expect(faults.forFrame('c', 'no JSON')).toBeUndefined();
    expect(fault.hits).toBe(4);
  });

  it('skip some, happen so often, and leave the rest to the next that matches', () => {
    const faults = new Faults();
    faults.add({ on: 'request', fault: 'drop', skip: 1, times: 2, name: 'first' });
    faults.add({ on: 'request', fault: 'lose', times: 1, name: 'second' });
    const met = Array.from({ length: 5 }, () => faults.forRequest(push)?.rule.name);
    expect(met).toEqual(['second', 'first', 'first', undefined, undefined]);
  });

  it('tell when they have been hit', async () => {
    const told: FaultRule[] = [];
    const faults = new Faults((rule) => told.push(rule));
    const fault = faults.add({ on: 'socket', fault: 'stall' });
    let seen = 0;
    const twice = fault.hit(2).then(() => {
      seen = fault.hits;
    });
    faults.forSocket('c');
    await fault.hit();
    expect(seen).toBe(0);
    faults.forSocket('d');
    await twice;
    expect([seen, told.length]).toEqual([2, 2]);
    await fault.hit(2);
  });

  it('are gone when removed; what they held up and who waited for them hears of it', async () => {
    const faults = new Faults();
    const fault = faults.add({ on: 'request', fault: 'halfOpen', name: 'dead link' });
    const happening = faults.forRequest(push);
    const waiting = fault.hit(2);
    expect(happening?.removed.aborted).toBe(false);
    faults.clear();
    fault.remove();
    expect(happening?.removed.aborted).toBe(true);
    expect(faults.forRequest(push)).toBeUndefined();
    await expect(waiting).rejects.toThrow('the fault "dead link" was removed after 1 of 2');
    await expect(fault.hit(3)).rejects.toThrow('after 1 of 3');
  });

  it.each([
    [{ on: 'reqest', fault: 'drop' }, 'there is no on "reqest"; there are: request, socket, frame'],
    [{ on: 'request', fault: 'burn' }, 'no fault of a request "burn"; there are: drop, refuse, late'],
    [{ on: 'socket', fault: 'lose' }, 'no fault of a socket "lose"; there are: refuse, late, stall, cut'],
    [{ on: 'request', fault: 'drop', comand: 'x' }, 'no member of this fault "comand"; there are: on, fault'],
    [{ on: 'request', fault: 'drop', times: 0 }, '"times" of a fault is 0, expected a whole number from 1'],
    [{ on: 'request', fault: 'late' }, 'the fault "late" needs "ms"'],
    [{ on: 'request', fault: 'late', ms: -1 }, '"ms" of a fault is -1, expected a whole number from 0 to'],
    [
      { on: 'request', fault: 'status', status: 99 },
      '"status" of a fault is 99, expected a whole number from 200',
    ],
    [{ on: 'request', fault: 'drop', cmd: 7 }, '"cmd" of a fault is 7, expected a text, or a list of them'],
    [{ on: 'socket', fault: 'cut', after: 1.5 }, '"after" of a fault is 1.5, expected a whole number from 0'],
    [{ on: 'request', fault: 'constructor' }, 'no fault of a request "constructor"'],
    [{}, 'there is no on undefined'],
  ])('%j is none, and the error says what would be', (rule, message) => {
    // The shapes are those of a caller without types.
    expect(() => new Faults().add(rule as FaultRule)).toThrow(message);
  });
});
