/** The reference client's pyplot-like module in terms of ours. */
import * as plot from 'firefly-client/plot';
import type { Arguments, Method } from './methods.js';

/** The table that was there when the vectors were recorded: the last one that was uploaded. */
export const LAST_TABLE = 'tbl9';

/** Calls a function with arguments of any type: what is wrong with them is its own to say. */
const call = (fn: (...args: never[]) => unknown, ...args: readonly unknown[]): unknown =>
  Reflect.apply(fn, undefined, args);

async function idOf(handle: unknown, name: 'tblId' | 'plotId'): Promise<unknown> {
  return Reflect.get(Object(await handle), name);
}

/** Options by our names; what the reference passes on into the trace goes there. */
function optionsOf(args: Arguments, names: Readonly<Record<string, string>>, others?: string): object {
  const given = Object.entries(args).filter(([, value]) => value !== undefined && value !== '');
  const known = given.filter(([name]) => others === undefined || names[name] !== undefined);
  const rest = given.filter(([name]) => !known.some(([taken]) => taken === name));
  const options = Object.fromEntries(known.map(([name, value]) => [names[name] ?? name, value]));
  return others === undefined || rest.length === 0
    ? options
    : { ...options, [others]: Object.fromEntries(rest) };
}

const CHART_NAMES = {
  tbl_id: 'tblId',
  title: 'title',
  xlabel: 'xlabel',
  ylabel: 'ylabel',
  cell_id: 'cellId',
};
const SCATTER_NAMES = { ...CHART_NAMES, size: 'size', color: 'color', alpha: 'alpha' };
const TABLE_NAMES = { tbl_index: 'tableIndex', page_size: 'pageSize', view_coverage: 'viewCoverage' };

const none: readonly string[] = [];
const labels = ['title', 'xlabel', 'ylabel', 'cell_id'];

/** Missing means null for the colours and labels of the reference. */
const given = (args: Arguments): Arguments =>
  Object.fromEntries(Object.entries(args).filter(([name, value]) => value !== null || name === 'title'));

export const PLOT_METHODS: Readonly<Record<string, Method>> = {
  reset_layout: { positional: none, call: () => plot.resetLayout() },
  clear: { positional: none, call: () => plot.clear() },
  scatter: {
    positional: ['x_col', 'y_col', 'tbl_id', 'size', 'color', 'alpha', ...labels],
    call: (_client, { x_col, y_col, ...args }) =>
      call(plot.scatter, x_col, y_col, optionsOf(given(args), SCATTER_NAMES, 'trace')),
  },
  hist: {
    positional: ['data_col', 'tbl_id', 'nbins', ...labels],
    call: (_client, { data_col, ...args }) =>
      call(plot.hist, data_col, optionsOf(given(args), { ...CHART_NAMES, nbins: 'nbins' }, 'trace')),
  },
  upload_table: {
    positional: ['table', 'title', 'show', 'write_func', 'tbl_index', 'page_size', 'view_coverage'],
    call: async (_client, { table, title, ...args }) => {
      const options = { ...optionsOf(given(args), TABLE_NAMES), ...(title ? { title } : {}) };
      return idOf(call(plot.uploadTable, table, options), 'tblId');
    },
  },
  upload_image: {
    positional: ['image', 'title', 'write_func', 'cell_id'],
    call: async (_client, { image, title, ...args }) => {
      const options = { ...optionsOf(given(args), { cell_id: 'cellId' }), ...(title ? { title } : {}) };
      return idOf(call(plot.uploadImage, image, options), 'plotId');
    },
  },
  coverage: {
    positional: ['cell_id'],
    call: (_client, args) => call(plot.coverage, optionsOf(given(args), { cell_id: 'cellId' })),
  },
};
