/** A client whose calls have limits of their own. */

/** Limits of calls, until what they send is known to be published. */
export interface CallLimits {
  /** Takes back what has not left; the call rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until the call fails: with `TimeoutError` where it has not left, else with `OutcomeUnknownError`. */
  readonly timeout?: number | undefined;
}

/** The same client, but that its methods are called under limits: `under` runs a function so that what it calls has them. */
export function limited<C extends object>(client: C, under: <T>(call: () => T) => T): C {
  return new Proxy(client, {
    // Members are those of the client itself: its private fields are not those of a stand-in.
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => under(() => Reflect.apply(member, target, args));
    },
  });
}
