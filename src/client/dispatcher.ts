/** Runs the calls of one client: waits for what they need, queues them, and follows what becomes of them. */
import { isIdempotent } from '../actions/idempotent.js';
import type { Action, ModeWarning } from '../actions/types.js';
import {
  ArgumentError,
  ClosedError,
  DisplayError,
  NoViewerError,
  SupersededError,
  TimeoutError,
} from '../errors.js';
import type { Display, Expectation, Followed } from '../session/display.js';
import type { Session } from '../session/session.js';
import { followSignals, type WaitOptions, within, withResolvers } from '../session/timers.js';
import type { Needs, Tracked, Tracker } from '../session/tracker.js';
import { type Accepted, Handle } from './handle.js';
import type { PreparedInput, Resolved } from './inputs.js';
import type { CallLimits } from './limited.js';

/** How a client runs its calls. */
export interface DispatchPolicy {
  /** Undefined with `tracking: false`. */
  readonly tracker: Tracker | undefined;
  readonly hold: boolean;
  readonly requireViewer: boolean;
  readonly closed: () => boolean;
  /** Hears of failures that nobody awaits. */
  readonly onError: (error: unknown) => void;
  /** Hears of every action that leaves for the client's own channel. */
  readonly onDeparture: (action: Action) => void;
  /** The part of the page that actions are for, in a page that holds several viewers. */
  readonly renderTreeId?: string | undefined;
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
  /** Called right before it is sent. */
  readonly onDeparture?: () => void;
  /** Called when the server has published it. */
  readonly onAccepted?: () => void;
}

/** A call whose outcome viewers report. */
export interface TrackedCall<R, D> extends Call<R> {
  readonly expect: (input: () => Resolved | undefined) => Expectation<D>;
  readonly tracked?: Tracked;
  /**
   * Whether it makes a call of this kind pointless that is right before it on the same id and still waiting. So it is with tables:
   * of overlapping requests for one id whichever answer comes last stays on the screen (observed), so they go one after the other.
   */
  readonly replaces?: boolean;
}

/** The last call on an id. */
interface LastCall {
  departed: boolean;
  /** Takes it back, where a later call may do so. */
  readonly withdraw?: (error: Error) => void;
}

/** Viewers have worked through everything up to this action. */
export interface Handled {
  /** Always at least 1. */
  readonly viewers: number;
}

/** How a call is run. */
interface Job {
  readonly action: Action;
  readonly text: string;
  readonly idempotent: boolean;
  readonly resolved: { readonly input?: Resolved };
  readonly waits: readonly Promise<unknown>[];
  readonly display?: Followed | undefined;
  readonly withdrawal?: Withdrawal | undefined;
}

/** How a call is taken back. */
interface Withdrawal {
  /** Rejects when it is. */
  readonly promise: Promise<never>;
  readonly signal: AbortSignal;
  reject(error: Error): void;
}

function makeWithdrawal(): Withdrawal {
  const { promise, reject } = withResolvers<never>();
  const controller = new AbortController();
  return {
    promise,
    signal: controller.signal,
    reject: (error) => {
      reject(error);
      controller.abort(error);
    },
  };
}

const STAND_IN: Resolved = { file: '${not uploaded yet}' };
const HANDLED_TIMEOUT = 10_000;
/** A page that has much to do answers when it is through. */
const BUSY_TIMEOUT = 60_000;
const PRESENCE_WINDOW = 1_000;

export class Dispatcher {
  readonly #session: Session;
  readonly #policy: DispatchPolicy;
  readonly #last = new Map<string, LastCall>();
  /** Limits of the calls that are being made. */
  #limits: CallLimits = {};

  constructor(session: Session, policy: DispatchPolicy) {
    this.#session = session;
    this.#policy = policy;
  }

  get limits(): CallLimits {
    return this.#limits;
  }

  /** Runs a function so that the calls it makes have limits. */
  under<T>(limits: CallLimits, make: () => T): T {
    const outer = this.#limits;
    this.#limits = limits;
    try {
      return make();
    } finally {
      this.#limits = outer;
    }
  }

