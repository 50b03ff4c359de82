import { describe, expect, it, vi } from 'vitest';
import { DisplayError } from '../../../src/errors.js';
import type { Outcome } from '../../../src/session/display.js';
import { dig, TRACKING_KEY } from '../../../src/session/expect-image.js';
import {
  type AskWhy,
  expectTable,
  expectTableChange,
  type TableDisplayed,
} from '../../../src/session/expect-table.js';
import { deepFreeze, recorded } from './helpers.js';

const LOADED = 'table.loaded';
const REQUEST = deepFreeze({ id: 'IpacTableFromSource', source: '${upload-dir}/a.tbl' });
const noReason = async () => undefined;

/** The table of a report with a key in its request, where real viewers have it. */
function withKey(report: Record<string, unknown>, key: string) {
  Reflect.set(Object(dig(report, 'tableModel', 'request', 'META_INFO')), TRACKING_KEY, key);
  return deepFreeze(report);
}

const loaded = (key: string, more: Readonly<Record<string, unknown>> = {}) =>
  withKey(recorded('tableLoaded', more), key);

const failedTable = (more: Readonly<Record<string, unknown>> = {}) =>
  deepFreeze(recorded('tableLoadedFailed', { tbl_id: 'T1', ...more }));

/** What a failure turns out to be after the server was asked. */
async function answerOf(outcome: Outcome<TableDisplayed> | undefined): Promise<unknown> {
  if (outcome === undefined || !('asking' in outcome)) throw new Error('nothing is being asked');
  return outcome.asking;
}

const expectT1 = (askWhy: AskWhy = noReason, sameRequestKeys: ReadonlySet<string> = new Set()) =>
  expectTable({ tblId: 'T1', key: 'k1', sameRequestKeys }, () => REQUEST, askWhy);

describe('a table', () => {
  it('is there when it is loaded with its key', () => {
    const expected = expectT1();
    expect(expected.watch).toEqual([LOADED]);
    const report = loaded('k1');
    const outcome = expected.match(LOADED, report);
    expect(outcome).toMatchObject({
      displayed: { tblId: 'T1', title: '2mass', totalRows: 2412, report },
    });
  });

  it('tells its columns, without the hidden ones', () => {
    const report = recorded('tableLoaded');
    const recordedColumns = dig(report, 'tableModel', 'tableModel', 'tableData', 'columns');
    if (!Array.isArray(recordedColumns)) throw new Error('the recording has no columns');
    recordedColumns.push(
      { name: 'ROW_IDX', type: 'integer', visibility: 'hidden' },
      { name: 'j_m', type: 'double', units: '', desc: 'magnitude', visibility: 'hide' },
    );
    expect(dig(expectT1().match(LOADED, withKey(report, 'k1')), 'displayed', 'columns')).toEqual([
      { name: 'ra', type: 'double', units: 'deg' },
      { name: 'dec', type: 'double', units: 'deg' },
      { name: 'clon', type: 'char' },
      { name: 'j_m', type: 'double', description: 'magnitude' },
    ]);
  });

  it('is not there when another id, or the key of another call, is reported', () => {
    const expected = expectT1();
    expect(expected.match(LOADED, loaded('k1', { tbl_id: 'T2' }))).toBeUndefined();
    expect(expected.match(LOADED, loaded('k0'))).toBeUndefined();
    expect(expected.match(LOADED, recorded('tableLoaded'))).toBeUndefined();
  });

  it('is there with the key of an earlier call that asked for the same', () => {
    const expected = expectT1(undefined, new Set(['k0']));
    expect(expected.match(LOADED, loaded('k0'))).toMatchObject({ displayed: { tblId: 'T1' } });
    expect(expected.match(LOADED, loaded('k9'))).toBeUndefined();
  });

  it('finds the key beside the table as well', () => {
    const report = recorded('tableLoaded', {
      tableModel: {},
      request: { META_INFO: { [TRACKING_KEY]: 'k1' } },
    });
    expect(expectT1().match(LOADED, report)).toMatchObject({
      displayed: { tblId: 'T1', totalRows: 2412, columns: [] },
    });
  });
});

