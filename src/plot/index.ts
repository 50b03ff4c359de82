/**
 * Quick looks in the way of pyplot: functions that remember the client and the last table. They are made of the client's public methods.
 */
import * as z from 'zod/mini';
import type { FireflyClient } from '../client/client.js';
import { type DataInput, encodedTable, type InputOptions, type MemoryTable } from '../client/inputs.js';
import type { ActionHandle, CellHandle, ChartHandle, ImageHandle, TableHandle } from '../client/types.js';
import type { Launched } from '../client/viewer-page.js';
import { isTableInput } from '../data/table-input.js';
import { ArgumentError } from '../errors.js';
import { check, nonEmpty } from '../schema/validate.js';
import { CHARTS_CELL, currentClient, currentTable, IMAGES_CELL, rememberTable, setClient } from './state.js';

export { CHARTS_CELL, IMAGES_CELL } from './state.js';

const column = nonEmpty('a column, or an expression of columns');
const cell = z.optional(nonEmpty('a cell id'));
const title = z.optional(z.nullable(z.string()));
const table = z.optional(nonEmpty('a table id'));
const members = z.optional(z.record(z.string(), z.unknown()));

/** What charts have in common. */
export interface ChartOptions {
  /** The table. @default the last one of `uploadTable` or `useTable` */
  readonly tblId?: string | undefined;
  /** @default '' ; null leaves it out */
  readonly title?: string | null | undefined;
  readonly xlabel?: string | undefined;
  readonly ylabel?: string | undefined;
  /** Cell of a slate. @default 'plots' */
  readonly cellId?: string | undefined;
  /** More of Plotly's trace; wins over everything else. */
  readonly trace?: Readonly<Record<string, unknown>> | undefined;
}

export interface ScatterOptions extends ChartOptions {
  /** Size of the markers. @default 4 */
  readonly size?: number | undefined;
  /** Colour of the markers, such as `blue` or `rgb(50, 171, 96)`. @default Plotly's */
  readonly color?: string | undefined;
  /** Opacity of the markers, 0 to 1. @default 1 */
  readonly alpha?: number | undefined;
}

export interface HistOptions extends ChartOptions {
  /** Number of bins. @default 30 */
  readonly nbins?: number | undefined;
}

export interface UploadTableOptions extends Pick<InputOptions, 'fetchBy' | 'filename'> {
  /** Title, and id where no other is given. @default the id */
  readonly title?: string | undefined;
  /** @default the title, else a new one */
  readonly tblId?: string | undefined;
  /** Show it, or only give it to the viewer. @default true */
  readonly show?: boolean | undefined;
  /** Which table of a file that holds several. @default 1 */
  readonly tableIndex?: number | undefined;
  /** Rows of a page. @default 200 */
  readonly pageSize?: number | undefined;
  /** Show where its rows lie in the sky as well (slate viewers only). @default false */
  readonly viewCoverage?: boolean | undefined;
}

export interface UploadImageOptions extends Pick<InputOptions, 'fetchBy' | 'filename'> {
  /** Title, and id where no other is given. @default the id */
  readonly title?: string | undefined;
  /** @default the title, else a new one */
  readonly plotId?: string | undefined;
  /** Cell of a slate. @default 'images' */
  readonly cellId?: string | undefined;
}

const chart = {
  tblId: table,
  title,
  xlabel: z.optional(z.string()),
  ylabel: z.optional(z.string()),
  cellId: cell,
  trace: members,
};
const input = {
  fetchBy: z.optional(z.enum(['server', 'client'])),
  filename: z.optional(nonEmpty('a file name')),
};
const Scatter = z.strictObject({
  ...chart,
  size: z.optional(z.number().check(z.positive())),
  color: z.optional(nonEmpty('a colour')),
  alpha: z.optional(z.number().check(z.minimum(0), z.maximum(1))),
});
const Hist = z.strictObject({ ...chart, nbins: z.optional(z.int().check(z.minimum(1))) });
const UploadTable = z.strictObject({
  ...input,
  title: z.optional(nonEmpty('a title')),
  tblId: table,
  show: z.optional(z.boolean()),
  tableIndex: z.optional(z.int().check(z.minimum(0))),
  pageSize: z.optional(z.int().check(z.minimum(1))),
  viewCoverage: z.optional(z.boolean()),
});
const UploadImage = z.strictObject({
  ...input,
  title: z.optional(nonEmpty('a title')),
  plotId: z.optional(nonEmpty('a plot id')),
  cellId: cell,
});
const Coverage = z.strictObject({ cellId: cell });
const OpenBrowser = z.strictObject({ force: z.optional(z.boolean()) });

/** The client that everything here goes to. Without it, and when it is closed, it is the default client of the process. */
export function useClient(client: FireflyClient): void {
  setClient(client);
}

/** The table that `scatter` and `hist` take where none is named; `uploadTable` says so by itself. */
export function useTable(tblId: string): void {
  rememberTable(currentClient('useTable'), check('useTable', 'tblId', nonEmpty('a table id'), tblId));
}

/** Three cells of a slate: tables over the whole width, charts and images below. */
export function resetLayout(): Promise<readonly Awaited<CellHandle>[]> {
  const client = currentClient('resetLayout');
  return Promise.all([
    client.addCell(0, 0, 2, 2, 'tables'),
    client.addCell(2, 0, 1, 2, 'xyPlots', { cellId: CHARTS_CELL }),
    client.addCell(2, 1, 1, 2, 'images', { cellId: IMAGES_CELL }),
  ]);
}

/** Prints the link to the viewer, and gives it back. */
export function displayUrl(): string {
  return currentClient('displayUrl').displayUrl();
}

