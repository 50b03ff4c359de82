/** Files of the user, read piece by piece. */
import type { Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '../errors.js';
import { seekable } from '../transport/bytes.js';
import type { LocalFile, OpenBytes } from './types.js';

/** How much is read at a time: with less the copying costs more than it saves. */
const PIECE = 1024 * 1024;

export async function openLocalFile(given: string): Promise<LocalFile> {
  const { path, info } = await regularFile(given);
  await (await openToRead(path)).close();
  return { name: basename(path), ...seekable(info.size, (offset) => piecesFrom(path, info, offset)) };
}

/** A file that stays open, since pieces of it are read here and there. */
export async function openBytes(given: string): Promise<OpenBytes> {
  const { path, info } = await regularFile(given);
  const file = await openToRead(path);
  return {
    name: basename(path),
    size: info.size,
    read: async (start, end) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(end, info.size) - start));
      for (let at = 0; at < bytes.length; ) {
        const { bytesRead } = await file.read(bytes, at, bytes.length - at, start + at);
        if (bytesRead === 0) throw changed(path, info.size, `was cut to ${start + at}`);
        at += bytesRead;
      }
      return bytes;
    },
    close: () => file.close(),
  };
}

async function regularFile(given: string): Promise<{ readonly path: string; readonly info: Stats }> {
  const path = given.startsWith('file:') ? pathOf(given) : given;
  const info = await stat(path).catch((cause: unknown) => {
    const missing = Reflect.get(Object(cause), 'code') === 'ENOENT';
    throw new InputError(missing ? `there is no file ${JSON.stringify(path)}` : `${path} cannot be read`, {
      cause,
    });
  });
  if (!info.isFile())
    throw new InputError(`${path} is ${info.isDirectory() ? 'a directory' : 'not a regular file'}`);
  if (info.size === 0) throw new InputError(`${path} is empty`);
  return { path, info };
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch (cause) {
    throw new InputError(`${url} names no file of this machine`, { cause });
  }
}

const openToRead = (path: string): Promise<FileHandle> =>
  open(path).catch((cause: unknown) => {
    throw new InputError(`${path} cannot be read`, { cause });
  });

/**
 * While one piece is on its way the next is read into the other buffer. Throws when the file is not what it was when it was opened:
 * its size is promised to the server by then.
 */
async function* piecesFrom(path: string, before: Stats, offset: number): AsyncGenerator<Uint8Array> {
  const file = await openToRead(path);
  let pending: Promise<Uint8Array> | undefined;
  try {
    let [free, busy] = [Buffer.allocUnsafeSlow(PIECE), Buffer.allocUnsafeSlow(PIECE)];
    let at = offset;
    pending = readPiece(file, path, free, at);
    for (let piece = await pending; piece.length > 0; piece = await pending) {
      at += piece.length;
      if (at > before.size) throw changed(path, before.size, `has grown to ${at} bytes or more`);
      [free, busy] = [busy, free];
      pending = readPiece(file, path, free, at);
      yield piece;
    }
    if (at < before.size) throw changed(path, before.size, `was cut to ${at}`);
    if ((await file.stat()).mtimeMs !== before.mtimeMs) throw changed(path, before.size, 'was written to');
  } finally {
    await pending?.catch(() => undefined);
    await file.close();
  }
}

async function readPiece(file: FileHandle, path: string, into: Buffer, at: number): Promise<Uint8Array> {
  try {
    const { bytesRead } = await file.read(into, 0, into.length, at);
    return into.subarray(0, bytesRead);
  } catch (cause) {
    throw new InputError(`${path} cannot be read`, { cause });
  }
}

const changed = (path: string, size: number, how: string): InputError =>
  new InputError(`${path} had ${size} bytes and ${how} while it was read: wait until it is complete`);