  /** Runs a call that viewers report by themselves. */
  follow<R extends object, D>(call: TrackedCall<R, D>): Handle<Accepted & R, D> {
    const checked = this.#check(call);
    const { tracker } = this.#policy;
    const resolved: { input?: Resolved } = {};
    const withdrawal = call.replaces ? this.#replace(call.method, call.tracked?.shows ?? '') : undefined;
    const waits = this.#waits(call, resolved, withdrawal?.signal);
    const display = tracker?.follow(
      call.expect(() => resolved.input),
      call.tracked ?? {},
    );
    const sent = this.#send(call, { ...checked, resolved, waits, display, withdrawal });
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
    const checked = this.#check(call);
    const resolved: { input?: Resolved } = {};
    const waits = this.#waits(call, resolved);
    const sent = this.#send(call, { ...checked, resolved, waits });
    const watcher = this.#watchFailure(sent);
    return new Handle<Accepted & R, Handled>({
      accepted: () => watcher.observe(),
      displayed: (options) => {
        const delivered = watcher.observe();
        if (this.#policy.tracker !== undefined) return this.#delivered(call.method, delivered, options);
        delivered.catch(() => undefined);
        return Promise.reject(untracked());
      },
    });
  }

  /** A call that a viewer of this mode would ignore: nothing is sent, and nothing will be displayed. */
  skip<R extends object, D>(method: string, warning: ModeWarning, result: R): Handle<Accepted & R, D> {
    if (this.#policy.closed()) throw new ClosedError(method);
    return new Handle<Accepted & R, D>({
      accepted: async () => ({ success: true, warning, ...result }),
      displayed: () =>
        Promise.reject(new DisplayError(method, `it was not sent, because ${warning.message}`, {})),
    });
  }

  /** Builds and prints the action once, so that bad input is refused at the call. */
  #check(call: Call<unknown>): Pick<Job, 'action' | 'text' | 'idempotent'> {
    if (this.#policy.closed()) throw new ClosedError(call.method);
    const input = call.input === undefined ? undefined : (call.input.now ?? STAND_IN);
    const action = call.action(input);
    return { action, text: this.#print(call, action), idempotent: isIdempotent(action) };
  }

  #print(call: Call<unknown>, { type, payload }: Action): string {
    const { renderTreeId } = this.#policy;
    const action = { type, payload: renderTreeId === undefined ? payload : { ...payload, renderTreeId } };
    return this.#session.print(call.method, action, call.channel);
  }

  #waits(call: Call<unknown>, resolved: { input?: Resolved }, signal?: AbortSignal): Promise<unknown>[] {
    const { tracker, hold, requireViewer } = this.#policy;
    const waits: Promise<unknown>[] = [];
    const needed = hold && call.needs !== undefined ? tracker?.waitFor(call.method, call.needs) : undefined;
    if (needed !== undefined) waits.push(needed);
    if (call.input !== undefined && call.input.now === undefined) {
      waits.push(
        call.input.resolve(followSignals(signal, this.#limits.signal)).then((input) => {
          resolved.input = input;
        }),
      );
    } else if (call.input?.now !== undefined) {
      resolved.input = call.input.now;
    }
    if (requireViewer) waits.push(this.#requireViewer(call.method));
    return waits;
  }

  async #send<R extends object>(call: Call<R>, job: Job): Promise<Accepted & R> {
    const { display, withdrawal } = job;
    const late = call.input !== undefined && call.input.now === undefined;
    const last: LastCall = { departed: false, ...(withdrawal && { withdraw: withdrawal.reject }) };
    for (const key of call.keys ?? []) this.#last.set(key, last);
    const waits = job.waits.length === 0 ? undefined : Promise.all(job.waits);
    const { signal, timeout } = this.#limits;
    let { action } = job;
    const lateText = () => {
      action = call.action(job.resolved.input);
      return this.#print(call, action);
    };
    try {
      await this.#session.send({
        method: call.method,
        text: late ? lateText : job.text,
        size: job.text.length,
        idempotent: job.idempotent,
        tracked: this.#policy.tracker !== undefined,
        keys: call.keys ?? [],
        barrier: call.barrier ?? false,
        ready: withdrawal === undefined ? waits : Promise.race([waits, withdrawal.promise]),
        channel: call.channel,
        signal: followSignals(signal),
        timeout,
        onDeparture: () => {
          withdrawal?.signal.throwIfAborted();
          last.departed = true;
          call.onDeparture?.();
          if (display !== undefined) display.departed = true;
          if (call.channel === undefined) this.#policy.onDeparture(action);
        },
      });
    } catch (error) {
      display?.fail(error instanceof Error ? error : new Error(String(error)));
      throw error;
    } finally {
      for (const key of call.keys ?? []) if (this.#last.get(key) === last) this.#last.delete(key);
    }
    if (display !== undefined) this.#policy.tracker?.published(display);
    call.onAccepted?.();
    return { success: true, ...call.result };
  }

  /**
   * Takes back the call right before on the same id, if it still waits, and outdates the one that is under way; gives how this
   * one can be taken back.
   */
  #replace(method: string, shows: string): Withdrawal {
    const before = this.#last.get(shows);
    if (before === undefined || before.departed) this.#policy.tracker?.outdate(shows);
    else before.withdraw?.(new SupersededError(`${method} of ${shows}`, 'a later one, before it was sent'));
    return makeWithdrawal();
  }

  /** Reports a failure that nobody has asked for by the time the caller had a chance to. */
  #watchFailure<T>(sent: Promise<T>): { observe(): Promise<T> } {
    let observed = false;
    sent.catch((error: unknown) => {
      setTimeout(() => observed || this.#complain(error), 0);
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
      // To close without waiting for what was sent is no failure.
      if (!accepted || error instanceof ClosedError) return;
      setTimeout(() => display.observed || this.#complain(error), 0);
    });
  }

  /** Being superseded is no failure: the program itself has asked for something else. */
  #complain(error: unknown): void {
    if (!(error instanceof SupersededError)) this.#policy.onError(error);
  }

  async #requireViewer(method: string): Promise<void> {
    const viewers = await this.#session.pulse({ first: true, window: PRESENCE_WINDOW });
    // One that answered before, and whose socket is still there, is busy.
    if (viewers === 0 && !this.#session.presence.isLikely)
      throw new NoViewerError(`${method} was not sent`, this.#session.viewerUrl);
  }

  /** Waits until it is sent, and then for a viewer, within one limit. */
  async #delivered(method: string, sent: Promise<unknown>, options: WaitOptions): Promise<Handled> {
    const start = performance.now();
    await within(sent, options, (ms) => new TimeoutError(`${method} was not sent`, ms));
    const left = options.timeout && Math.max(0, options.timeout - (performance.now() - start));
    const patience = this.#session.presence.isLikely ? BUSY_TIMEOUT : HANDLED_TIMEOUT;
    return this.#handled(method, left ?? patience, options.signal);
  }

  async #handled(method: string, window: number, signal: AbortSignal | undefined): Promise<Handled> {
    const viewers = await this.#session.pulse({ first: true, window, signal });
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
