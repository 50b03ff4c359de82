/** What the parts of a running playground share. */
import type { Caller, Jobs, Overtaking, ProtocolCore } from 'firefly-client/testing';
import type { FileStore } from './files.js';
import type { Guard } from './http/guard.js';
import type { Params } from './http/params.js';
import type { Reply } from './http/reply.js';
import type { Visitors } from './http/visitors.js';
import type { TableService } from './tables/service.js';

export interface Context {
  readonly core: ProtocolCore;
  readonly files: FileStore;
  readonly tables: TableService;
  /** What works in the background. */
  readonly jobs: Jobs;
  /** What `CmdVersion` answers; undefined acts as a server from before that command. */
  readonly version: string | undefined;
  /** When it was started, in milliseconds since 1970. */
  readonly started: number;
  /** Who may talk to it. */
  readonly guard: Guard;
  /** Who has done so. */
  readonly visitors: Visitors;
  /** Makes requests overtake each other where they are to. */
  readonly overtaking: Overtaking;
  /** Aborts when the playground closes. */
  readonly signal: AbortSignal;
  log(line: string): void;
}

/** One command as it arrived. */
export interface CommandCall {
  readonly params: Params;
  /** The session the request's cookies stand for. */
  readonly session: string;
  /** What its headers say, and whether it is still there. */
  readonly caller: Caller;
}

/** Carries out one command. */
export type CommandHandler = (call: CommandCall, context: Context) => Reply | Promise<Reply>;
