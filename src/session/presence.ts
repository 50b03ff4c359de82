/**
 * Whether viewers are there. Only the pulse tells: a private type of action that viewers are asked to report, and that is
 * pushed to see who does. The server's own counts prove nothing (protocol trap T12).
 */
import type { Action } from '../actions/types.js';
import { NoViewerError, TimeoutError } from '../errors.js';
import type { Emitter } from '../events/emitter.js';
import { actionPayload } from './frames.js';
import type { SessionEvents } from './session.js';
import { followSignals, later, type WaitOptions, within } from './timers.js';
import { OWN_ACTIONS, type Watches } from './watches.js';

/** How one asks. */
export interface PulseOptions extends WaitOptions {
  /** Milliseconds to wait for answers. */
  readonly window?: number;
  /** One answer is enough. */
  readonly first?: boolean;
  /** Register the pulse anew where nobody has answered the last one. @default true */
  readonly renew?: boolean;
}

/** What it needs of the session. */
export interface PresenceOptions {
  readonly events: Emitter<SessionEvents>;
  readonly watches: Watches;
  readonly viewerUrl: () => string;
  /** Queues the pulse; resolves when it is published. */
  readonly send: (action: Action) => Promise<void>;
  /** Sends it as a frame at once. */
  readonly sendFrame: (action: Action) => void;
  readonly hold: () => () => void;
  /** Aborted at the end: nothing is waited for any more. */
  readonly ended: AbortSignal;
}

/** What was last known of the viewers. */
export interface ViewersProven {
  /** How many have answered; with `first` there may be more. */
  readonly count: number;
  readonly at: Date;
}

const PULSE_EVERY = 1_500;
const PULSE_WINDOW = 500;
/** For a viewer that is to confirm frames. */
const CONFIRM_TIMEOUT = 5_000;

export class Presence {
  /** The type of the pulse. */
  readonly type: string;
  readonly #options: PresenceOptions;
  #marks = 0;
  /** False after a pulse that nobody answered: a page may have loaded without announcing itself. */
  #answered = true;
  #proven: ViewersProven | undefined;
  #isLikely = false;
  #isDeaf = false;

  constructor(nonce: string, options: PresenceOptions) {
    this.type = `${OWN_ACTIONS}pulse.${nonce}`;
    this.#options = options;
  }

  /** When viewers have last answered, and how many. */
  get proven(): ViewersProven | undefined {
    return this.#proven;
  }

  /** A number that no pulse had before. */
  nextMark(): number {
    return ++this.#marks;
  }

  /** The pulse itself. */
  action(mark: number): Action {
    return { type: this.type, payload: { pulse: mark } };
  }

  /**
   * Whether a viewer may well be there although none answers: one has answered before and no socket has changed since, or our own socket
   * is deaf, since not even our own question has come back to it.
   */
  get isLikely(): boolean {
    return this.#isLikely || this.#isDeaf;
  }

  /** Viewers have answered. */
  note(count: number): void {
    this.#proven = { count, at: new Date() };
    this.#isLikely = true;
  }

  /** Sockets have come or gone. */
  socketsChanged(): void {
    this.#isLikely = false;
  }

  /** Registers the pulse; it costs nothing while nobody asks, so it stays. */
  keepPulse(ahead = false): void {
    const { watches } = this.#options;
    if (!watches.isWatched(this.type)) watches.acquire(this.type, ahead);
  }

  /** Asks the viewers to answer; gives how many did within the window, or 1 at the first where one is enough. */
  async pulse(limits: PulseOptions = {}): Promise<number> {
    const { events, watches, send, hold, ended } = this.#options;
    this.keepPulse();
    if (!this.#answered && limits.renew !== false) watches.renew(this.type);
    const mark = this.nextMark();
    let count = 0;
    let cameBack = false;
    let onAnswer: () => void = () => undefined;
    let cancel: () => void = () => undefined;
    const offFrames = events.on('frame', (frame) => {
      cameBack ||= actionPayload(frame, this.type)?.['pulse'] === mark;
    });
    const off = events.on('report', ({ report, watched }) => {
      if (watched !== this.type || report['pulse'] !== mark) return;
      count++;
      this.#answered = true;
      this.note(count);
      if (limits.first) onAnswer();
    });
    try {
      await send(this.action(mark));
      if (limits.first && count > 0) return count;
      const window = new Promise<void>((resolve) => {
        onAnswer = resolve;
        cancel = later(limits.window ?? PULSE_WINDOW, resolve);
      });
      const unhold = hold();
      const bounded = { ...limits, signal: followSignals(limits.signal, ended) };
      await within(window, bounded, (ms) => new TimeoutError('no viewer answered', ms)).finally(unhold);
      this.#answered = count > 0;
      this.#isDeaf = count === 0 && !cameBack;
      return count;
    } finally {
      cancel();
      off();
      offFrames();
    }
  }

  /** Asks by a frame, whatever else waits. */
  sendFrame(mark: number): void {
    this.#options.sendFrame(this.action(mark));
  }

  /** Resolves when a viewer has answered a frame: it has come by everything that was sent as a frame before. */
  async confirmByFrame(): Promise<void> {
    const mark = this.nextMark();
    let off: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => {
      off = this.#options.events.on('report', ({ report, watched }) => {
        if (watched === this.type && report['pulse'] === mark) resolve();
      });
    });
    try {
      this.sendFrame(mark);
      const expired = (ms: number) => new TimeoutError('no viewer confirmed the frames', ms);
      await within(answered, { timeout: CONFIRM_TIMEOUT }, expired);
    } finally {
      off();
    }
  }

  /** Resolves when a viewer is alive: it answers the pulse, or announces itself. */
  viewerReady(limits: WaitOptions): Promise<void> {
    const { hold, viewerUrl } = this.#options;
    const stop = new AbortController();
    const release = hold();
    const alive = this.#untilAlive(stop.signal);
    const expired = (ms: number) => new NoViewerError(`no viewer became ready in ${ms} ms`, viewerUrl());
    return within(alive, limits, expired).finally(() => {
      stop.abort();
      release();
    });
  }

  async #untilAlive(stopped: AbortSignal): Promise<void> {
    let announced: () => void = () => undefined;
    const announcement = new Promise<boolean>((resolve) => {
      announced = () => resolve(true);
    });
    const off = this.#options.events.on('ready', announced);
    try {
      while (!stopped.aborted) {
        const answered = this.pulse({ first: true, window: PULSE_EVERY }).then((count) => count > 0);
        if (await Promise.race([announcement, answered])) return;
      }
    } finally {
      off();
    }
  }
}
