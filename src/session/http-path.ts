/**
 * Actions by POST: pipelined on one connection where the runtime can, else one at a time, since requests that are under
 * way at the same time overtake each other (protocol traps T3, T4).
 */
import { ConnectionError } from '../errors.js';
import type { Commands } from '../server/commands.js';
import type { CallOptions, Pipeline } from '../transport/types.js';
import type { Letter, Path } from './path.js';

/** Milliseconds a POST may take. */
const PUSH_TIMEOUT = 30_000;
/** So many breaks of the pipeline in a minute, and it is not used any more: something in between does not bear it. */
const MOST_BREAKS = 3;
const MINUTE = 60_000;

export class HttpPath implements Path {
  readonly name = 'http';
  readonly #commands: Commands;
  readonly #channel: () => string;
  readonly #signal: AbortSignal;
  /** One for each request: many listeners of one signal would make Node warn of a leak. */
  readonly #ends = new Set<AbortController>();
  readonly #open: (() => Promise<Pipeline | undefined>) | undefined;
  readonly #onRoom: () => void;
  #pipeline: Pipeline | undefined;
  #isOpening = false;
  #breaks: number[] = [];
  #single = 0;
  #piped = 0;

  constructor(options: {
    readonly commands: Commands;
    readonly channel: () => string;
    /** Ends everything that is under way. */
    readonly signal: AbortSignal;
    readonly pipeline: (() => Promise<Pipeline | undefined>) | undefined;
    /** Called when the pipeline is there. */
    readonly onRoom: () => void;
  }) {
    this.#commands = options.commands;
    this.#channel = options.channel;
    this.#signal = options.signal;
    this.#open = options.pipeline;
    this.#onRoom = options.onRoom;
    this.#signal.addEventListener('abort', () => {
      for (const end of this.#ends) end.abort(this.#signal.reason);
    });
  }

  get underWay(): number {
    return this.#single + this.#piped;
  }

  hasRoom(waiting: number): boolean {
    if (waiting > 1) this.#openPipeline();
    if (this.#pipeline === undefined) return this.underWay === 0;
    return this.#single === 0 && this.#pipeline.hasRoom;
  }

  async send(letter: Letter): Promise<void> {
    const end = new AbortController();
    this.#ends.add(end);
    try {
      await this.#push(letter, { timeout: PUSH_TIMEOUT, signal: end.signal });
    } finally {
      this.#ends.delete(end);
    }
  }

  close(): void {
    this.#pipeline?.close();
    this.#pipeline = undefined;
    this.#isOpening = true;
  }

  async #push(letter: Letter, limits: CallOptions): Promise<void> {
    this.#signal.throwIfAborted();
    const channel = letter.channel ?? this.#channel();
    if (this.#pipeline !== undefined) return this.#pushPiped(this.#pipeline, channel, letter.text, limits);
    this.#single++;
    try {
      await this.#commands.pushAction(channel, letter.text, limits);
    } finally {
      this.#single--;
    }
  }

  async #pushPiped(pipeline: Pipeline, channel: string, text: string, limits: CallOptions): Promise<void> {
    this.#piped++;
    try {
      await this.#commands.pushAction(channel, text, limits, pipeline);
    } catch (error) {
      if (error instanceof ConnectionError && error.received === 'unknown') this.#broke(pipeline);
      throw error;
    } finally {
      this.#piped--;
    }
  }

  /** All that were on their way break together, and count once. */
  #broke(pipeline: Pipeline): void {
    if (this.#pipeline !== pipeline) return;
    pipeline.close();
    this.#pipeline = undefined;
    const now = performance.now();
    this.#breaks = [...this.#breaks.filter((at) => now - at < MINUTE), now];
  }

  #openPipeline(): void {
    if (this.#open === undefined || this.#pipeline !== undefined || this.#isOpening) return;
    if (this.#breaks.length >= MOST_BREAKS) return;
    this.#isOpening = true;
    void this.#open()
      .catch(() => undefined)
      .then((pipeline) => {
        if (this.#signal.aborted) return pipeline?.close();
        // Where there is none to be had it stays "opening", and is not asked for again.
        if (pipeline === undefined) return;
        this.#pipeline = pipeline;
        this.#isOpening = false;
        this.#onRoom();
      });
  }
}
