import type { SeekableStream } from '../transport/bytes.js';
import type { Pipeline, PipelineOptions } from '../transport/types.js';
import type { Uploader } from '../transport/upload.js';

export type PageShown = 'opened' | 'focused' | 'printed';

export interface OpenPageOptions {
  /** Opens one more page where one is open under that name. */
  readonly another?: boolean;
  /** Prints nothing. */
  readonly quiet?: boolean;
}

/** A file of this machine. Each time it is iterated over it is read anew. */
export interface LocalFile extends SeekableStream {
  readonly name: string;
}

/** A file that is open, to be read here and there. */
export interface OpenBytes {
  readonly name: string;
  readonly size: number;
  /** Some bytes; fewer at the end of the file. */
  read(start: number, end: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** What differs between Node (Deno, Bun) and a browser. Nothing else asks where it runs. */
export interface Runtime {
  /** True in pages and workers. */
  readonly browser: boolean;
  /** An environment variable; undefined where there are none. */
  env(name: string): string | undefined;
  /** Why a server cannot be reached, and what to do; undefined where nothing more is known. Missing where errors tell it themselves. */
  whyUnreachable?(base: string): Promise<string | undefined>;
  /** Whether the default address `http://localhost:8080/firefly` makes sense here; false on a public page. */
  readonly localhostIsMine: boolean;
  /** The file behind a path or `file:` URL. Rejects with `InputError`. */
  openFile(path: string): Promise<LocalFile>;
  /** The same to be read here and there; it has to be closed. */
  openBytes(path: string): Promise<OpenBytes>;
  /** Packs bytes as zlib does, as they come. */
  deflate(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array[]>;
  /** Unpacks gzip. */
  gunzip(bytes: Uint8Array): Promise<Uint8Array>;
  /** How files are sent, through a proxy where there is one; undefined where only `fetch` is there. */
  uploader(proxy: string | undefined): Uploader | undefined;
  /** Writes a file, whole or not at all; gives its size. Rejects with `OutputError`, or with what reading the pieces did. */
  writeFile(path: string, pieces: AsyncIterable<Uint8Array>): Promise<number>;
  /** The channel kept under this name for this server; made by `make` and kept when there is none. */
  rememberedChannel(name: string, base: string, make: () => string): Promise<string>;
  /** Shows a page to the user. Must open windows synchronously in browsers. */
  openPage(url: string, windowName: string, how?: OpenPageOptions): Promise<PageShown>;
  /** Shows the user a link. */
  showLink(url: string): void;
  /** Opens a pipeline; gives undefined where there is none to be had. */
  pipeline(options: PipelineOptions): Promise<Pipeline | undefined>;
  /** Calls `fn` when the network has come back, or a page is looked at again; gives back how to stop. */
  onWake(fn: () => void): () => void;
  /** The module `apache-arrow`; undefined where it is not installed, and in pages, whose bundlers would ask for it. */
  importArrow(): Promise<unknown>;
  /** Calls `fn` once when nothing else keeps the process alive; gives back how to cancel that. */
  beforeExit(fn: () => void): () => void;
}
