/**
 * The two interfaces everything above knows a Firefly server by: commands (a question, an answer) and
 * events (a stream of frames). Adapters: `http.ts` and `websocket.ts` for a real server, `firefly-client/testing` has one without a network.
 */

/** Limits of one call. */
export interface CallOptions {
  /** Ends the call; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until the call is given up. */
  readonly timeout?: number | undefined;
}

/** What a server answered, whatever its status. */
export interface CommandReply {
  readonly status: number;
  readonly contentType: string;
  /** The `Location` header of a redirect that was not followed. */
  readonly location?: string | undefined;
  readonly text: string;
}

/**
 * Bytes that come one piece after the other, to be read once. A piece holds until the next one is asked for: then its memory may be
 * used again.
 */
export interface ByteStream extends AsyncIterable<Uint8Array> {
  /** How many there are; undefined where that is known at the end only. */
  readonly size: number | undefined;
}

/** An answer whose bytes are read as they come; reading them to their end, or leaving off, lets go of the connection. */
export interface CommandStream extends Omit<CommandReply, 'text'> {
  readonly body: AsyncIterable<Uint8Array>;
}

/** A file on its way to the server. */
export interface UploadFile {
  /** The name that is sent: an ASCII slug with the right extension (protocol trap T22). */
  readonly name: string;
  readonly body: Blob | Uint8Array<ArrayBuffer> | ByteStream;
}

/** Limits of one upload. Without a `timeout` it goes on for as long as it gets on. */
export interface UploadLimits extends CallOptions {
  /** Hears how many bytes of the file have gone. */
  readonly onProgress?: ((bytesSent: number) => void) | undefined;
}

/** Questions and answers. Every method rejects only when there was no answer at all. */
export interface CommandTransport {
  /** `GET {base}/healthz`, redirects not followed. */
  probe(options: CallOptions): Promise<CommandReply>;
  /** `POST {base}/CmdSrv/sync` with `cmd` and `params` as form fields. */
  command(cmd: string, params: Readonly<Record<string, string>>, options: CallOptions): Promise<CommandReply>;
  /**
   * The same with an answer of any size, uncompressed where that can be asked for: a server packs slower than a network sends.
   * `timeout` is for its beginning, and then for each piece.
   */
  download(
    cmd: string,
    params: Readonly<Record<string, string>>,
    options: CallOptions,
  ): Promise<CommandStream>;
  /** `POST {base}/CmdSrv/async`: makes a job. Answers with its `location`; in pages, which cannot see that, with the job. */
  submit(cmd: string, params: Readonly<Record<string, string>>, options: CallOptions): Promise<CommandReply>;
  /** `POST {base}/CmdSrv/sync?cmd=upload`, multipart: the fields first, the file last. */
  upload(
    file: UploadFile,
    fields: Readonly<Record<string, string>>,
    options: UploadLimits,
  ): Promise<CommandReply>;
}

/** Why a socket ended. */
export interface SocketClosed {
  readonly code: number;
  readonly reason: string;
}

/** What a socket tells its owner. `closed` is called exactly once, and last. */
export interface SocketHandlers {
  frame(text: string): void;
  closed(info: SocketClosed): void;
}

/** One end of a TCP connection. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** One open event socket. */
export interface EventSocket {
  /** Both ends of its connection, where the runtime tells. */
  readonly ends?: { readonly local: Endpoint; readonly peer: Endpoint } | undefined;
  /** Sends one text frame; throws when the socket is not open. */
  send(text: string): void;
  /**
   * Resolves when the server has answered a ping: then it has taken every frame that was sent before (T7). Rejects when the socket
   * ends first. Missing where the runtime cannot ping (browsers).
   */
  ping?(): Promise<void>;
  /** Closes in order; frames sent before are delivered. */
  close(code?: number, reason?: string): void;
  /** Drops the connection at once (T14). */
  terminate(): void;
  /** Lets the process end although the socket is open, or keeps it alive again; nothing in browsers. */
  unref?(): void;
  ref?(): void;
}

/** The stream of frames of one channel. */
export interface EventTransport {
  /** Resolves with an open socket (frames may arrive before), rejects when it could not be opened. */
  open(channel: string, handlers: SocketHandlers, options: CallOptions): Promise<EventSocket>;
}

/** One connection on which commands are carried out in the order they were given, although none waits for the one before (T4). */
export interface Pipeline {
  /** Whether it takes one more command now. Looked at again whenever a command has its answer. */
  readonly hasRoom: boolean;
  /** As `CommandTransport.command`. A command that has left is never sent again by itself. */
  command(cmd: string, params: Readonly<Record<string, string>>, options: CallOptions): Promise<CommandReply>;
  close(): void;
}

/** What a pipeline needs to know. */
export interface PipelineOptions {
  /** Address of the server without a slash at the end. */
  readonly base: string;
  readonly headers: () => Readonly<Record<string, string>>;
  /** The `Cookie` header. */
  readonly cookies: () => string | undefined;
  /** Takes the cookies that an answer sets. */
  readonly store: (headers: Headers) => void;
}

/** A way to reach one server. */
export interface Transport {
  readonly commands: CommandTransport;
  readonly events: EventTransport;
  /** Opens a pipeline; gives undefined, and is missing, where there is none to be had. */
  pipeline?(): Promise<Pipeline | undefined>;
  /** Lets go of what the transport itself holds (pools, jars); sockets are closed by their owners. */
  close(): void | Promise<void>;
}
