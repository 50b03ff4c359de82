/** Runs the calls of one client: waits for what they need, queues them, and follows what becomes of them. */
import type { Action } from '../actions/types.js';
import { ArgumentError, NoViewerError } from '../errors.js';
import type { Display, Expectation } from '../session/display.js';
import type { Session } from '../session/session.js';
import type { WaitOptions } from '../session/timers.js';
import type { Needs, Tracked, Tracker } from '../session/tracker.js';
import { type Accepted, Handle } from './handle.js';
import type { PreparedInput, Resolved } from './inputs.js';

/** How a client runs its calls. */
export interface DispatchPolicy {
  /** Undefined with `tracking: false`. */
  readonly tracker: Tracker | undefined;
  readonly hold: boolean;
  readonly requireViewer: boolean;
  /** Hears of failures that nobody awaits. */
  readonly onError: (error: unknown) => void;
}

/** One call. */
export interface Call<R> {
  readonly method: string;
  /** The action; called once with a stand-in for the input, to check everything before anything happens. */
  readonly action: (input: Resolved | undefined) => Action;
  readonly input?: PreparedInput | undefined;
  /** Ids it concerns. */
  readonly keys?: readonly string[];
  readonly needs?: Needs;
  readonly barrier?: boolean;
  readonly channel?: string | undefined;
  /** What the caller gets besides `success`. */
  readonly result: R;
  /** Called when the server has published it. */
  readonly onAccepted?: () => void;
}

/** A call whose outcome viewers report. */
export interface TrackedCall<R, D> extends Call<R> {
  readonly expect: (input: () => Resolved | undefined) => Expectation<D>;
  readonly tracked?: Tracked;
}

/** Viewers have worked through everything up to this action. */
export interface Handled {
  /** Always at least 1. */
  readonly viewers: number;
}

const STAND_IN: Resolved = { file: '${not uploaded yet}' };
const HANDLED_TIMEOUT = 10_000;
const PRESENCE_WINDOW = 1_000;

export class Dispatcher {
  readonly #session: Session;
  readonly #policy: DispatchPolicy;

  constructor(session: Session, policy: DispatchPolicy) {
    this.#session = session;
    this.#policy = policy;
  }

  /** Runs a call that viewers report by themselves. */
  follow<R extends object, D>(call: TrackedCall<R, D>): Handle<Accepted & R, D> {
    const text = this.#check(call);
    const { tracker } = this.#policy;
    const resolved: { input?: Resolved } = {};
    const waits = this.#waits(call, resolved);
    const display = tracker?.follow(
      call.expect(() => resolved.input),
      call.tracked ?? {},
    );
    const sent = this.#send(call, text, resolved, waits, display);
    const watcher = this.#watchFailure(sent);
    if (display !== undefined) this.#watchDisplay(display, sent);
    return new Handle<Accepted & R, D>({
      accepted: () => watcher.observe(),
      displayed: (options) => {
        void watcher.observe().catch(() => undefined);
        return display === undefined ? Promise.reject(untracked()) : display.wait(options);
      },
    });
  }

  /** Runs a call of which viewers say nothing: displayed means that they have worked through it. */
  run<R extends object>(call: Call<R>): Handle<Accepted & R, Handled> {
    const text = this.#check(call);
    const resolved: { input?: Resolved } = {};
    const sent = this.#send(call, text, resolved, this.#waits(call, resolved), undefined);
    const watcher = this.#watchFailure(sent);
    return new Handle<Accepted & R, Handled>({
      accepted: () => watcher.observe(),
      displayed: async (options) => {
        await watcher.observe();
        return this.#handled(call.method, options);
      },
    });
  }

  /** Builds and prints the action once, so that bad input is refused at the call. */
  #check(call: Call<unknown>): string {
    const input = call.input === undefined ? undefined : (call.input.now ?? STAND_IN);
    return this.#session.print(call.method, call.action(input), call.channel);
  }

  #waits(call: Call<unknown>, resolved: { input?: Resolved }): Promise<unknown>[] {
    const { tracker, hold, requireViewer } = this.#policy;
    const waits: Promise<unknown>[] = [];
    const needed = hold && call.needs !== undefined ? tracker?.waitFor(call.method, call.needs) : undefined;
    if (needed !== undefined) waits.push(needed);
    if (call.input !== undefined && call.input.now === undefined) {
      waits.push(
        call.input.resolve().then((input) => {
          resolved.input = input;
        }),
      );
    } else if (call.input?.now !== undefined) {
      resolved.input = call.input.now;
    }
    if (requireViewer) waits.push(this.#requireViewer(call.method));
    return waits;
  }

  async #send<R extends object, D>(
    call: Call<R>,
    text: string,
    resolved: { readonly input?: Resolved },
    waits: readonly Promise<unknown>[],
    display: Display<D> | undefined,
  ): Promise<Accepted & R> {
    const late = call.input !== undefined && call.input.now === undefined;
    try {
      await this.#session.send({
        method: call.method,
        text: late ? () => this.#session.print(call.method, call.action(resolved.input), call.channel) : text,
        keys: call.keys ?? [],
        barrier: call.barrier ?? false,
        ready: waits.length === 0 ? undefined : Promise.all(waits),
        channel: call.channel,
        onDeparture: () => {
          if (display !== undefined) display.departed = true;
        },
      });
    } catch (error) {
      display?.fail(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
    if (display !== undefined) this.#policy.tracker?.published(display);
    call.onAccepted?.();
    return { success: true, ...call.result };
  }

  /** Reports a failure that nobody has asked for by the time the caller had a chance to. */
  #watchFailure<T>(sent: Promise<T>): { observe(): Promise<T> } {
    let observed = false;
    sent.catch((error: unknown) => {
      setTimeout(() => observed || this.#policy.onError(error), 0);
    });
    return {
      observe: () => {
        observed = true;
        return sent;
      },
    };
  }

  #watchDisplay<D>(display: Display<D>, sent: Promise<unknown>): void {
    display.promise.catch(async (error: unknown) => {
      const accepted = await sent.then(
        () => true,
        () => false,
      );
      if (accepted) setTimeout(() => display.observed || this.#policy.onError(error), 0);
    });
  }

  async #requireViewer(method: string): Promise<void> {
    const viewers = await this.#session.pulse({ first: true, window: PRESENCE_WINDOW });
    if (viewers === 0) throw new NoViewerError(`${method} was not sent`, this.#session.viewerUrl);
  }

  async #handled(method: string, options: WaitOptions): Promise<Handled> {
    const window = options.timeout ?? HANDLED_TIMEOUT;
    const viewers = await this.#session.pulse({ first: true, window, signal: options.signal });
    if (viewers === 0)
      throw new NoViewerError(
        `${method} was sent, but no viewer answered in ${window} ms`,
        this.#session.viewerUrl,
      );
    return { viewers };
  }
}

const untracked = (): ArgumentError =>
  new ArgumentError(
    'displayed',
    'the client',
    'tracking: false',
    'connected with tracking (the default) to hear back from viewers',
  );
