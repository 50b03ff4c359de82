/** Files of the viewer page, of the engines it is made of, of the demo, and downloads of known files. */
import { createReadStream, existsSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, extname, join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import type { StoredFile } from '../files.js';
import { type Reply, sendReply, textReply } from './reply.js';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html;charset=utf-8',
  '.js': 'text/javascript;charset=utf-8',
  '.mjs': 'text/javascript;charset=utf-8',
  '.css': 'text/css;charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.gif': 'image/gif',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.csv': 'text/csv',
  '.tsv': 'text/tab-separated-values',
  '.txt': 'text/plain',
  '.xml': 'application/xml',
  '.fits': 'application/fits',
};

/** Which packages' files the page may load below `/firefly/vendor/`: the prefix of the path, then the package. */
const VENDORS: readonly (readonly [prefix: string, packageName: string, directory: string])[] = [
  ['js9/', 'js9', '.'],
  ['plotly.js-dist-min/', 'plotly.js-dist-min', '.'],
  ['plotly.', 'plotly.js-dist-min', '.'],
  ['tabulator-tables/', 'tabulator-tables', '.'],
  ['tabulator/', 'tabulator-tables', 'dist'],
];

/** Where a built part of this package is, seen from its sources as well as from its own build. */
export function builtDirectory(part: string): string {
  let directory = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(directory, 'package.json')) && dirname(directory) !== directory) {
    directory = dirname(directory);
  }
  return join(directory, 'dist', part);
}

/** Sends a file below `root`; false when there is none, or when the path would leave the directory. */
export async function sendStatic(
  request: IncomingMessage,
  response: ServerResponse,
  root: string,
  path: string,
): Promise<boolean> {
  const file = resolve(root, `.${sep}${path}`);
  if (!file.startsWith(root + sep) || path.split('/').some((part) => part.startsWith('.'))) return false;
  const info = await stat(file).catch(() => undefined);
  if (info === undefined || !info.isFile() || !(await isReallyWithin(root, file))) return false;
  const tag = `"${info.size.toString(36)}-${Math.floor(info.mtimeMs).toString(36)}"`;
  response.setHeader('etag', tag);
  response.setHeader('cache-control', 'no-cache');
  if (request.headers['if-none-match'] === tag) {
    response.writeHead(304).end();
    return true;
  }
  response.setHeader('content-type', TYPES[extname(file).toLowerCase()] ?? 'application/octet-stream');
  response.setHeader('content-length', info.size);
  await sendFile(request, response, file);
  return true;
}

/** A link may not lead out of the directory. */
async function isReallyWithin(root: string, file: string): Promise<boolean> {
  const [realRoot, realFile] = await Promise.all([realpath(root), realpath(file)]);
  return realFile.startsWith(realRoot + sep);
}

async function sendFile(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  await pipeline(createReadStream(path), response).catch(() => response.destroy());
}

/** Sends a file of an engine's package, e.g. `js9/js9.min.js`, `tabulator/js/tabulator.min.js`, `plotly.min.js`. */
export async function sendVendor(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<boolean> {
  const vendor = VENDORS.find(([prefix]) => path.startsWith(prefix));
  if (vendor === undefined) return false;
  const [prefix, name, directory] = vendor;
  const root = packageRoot(name);
  const file = prefix.endsWith('/') ? path.slice(prefix.length) : path;
  return root !== undefined && sendStatic(request, response, join(root, directory), file);
}

const require = createRequire(import.meta.url);

/** The directory of an installed package; packages need not export their package.json. */
function packageRoot(name: string): string | undefined {
  const places = require.resolve.paths(name) ?? [];
  return places.map((place) => join(place, name)).find((place) => existsSync(join(place, 'package.json')));
}

/** Sends a known file as a download, under `name` where one is wished for. */
export async function sendDownload(
  request: IncomingMessage,
  response: ServerResponse,
  file: StoredFile,
  name: string | undefined,
): Promise<void> {
  const info = await stat(file.path).catch(() => undefined);
  if (info === undefined) {
    await sendReply(request, response, missingFile());
    return;
  }
  const type = TYPES[extname(file.name).toLowerCase()];
  if (type !== undefined) response.setHeader('content-type', type);
  response.setHeader('content-disposition', `attachment; filename=${headerSafe(name ?? file.name)}`);
  response.setHeader('content-length', info.size);
  await sendFile(request, response, file.path);
}

/** A download that there is nothing to say about: unknown, gone, or not to be read. */
export function missingFile(): Reply {
  return textReply(404, 'There is no such file here.');
}

/** Header values are Latin-1 without control characters. */
function headerSafe(name: string): string {
  return name.replace(/[^\x20-\x7e\xa0-\xff]/g, '_');
}
