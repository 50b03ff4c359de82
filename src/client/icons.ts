/** Icons of buttons as addresses. */
import { ArgumentError, describe, InputError } from '../errors.js';
import type { Runtime } from '../runtime/types.js';
import { blobOf } from '../transport/bytes.js';

/** An icon: an address, a data URI, a path (not in pages), or the bytes of a picture. */
export type IconInput = string | URL | Blob | ArrayBuffer | Uint8Array;

const TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  gif: 'image/gif',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  svg: 'image/svg+xml',
  webp: 'image/webp',
  ico: 'image/x-icon',
  bmp: 'image/bmp',
};

/** First bytes of the kinds of pictures, for bytes without a name. */
const MAGIC: readonly (readonly [string, string])[] = [
  ['\x89PNG', 'image/png'],
  ['GIF8', 'image/gif'],
  ['\xff\xd8\xff', 'image/jpeg'],
  ['<svg', 'image/svg+xml'],
  ['RIFF', 'image/webp'],
  ['BM', 'image/bmp'],
];

/** URLs and data URIs as they are, a path or bytes as a data URI. */
export function createImageUrl(source: IconInput, runtime: Runtime): Promise<string> {
  if (source instanceof URL) return Promise.resolve(source.href);
  if (source instanceof Blob) return dataUri(source, source.type || undefined, 'the picture');
  if (source instanceof ArrayBuffer || source instanceof Uint8Array) {
    return dataUri(new Blob([new Uint8Array(source)]), undefined, 'the picture');
  }
  if (typeof source !== 'string' || source === '') {
    const expected = 'a path, a URL, a data URI, a Blob or bytes';
    throw new ArgumentError('createImageUrl', 'imageSource', source, expected);
  }
  if (/^[a-z][a-z0-9+.-]+:/i.test(source) && !source.startsWith('file:')) return Promise.resolve(source);
  return fromFile(source, runtime);
}

async function fromFile(path: string, runtime: Runtime): Promise<string> {
  const file = await runtime.openFile(path);
  const extension = file.name.split('.').at(-1)?.toLowerCase() ?? '';
  return dataUri(await blobOf(file), TYPES[extension], file.name);
}

async function dataUri(body: Blob, type: string | undefined, name: string): Promise<string> {
  if (body.size === 0) throw new InputError(`${name} is empty`);
  const text = String.fromCharCode(...new Uint8Array(await body.slice(0, 8).arrayBuffer()));
  const found = type ?? MAGIC.find(([start]) => text.startsWith(start))?.[1];
  if (found === undefined) throw new InputError(`${name} is no picture: it begins with ${describe(text)}`);
  const bytes = new Uint8Array(await body.arrayBuffer());
  let binary = '';
  for (let at = 0; at < bytes.length; at += CHUNK)
    binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return `data:${found};base64,${btoa(binary)}`;
}

const CHUNK = 8192;
