/**
 * Actions as frames of the event socket: fast, in order, and never answered. That they have been published is known when
 * the server answers a ping that was sent after them (protocol trap T7); a whole batch shares one ping.
 */
import { ConnectionError } from '../errors.js';
import type { EventSocket } from '../transport/types.js';
import type { Letter, Path } from './path.js';

/** One more character, and the server closes the sender's socket (T5). */
const LONGEST_FRAME = 8_192;
const [HEAD, TAIL] = ['{"name":"FLUX_ACTION","scope":"CHANNEL","dataType":"JSON","data":', '}'];

/** Most frames that are not known to be published: what is lost with a connection, and what a change of paths waits for. */
const WINDOW = 1_024;
/** Frames after which a ping is sent although more are to come. */
const BATCH = 64;
const MOST_PINGS = 16;

/** The frame that carries an action; undefined where it would be too long. */
export function frameOf(text: string): string | undefined {
  return HEAD.length + text.length + TAIL.length > LONGEST_FRAME ? undefined : HEAD + text + TAIL;
}

/** Frames that are confirmed together. */
interface Batch {
  readonly socket: EventSocket;
  readonly waiting: { resolve(): void; reject(error: unknown): void }[];
}

export class SocketPath implements Path {
  readonly name = 'socket';
  readonly #socket: () => EventSocket | undefined;
  readonly #confirm: (socket: EventSocket) => Promise<void>;
  #batch: Batch | undefined;
  #underWay = 0;
  #pings = 0;

  /** `confirm` resolves when the server has published all frames that were sent before. */
  constructor(socket: () => EventSocket | undefined, confirm: (socket: EventSocket) => Promise<void>) {
    this.#socket = socket;
    this.#confirm = confirm;
  }

  get underWay(): number {
    return this.#underWay;
  }

  hasRoom(): boolean {
    return this.#underWay < WINDOW;
  }

  send({ text }: Letter): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = this.#socket();
      const frame = frameOf(text);
      if (socket === undefined || frame === undefined)
        throw new ConnectionError('the event socket is not open', 'no');
      const batch = this.#batchOf(socket);
      socket.send(frame);
      this.#underWay++;
      batch.waiting.push({ resolve, reject });
      if (batch.waiting.length >= BATCH) this.#seal();
    });
  }

  /** The open batch of a socket. It is sealed when the calls of this tick are through. */
  #batchOf(socket: EventSocket): Batch {
    if (this.#batch !== undefined && this.#batch.socket !== socket) this.#seal();
    if (this.#batch === undefined) {
      this.#batch = { socket, waiting: [] };
      queueMicrotask(() => this.#seal());
    }
    return this.#batch;
  }

  #seal(): void {
    const batch = this.#batch;
    const most = batch?.socket.ping === undefined ? 1 : MOST_PINGS;
    if (batch === undefined || batch.waiting.length === 0 || this.#pings >= most) return;
    this.#batch = undefined;
    this.#pings++;
    const over = (settle: (waiting: Batch['waiting'][number]) => void) => {
      this.#pings--;
      this.#underWay -= batch.waiting.length;
      for (const waiting of batch.waiting) settle(waiting);
      this.#seal();
    };
    this.#confirm(batch.socket).then(
      () => over(({ resolve }) => resolve()),
      (error: unknown) => over(({ reject }) => reject(error)),
    );
  }
}
