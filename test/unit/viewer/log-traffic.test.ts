import { describe, expect, test } from 'vitest';
import { passes } from '../../../playground/viewer/log/filter.js';
import { subjectOf } from '../../../playground/viewer/log/subject.js';
import { type Entry, TrafficLog } from '../../../playground/viewer/log/traffic.js';

const frameOf = (name: string, data: unknown) => ({ name, data, text: JSON.stringify({ name, data }) });
const action = (type: string, payload: unknown) => frameOf('FLUX_ACTION', { type, payload });
const report = (data: object) => frameOf('REPORT_USER_ACTION', data);

function send(log: TrafficLog, data: object): void {
  log.sent('report', data, JSON.stringify(data));
}

const everything = { words: '', which: 'all', housekeeping: true } as const;

describe('the log of the channel', () => {
  test('keeps actions and reports in order, with what they are about', () => {
    const log = new TrafficLog();
    log.frame(frameOf('EVT_CONN_EST', { connID: '1' }));
    log.frame(action('ImagePlotCntlr.ZoomImage', { plotId: 'a', level: 2 }));
    send(log, { id: 'ffc:x:t', type: 'ImagePlotCntlr.ZoomImage', plotId: 'a' });
    log.link('lost', 'words');
    const seen = log.entries.map(({ number, direction, kind, type, subject }) => [
      number,
      direction,
      kind,
      type,
      subject,
    ]);
    expect(seen).toEqual([
      [1, 'in', 'action', 'ImagePlotCntlr.ZoomImage', 'a'],
      [2, 'out', 'report', 'ImagePlotCntlr.ZoomImage', 'a'],
      [3, 'in', 'link', 'lost', ''],
    ]);
  });

  test('takes what is no action as it came', () => {
    const log = new TrafficLog();
    for (const data of [null, 5, 'text', [1], { payload: {} }]) log.frame(frameOf('FLUX_ACTION', data));
    expect(log.entries.map(({ type, data }) => [type, data])).toEqual([
      ['(no type)', null],
      ['(no type)', 5],
      ['(no type)', 'text'],
      ['(no type)', [1]],
      ['(no type)', { payload: {} }],
    ]);
  });

  test('knows its own reports when they come back, whatever the order of their keys, and those of others', () => {
    const log = new TrafficLog();
    send(log, { id: 'e', type: 'POINT', plotId: 'a', left: undefined });
    log.frame(report({ plotId: 'a', type: 'POINT', id: 'e' }));
    expect(log.count).toBe(1);
    log.frame(report({ plotId: 'a', type: 'POINT', id: 'e' }));
    log.frame(report({ id: 'e', type: 'POINT', plotId: 'b' }));
    expect(log.entries.slice(1).map(({ direction, kind, subject }) => [direction, kind, subject])).toEqual([
      ['in', 'report', 'a'],
      ['in', 'report', 'b'],
    ]);
  });

  test('drops the oldest beyond its bounds, by number and by size, and says how many have passed', () => {
    const log = new TrafficLog({ entries: 10, size: 1_000_000 });
    for (let n = 1; n <= 5000; n++) log.frame(action('t', { n }));
    expect(log.count).toBe(10);
    expect(log.passed).toBe(5000);
    expect(log.oldest).toBe(4991);
    expect(log.entries.map(({ number }) => number)).toEqual([
      4991, 4992, 4993, 4994, 4995, 4996, 4997, 4998, 4999, 5000,
    ]);
    expect(log.after(4998).map(({ number }) => number)).toEqual([4999, 5000]);
    expect(log.after(3)).toHaveLength(10);
    const small = new TrafficLog({ entries: 100, size: 1000 });
    small.frame(action('t', { text: 'a'.repeat(600) }));
    small.frame(action('t', { text: 'b'.repeat(600) }));
    expect(small.count).toBe(1);
    small.frame(action('t', { text: 'c'.repeat(5000) }));
    expect(small.entries.map(({ number }) => number)).toEqual([3]);
  });

  test('tells housekeeping from what somebody asked for', () => {
    const log = new TrafficLog();
    log.frame(action('app_data.wsConnUpdated', { channel: ['1'] }));
    log.frame(action('ffc.pulse.x', {}));
    log.frame(action('ExternalAccessCntlr/extensionAdd', { extension: { id: 'ffc:x:t', extType: 't' } }));
    log.frame(action('ExternalAccessCntlr/extensionRemove', { id: 'ffc:x:t' }));
    send(log, { id: 'ffc:x:t', type: 't' });
    log.frame(action('ExternalAccessCntlr/extensionAdd', { extension: { id: 'mine', extType: 'POINT' } }));
    expect(log.entries.map(({ housekeeping }) => housekeeping)).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
    ]);
    expect(log.entries.filter(passes({ ...everything, housekeeping: false }))).toHaveLength(1);
  });
});

describe('a filter', () => {
  const log = new TrafficLog();
  log.frame(action('table.filter', { request: { tbl_id: 'Stars', filters: '"vmag" < 2' } }));
  log.frame(action('ImagePlotCntlr.ZoomImage', { plotId: 'stars', level: 2 }));
  send(log, { id: 'e', type: 'table.highlight', tbl_id: 'Stars' });
  log.failed(log.entries[1], 'not carried out');
  const found = (filter: Partial<Parameters<typeof passes>[0]>): number[] =>
    log.entries.filter(passes({ ...everything, ...filter })).map(({ number }: Entry) => number);

  test('looks for words in type, id and content, and for what is not there', () => {
    expect(found({ words: 'STARS' })).toEqual([1, 2, 3]);
    expect(found({ words: 'stars vmag' })).toEqual([1]);
    expect(found({ words: 'stars -table' })).toEqual([2]);
    expect(found({ words: '-' })).toEqual([1, 2, 3]);
    expect(found({ words: 'nothing' })).toEqual([]);
  });

  test('takes one kind, or what went wrong', () => {
    expect(found({ which: 'action' })).toEqual([1, 2]);
    expect(found({ which: 'report' })).toEqual([3]);
    expect(found({ which: 'error' })).toEqual([2]);
    expect(found({ words: 'carried' })).toEqual([2]);
  });
});

describe('what it is about', () => {
  test.each([
    [{ type: 't', payload: { plotId: ['a', 'b'] } }, 'a, b'],
    [{ type: 't', payload: { wpRequest: [null, { plotId: 'rgb' }] } }, 'rgb'],
    [{ type: 't', payload: { wpRequest: [{ plotId: 'rgb' }] } }, 'rgb'],
    [{ type: 't', payload: { request: { tbl_id: 't1' } } }, 't1'],
    [{ type: 't', payload: { extension: { id: 'e' } } }, 'e'],
    [{ id: 'e', type: 't', chartId: 'c' }, 'c'],
    [{ id: 'e', type: 't' }, 'e'],
    [null, ''],
  ])('%j is about "%s"', (data, subject) => {
    expect(subjectOf(data)).toBe(subject);
  });
});
