/** One direction of a connection through the proxy: bytes wait in line, so that none overtakes another. */
import type { Socket } from 'node:net';
import type { Random } from './random.js';

/** What the line is like at the moment. */
export interface Conditions {
  /** Milliseconds each way. */
  delay: number;
  /** Up to so many milliseconds more for each piece, by `random`. */
  jitter: number;
  /** Nothing passes; what is sent meanwhile passes when it is over, as TCP has it. */
  isBlackHole: boolean;
  readonly random: Random;
}

interface Piece {
  readonly at: number;
  /** Undefined is the end of the stream. */
  readonly bytes: Buffer | undefined;
}

/** So much is kept on the way; then the sender is not read, as with a window that is full. */
const MOST_HELD = 16 * 1024 * 1024;

export class Lane {
  readonly #pieces: Piece[] = [];
  #held = 0;
  #last = 0;
  #timer: NodeJS.Timeout | undefined;
  #isFull = false;
  #isOver = false;

  constructor(
    private readonly from: Socket,
    private readonly to: Socket,
    private readonly conditions: Conditions,
  ) {
    from.on('data', (bytes) => this.#take(bytes));
    from.on('end', () => this.#take(undefined));
    to.on('drain', () => {
      this.#isFull = false;
      this.pump();
    });
  }

  /** Passes on what is due, and sees to it that the rest is when it is due. */
  pump(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    while (!this.#isOver && !this.#isFull && !this.conditions.isBlackHole) {
      const [piece] = this.#pieces;
      if (piece === undefined) return;
      const wait = piece.at - performance.now();
      if (wait > 0) {
        this.#timer = setTimeout(() => this.pump(), wait);
        return;
      }
      this.#pieces.shift();
      this.#pass(piece);
    }
  }

  /** Nothing passes any more, and nobody is told. */
  end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#pieces.length = 0;
  }

  #take(bytes: Buffer | undefined): void {
    if (this.#isOver) return;
    const { delay, jitter, random } = this.conditions;
    const due = performance.now() + delay + (jitter > 0 ? jitter * random() : 0);
    this.#last = Math.max(due, this.#last);
    this.#pieces.push({ at: this.#last, bytes });
    this.#held += bytes?.length ?? 0;
    if (this.#held > MOST_HELD) this.from.pause();
    if (this.#timer === undefined) this.pump();
  }

  #pass({ bytes }: Piece): void {
    if (bytes === undefined) {
      this.to.end();
      return;
    }
    this.#held -= bytes.length;
    if (this.#held <= MOST_HELD) this.from.resume();
    if (!this.to.destroyed && this.to.writable) this.#isFull = !this.to.write(bytes);
  }
}
