/**
 * The playground's server: speaks Firefly's protocol on this machine, serves the viewer page, keeps uploads in a
 * temporary directory and answers table requests by DuckDB.
 */
import { createServer, type Server } from 'node:http';
import { resolve } from 'node:path';
import { ProtocolCore } from 'firefly-client/testing';
import type { Context } from './context.js';
import { FileStore } from './files.js';
import { checkLoopback, listenOnFreePort } from './http/listen.js';
import { BASE, createRouter } from './http/router.js';
import { builtDirectory } from './http/static.js';
import { attachSockets } from './sockets.js';
import { TableService } from './tables/service.js';

export interface PlaygroundOptions {
  /** The port to listen on; when it is taken, one of the 19 after it. `0` takes any free one. @default 8080 */
  readonly port?: number | undefined;
  /** Only addresses of this machine. @default '127.0.0.1' */
  readonly host?: string | undefined;
  /** Where the viewer page is. @default the one built with this package */
  readonly viewerDir?: string | undefined;
  /**
   * Local files that clients may name by their absolute path, as tables or images. No other file of this machine
   * is ever read. @default none
   */
  readonly files?: readonly string[] | undefined;
  /** What `CmdVersion` answers; `null` acts as a server from before 2026.1. @default '2026.1-playground' */
  readonly version?: string | null | undefined;
  /** Receives what is worth a line in a terminal. @default nothing is said */
  readonly log?: ((line: string) => void) | undefined;
}

export interface Playground {
  /** What clients connect to, e.g. `http://127.0.0.1:8080/firefly`. */
  readonly url: string;
  readonly port: number;
  /** The channels and who is on them. */
  readonly core: ProtocolCore;
  /** Ends all sockets and requests, and deletes what was uploaded. */
  close(): Promise<void>;
}

const DEFAULT_PORT = 8080;
const DEFAULT_VERSION = '2026.1-playground';

/** Starts a playground; it listens when the promise resolves. */
export async function startPlayground(options: PlaygroundOptions = {}): Promise<Playground> {
  const host = options.host ?? '127.0.0.1';
  const log = options.log ?? (() => undefined);
  checkLoopback(host);
  const stop = new AbortController();
  const context = createContext(options, log, stop.signal);
  const viewerDir = resolve(options.viewerDir ?? builtDirectory('viewer'));
  const server = createServer(createRouter(context, viewerDir));
  const sockets = attachSockets(server, context.core);
  try {
    const port = await listenOnFreePort(server, options.port ?? DEFAULT_PORT, host, log);
    const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}${BASE}`;
    log(`listening on ${url}`);
    const close = once(async () => {
      stop.abort(new Error('the playground is closing'));
      const closed = closeServer(server);
      await sockets.close();
      server.closeAllConnections();
      await closed;
      await release(context);
    });
    return { url, port, core: context.core, close };
  } catch (error) {
    await release(context);
    throw error;
  }
}

function createContext(
  options: PlaygroundOptions,
  log: (line: string) => void,
  signal: AbortSignal,
): Context {
  const files = new FileStore(options.files);
  return {
    core: new ProtocolCore({ schedule: (task) => void setImmediate(task) }),
    files,
    tables: new TableService(files, signal),
    version: options.version === null ? undefined : (options.version ?? DEFAULT_VERSION),
    signal,
    log,
  };
}

async function release(context: Context): Promise<void> {
  await context.tables.close();
  context.files.close();
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

/** Every call gets the promise of the first. */
function once(work: () => Promise<void>): () => Promise<void> {
  let started: Promise<void> | undefined;
  return () => {
    started ??= work();
    return started;
  };
}
