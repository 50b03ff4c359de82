/** Which request goes where. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Place } from 'firefly-client/testing';
import { COMMANDS } from '../commands/index.js';
import type { Context } from '../context.js';
import { anyName, handleUpload, strictName } from '../uploads.js';
import { answerAsync, isAsync } from './async.js';
import { answerFaultily } from './faults.js';
import { allowOrigin, type Purpose } from './guard.js';
import { type Params, parseForm, readParams } from './params.js';
import { emptyServerError, pageReply, type Reply, sendReply, textReply } from './reply.js';
import { builtDirectory, missingFile, sendDownload, sendStatic, sendVendor } from './static.js';
import type { Visitor } from './visitors.js';

/** Where everything lives. */
export const BASE = '/firefly';

const NOT_PACKED = '/CmdSrv/NoZip';
const COMMAND_PATHS: ReadonlySet<string> = new Set(['/CmdSrv/sync', NOT_PACKED, '/sticky/CmdSrv']);
const DOWNLOAD = '/servlet/Download';

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
  const [address = '/', query = ''] = splitOnce(request.url ?? '/', '?');
  const path = decodePath(address);
  const refusal = context.guard.refusal(request, purposeOf(path));
  // Also with a refusal: the page's developer is to read why.
  allowOrigin(request, response);
  if (refusal !== undefined) {
    request.resume();
    return sendReply(request, response, textReply(403, refusal));
  }
  if (request.method === 'OPTIONS') return sendReply(request, response, { status: 200, body: '' });
  if (address === '/') return redirect(request, response, `${BASE}/`);
  if (address === BASE) return redirect(request, response, query === '' ? `${BASE}/` : `${BASE}/?${query}`);
  if (path === undefined) return notFound(request, response);
  return dispatch({ request, response, path, query, context, viewerDir });
}

function purposeOf(path: string | undefined): Purpose {
  return path !== undefined && (COMMAND_PATHS.has(path) || isAsync(path) || path === DOWNLOAD)
    ? 'command'
    : 'page';
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
  const { request, response, path, context } = exchange;
  if (COMMAND_PATHS.has(path)) return sendCommand(exchange);
  if (isAsync(path))
    return sendReply(request, response, await answerAsync(request, path, exchange.query, context));
  const cmd = path === '/healthz' ? 'healthz' : path === DOWNLOAD ? 'Download' : '';
  const fault = context.core.faults.forRequest({ cmd, path });
  if (fault !== undefined) {
    request.resume();
    // Of a file nothing but its beginning matters to those who wait for its end.
    return answerFaultily(request, response, fault, () => ({
      status: 200,
      body: cmd === 'healthz' ? '' : '  ',
    }));
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return notFound(request, response);
  if (path === '/healthz') return sendReply(request, response, { status: 200, body: '' });
  if (path === '/admin/status') return sendReply(request, response, LOCKED);
  if (path === DOWNLOAD) return download(exchange);
  return sendPageFile(exchange);
}

const LOCKED: Reply = {
  ...pageReply(401, 'Unauthorized'),
  headers: { 'www-authenticate': 'Basic realm="Admin Area"' },
};

/** Of requests and frames that keep their order (trap `mixedPaths` off) each has its place from its first byte on. */
async function sendCommand(exchange: Exchange): Promise<void> {
  const { traps, order } = exchange.context.core;
  if (traps.mixedPaths || exchange.request.method !== 'POST') return answerCommand(exchange);
  const place = order.take();
  exchange.response.once('close', place.over);
  await answerCommand(exchange, place).finally(place.over);
}

async function answerCommand(exchange: Exchange, place?: Place): Promise<void> {
  const { request, response, path, query, context } = exchange;
  const visitor = context.visitors.identify(request);
  if (visitor.setCookies.length > 0) response.setHeader('set-cookie', [...visitor.setCookies]);
  const isUpload = request.method === 'POST' && parseForm(query, 'utf-8').get('cmd') === 'upload';
  const params = isUpload ? NONE : await readParams(request, query, formRules(context));
  const cmd = isUpload ? 'upload' : (params.get('cmd') ?? '');
  if (context.core.traps.overtaking && cmd === 'pushAction') await context.overtaking.pass();
  if (cmd === 'pushAction') await place?.turn;
  else place?.over();
  const run = async () => {
    const reply = isUpload
      ? await handleUpload(request, query, context, nameRule(context))
      : await runCommand(exchange, cmd, params, visitor);
    return path === NOT_PACKED ? { ...reply, gzip: false } : reply;
  };
  const fault = context.core.faults.forRequest({ cmd, channel: params.get('channelID'), path });
  if (fault === undefined) return sendReply(request, response, await run());
  if (isUpload && !('ms' in fault.rule)) request.resume();
  return answerFaultily(request, response, fault, run);
}

const NONE: Params = new Map();
const LONGEST_FORM = 64 * 1024 * 1024;

function formRules({ core }: Context) {
  return {
    maxBytes: core.traps.formLimit ? undefined : LONGEST_FORM,
    charset: core.traps.latin1Forms ? undefined : 'utf-8',
  };
}

const nameRule = ({ core }: Context) => (core.traps.fileNames ? strictName : anyName);

async function runCommand(
  { request, response, context }: Exchange,
  cmd: string,
  params: Params,
  { session }: Visitor,
): Promise<Reply> {
  const command = COMMANDS.get(cmd);
  if (command === undefined) return emptyServerError();
  const gone = new AbortController();
  const leave = () => gone.abort();
  response.once('close', leave);
  const channel = request.headers['ff-channel'];
  const caller = {
    channel: typeof channel === 'string' && channel !== '' ? channel : undefined,
    signal: AbortSignal.any([gone.signal, context.signal]),
  };
  const reply = await command({ params, session, caller }, context);
  return context.core.traps.truncatedJson && reply.contentType === 'application/json'
    ? { ...reply, measuredIn: 'characters' }
    : reply;
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
  return sendReply(request, response, pageReply(404, 'Not Found'));
}
