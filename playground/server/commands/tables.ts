/** `tableSearch` and `selectedValues`. */
import type { CommandHandler, Context } from '../context.js';
import { commandError, jsonText, type Reply } from '../http/reply.js';
import { asRecord, parseRequest, type TableRequest, textOf } from '../tables/request.js';
import { FILE_PROCESSOR } from '../tables/service.js';
import { TableFailure } from '../tables/types.js';

export const tableSearch: CommandHandler = async (call, context) => {
  const text = call.params.get('request');
  if (text === undefined) return commandError('missing parameter: request');
  const request = parseRequest(text) ?? {};
  return answer(request, (known) => context.tables.search(known, call.session), context);
};

export const selectedValues: CommandHandler = async (call, context) => {
  for (const name of ['request', 'columnNames', 'selectedRows']) {
    if (!call.params.get(name)) return commandError(`missing parameter: ${name}`);
  }
  const request = parseRequest(call.params.get('request') ?? '') ?? {};
  const columns = (call.params.get('columnNames') ?? '').split(',').map(unquoted);
  const rows = (call.params.get('selectedRows') ?? '').match(/\d+/g)?.map(Number) ?? [];
  return answer(
    request,
    (known) => context.tables.selectedValues(known, call.session, columns, rows),
    context,
  );
};

/** Runs `work` for a request that the file processor is asked for; everything else has no processor here. */
async function answer(
  request: TableRequest,
  work: (request: TableRequest) => Promise<string>,
  context: Context,
): Promise<Reply> {
  const id = textOf(request, 'id') ?? 'ID_NOT_DEFINED';
  if (id !== FILE_PROCESSOR) return noProcessor(id);
  try {
    return jsonText(await work(withMetaRecord(request)));
  } catch (error) {
    if (!(error instanceof TableFailure)) throw error;
    context.log(`table ${textOf(request, 'source') ?? ''}: ${error.detail}`);
    return commandError(error.summary, error.detail);
  }
}

/** META_INFO may also come as the text of a JSON object. */
function withMetaRecord(request: TableRequest): TableRequest {
  const meta = request['META_INFO'];
  return typeof meta === 'string'
    ? { ...request, META_INFO: parseRequest(meta) ?? {} }
    : { ...request, META_INFO: asRecord(meta) ?? {} };
}

function noProcessor(id: string): Reply {
  const reason =
    'Cannot invoke "java.lang.Class.newInstance()" because the return value of "java.util.Map.get(Object)" is null';
  return commandError(`Unable to get query processor for ${id}: ${reason}`);
}

function unquoted(name: string): string {
  const trimmed = name.trim();
  return /^".*"$/.test(trimmed) ? trimmed.slice(1, -1).replaceAll('""', '"') : trimmed;
}
