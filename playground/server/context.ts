/** What the parts of a running playground share. */
import type { ProtocolCore } from 'firefly-client/testing';
import type { FileStore } from './files.js';
import type { Params } from './http/params.js';
import type { Reply } from './http/reply.js';
import type { TableService } from './tables/service.js';

export interface Context {
  readonly core: ProtocolCore;
  readonly files: FileStore;
  readonly tables: TableService;
  /** What `CmdVersion` answers; undefined acts as a server from before that command. */
  readonly version: string | undefined;
  /** Aborts when the playground closes. */
  readonly signal: AbortSignal;
  log(line: string): void;
}

/** One command as it arrived. */
export interface CommandCall {
  readonly params: Params;
  /** The session the request's cookies stand for. */
  readonly session: string;
}

/** Carries out one command. */
export type CommandHandler = (call: CommandCall, context: Context) => Reply | Promise<Reply>;
