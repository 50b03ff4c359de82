/** How a viewer reports tables. */
import { DisplayError } from '../errors.js';
import { isRecord } from '../schema/json.js';
import type { Expectation, Outcome } from './display.js';
import { dig, TRACKING_KEY } from './expect-image.js';
import type { Report } from './session.js';

/** One column as the server describes it. */
export interface ColumnInfo {
  readonly name: string;
  readonly type: string;
  readonly units?: string;
  readonly description?: string;
}

/** What a viewer reported of a table that is complete. */
export interface TableDisplayed {
  readonly tblId: string;
  readonly title: string;
  /** Rows after filters. */
  readonly totalRows: number;
  /** Columns without the viewer's hidden ones. */
  readonly columns: readonly ColumnInfo[];
  readonly report: Report;
}

/** Asks the server why a table cannot be had; undefined when it can. */
export type AskWhy = (request: Readonly<Record<string, unknown>>) => Promise<string | undefined>;

const LOADED = 'table.loaded';

/**
 * A table, known by the private key in its META_INFO. Of several equal requests for one id only one report comes, with the
 * key of the first, so reports with an earlier key count when the request was the same. Failures carry no key at all:
 * then the server is asked, and when it finds nothing wrong, the failure was somebody else's.
 */
export function expectTable(
  show: {
    readonly tblId: string;
    readonly key: string;
    readonly sameRequestKeys: ReadonlySet<string>;
    /** What to add to the reason of a failure. */
    readonly hint?: string;
  },
  request: () => Readonly<Record<string, unknown>>,
  askWhy: AskWhy,
): Expectation<TableDisplayed> {
  const subject = `table '${show.tblId}'`;
  return {
    subject,
    watch: [LOADED],
    match: (_type, report) => {
      if (report['tbl_id'] !== show.tblId) return undefined;
      const key = keyOf(report);
      const ours = key === show.key || (typeof key === 'string' && show.sameRequestKeys.has(key));
      if (report['error'] !== undefined) {
        return key === undefined || ours
          ? { asking: explain({ subject, hint: show.hint ?? '' }, report, request(), askWhy) }
          : undefined;
      }
      return ours ? { displayed: tableOf(show.tblId, report) } : undefined;
    },
  };
}

const keyOf = (report: Report): unknown =>
  dig(report, 'tableModel', 'request', 'META_INFO', TRACKING_KEY) ??
  dig(report, 'request', 'META_INFO', TRACKING_KEY);

async function explain(
  about: { readonly subject: string; readonly hint: string },
  report: Report,
  request: Readonly<Record<string, unknown>>,
  askWhy: AskWhy,
): Promise<Outcome<TableDisplayed> | undefined> {
  const told = textOf(report['error']) ?? textOf(dig(report, 'tableModel', 'error'));
  const reason = await askWhy(request).catch((error: unknown) =>
    error instanceof Error ? error.message : String(error),
  );
  if (reason === undefined && told === undefined) return undefined;
  return { failed: new DisplayError(about.subject, (reason ?? told ?? '') + about.hint, report) };
}

const textOf = (value: unknown): string | undefined => {
  const text = isRecord(value) ? value['message'] : value;
  return typeof text === 'string' && text !== '' ? text : undefined;
};

/**
 * A table that is filtered or sorted anew: its next complete state with that filter or order. `request` is what the table was
 * asked for with, where this client did; without it nobody can be asked why a change failed.
 */
export function expectTableChange(
  change: { readonly tblId: string; readonly what: 'filters' | 'sortInfo'; readonly value: string },
  request: (() => Readonly<Record<string, unknown>>) | undefined,
  askWhy: AskWhy,
): Expectation<TableDisplayed> {
  const subject = `${change.what === 'filters' ? 'filter' : 'sort'} of table '${change.tblId}'`;
  return {
    subject,
    watch: [LOADED],
    match: (_type, report) => {
      if (report['tbl_id'] !== change.tblId) return undefined;
      if (report['error'] !== undefined) {
        const asked = request && { ...request(), [change.what]: change.value };
        return asked === undefined
          ? {
              failed: new DisplayError(
                subject,
                textOf(report['error']) ?? 'the viewer gave no reason',
                report,
              ),
            }
          : { asking: explain({ subject, hint: '' }, report, asked, askWhy) };
      }
      const value = dig(report, 'tableModel', 'request', change.what) ?? '';
      return value === change.value ? { displayed: tableOf(change.tblId, report) } : undefined;
    },
  };
}

function tableOf(tblId: string, report: Report): TableDisplayed {
  const columns = dig(report, 'tableModel', 'tableModel', 'tableData', 'columns');
  return {
    tblId,
    title: String(report['title'] ?? ''),
    totalRows: Number(report['totalRows'] ?? 0),
    columns: (Array.isArray(columns) ? columns : []).filter(isVisible).map(columnOf),
    report,
  };
}

const isVisible = (column: unknown): boolean => dig(column, 'visibility') !== 'hidden';

function columnOf(column: unknown): ColumnInfo {
  const units = textOf(dig(column, 'units'));
  const description = textOf(dig(column, 'desc'));
  return {
    name: String(dig(column, 'name') ?? ''),
    type: String(dig(column, 'type') ?? ''),
    ...(units === undefined ? {} : { units }),
    ...(description === undefined ? {} : { description }),
  };
}
