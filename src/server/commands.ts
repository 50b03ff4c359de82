/** Commands to the server that the client itself needs. */
import { CommandError, ConnectionError, ProtocolError } from '../errors.js';
import { isRecord, parseJson } from '../schema/json.js';
import type {
  CallOptions,
  CommandReply,
  CommandTransport,
  UploadFile,
  UploadLimits,
} from '../transport/types.js';
import { type AnalysisLevel, type FileAnalysis, readAnalysis } from './analysis.js';
import { readJson, readSuccess, reasonsOf, refuseGateway } from './reply.js';

/** A form may hold 2 MiB; what is larger loses its fields on the way (protocol trap T5). */
export const MAX_FORM_BYTES = 2 * 1024 * 1024;

/** What proxies say of a server that they cannot reach, or that has not answered them. */
const PROXY_FAILED: ReadonlySet<number> = new Set([502, 503, 504]);

/** How many bytes an action takes as a form. */
export function formBytes(channel: string, action: string): number {
  return new URLSearchParams({ cmd: 'pushAction', channelID: channel, action }).toString().length;
}

/** A file that a server has stored. */
export interface Stored {
  /** Its `${…}` path. */
  readonly file: string;
  readonly analysis: FileAnalysis | undefined;
}

export class Commands {
  constructor(
    readonly transport: CommandTransport,
    readonly base: string,
  ) {}

  /** Makes sure that a Firefly server answers here. */
  async probe(limits: CallOptions): Promise<void> {
    const what = `${this.base}/healthz`;
    const reply = await this.transport.probe(limits);
    refuseGateway(what, reply);
    if (reply.status === 404) {
      throw new ProtocolError(
        `${what} is not there (HTTP 404): the url of a Firefly server ends with its path, usually /firefly`,
      );
    }
    if (reply.status !== 200)
      throw new ProtocolError(`${what} answered with HTTP ${reply.status}; a working server answers 200`);
    if (/html/i.test(reply.contentType)) {
      throw new ProtocolError(
        `${what} answered with a web page: ${this.base} is not the address of a Firefly server`,
      );
    }
  }

  /** The server's version, e.g. `2026.1`; undefined for servers before 2026.1, which do not tell. */
  async version(limits: CallOptions): Promise<string | undefined> {
    const reply = await this.transport.command('CmdVersion', {}, limits);
    if (reply.status >= 500) return undefined;
    const value = readJson('CmdVersion', reply);
    const data = isRecord(value) ? value['data'] : undefined;
    const text = isRecord(data) ? data['Firefly Version'] : undefined;
    return typeof text === 'string' ? text.split('-')[0] : undefined;
  }

  /** Publishes one action, given as JSON text. */
  async pushAction(
    channel: string,
    action: string,
    limits: CallOptions,
    over: Pick<CommandTransport, 'command'> = this.transport,
  ): Promise<void> {
    const reply = await over.command('pushAction', { channelID: channel, action }, limits);
    // A proxy that has lost its server answers in its place; nobody knows what the server had done by then.
    if (PROXY_FAILED.has(reply.status) && parseJson(reply.text) === undefined)
      throw new ConnectionError(`a proxy answered pushAction with HTTP ${reply.status}`, 'unknown');
    readSuccess('pushAction', reply);
  }

  /** Uploads a file; gives its `${…}` path on the server, and what the server finds in it where that is asked for. */
  async upload(file: UploadFile, limits: UploadLimits, analyze?: AnalysisLevel): Promise<Stored> {
    const fields: Record<string, string> = analyze === undefined ? {} : { fileAnalysis: analyze };
    const reply = await this.transport.upload(file, fields, limits);
    return readStored(reply, analyze !== undefined);
  }

  /** Has the server fetch an address and keep what it gives, as an upload does. */
  async uploadFrom(url: string, limits: CallOptions, analyze?: AnalysisLevel): Promise<Stored> {
    const params = { URL: url, ...(analyze === undefined ? {} : { fileAnalysis: analyze }) };
    return readStored(await this.transport.command('upload', params, limits), analyze !== undefined);
  }

  /** Why a table cannot be had, in the server's words; undefined when it can. */
  async tableFailure(
    request: Readonly<Record<string, unknown>>,
    limits: CallOptions,
  ): Promise<string | undefined> {
    const text = JSON.stringify({ ...request, pageSize: 1 });
    const reply = await this.transport.command('tableSearch', { request: text }, limits);
    const value = readJson('tableSearch', reply);
    const record: unknown = Array.isArray(value) ? value[0] : value;
    const reasons = reasonsOf(record);
    if (reasons.length > 0) return reasons.join(': ');
    return isRecord(record) && (record['success'] === 'false' || record['success'] === false)
      ? 'the server gave no reason'
      : undefined;
  }
}

/** `200::<message>::<path>`, and `::<analysis>` where one was asked for. */
function readStored(reply: CommandReply, analysed: boolean): Stored {
  refuseGateway('upload', reply);
  if (reply.status === 413)
    throw new CommandError('upload', 413, [
      'the file is larger than the server, or a proxy before it, takes',
    ]);
  const [, status = '', message = '', key = '', report = ''] =
    /^(.*?)(?:::(.*?)(?:::(.*?)(?:::(.*))?)?)?$/s.exec(reply.text) ?? [];
  if (reply.status === 200 && status.trim() === '200') {
    const analysis = analysed ? readAnalysis('upload', reply.status, report) : undefined;
    if (key.startsWith('${')) return { file: key.trim(), analysis };
  }
  if (reply.status >= 500)
    throw new CommandError('upload', reply.status, reasonsOf(readJson('upload', reply)));
  if (/html/i.test(reply.contentType) && status !== '200') readJson('upload', reply);
  const said = message === '' || message === 'null' ? reply.text.slice(0, 200) : message;
  throw new CommandError('upload', reply.status, [said]);
}
