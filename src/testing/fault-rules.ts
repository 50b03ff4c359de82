/** What can go wrong on purpose, as tests and command lines say it, and the check of what they say. */

/** Which requests a fault is for. What is left out matches everything. */
interface RequestMatch {
  readonly on: 'request';
  /** Name of a command, of several, or `healthz`, `upload`, `Download`. */
  readonly cmd?: string | readonly string[] | undefined;
  /** The channel that the request is about. */
  readonly channel?: string | undefined;
  /** Path below the base, e.g. `/CmdSrv/sync`. */
  readonly path?: string | undefined;
}

/** Which event sockets a fault is for: those that are opened while it is there. */
interface SocketMatch {
  readonly on: 'socket';
  readonly channel?: string | undefined;
}

/** Which frames on their way to clients a fault is for. */
interface FrameMatch {
  readonly on: 'frame';
  readonly channel?: string | undefined;
  /** Type of the action, or id or type of the report. */
  readonly type?: string | undefined;
}

/** How often. */
interface Limits {
  /** Lets so many that match pass first. @default 0 */
  readonly skip?: number | undefined;
  /** Ends after so many. @default until it is removed */
  readonly times?: number | undefined;
  /** What to call it in the log. */
  readonly name?: string | undefined;
}

/** What happens to a request. */
export type RequestFault =
  /** The connection is cut when the request has arrived; nothing is carried out. */
  | { readonly fault: 'drop' }
  /** As if nobody listened: the connection is reset before the request is read. */
  | { readonly fault: 'refuse' }
  /** Carried out at once, answered so many milliseconds later. */
  | { readonly fault: 'late'; readonly ms: number }
  /** Carried out; the connection is cut in the place of an answer. */
  | { readonly fault: 'lose' }
  /** Neither carried out nor answered, and the connection stays open: a link that is dead and does not say so. */
  | { readonly fault: 'halfOpen' }
  /** Carried out; the answer begins and never ends. */
  | { readonly fault: 'stall' }
  /** Carried out; the connection is cut in the middle of the answer. */
  | { readonly fault: 'cut' }
  /** Not carried out; a page of something in between comes back, with status 200. */
  | {
      readonly fault: 'wrongType';
      readonly contentType?: string | undefined;
      readonly text?: string | undefined;
    }
  /** Not carried out; answered with a status. @default 500 with Firefly's empty failure */
  | { readonly fault: 'status'; readonly status?: number | undefined; readonly text?: string | undefined }
  /** Not carried out; sent elsewhere, as a gateway does that wants a login. @default /login */
  | { readonly fault: 'redirect'; readonly location?: string | undefined };

/** What happens to a socket. `after` counts the frames that it still gets, the greeting included. */
export type SocketFault =
  /** The handshake is answered with a status. @default 503 */
  | { readonly fault: 'refuse'; readonly status?: number | undefined }
  /** The handshake takes so many milliseconds longer. */
  | { readonly fault: 'late'; readonly ms: number }
  /** The handshake is never answered. */
  | { readonly fault: 'stall' }
  /** The connection breaks (1006). */
  | { readonly fault: 'cut'; readonly after?: number | undefined }
  /** The server says goodbye. @default 1001 */
  | { readonly fault: 'close'; readonly after?: number | undefined; readonly code?: number | undefined }
  /** Nothing passes any more, in neither direction, and nothing is closed. */
  | { readonly fault: 'halfOpen'; readonly after?: number | undefined }
  /** Its owner no longer reads it: frames pile up, and with the trap `stalledReaders` everybody waits. */
  | { readonly fault: 'unread'; readonly after?: number | undefined };

/** What happens to a frame. */
export type FrameFault =
  /** It is not delivered; the frames around it are. */
  { readonly fault: 'drop' };

export type RequestRule = RequestMatch & Limits & RequestFault;
export type SocketRule = SocketMatch & Limits & SocketFault;
export type FrameRule = FrameMatch & Limits & FrameFault;

/** One fault: what it is for, how often, and what happens. */
export type FaultRule = RequestRule | SocketRule | FrameRule;

type Check = (value: unknown) => string | undefined;

const text: Check = (value) => (typeof value === 'string' ? undefined : 'a text');
const texts: Check = (value) =>
  typeof value === 'string' || (Array.isArray(value) && value.every((one) => typeof one === 'string'))
    ? undefined
    : 'a text, or a list of them';
const whole =
  (least: number, most = Number.MAX_SAFE_INTEGER): Check =>
  (value) =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= most
      ? undefined
      : `a whole number from ${least}${most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most}`}`;

const LIMITS = { on: text, fault: text, skip: whole(0), times: whole(1), name: text };
const AFTER = { after: whole(0) };
const MS = { ms: whole(0, 2 ** 31 - 1) };

/** For each kind: how to match, and the faults with what they take. */
const KINDS: Readonly<
  Record<string, { match: Record<string, Check>; faults: Record<string, Record<string, Check>> }>
> = {
  request: {
    match: { cmd: texts, channel: text, path: text },
    faults: {
      drop: {},
      refuse: {},
      late: MS,
      lose: {},
      halfOpen: {},
      stall: {},
      cut: {},
      wrongType: { contentType: text, text },
      status: { status: whole(200, 599), text },
      redirect: { location: text },
    },
  },
  socket: {
    match: { channel: text },
    faults: {
      refuse: { status: whole(300, 599) },
      late: MS,
      stall: {},
      cut: AFTER,
      close: { ...AFTER, code: whole(1000, 4999) },
      halfOpen: AFTER,
      unread: AFTER,
    },
  },
  frame: { match: { channel: text, type: text }, faults: { drop: {} } },
};

/** Throws for what is no fault, and says what would be one. */
export function checkFault(rule: FaultRule): void {
  const given: Readonly<Record<string, unknown>> = { ...rule };
  const kind = pick('on', given['on'], KINDS);
  const takes = pick(`fault of a ${rule.on}`, given['fault'], kind.faults);
  const checks: Readonly<Record<string, Check>> = { ...LIMITS, ...kind.match, ...takes };
  for (const [key, value] of Object.entries(given)) {
    const expected = value === undefined ? undefined : pick('member of this fault', key, checks)(value);
    if (expected !== undefined) {
      throw new RangeError(`"${key}" of a fault is ${JSON.stringify(value)}, expected ${expected}`);
    }
  }
  if ('ms' in takes && given['ms'] === undefined) throw new RangeError('the fault "late" needs "ms"');
}

function pick<T>(what: string, name: unknown, among: Readonly<Record<string, T>>): T {
  const found = typeof name === 'string' && Object.hasOwn(among, name) ? among[name] : undefined;
  if (found !== undefined) return found;
  throw new RangeError(
    `there is no ${what} ${JSON.stringify(name)}; there are: ${Object.keys(among).join(', ')}`,
  );
}
