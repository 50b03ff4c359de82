/** Which request goes where. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { COMMANDS } from '../commands/index.js';
import type { Context } from '../context.js';
import { handleUpload } from '../uploads.js';
import { allowOrigin, HOST_REFUSAL, identify, isLoopbackHost } from './guard.js';
import { parseForm, readParams } from './params.js';
import { emptyServerError, type Reply, sendReply, textReply } from './reply.js';
import { builtDirectory, missingFile, sendDownload, sendStatic, sendVendor } from './static.js';

/** Where everything lives. */
export const BASE = '/firefly';

const COMMAND_PATHS = new Set(['/CmdSrv/sync', '/CmdSrv/NoZip', '/sticky/CmdSrv/sync', '/sticky/CmdSrv']);

/** One request on its way through the routes. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The path below `/firefly`. */
  readonly path: string;
  readonly query: string;
  readonly context: Context;
  readonly viewerDir: string;
}

/** Makes the request handler of a server; what goes wrong unforeseen is logged and answered with an empty 500. */
export function createRouter(context: Context, viewerDir: string) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    route(request, response, context, viewerDir)
      .catch((error: unknown) => {
        context.log(`${request.method} ${request.url}: ${error instanceof Error ? error.message : error}`);
        if (response.headersSent) throw error;
        return sendReply(request, response, emptyServerError());
      })
      .catch(() => response.destroy());
  };
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  context: Context,
  viewerDir: string,
): Promise<void> {
  if (!isLoopbackHost(request.headers.host)) {
    request.resume();
    return sendReply(request, response, textReply(403, HOST_REFUSAL));
  }
  allowOrigin(request, response);
  if (request.method === 'OPTIONS') return sendReply(request, response, { status: 200, body: '' });
  const [address = '/', query = ''] = splitOnce(request.url ?? '/', '?');
  if (address === '/') return redirect(request, response, `${BASE}/`);
  if (address === BASE) return redirect(request, response, query === '' ? `${BASE}/` : `${BASE}/?${query}`);
  const path = decodePath(address);
  if (path === undefined) return notFound(request, response);
  return dispatch({ request, response, path, query, context, viewerDir });
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** The path below `/firefly`, unescaped; undefined for anything else. */
function decodePath(address: string): string | undefined {
  if (!address.startsWith(`${BASE}/`)) return undefined;
  try {
    const path = decodeURIComponent(address.slice(BASE.length));
    return path.includes('\0') ? undefined : path;
  } catch {
    return undefined;
  }
}

async function dispatch(exchange: Exchange): Promise<void> {
  const { request, response, path } = exchange;
  if (COMMAND_PATHS.has(path)) return sendCommand(exchange);
  if (request.method !== 'GET' && request.method !== 'HEAD') return notFound(request, response);
  if (path === '/healthz') return sendReply(request, response, { status: 200, body: '' });
  if (path === '/servlet/Download') return download(exchange);
  return sendPageFile(exchange);
}

async function sendCommand(exchange: Exchange): Promise<void> {
  const { request, response, path } = exchange;
  const visitor = identify(request);
  if (visitor.setCookies.length > 0) response.setHeader('set-cookie', [...visitor.setCookies]);
  const reply = await runCommand(exchange, visitor.session);
  await sendReply(request, response, path === '/CmdSrv/NoZip' ? { ...reply, gzip: false } : reply);
}

async function runCommand(exchange: Exchange, session: string): Promise<Reply> {
  const { request, query, context } = exchange;
  if (request.method === 'POST' && parseForm(query, 'utf-8').get('cmd') === 'upload') {
    return handleUpload(request, query, context.files, context.signal);
  }
  const params = await readParams(request, query);
  const command = COMMANDS.get(params.get('cmd') ?? '');
  return command === undefined ? emptyServerError() : command({ params, session }, context);
}

async function download({ request, response, query, context }: Exchange): Promise<void> {
  const params = parseForm(query, 'utf-8');
  const file = context.files.find(params.get('file') ?? '');
  if (file === undefined) return sendReply(request, response, missingFile());
  return sendDownload(request, response, file, params.get('return'));
}

const PAGES = new Set(['/', '/index.html', '/slate.html', '/firefly.html']);

/** The page by any of its names, its own files, those of the engines, and the demo's. */
async function sendPageFile(exchange: Exchange): Promise<void> {
  const { request, response, path, viewerDir } = exchange;
  if (path.startsWith('/vendor/') && (await sendVendor(request, response, path.slice(8)))) return;
  if (path.startsWith('/demo/')) {
    if (await sendStatic(request, response, builtDirectory('demo'), path.slice(6))) return;
  }
  if (await sendStatic(request, response, viewerDir, path.slice(1))) return;
  if (!PAGES.has(path)) return notFound(request, response);
  for (const name of ['index.html', 'slate.html']) {
    if (await sendStatic(request, response, viewerDir, name)) return;
  }
  const hint = 'The viewer page is not built yet: run "npm run build" in the package firefly-playground.';
  return sendReply(request, response, textReply(503, hint));
}

function redirect(request: IncomingMessage, response: ServerResponse, location: string): Promise<void> {
  return sendReply(request, response, { status: 302, body: '', headers: { location } });
}

function notFound(request: IncomingMessage, response: ServerResponse): Promise<void> {
  request.resume();
  return sendReply(request, response, textReply(404, 'Not found.'));
}
