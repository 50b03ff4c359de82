/** What a scripted viewer has a memory server for. */
import { isRecord, parseJson } from '../schema/json.js';
import type { CommandReply } from '../transport/types.js';
import { type JsonObject, type TableModel, ViewerFailure, type ViewerHost } from './engine.js';
import type { ProtocolCore } from './protocol-core.js';
import { type FindFile, searchTable } from './table-search.js';
import { stringAt } from './viewer-context.js';

export class MemoryHost implements ViewerHost {
  constructor(
    private readonly channel: string,
    private readonly core: ProtocolCore,
    private readonly find: FindFile,
  ) {}

  report(data: JsonObject): void {
    this.core.report(this.channel, data);
  }

  async tableSearch(request: JsonObject): Promise<TableModel> {
    return readTableModel(searchTable(JSON.stringify(request), this.find));
  }

  async fetchImage(source: { readonly file?: string; readonly url?: string }): Promise<Uint8Array> {
    const bytes = this.find(source.file ?? source.url ?? '');
    if (bytes) return bytes;
    if (source.url !== undefined) throw new ViewerFailure('Not Found', '');
    throw new ViewerFailure(
      'File not found',
      `Could not find your requested file, the file: ${source.file} could not be converted to an absolute path`,
    );
  }
}

/** The table in an answer of `tableSearch`. Throws `ViewerFailure` with the reason when there is none. */
export function readTableModel(reply: CommandReply): TableModel {
  const answer = parseJson(reply.text);
  if (isTableModel(answer)) return answer;
  const refusal = Array.isArray(answer) ? answer[0] : answer;
  const reason = isRecord(refusal) ? stringAt(refusal, 'error') || stringAt(refusal, 'cause1') : undefined;
  throw new ViewerFailure('Table failed', reason || `The server answered with status ${reply.status}.`);
}

function isTableModel(value: unknown): value is TableModel {
  return isRecord(value) && typeof value['totalRows'] === 'number' && isRecord(value['request']);
}
