import { describe, expect, it } from 'vitest';
import { DisplayError } from '../../../src/errors.js';
import { expectChart, tableTraces } from '../../../src/session/expect-chart.js';
import { dig } from '../../../src/session/expect-image.js';
import {
  expectNewLayer,
  expectRegionsAdded,
  expectRegionsRemoved,
} from '../../../src/session/expect-layer.js';
import { deepFreeze, recorded } from './helpers.js';

const ADDED = 'charts.data/chartAdd';
const MOUNTED = 'charts.ui/mounted';
const UPDATED = 'charts.data/chartUpdate';

const added = deepFreeze(recorded('chartAdd'));
const mounted = deepFreeze(recorded('chartMounted', { chartId: 'C1' }));
const update = (changes: unknown) => deepFreeze(recorded('chartLoading', { chartId: 'C1', changes }));
const loadedTrace = (trace: number) => update({ [`fireflyData.${trace}.isLoading`]: false });

describe('a chart with arrays of its own', () => {
  it('watches no updates, which are large', () => {
    expect(expectChart('C1', []).watch).toEqual([ADDED, MOUNTED]);
    expect(expectChart('C1', [0]).watch).toEqual([ADDED, MOUNTED, UPDATED]);
  });

  it('that was added is there for the time being, but not drawn', () => {
    expect(expectChart('C1', []).match(ADDED, added)).toEqual({
      provisional: { chartId: 'C1', drawn: false, report: added },
      after: 3_000,
    });
  });

  it('is drawn when its frame is on the screen', () => {
    const expected = expectChart('C1', []);
    expected.match(ADDED, added);
    expect(expected.match(MOUNTED, mounted)).toEqual({
      displayed: { chartId: 'C1', drawn: true, report: mounted },
    });
  });

  it('of another id is not ours', () => {
    const expected = expectChart('C2', []);
    expect(expected.match(ADDED, added)).toBeUndefined();
    expect(expected.match(MOUNTED, mounted)).toBeUndefined();
  });
});

describe('a chart with arrays of tables', () => {
  it('is drawn when every trace that needs one has its data, and the frame is there', () => {
    const expected = expectChart('C1', [0, 2]);
    expected.match(ADDED, added);
    expect(expected.match(MOUNTED, mounted)).toEqual({ underway: true });
    expect(expected.match(UPDATED, update({ 'fireflyData.0.isLoading': true }))).toEqual({ underway: true });
    expect(expected.match(UPDATED, loadedTrace(1))).toEqual({ underway: true });
    expect(expected.match(UPDATED, loadedTrace(0))).toEqual({ underway: true });
    expect(expected.match(UPDATED, loadedTrace(2))).toMatchObject({ displayed: { drawn: true } });
  });

  it('whose data come before its frame is drawn with the frame', () => {
    const expected = expectChart('C1', [0]);
    expected.match(ADDED, added);
    expect(expected.match(UPDATED, loadedTrace(0))).toEqual({ underway: true });
    expect(expected.match(MOUNTED, mounted)).toMatchObject({ displayed: { drawn: true } });
  });

  it('may have all traces reported at once', () => {
    const expected = expectChart('C1', [0, 1]);
    expected.match(MOUNTED, mounted);
    const both = update({ 'fireflyData.0.isLoading': false, 'fireflyData.1.isLoading': false });
    expect(expected.match(UPDATED, both)).toMatchObject({ displayed: { drawn: true } });
  });

  it.each([
    [{ message: 'Cannot display requested data' }, 'Cannot display requested data'],
    [{ reason: 'wrong column' }, 'wrong column'],
    ['plain text', 'plain text'],
    [{}, 'the viewer gave no reason'],
  ])('fails with the reason in %j', (error, reason) => {
    const report = update({ 'fireflyData.1.error': error, 'fireflyData.0.isLoading': false });
    const outcome = expectChart('C1', [0]).match(UPDATED, report);
    expect(dig(outcome, 'failed')).toBeInstanceOf(DisplayError);
    expect(dig(outcome, 'failed')).toMatchObject({ subject: "chart 'C1'", reason, report });
  });

  it.each([undefined, null, ''])('does not fail by an error that is taken back: %j', (error) => {
    const expected = expectChart('C1', [0]);
    expect(expected.match(UPDATED, update({ 'fireflyData.0.error': error }))).toEqual({ underway: true });
  });

  it('goes on with changes of other kinds', () => {
    const expected = expectChart('C1', [0]);
    const sources = deepFreeze(recorded('chartSources', { chartId: 'C1' }));
    expect(expected.match(UPDATED, sources)).toEqual({ underway: true });
    expect(expected.match(UPDATED, update(null))).toEqual({ underway: true });
  });
});

describe('traces that take arrays of tables', () => {
  it('are found by their references', () => {
    expect(
      tableTraces([
        { x: [1, 2], y: [3, 4], name: 'own' },
        { tbl_id: 't', x: 'tables::ra', y: [1] },
        { marker: { color: 'tables::mag' } },
        { type: 'fireflyHistogram', firefly: { tbl_id: 't', options: {} } },
        { firefly: {} },
        { text: 'about tables::x' },
        null,
        'tables::x',
      ]),
    ).toEqual([1, 2, 3, 7]);
    expect(tableTraces([])).toEqual([]);
  });
});

describe('region layers', () => {
  const ATTACHED = 'DrawLayerCntlr.attachLayerToPlot';
  const attached = deepFreeze(recorded('attachLayer'));

  it.each([
    ['new', expectNewLayer, [ATTACHED], 'attachLayer', "region layer 'R1'"],
    [
      'added to',
      expectRegionsAdded,
      ['DrawLayerCntlr.RegionPlot.addRegion', ATTACHED],
      'addRegion',
      "regions added to 'R1'",
    ],
    [
      'removed from',
      expectRegionsRemoved,
      ['DrawLayerCntlr.RegionPlot.removeRegion'],
      'removeRegion',
      "regions removed from 'R1'",
    ],
  ] as const)('%s are done when they are reported', (_what, make, watch, name, subject) => {
    const expected = make('R1');
    const report = deepFreeze(recorded(name));
    expect(expected.watch).toEqual(watch);
    expect(expected.subject).toBe(subject);
    expect(expected.match(String(report['type']), report)).toEqual({
      displayed: { regionLayerId: 'R1', report },
    });
    expect(make('R2').match(String(report['type']), report)).toBeUndefined();
  });

  it('that regions are added to, and that is not there, is made', () => {
    expect(expectRegionsAdded('R1').match(ATTACHED, attached)).toMatchObject({
      displayed: { regionLayerId: 'R1' },
    });
  });
});
