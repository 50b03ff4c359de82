/** A Firefly server within the program that tests against it: no network, no files, no waiting. */
import { ConnectionError } from '../errors.js';
import type {
  CallOptions,
  CommandReply,
  EventSocket,
  SocketHandlers,
  Transport,
} from '../transport/types.js';
import type { Faults } from './faults.js';
import { Jobs } from './jobs.js';
import { type Inside, MemoryCommands, type MemoryTransportOptions } from './memory-commands.js';
import { shakeHands } from './memory-faults.js';
import { MemoryHost } from './memory-host.js';
import { openMemorySocket } from './memory-socket.js';
import { Overtaking } from './overtaking.js';
import { ProtocolCore, type ProtocolOptions } from './protocol-core.js';
import { ScriptedViewer, type ScriptedViewerOptions } from './scripted-viewer.js';
import { searchTable } from './table-search.js';

export interface MemoryServerOptions extends ProtocolOptions {
  /** What `CmdVersion` answers; without one it is a server from before that command. */
  readonly version?: string | undefined;
  /**
   * Asked before every command (`healthz` and `upload` too): a reply stands in for the server's own, an error that
   * is thrown for no answer at all. Undefined lets the command take its course.
   */
  readonly intercept?:
    | ((
        cmd: string,
        params: Readonly<Record<string, string>>,
      ) => CommandReply | undefined | Promise<CommandReply | undefined>)
    | undefined;
}

export interface MemoryServer {
  readonly core: ProtocolCore;
  /** What is to go wrong: requests, sockets, frames. */
  readonly faults: Faults;
  /** A way to this server, for a client. */
  transport(options?: MemoryTransportOptions): Transport;
  /** Opens a viewer on a channel; it announces itself like the page of a real one. */
  openViewer(channel: string, options?: ScriptedViewerOptions): ScriptedViewer;
  /** Puts a file on the server; returns the path it is known by there. */
  addFile(name: string, bytes: Uint8Array | string): string;
  /** Puts a file on the web, where the server finds it under this address. */
  addUrl(url: string, bytes: Uint8Array | string): void;
  /** Stops in order: sockets end with 1001. Nothing can be sent to it from then on. */
  stop(): void;
  /** Is gone at once: sockets end with 1006, and the other nodes of its cluster do not notice. */
  kill(): void;
}

export function createMemoryServer(options: MemoryServerOptions = {}): MemoryServer {
  const core = new ProtocolCore(options);
  const { files } = core.hub;
  const find = (source: string) => files.get(source);
  const addFile = (name: string, bytes: Uint8Array | string): string => {
    const path = `\${upload-dir}/upload_${files.size + 1}_${name}`;
    files.set(path, bytesOf(bytes));
    return path;
  };
  const inside: Inside = {
    core,
    find,
    addFile,
    options,
    started: Date.now(),
    overtaking: new Overtaking(),
    jobs: new Jobs({ search: (request) => searchTable(request, find) }),
  };
  return {
    core,
    faults: core.faults,
    addFile,
    addUrl: (url, bytes) => {
      files.set(url, bytesOf(bytes));
    },
    openViewer: (channel, viewerOptions) =>
      new ScriptedViewer(channel, core, new MemoryHost(channel, core, find), viewerOptions),
    transport: (how = {}) => ({
      commands: new MemoryCommands(inside, how),
      events: { open: (channel, handlers, limits) => open(core, channel, handlers, limits) },
      close: () => {},
    }),
    stop: () => core.stop(),
    kill: () => core.kill(),
  };
}

async function open(
  core: ProtocolCore,
  channel: string,
  handlers: SocketHandlers,
  limits: CallOptions,
): Promise<EventSocket> {
  limits.signal?.throwIfAborted();
  const what = `the event socket of ${channel}`;
  const happening = core.faults.forSocket(channel);
  if (happening !== undefined) await shakeHands(what, happening, limits);
  if (core.isOver) throw new ConnectionError(`${what} could not be opened: the server is down`, 'no');
  return openMemorySocket(core, channel, handlers, happening);
}

const bytesOf = (content: Uint8Array | string): Uint8Array =>
  typeof content === 'string' ? new TextEncoder().encode(content) : content;
