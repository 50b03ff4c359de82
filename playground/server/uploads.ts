/**
 * `cmd=upload`: files arrive as multipart and are streamed to disk; `URL` makes the server fetch instead.
 *
 * This is also how a page gets at an image it may not read itself: upload with a `URL` field, take the
 * `${cache-dir}/…` key of the answer, and read the bytes from `/servlet/Download?file=<key>`. Files that were
 * uploaded are read the same way under their `${upload-dir}/…` key.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Busboy, type BusboyFileStream, type BusboyHeaders } from '@fastify/busboy';
import { fetchIntoStore } from './fetch-url.js';
import type { FileStore, StoredFile } from './files.js';
import { readParams } from './http/params.js';
import { emptyServerError, type Reply } from './http/reply.js';

/** Answers an upload. Every fault gives the same empty 500, as on a real server. */
export async function handleUpload(
  request: IncomingMessage,
  query: string,
  store: FileStore,
  signal: AbortSignal,
  nameOf: StoredName = strictName,
): Promise<Reply> {
  try {
    const upload = await receive(request, query, store, nameOf);
    const file = upload.file ?? (await fetchNamed(upload.fields, store, signal));
    return file === undefined ? emptyServerError() : uploadReply(file.key);
  } catch {
    request.resume();
    return emptyServerError();
  }
}

/** The answer's bytes are Latin-1 although its type says UTF-8: a name beyond ASCII comes back damaged (T22). */
function uploadReply(key: string): Reply {
  return {
    status: 200,
    contentType: 'text/html;charset=utf-8',
    body: Buffer.from(`200::::${key}`, 'latin1'),
  };
}

interface Upload {
  readonly fields: ReadonlyMap<string, string>;
  readonly file: StoredFile | undefined;
}

async function fetchNamed(
  fields: ReadonlyMap<string, string>,
  store: FileStore,
  signal: AbortSignal,
): Promise<StoredFile | undefined> {
  const address = fields.get('URL');
  return address === undefined ? undefined : fetchIntoStore(address, store, signal);
}

async function receive(
  request: IncomingMessage,
  query: string,
  store: FileStore,
  nameOf: StoredName,
): Promise<Upload> {
  const contentType = request.headers['content-type'] ?? '';
  if (/^multipart\/form-data\b/i.test(contentType)) {
    return receiveMultipart(request, { ...request.headers, 'content-type': contentType }, store, nameOf);
  }
  return { fields: await readParams(request, query), file: undefined };
}

/** Fields count until the file arrives; what comes after the file is read and forgotten. */
function receiveMultipart(
  request: IncomingMessage,
  headers: BusboyHeaders,
  store: FileStore,
  nameOf: StoredName,
): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const fields = new Map<string, string>();
    const broken = new AbortController();
    let saving: Promise<StoredFile> | undefined;
    const parser = new Busboy({ headers, preservePath: true, limits: { fieldSize: 2 * 1024 * 1024 } });
    parser.on('field', (name, value) => {
      if (saving === undefined && !fields.has(name)) fields.set(name, value);
    });
    parser.on('file', (_field, stream, name) => {
      if (saving !== undefined || (!name && fields.has('URL'))) {
        stream.resume();
        return;
      }
      saving = save(stream, nameOf(name ?? ''), store, broken.signal);
      saving.catch(reject);
    });
    const finished = async () => resolve({ fields, file: await saving });
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
  store: FileStore,
  signal: AbortSignal,
): Promise<StoredFile> {
  if (name === undefined) {
    stream.resume();
    throw new RangeError('this name cannot be stored');
  }
  const file = store.reserveUpload(name);
  try {
    await pipeline(stream, createWriteStream(file.path), { signal });
  } catch (error) {
    store.discard(file);
    throw error;
  }
  await unpack(file.path);
  store.keep(file);
  return file;
}

/** Compressed files are unpacked and keep their name, as on a real server. */
async function unpack(path: string): Promise<void> {
  const file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
  await file.close();
  if (bytesRead < 2 || buffer.readUInt16BE() !== GZIP_MAGIC) return;
  const unpacked = `${path}.unpacked`;
  await pipeline(createReadStream(path), createGunzip(), createWriteStream(unpacked));
  await rename(unpacked, path);
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
