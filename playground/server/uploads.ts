/**
 * `cmd=upload`: files arrive as multipart and are streamed to disk; `URL` makes the server fetch instead.
 *
 * This is also how a page gets at an image it may not read itself: upload with a `URL` field, take the
 * `${cache-dir}/…` key of the answer, and read the bytes from `/servlet/Download?file=<key>`. Files that were
 * uploaded are read the same way under their `${upload-dir}/…` key.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Busboy, type BusboyFileStream, type BusboyHeaders } from '@fastify/busboy';
import { analyze, failedReport, type Origin, reportType } from './analysis/analyze.js';
import { AnalysisFailure } from './analysis/report.js';
import { FetchFailure, fetchAddress } from './fetch-url.js';
import type { FileStore, StoredFile } from './files.js';
import { parseForm, readParams } from './http/params.js';
import { emptyServerError, type Reply } from './http/reply.js';

/** Answers an upload. Every fault gives the same empty 500, as on a real server; what it was is logged. */
export async function handleUpload(
  request: IncomingMessage,
  query: string,
  context: UploadContext,
  nameOf: StoredName = strictName,
): Promise<Reply> {
  try {
    const { fields, received } = await receive(request, query, context.files, nameOf);
    return await answer(fields, received, context);
  } catch (error) {
    context.log(`upload: ${error instanceof Error ? error.message : error}`);
    request.resume();
    return emptyServerError();
  }
}

/** What an upload needs of a playground. */
export interface UploadContext {
  readonly files: FileStore;
  readonly signal: AbortSignal;
  log(line: string): void;
}

type Fields = ReadonlyMap<string, string>;

/** A file that is there, and what its report says of where it came from. */
interface Received {
  readonly file: StoredFile;
  readonly origin: Origin;
}

/** `200::::<key>`, and `::<report>` where one was asked for. */
async function answer(
  fields: Fields,
  received: Received | undefined,
  context: UploadContext,
): Promise<Reply> {
  const wanted = fields.get('fileAnalysis');
  const analysed = wanted !== undefined && wanted.toLowerCase() !== 'false';
  try {
    const upload = received ?? (await fetchNamed(fields, context));
    if (upload === undefined) return emptyServerError();
    const key = fields.get('cacheKey') ?? upload.file.key;
    if (!analysed) return uploadReply(key);
    const origin = { ...upload.origin, fileName: fields.get('filename') || upload.origin.fileName };
    const report = await analyze(upload.file, reportType(wanted), origin, context.files.scratch);
    return uploadReply(`${key}::${report}`);
  } catch (error) {
    const message = analysed ? reportable(error) : undefined;
    if (message === undefined) throw error;
    return uploadReply(`NONE::${failedReport(message)}`);
  }
}

/** What a report can tell of a failure; other failures are errors. */
function reportable(error: unknown): string | undefined {
  if (error instanceof FetchFailure) return error.report;
  return error instanceof AnalysisFailure ? error.message : undefined;
}

/**
 * The answer's bytes are Latin-1 although its type says UTF-8: what is beyond ASCII comes back damaged (T22), and
 * what is beyond Latin-1 as a question mark.
 */
function uploadReply(text: string): Reply {
  return {
    status: 200,
    contentType: 'text/html;charset=utf-8',
    body: Buffer.from(`200::::${text.replace(/[\u0100-\uffff]/g, '?')}`, 'latin1'),
  };
}

async function fetchNamed(fields: Fields, { files, signal }: UploadContext): Promise<Received | undefined> {
  const address = fields.get('URL');
  if (address === undefined) return undefined;
  const { file, contentType } = await fetchAddress(address, files, signal);
  await unpack(file.path);
  const name = address.slice(address.lastIndexOf('/') + 1);
  const fileName = name.includes('?') ? `Upload-${Date.now()}` : name;
  return { file, origin: { fileName, address, ...(contentType === undefined ? {} : { contentType }) } };
}

interface Upload {
  readonly fields: Fields;
  readonly received: Received | undefined;
}

async function receive(
  request: IncomingMessage,
  query: string,
  store: FileStore,
  nameOf: StoredName,
): Promise<Upload> {
  const contentType = request.headers['content-type'] ?? '';
  if (/^multipart\/form-data\b/i.test(contentType)) {
    const headers = { ...request.headers, 'content-type': contentType };
    return receiveMultipart(request, headers, parseForm(query, 'utf-8'), store, nameOf);
  }
  return { fields: await readParams(request, query), received: undefined };
}

/**
 * Fields count until the file arrives; what comes after the file is read and forgotten. With an address the file is,
 * too.
 */
function receiveMultipart(
  request: IncomingMessage,
  headers: BusboyHeaders,
  fields: Map<string, string>,
  store: FileStore,
  nameOf: StoredName,
): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const broken = new AbortController();
    let saving: Promise<Received> | undefined;
    const parser = new Busboy({ headers, preservePath: true, limits: { fieldSize: 2 * 1024 * 1024 } });
    parser.on('field', (name, value) => {
      if (saving === undefined && !fields.has(name)) fields.set(name, value);
    });
    parser.on('file', (_field, stream, name) => {
      if (saving !== undefined || fields.has('URL')) {
        stream.resume();
        return;
      }
      saving = save(stream, nameOf(name ?? ''), name ?? '', store, broken.signal);
      saving.catch(reject);
    });
    const finished = async () => resolve({ fields, received: await saving });
    pipeline(request, parser)
      .then(finished)
      .catch((error) => {
        broken.abort();
        reject(error);
      });
  });
}

async function save(
  stream: BusboyFileStream,
  name: string | undefined,
  shownName: string,
  store: FileStore,
  signal: AbortSignal,
): Promise<Received> {
  if (name === undefined) {
    stream.resume();
    throw new RangeError('this name cannot be stored');
  }
  const file = store.reserveUpload(name);
  try {
    await pipeline(stream, createWriteStream(file.path), { signal });
    await unpack(file.path);
  } catch (error) {
    store.discard(file);
    throw error;
  }
  store.keep(file);
  return { file, origin: { fileName: shownName } };
}

/** Compressed files are unpacked and keep their name, as on a real server. */
async function unpack(path: string): Promise<void> {
  const file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
  await file.close();
  if (bytesRead < 2 || buffer.readUInt16BE() !== GZIP_MAGIC) return;
  const unpacked = `${path}.unpacked`;
  try {
    await pipeline(createReadStream(path), createGunzip(), createWriteStream(unpacked));
    await rename(unpacked, path);
  } catch (error) {
    await rm(unpacked, { force: true });
    throw error;
  }
}

const GZIP_MAGIC = 0x1f8b;

/** The name that a file is stored under; undefined when it cannot be stored. */
export type StoredName = (name: string) => string | undefined;

/** A real server's disk takes names of Latin-1 characters without slashes (T22). */
export const strictName: StoredName = (name) => {
  for (const character of name) {
    const code = character.codePointAt(0) ?? 0;
    if (code > 0xff || code === 0 || character === '/') return undefined;
  }
  return name;
};

/** Without the trap `fileNames` every name works: as an ASCII one, and without the `.gz` of what is unpacked. */
export const anyName: StoredName = (name) => name.replace(/[^\w.-]/g, '_').replace(/\.gz$/i, '');
