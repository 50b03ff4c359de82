/**
 * The playground's server: speaks Firefly's protocol on this machine, serves the viewer page, keeps uploads in a
 * temporary directory and answers table requests by DuckDB.
 */
import { createServer, type Server } from 'node:http';
import { resolve } from 'node:path';
import {
  type FaultRule,
  type Faults,
  type Hub,
  Overtaking,
  ProtocolCore,
  type TrapSwitches,
} from 'firefly-client/testing';
import { createJobs } from './commands/jobs.js';
import type { Context } from './context.js';
import { Guard } from './http/guard.js';
import { checkLoopback, listenOnFreePort } from './http/listen.js';
import { BASE, createRouter } from './http/router.js';
import { builtDirectory } from './http/static.js';
import { Visitors } from './http/visitors.js';
import { type Disk, openDisk } from './shared-disk.js';
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
  /** Switches for what is peculiar about a real server, see `TRAPS`. @default as a real server of the version */
  readonly traps?: TrapSwitches | undefined;
  /** What is to go wrong from the beginning; more can be added later. @default nothing */
  readonly faults?: readonly FaultRule[] | undefined;
  /** Joins this playground with the others of the hub to a cluster with one disk. @default it stands alone */
  readonly hub?: Hub | undefined;
  /**
   * Origins whose pages may talk to it, such as `https://host`; `null` for pages without an origin, `*` for all.
   * Pages of this machine may always, whatever their port. @default none
   */
  readonly allowOrigins?: readonly string[] | undefined;
  /** Milliseconds that a socket which is not read may hold up the others (T15). @default 30000 */
  readonly stallLimit?: number | undefined;
  /** Receives what is worth a line in a terminal. @default nothing is said */
  readonly log?: ((line: string) => void) | undefined;
}

export interface Playground {
  /** What clients connect to, e.g. `http://127.0.0.1:8080/firefly`. */
  readonly url: string;
  readonly port: number;
  /** The channels and who is on them. */
  readonly core: ProtocolCore;
  /** What is to go wrong: requests, sockets, frames. */
  readonly faults: Faults;
  /** How many users it has made: one for every request that brought no cookies (T18). */
  readonly users: number;
  /** Ends all sockets (1001) and requests, and deletes what was uploaded. */
  close(): Promise<void>;
  /** The same without a goodbye: connections break (1006), and the other nodes of a cluster do not notice. */
  kill(): Promise<void>;
}

const DEFAULT_PORT = 8080;
const DEFAULT_VERSION = '2026.1-playground';

/** Starts a playground; it listens when the promise resolves. */
export async function startPlayground(options: PlaygroundOptions = {}): Promise<Playground> {
  const host = options.host ?? '127.0.0.1';
  const log = options.log ?? (() => undefined);
  checkLoopback(host);
  const stop = new AbortController();
  const disk = openDisk(options.hub, options.files ?? []);
  const context = orRelease(disk, () => createContext(options, disk, log, stop.signal));
  const viewerDir = resolve(options.viewerDir ?? builtDirectory('viewer'));
  const server = createServer(createRouter(context, viewerDir));
  const sockets = attachSockets(server, context);
  try {
    const port = await listenOnFreePort(server, options.port ?? DEFAULT_PORT, host, log);
    const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}${BASE}`;
    log(`listening on ${url}`);
    const end = once(async (how: 'close' | 'kill') => {
      stop.abort(new Error('the playground is closing'));
      const closed = closeServer(server);
      if (how === 'kill') context.core.kill();
      else context.core.stop();
      if (how === 'kill' && context.core.traps.suddenEnds) sockets.kill();
      else await sockets.close();
      server.closeAllConnections();
      await closed;
      await release(context, disk);
    });
    return {
      url,
      port,
      core: context.core,
      faults: context.core.faults,
      get users() {
        return context.visitors.users;
      },
      close: () => end('close'),
      kill: () => end('kill'),
    };
  } catch (error) {
    context.core.stop();
    await release(context, disk);
    throw error;
  }
}

function createContext(
  options: PlaygroundOptions,
  disk: Disk,
  log: (line: string) => void,
  signal: AbortSignal,
): Context {
  const version = options.version === null ? undefined : (options.version ?? DEFAULT_VERSION);
  const core = new ProtocolCore({
    version,
    traps: options.traps,
    hub: options.hub,
    stallLimit: options.stallLimit,
    schedule: (task) => void setImmediate(task),
    onFault: ({ name, on, fault }) => log(`fault: ${name ?? `${fault} of a ${on}`}`),
  });
  for (const fault of options.faults ?? []) core.faults.add(fault);
  const context: Context = {
    core,
    files: disk.files,
    tables: new TableService(disk.files, signal),
    jobs: createJobs(() => context),
    version,
    started: Date.now(),
    guard: new Guard(options.allowOrigins ?? [], log),
    visitors: new Visitors(core.traps.cookies),
    overtaking: new Overtaking(),
    signal,
    log,
  };
  return context;
}

/** What cannot be made leaves no directory behind. */
function orRelease<T>(disk: Disk, make: () => T): T {
  try {
    return make();
  } catch (error) {
    disk.release();
    throw error;
  }
}

async function release(context: Context, disk: Disk): Promise<void> {
  await context.tables.close();
  disk.release();
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

/** Every call gets the promise of the first. */
function once<T>(work: (how: T) => Promise<void>): (how: T) => Promise<void> {
  let started: Promise<void> | undefined;
  return (how) => {
    started ??= work(how);
    return started;
  };
}
