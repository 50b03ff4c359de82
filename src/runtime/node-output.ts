/** Files that are written here. */
import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { OutputError } from '../errors.js';

/** Writes beside the place and moves the file there when it is whole, so that nobody ever sees half of it. */
export async function writeFile(given: string, pieces: AsyncIterable<Uint8Array>): Promise<number> {
  const path = given.startsWith('file:') ? fileURLToPath(given) : given;
  const draft = `${path}.${randomUUID().slice(0, 8)}.part`;
  const file = await opened(draft, path);
  try {
    const bytes = await writeAll(file, pieces, path);
    await orFail(path, file.close());
    await orFail(path, rename(draft, path));
    return bytes;
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** What could not be opened is no download that has to be read to its end. */
async function opened(draft: string, path: string): Promise<FileHandle> {
  return orFail(path, open(draft, 'wx'));
}

async function writeAll(file: FileHandle, pieces: AsyncIterable<Uint8Array>, path: string): Promise<number> {
  let bytes = 0;
  for await (const piece of pieces) {
    await orFail(path, file.writeFile(piece));
    bytes += piece.length;
  }
  return bytes;
}

async function orFail<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OutputError(`${path} could not be written: ${reason}`, { cause });
  }
}
