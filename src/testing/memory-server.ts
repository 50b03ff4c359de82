/** A Firefly server within the program that tests against it: no network, no files, no waiting. */
import { TimeoutError } from '../errors.js';
import { within } from '../session/timers.js';
import type {
  CallOptions,
  CommandReply,
  EventSocket,
  SocketHandlers,
  Transport,
  UploadFile,
} from '../transport/types.js';
import { MemoryHost } from './memory-host.js';
import { openMemorySocket } from './memory-socket.js';
import { ProtocolCore, type ProtocolOptions } from './protocol-core.js';
import { jsonReply, serverFailure } from './replies.js';
import { ScriptedViewer, type ScriptedViewerOptions } from './scripted-viewer.js';
import { searchTable } from './table-search.js';

export interface MemoryServerOptions extends ProtocolOptions {
  /** What `CmdVersion` answers; without one it is a server from before that command. */
  readonly version?: string;
  /**
   * Asked before every command (`healthz` and `upload` too): a reply stands in for the server's own, an error that
   * is thrown for no answer at all. Undefined lets the command take its course.
   */
  readonly intercept?: (
    cmd: string,
    params: Readonly<Record<string, string>>,
  ) => CommandReply | undefined | Promise<CommandReply | undefined>;
}

export interface MemoryServer {
  readonly core: ProtocolCore;
  /** A way to this server, for a client. */
  transport(): Transport;
  /** Opens a viewer on a channel; it announces itself like the page of a real one. */
  openViewer(channel: string, options?: ScriptedViewerOptions): ScriptedViewer;
  /** Puts a file on the server; returns the path it is known by there. */
  addFile(name: string, bytes: Uint8Array | string): string;
  /** Puts a file on the web, where the server finds it under this address. */
  addUrl(url: string, bytes: Uint8Array | string): void;
}

export function createMemoryServer(options: MemoryServerOptions = {}): MemoryServer {
  const core = new ProtocolCore(options);
  const files = new Map<string, Uint8Array>();
  const find = (source: string) => files.get(source);
  const addFile = (name: string, bytes: Uint8Array | string): string => {
    const path = `\${upload-dir}/upload_${files.size + 1}_${name}`;
    files.set(path, bytesOf(bytes));
    return path;
  };
  return {
    core,
    addFile,
    addUrl: (url, bytes) => {
      files.set(url, bytesOf(bytes));
    },
    openViewer: (channel, viewerOptions) =>
      new ScriptedViewer(channel, core, new MemoryHost(channel, core, find), viewerOptions),
    transport: () => ({
      commands: new MemoryCommands({ core, find, addFile, options }),
      events: {
        open: async (
          channel: string,
          handlers: SocketHandlers,
          { signal }: CallOptions,
        ): Promise<EventSocket> => {
          signal?.throwIfAborted();
          return openMemorySocket(core, channel, handlers);
        },
      },
      close: () => {},
    }),
  };
}

interface Inside {
  readonly core: ProtocolCore;
  readonly options: MemoryServerOptions;
  find(source: string): Uint8Array | undefined;
  addFile(name: string, bytes: Uint8Array): string;
}

class MemoryCommands {
  constructor(private readonly server: Inside) {}

  probe(options: CallOptions): Promise<CommandReply> {
    return this.#answer('healthz', {}, options, () => ({ status: 200, contentType: '', text: '' }));
  }

  command(
    cmd: string,
    params: Readonly<Record<string, string>>,
    options: CallOptions,
  ): Promise<CommandReply> {
    return this.#answer(cmd, params, options, () => this.#command(cmd, params));
  }

  upload(
    file: UploadFile,
    fields: Readonly<Record<string, string>>,
    options: CallOptions,
  ): Promise<CommandReply> {
    return this.#answer('upload', fields, options, () => this.#store(file));
  }

  async #answer(
    cmd: string,
    params: Readonly<Record<string, string>>,
    options: CallOptions,
    run: () => CommandReply | Promise<CommandReply>,
  ): Promise<CommandReply> {
    options.signal?.throwIfAborted();
    const asked = Promise.resolve(this.server.options.intercept?.(cmd, params));
    const instead = await within(asked, options, (ms) => new TimeoutError(`${cmd} was not answered`, ms));
    options.signal?.throwIfAborted();
    return instead ?? run();
  }

  #command(cmd: string, params: Readonly<Record<string, string>>): CommandReply {
    const { core, find, options } = this.server;
    if (cmd === 'tableSearch') return searchTable(params['request'], find);
    if (cmd === 'CmdVersion' && options.version !== undefined) {
      return jsonReply({ success: true, data: { 'Firefly Version': options.version } });
    }
    return core.command(cmd, params) ?? serverFailure();
  }

  /** A name the server cannot store under makes it fail (T22). */
  async #store({ name, body }: UploadFile): Promise<CommandReply> {
    if (Array.from(name).some((letter) => letter === '/' || letter > '\u00ff')) return serverFailure();
    const bytes = body instanceof Blob ? new Uint8Array(await body.arrayBuffer()) : body.slice();
    const path = this.server.addFile(name, bytes);
    return { status: 200, contentType: 'text/html;charset=utf-8', text: `200::::${path}` };
  }
}

const bytesOf = (content: Uint8Array | string): Uint8Array =>
  typeof content === 'string' ? new TextEncoder().encode(content) : content;