describe('a table that failed', () => {
  it('carries no key; the server is asked with the request, and its answer is the reason', async () => {
    const askWhy = vi.fn(async () => 'Access is not permitted.');
    const report = failedTable();
    const answer = await answerOf(expectT1(askWhy).match(LOADED, report));
    expect(askWhy.mock.calls).toEqual([[REQUEST]]);
    const error = dig(answer, 'failed');
    expect(error).toBeInstanceOf(DisplayError);
    expect(error).toMatchObject({
      subject: "table 'T1'",
      reason: 'Access is not permitted.',
      report,
    });
  });

  it('was somebody else’s when the server finds nothing wrong and the viewer gave no reason', async () => {
    expect(await answerOf(expectT1().match(LOADED, failedTable()))).toBeUndefined();
  });

  it.each([
    [{ error: 'out of memory' }, 'out of memory'],
    [{ error: { message: 'bad column' } }, 'bad column'],
    [{ tableModel: { error: { message: 'inside' } } }, 'inside'],
  ])('with a reason of the viewer (%j) failed also when the server finds nothing', async (more, reason) => {
    const answer = await answerOf(expectT1().match(LOADED, failedTable(more)));
    expect(dig(answer, 'failed', 'reason')).toBe(reason);
  });

  it('of which the server cannot be asked fails with that', async () => {
    const askWhy = vi.fn(() => Promise.reject(new Error('the server is down')));
    const answer = await answerOf(expectT1(askWhy).match(LOADED, failedTable()));
    expect(dig(answer, 'failed', 'reason')).toBe('the server is down');
  });

  it('with the key of another call is not ours, and nobody is asked', () => {
    const askWhy = vi.fn(noReason);
    const expected = expectT1(askWhy);
    const other = failedTable({ request: { META_INFO: { [TRACKING_KEY]: 'k0' } } });
    expect(expected.match(LOADED, other)).toBeUndefined();
    expect(expected.match(LOADED, failedTable({ tbl_id: 'Tbad' }))).toBeUndefined();
    expect(askWhy).not.toHaveBeenCalled();
  });
});

describe('a table that is filtered or sorted', () => {
  const filters = '"j_m" < 12';
  const expectFilter = (value = filters, request: (() => typeof REQUEST) | undefined = () => REQUEST) =>
    expectTableChange({ tblId: 'T1', what: 'filters', value }, request, noReason);

  it('is done when it is loaded with that filter', () => {
    const report = deepFreeze(recorded('tableFilterLoaded'));
    expect(expectFilter().subject).toBe("filter of table 'T1'");
    expect(expectFilter().match(LOADED, report)).toMatchObject({
      displayed: { tblId: 'T1', totalRows: 104, report },
    });
    expect(expectFilter('"j_m" < 13').match(LOADED, report)).toBeUndefined();
    expect(expectFilter('').match(LOADED, report)).toBeUndefined();
  });

  it('without a filter is done when it is loaded without one', () => {
    expect(expectFilter('').match(LOADED, recorded('tableLoaded'))).toMatchObject({
      displayed: { totalRows: 2412 },
    });
  });

  it('is done when it is loaded in that order', () => {
    const expected = expectTableChange(
      { tblId: 'T1', what: 'sortInfo', value: 'DESC,j_m' },
      undefined,
      noReason,
    );
    const report = recorded('tableFilterLoaded');
    expect(expected.subject).toBe("sort of table 'T1'");
    expect(expected.match(LOADED, report)).toBeUndefined();
    Reflect.set(Object(dig(report, 'tableModel', 'request')), 'sortInfo', 'DESC,j_m');
    expect(expected.match(LOADED, report)).toMatchObject({ displayed: { totalRows: 104 } });
    expect(expected.match(LOADED, { ...report, tbl_id: 'T2' })).toBeUndefined();
  });

  it('that failed is explained by the server, asked for the table with the change', async () => {
    const askWhy = vi.fn(async () => 'no column "x"');
    const expected = expectTableChange(
      { tblId: 'T1', what: 'filters', value: '"x" < 1' },
      () => REQUEST,
      askWhy,
    );
    const answer = await answerOf(expected.match(LOADED, failedTable()));
    expect(askWhy.mock.calls).toEqual([[{ ...REQUEST, filters: '"x" < 1' }]]);
    expect(dig(answer, 'failed')).toMatchObject({
      subject: "filter of table 'T1'",
      reason: 'no column "x"',
    });
  });

  it('that failed, of a table from elsewhere, has only the viewer’s reason', () => {
    const expected = expectTableChange({ tblId: 'T1', what: 'filters', value: 'x' }, undefined, noReason);
    expect(dig(expected.match(LOADED, failedTable()), 'failed', 'reason')).toBe('the viewer gave no reason');
    const told = expected.match(LOADED, failedTable({ error: { message: 'bad column' } }));
    expect(dig(told, 'failed', 'reason')).toBe('bad column');
    expect(expected.match(LOADED, failedTable({ tbl_id: 'T2' }))).toBeUndefined();
  });
});
