/** How a viewer reports charts. */
import { DisplayError } from '../errors.js';
import { isRecord } from '../schema/json.js';
import type { Expectation, Outcome } from './display.js';
import { dig } from './expect-image.js';
import type { Report } from './session.js';

/** What a viewer reported of a chart. */
export interface ChartDisplayed {
  readonly chartId: string;
  /**
   * False where the viewer has the chart, but behind a tab that is not in front: it draws it, and finds out about wrong columns,
   * when the user opens the tab. The standard page does so with all pinned charts until the user has opened their tab.
   */
  readonly drawn: boolean;
  /** The last report as it came. */
  readonly report: Report;
}

const ADDED = 'charts.data/chartAdd';
const MOUNTED = 'charts.ui/mounted';
const UPDATED = 'charts.data/chartUpdate';

/** A chart in front is mounted within a second of its arrival, on a slow machine within two. */
const MOUNT_GRACE = 3_000;

/**
 * A chart. One whose arrays are all given is drawn when its frame is on the screen; each trace that takes arrays from
 * a table reports when its data are there (`isLoading` becomes false) or could not be had.
 */
export function expectChart(chartId: string, tableTraces: readonly number[]): Expectation<ChartDisplayed> {
  const subject = `chart '${chartId}'`;
  const loading = new Set(tableTraces);
  let mounted = false;
  const progress = (report: Report): Outcome<ChartDisplayed> =>
    mounted && loading.size === 0 ? { displayed: { chartId, drawn: true, report } } : { underway: true };
  return {
    subject,
    watch: [ADDED, MOUNTED, ...(tableTraces.length > 0 ? [UPDATED] : [])],
    match: (type, report) => {
      if (report['chartId'] !== chartId) return undefined;
      if (type === ADDED) return { provisional: { chartId, drawn: false, report }, after: MOUNT_GRACE };
      mounted ||= type === MOUNTED;
      const changes = type === UPDATED && isRecord(report['changes']) ? report['changes'] : {};
      const reason = failureIn(changes);
      if (reason !== undefined) return { failed: new DisplayError(subject, reason, report) };
      for (const trace of tableTraces)
        if (changes[`fireflyData.${trace}.isLoading`] === false) loading.delete(trace);
      return progress(report);
    },
  };
}

function failureIn(changes: Readonly<Record<string, unknown>>): string | undefined {
  for (const [key, value] of Object.entries(changes)) {
    if (!/^fireflyData\.\d+\.error$/.test(key) || !value) continue;
    const message = isRecord(value) ? (dig(value, 'message') ?? dig(value, 'reason')) : value;
    return String(message ?? 'the viewer gave no reason');
  }
  return undefined;
}

const REFERENCE = /^tables::/;

/** Indices of the traces that take arrays from a table. */
export function tableTraces(data: readonly unknown[]): number[] {
  return data.map((trace, index) => (refersToTable(trace) ? index : -1)).filter((index) => index >= 0);
}

function refersToTable(value: unknown): boolean {
  if (typeof value === 'string') return REFERENCE.test(value);
  if (!isRecord(value)) return false;
  return Object.entries(value).some(
    ([key, member]) => (key === 'firefly' && isRecord(member) && 'tbl_id' in member) || refersToTable(member),
  );
}