/** Opens the viewer in the browser, unless one answers already or `force` is given. */
export async function openBrowser(options: { readonly force?: boolean | undefined } = {}): Promise<Launched> {
  return currentClient('openBrowser').launchBrowser(check('openBrowser', 'options', OpenBrowser, options));
}

/** Empties the viewer. */
export function clear(): ActionHandle {
  const client = currentClient('clear');
  rememberTable(client, undefined);
  return client.reinitViewer();
}

/** Draws two columns of a table against each other. */
export function scatter(xCol: string, yCol: string, options: ScatterOptions = {}): ChartHandle {
  const x = check('scatter', 'xCol', column, xCol);
  const y = check('scatter', 'yCol', column, yCol);
  const { size = 4, alpha = 1, color, trace, ...rest } = check('scatter', 'options', Scatter, options);
  const client = currentClient('scatter');
  const data = {
    tbl_id: currentTable('scatter', client, rest.tblId),
    x: `tables::${x}`,
    y: `tables::${y}`,
    mode: 'markers',
    type: 'scatter',
    marker: { size, opacity: alpha, ...(color === undefined ? {} : { color }) },
    ...trace,
  };
  return draw(client, data, { ...rest, xlabel: rest.xlabel || x, ylabel: rest.ylabel || y });
}

/** Draws how often values of a column, or of an expression of columns, occur. */
export function hist(dataCol: string, options: HistOptions = {}): ChartHandle {
  const columnOrExpr = check('hist', 'dataCol', column, dataCol);
  const { nbins = 30, trace, ...rest } = check('hist', 'options', Hist, options);
  const client = currentClient('hist');
  const bins = { algorithm: 'fixedSizeBins', fixedBinSizeSelection: 'numBins', numBins: nbins, columnOrExpr };
  const data = {
    type: 'fireflyHistogram',
    name: columnOrExpr,
    marker: { color: 'rgba(153, 51, 153, 0.8)' },
    firefly: { tbl_id: currentTable('hist', client, rest.tblId), options: bins },
    ...trace,
  };
  return draw(client, data, {
    ...rest,
    xlabel: rest.xlabel || columnOrExpr,
    ylabel: rest.ylabel || 'Number',
  });
}

function draw(
  client: FireflyClient,
  trace: Readonly<Record<string, unknown>>,
  { title = '', xlabel, ylabel, cellId }: ChartOptions,
): ChartHandle {
  const layout = {
    xaxis: { title: xlabel },
    yaxis: { title: ylabel },
    ...(title === null ? {} : { title }),
  };
  return client.showChart({ data: [trace], layout, groupId: cellId ?? cellOf(client, CHARTS_CELL) });
}

/** Shows a table, or only gives it to the viewer. From then on `scatter` and `hist` take it. */
export function uploadTable(data: DataInput | MemoryTable, options: UploadTableOptions = {}): TableHandle {
  const given = check('uploadTable', 'options', UploadTable, options);
  const { fetchBy, filename, show = true, tableIndex = 1, pageSize = 200, viewCoverage = false } = given;
  requireInput('uploadTable', data);
  const client = currentClient('uploadTable');
  const tblId = given.tblId ?? given.title ?? client.newId('Table');
  const shown = { tblId, title: given.title ?? tblId, tableIndex, pageSize };
  const how = { ...(fetchBy && { fetchBy }), ...(filename && { filename }) };
  const source = viewCoverage ? coveredFirst(client, data, how) : data;
  // What was uploaded for the coverage is a file of the server by now.
  const all = viewCoverage ? shown : { ...shown, ...how };
  const handle = show ? client.showTable(source, all) : client.fetchTable(source, all);
  rememberTable(client, tblId);
  return handle;
}

/** The coverage has to be there before the table comes, which it then takes up. */
async function coveredFirst(
  client: FireflyClient,
  data: DataInput | MemoryTable,
  how: InputOptions,
): Promise<Awaited<DataInput>> {
  const taken = await data;
  const isMemory = isTableInput(taken);
  const given = isMemory ? encodedTable('uploadTable', taken) : taken;
  const remote = given instanceof URL || (typeof given === 'string' && /^(?:\$\{|https?:)/i.test(given));
  const source =
    remote && how.fetchBy !== 'client'
      ? given
      : await client.uploadFile(given, isMemory ? { filename: 'table.parquet', ...how } : how);
  await client.showCoverage({ viewerId: cellOf(client, IMAGES_CELL) });
  return source;
}

/** Shows an image. */
export function uploadImage(data: DataInput, options: UploadImageOptions = {}): ImageHandle {
  const given = check('uploadImage', 'options', UploadImage, options);
  requireInput('uploadImage', data);
  const client = currentClient('uploadImage');
  const plotId = given.plotId ?? given.title ?? client.newId('Image');
  return client.showFitsImage(data, {
    plotId,
    title: given.title ?? plotId,
    viewerId: given.cellId ?? cellOf(client, IMAGES_CELL),
    ...(given.fetchBy && { fetchBy: given.fetchBy }),
    ...(given.filename && { filename: given.filename }),
  });
}

/** Shows where the rows of the table lie in the sky (slate viewers only). */
export function coverage(options: { readonly cellId?: string | undefined } = {}): CellHandle {
  const { cellId } = check('coverage', 'options', Coverage, options);
  const client = currentClient('coverage');
  return client.showCoverage({ viewerId: cellId ?? cellOf(client, IMAGES_CELL) });
}

/** The standard page has no cells, so none is named there unless the caller does. */
const cellOf = (client: FireflyClient, cellId: string): string | undefined =>
  client.isTriview() ? undefined : cellId;

function requireInput(method: string, data: unknown): void {
  if (data === undefined || data === null)
    throw new ArgumentError(
      method,
      'data',
      data,
      'given: a path, a URL, a ${…} server file, bytes or a stream',
    );
}
