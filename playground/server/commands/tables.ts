/** `tableSearch`, `queryTable` and `selectedValues`. */
import type { CommandHandler, Context } from '../context.js';
import { commandError, jsonPieces, type Reply } from '../http/reply.js';
import { ALL_ROWS, FILTER_SEPARATOR, parseRequest, type TableRequest } from '../tables/request.js';
import { saveAsText } from '../tables/save/save.js';
import { RequestFailure, TableFailure } from '../tables/types.js';

export const tableSearch: CommandHandler = (call, context) =>
  answering(context, async () => {
    const request = requestOf(call.params.get('request'));
    if (/votable/i.test(call.params.get('FORMAT') ?? '')) {
      return jsonPieces([await saveAsText(context.tables, request, call.session)]);
    }
    return jsonPieces(await context.tables.search(request, call.session));
  });

/** The parts that choose rows are fields of their own here; those in the request do not count. */
export const queryTable: CommandHandler = (call, context) =>
  answering(context, async () => {
    const request = requestOf(call.params.get('request'));
    const params = new Map(request.params).set('inclCols', call.params.get('inclCols') || null);
    const sortInfo = call.params.get('sortInfo');
    if (sortInfo) params.set('sortInfo', sortInfo);
    const filters =
      call.params
        .get('filters')
        ?.split(',')
        .map((filter) => filter.trim()) ?? [];
    const asked = {
      ...request,
      params,
      startIdx: 0,
      pageSize: ALL_ROWS,
      // A comma ends a condition here, also within IN (…) and functions.
      filters: filters.flatMap((filter) => filter.split(FILTER_SEPARATOR)).filter(Boolean),
      sqlFilter: call.params.get('sqlFilter') || undefined,
    };
    return jsonPieces(await context.tables.search(asked, call.session));
  });

export const selectedValues: CommandHandler = (call, context) =>
  answering(context, async () => {
    for (const name of ['request', 'columnNames', 'selectedRows']) required(call.params.get(name), name);
    const request = requestOf(call.params.get('request'));
    // Names may hold commas, and expressions are columns too.
    const columns = (call.params.get('columnNames') ?? '').match(COLUMN)?.map((name) => name.trim()) ?? [];
    const rows = (call.params.get('selectedRows') ?? '').split(',').map((row) => row.trim());
    return jsonPieces(
      await context.tables.selectedValues(
        request,
        call.session,
        columns.filter(Boolean),
        rows.filter(Boolean).map(wholeNumber),
      ),
    );
  });

/** Up to a comma that stands neither in quotes nor in brackets. */
const COLUMN = /(?:"[^"]*"|'[^']*'|\([^()]*\)|[^,"'()]|[()])+/g;

/** Runs a command; what a real server says in error shape E1 becomes one. */
export async function answering(context: Context, work: () => Promise<Reply>): Promise<Reply> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RequestFailure) return commandError(error.message);
    if (!(error instanceof TableFailure)) throw error;
    context.log(`table: ${error.detail}`);
    return commandError(error.summary, error.detail);
  }
}

/** A parameter that has to be there. */
export function required(value: string | undefined, name: string): string {
  if (value === undefined) throw new RequestFailure(`missing parameter: ${name}`);
  return value;
}

export function requestOf(text: string | undefined): TableRequest {
  return parseRequest(required(text, 'request'));
}

function wholeNumber(text: string): number {
  if (!/^[+-]?\d{1,10}$/.test(text)) throw new RequestFailure(`For input string: ${JSON.stringify(text)}`);
  return Number(text);
}
