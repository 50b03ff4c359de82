/**
 * Takes actions to the server on one of two ways, and keeps their order when it changes from one to the other: what went
 * by POST has to be answered before frames follow, what went as frames has to be confirmed before a POST follows
 * (protocol trap T7). When a connection breaks, what was under way is settled before anything else leaves (see `Recovery`).
 */
import { ConnectionError, OutcomeUnknownError, TimeoutError } from '../errors.js';
import type { Echo, Echoes } from './echoes.js';
import type { Letter, Path, PathName } from './path.js';
import type { Proof } from './proof.js';
import { Recovery } from './recovery.js';
import { frameOf } from './socket-path.js';

/** Which way actions go: as frames where these are proven to arrive, never, or wherever they fit. */
export type DispatchPath = 'auto' | 'http' | 'socket';

export interface CourierOptions {
  readonly http: Path;
  readonly socket: Path;
  readonly proof: Proof;
  readonly echoes: Echoes;
  readonly wish: DispatchPath;
  /** Whether the event socket can take frames. */
  readonly isUp: () => boolean;
  /** Called when more may leave. */
  readonly onRoom: () => void;
  readonly ended: AbortSignal;
}

/** A letter on its way. */
export interface Errand {
  readonly letter: Letter;
  readonly number: number;
  /** Whether its caller still waits. */
  readonly isWanted: () => boolean;
  /** What would come back of each attempt by HTTP. */
  readonly echoes: Echo[];
  /** How the last attempt failed. */
  error?: unknown;
  /** Whether an attempt may have been published. */
  mayHaveRun: boolean;
  resolve(): void;
  reject(error: unknown): void;
}

/** So many actions have to wait before it is worth while to prove the socket path. */
const BACKLOG = 8;

export class Courier {
  readonly #options: CourierOptions;
  readonly #recovery: Recovery;
  #current: Path;
  #numbers = 0;

  constructor(options: CourierOptions) {
    this.#options = options;
    this.#current = options.http;
    this.#recovery = new Recovery({
      echoes: options.echoes,
      isUp: options.isUp,
      ended: options.ended,
      attempt: (errand) => this.#attempt(errand),
      over: options.onRoom,
    });
  }

  /** The way in use. */
  get path(): PathName {
    return this.#current.name;
  }

  /** Whether a letter may leave now, where so many wait. */
  mayLeave(letter: Letter, waiting: number): boolean {
    const { proof, wish } = this.#options;
    if (this.#recovery.isUnderWay) return false;
    const isWorthIt = waiting >= BACKLOG && letter.tracked !== false && letter.channel === undefined;
    if (wish === 'auto' && isWorthIt) proof.want();
    const path = this.#pathFor(letter);
    if (path !== this.#current && this.#current.underWay > 0) return false;
    return path.hasRoom(waiting);
  }

  /** Takes a letter away; resolves when it is known to be published. To be called only when it may leave. */
  deliver(letter: Letter, isWanted: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const number = this.#numbers++;
      const errand = { letter, number, isWanted, echoes: [], mayHaveRun: false, resolve, reject };
      void this.#attempt(errand);
    });
  }

  /** Tries once; resolves with whether it is settled, for better or worse. */
  async #attempt(errand: Errand): Promise<boolean> {
    const { letter } = errand;
    const { echoes, onRoom } = this.#options;
    const path = this.#pathFor(letter);
    this.#current = path;
    const expected = path.name === 'http' && letter.channel === undefined;
    const marked = expected && !letter.idempotent ? echoes.mark(letter.text) : letter.text;
    const echo = expected ? echoes.expect(marked) : undefined;
    if (echo !== undefined) errand.echoes.push(echo);
    try {
      await path.send({ ...letter, text: marked });
      if (echo !== undefined) echo.answered = true;
      errand.resolve();
      this.#recovery.succeeded(errand);
      return true;
    } catch (error) {
      if (!isFault(error)) {
        // That this attempt was refused says nothing about an earlier one.
        errand.reject(errand.mayHaveRun ? new OutcomeUnknownError(letter.method, { cause: error }) : error);
        return true;
      }
      errand.error = error;
      errand.mayHaveRun ||= !(error instanceof ConnectionError && error.received === 'no');
      this.#recovery.add(errand);
      return false;
    } finally {
      if (path.underWay === 0) this.#recovery.begin();
      if (!this.#recovery.isUnderWay) onRoom();
    }
  }

  #pathFor(letter: Letter): Path {
    const { http, socket, proof, wish, isUp } = this.#options;
    const isOurs = letter.channel === undefined && letter.via !== 'http' && wish !== 'http';
    const isTrusted = wish === 'socket' || letter.via === 'socket' || proof.holds;
    return isOurs && isTrusted && isUp() && frameOf(letter.text) !== undefined ? socket : http;
  }
}

/** Whether the connection is to blame: an answer, whatever it says, is none. */
const isFault = (error: unknown): boolean =>
  error instanceof ConnectionError || error instanceof TimeoutError;
