/** `tableSave`: a table as a file, sent or kept on the server. */
import { randomUUID } from 'node:crypto';
import { createReadStream, mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { CommandHandler, Context } from '../context.js';
import { emptyServerError, jsonReply, type Reply, serverError } from '../http/reply.js';
import { ownerDirectory, parseRequest, type TableRequest } from '../tables/request.js';
import { SaveFailure } from '../tables/save/failure.js';
import { formatOf, type SaveFormat } from '../tables/save/formats.js';
import { type SaveJob, saveTable } from '../tables/save/save.js';

export const tableSave: CommandHandler = async ({ params, session }, context) => {
  const text = params.get('request');
  const format = formatOf(params.get('file_format'));
  const mode = params.get('mode') ?? 'displayed';
  if (text === undefined || format === undefined || (mode !== 'displayed' && mode !== 'original')) {
    return emptyServerError();
  }
  const job = {
    request: parseRequest(text),
    session,
    writer: format.writer,
    original: mode === 'original',
    centerCols: params.get('center_cols') || undefined,
  };
  if (params.get('save_to_temp')?.toLowerCase() === 'true') return keepFile(context, job);
  return sendFile(context, job, fileName(job.request, params.get('file_name'), format));
};

/** Saved first and sent then: a slow client keeps no table from others, and a failure still has its status. */
async function sendFile(context: Context, job: SaveJob, name: string): Promise<Reply> {
  mkdirSync(context.files.scratch, { recursive: true });
  const path = join(context.files.scratch, `save-${randomUUID()}`);
  const headers = dispositionOf(name);
  try {
    await saveTable(context.tables, job, path);
  } catch (error) {
    await rm(path, { force: true });
    if (!(error instanceof SaveFailure)) throw error;
    context.log(`tableSave: ${error.message}`);
    return { ...serverError(error.causes), headers };
  }
  return { status: 200, body: '', headers, stream: () => readAndRemove(path) };
}

function readAndRemove(path: string): Readable {
  const stream = createReadStream(path);
  stream.once('close', () => void rm(path, { force: true }));
  return stream;
}

/** The file stays on the server, as a source for tables. */
async function keepFile(context: Context, job: SaveJob): Promise<Reply> {
  const file = context.files.reserveTemporary(ownerDirectory(job.request, job.session), 'TableSave-*.tbl');
  try {
    await saveTable(context.tables, job, file.path);
  } catch (error) {
    context.files.discard(file);
    if (!(error instanceof SaveFailure)) throw error;
    return jsonReply({ success: false, error: 'Error while writing to Stream' });
  }
  context.files.keep(file);
  return jsonReply({ success: true, serverFile: file.key });
}

function fileName({ id }: TableRequest, wanted: string | undefined, { extension }: SaveFormat): string {
  const name = wanted || id || 'null';
  return name.toLowerCase().endsWith(extension) ? name : name + extension;
}

/** Without quotes around the name, as it is. Names that a header cannot hold leave it out. */
function dispositionOf(name: string): Readonly<Record<string, string>> {
  const line = name.replace(/[\r\n]/g, ' ');
  if (!/^[\t\x20-\x7e\xa0-\xff]*$/.test(line)) return {};
  return { 'content-disposition': `attachment; filename=${line}` };
}
