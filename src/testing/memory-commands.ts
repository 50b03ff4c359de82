/** The commands of a memory server, asked without a network. */
import { ConnectionError, TimeoutError } from '../errors.js';
import { within } from '../session/timers.js';
import { bytesIn, streamOf } from '../transport/bytes.js';
import type {
  CallOptions,
  CommandReply,
  CommandStream,
  CommandTransport,
  UploadFile,
  UploadLimits,
} from '../transport/types.js';
import { appCommand } from './app-commands.js';
import { reportOn } from './file-analysis.js';
import type { Jobs } from './jobs.js';
import { answerFaultily } from './memory-faults.js';
import type { MemoryServerOptions } from './memory-server.js';
import type { Overtaking } from './overtaking.js';
import type { ProtocolCore } from './protocol-core.js';
import { cutToCharacters, plainlySaid, serverFailure } from './replies.js';
import { saveTable } from './table-save.js';
import type { FindFile } from './table-search.js';
import { searchTable } from './table-search.js';

/** The server, from within. */
export interface Inside {
  readonly core: ProtocolCore;
  readonly options: MemoryServerOptions;
  readonly started: number;
  readonly overtaking: Overtaking;
  readonly find: FindFile;
  addFile(name: string, bytes: Uint8Array): string;
  readonly jobs: Jobs;
}

/** How a client asks. */
export interface MemoryTransportOptions {
  /** Whether answers are compressed on the way; what is not may come back cut (trap `truncatedJson`). @default true */
  readonly gzip?: boolean | undefined;
}

type Params = Readonly<Record<string, string>>;
type Run = () => CommandReply | Promise<CommandReply>;

/** Where a command is sent to, as faults know it. */
const PATHS: Readonly<Record<string, string>> = { healthz: '/healthz' };

export class MemoryCommands implements CommandTransport {
  constructor(
    private readonly server: Inside,
    private readonly how: MemoryTransportOptions,
  ) {}

  probe(options: CallOptions): Promise<CommandReply> {
    return this.#answer('healthz', {}, options, () => ({ status: 200, contentType: '', text: '' }));
  }

  command(cmd: string, params: Params, options: CallOptions): Promise<CommandReply> {
    const run = () => this.#command(cmd, params, options);
    const { traps, order } = this.server.core;
    if (traps.mixedPaths || cmd !== 'pushAction') return this.#answer(cmd, params, options, run);
    const { turn, over } = order.take();
    return this.#answer(cmd, params, options, () => turn.then(run)).finally(over);
  }

  /** What faults do to an answer happens to all of it: there is no half of one in memory. */
  async download(cmd: string, params: Params, options: CallOptions): Promise<CommandStream> {
    const { text, ...head } = await this.command(cmd, params, options);
    return { ...head, body: inPieces(text) };
  }

  submit(cmd: string, params: Params, options: CallOptions): Promise<CommandReply> {
    return this.#answer(cmd, params, options, () => this.server.jobs.submit(cmd, params), '/CmdSrv/async');
  }

  upload(file: UploadFile, fields: Params, { onProgress, ...limits }: UploadLimits): Promise<CommandReply> {
    return this.#answer('upload', fields, limits, () => this.#store(file, fields, onProgress));
  }

  async #answer(
    cmd: string,
    params: Params,
    options: CallOptions,
    run: Run,
    path = PATHS[cmd] ?? '/CmdSrv/sync',
  ): Promise<CommandReply> {
    const { core, options: server, overtaking } = this.server;
    options.signal?.throwIfAborted();
    const asked = Promise.resolve(server.intercept?.(cmd, params));
    const instead = await within(asked, options, (ms) => new TimeoutError(`${cmd} was not answered`, ms));
    options.signal?.throwIfAborted();
    if (instead !== undefined) return instead;
    if (core.isOver) throw new ConnectionError(`${cmd} could not be sent: the server is down`, 'no');
    if (core.traps.overtaking && cmd === 'pushAction') await overtaking.pass();
    const fault = core.faults.forRequest({ cmd, channel: params['channelID'], path });
    const reply = await (fault === undefined
      ? within(Promise.resolve(run()), options, (ms) => new TimeoutError(`${cmd} was not answered`, ms))
      : answerFaultily(cmd, fault, run, options));
    return this.#onTheWay(reply);
  }

  #command(cmd: string, params: Params, { signal }: CallOptions): CommandReply | Promise<CommandReply> {
    const { core, find, options, started, jobs } = this.server;
    if (cmd === 'upload') return this.#fetch(params);
    if (cmd === 'tableSearch') return searchTable(params['request'], find);
    if (cmd === 'tableSave') return saveTable(params, find);
    const job = jobs.command(cmd, params);
    if (job !== undefined) return job;
    const app = appCommand(cmd, params, { version: options.version, started });
    if (app !== undefined) return core.traps.mixedAnswers ? app : plainlySaid(app);
    return core.command(cmd, params, { signal }) ?? serverFailure();
  }

  #onTheWay(reply: CommandReply): CommandReply {
    const isCut =
      this.how.gzip === false &&
      this.server.core.traps.truncatedJson &&
      reply.contentType === 'application/json';
    return isCut ? { ...reply, text: cutToCharacters(reply.text) } : reply;
  }

  /** A name the server cannot store under makes it fail; others beyond ASCII come back damaged (T22). */
  async #store(
    { name, body }: UploadFile,
    { fileAnalysis }: Params,
    onProgress: UploadLimits['onProgress'],
  ): Promise<CommandReply> {
    const { core, addFile } = this.server;
    const letters = Array.from(name);
    const isStrange = core.traps.fileNames && letters.some((letter) => letter === '/' || letter > '\u00ff');
    if (isStrange) return serverFailure();
    const bytes = await bytesIn(streamOf(body));
    onProgress?.(bytes.length);
    const path = addFile(core.traps.fileNames ? name : name.replace(/[^\w.-]/g, '_'), bytes);
    const shown = core.traps.fileNames ? path.replace(/[\u0080-\u00ff]/g, '\ufffd') : path;
    return stored(shown, name, bytes, fileAnalysis);
  }

  /** An address in place of a file: the server fetches it. */
  #fetch({ URL: url, fileAnalysis }: Params): CommandReply | Promise<CommandReply> {
    const bytes = url === undefined ? undefined : this.server.find(url);
    if (url === undefined || bytes === undefined) return serverFailure();
    const name = url.split('/').at(-1) ?? url;
    return stored(this.server.addFile(name, bytes), name, bytes, fileAnalysis);
  }
}

async function stored(path: string, name: string, bytes: Uint8Array, wanted?: string): Promise<CommandReply> {
  const analysed = wanted !== undefined && wanted.toLowerCase() !== 'false';
  const report = analysed ? `::${await reportOn(name, path, bytes, wanted)}` : '';
  return { status: 200, contentType: 'text/html;charset=utf-8', text: `200::::${path}${report}` };
}

/** As a network would cut it. */
async function* inPieces(text: string): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}

const PIECE = 65_536;
