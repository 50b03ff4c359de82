/**
 * Every error of this package. All extend `FireflyError`; `code` is stable, the message says what happened
 * and what to do next, `cause` holds what was underneath.
 */

/** Stable names of the errors, for programs that switch on them. */
export type FireflyErrorCode =
  | 'ARGUMENT'
  | 'CONNECTION'
  | 'AUTHENTICATION'
  | 'PROTOCOL'
  | 'COMMAND'
  | 'INPUT'
  | 'OUTPUT'
  | 'NO_VIEWER'
  | 'VIEWER_GONE'
  | 'DISPLAY'
  | 'TIMEOUT'
  | 'SUPERSEDED'
  | 'DEPENDENCY'
  | 'OUTCOME_UNKNOWN'
  | 'POPUP_BLOCKED'
  | 'EMBED'
  | 'OVERFLOW'
  | 'QUEUE_FULL'
  | 'EVICTED'
  | 'CLOSED';

/** The root of all errors of this package. */
export class FireflyError extends Error {
  override name = 'FireflyError';
  constructor(
    readonly code: FireflyErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** An argument is wrong; nothing was sent. */
export class ArgumentError extends FireflyError {
  override name = 'ArgumentError';
  constructor(
    /** The method or option set the argument belongs to, e.g. `setPan`. */
    readonly method: string,
    /** The argument and where in it, e.g. `options.coord`. */
    readonly argument: string,
    /** What was given. */
    readonly value: unknown,
    /** What would be right. */
    readonly expected: string,
    options?: ErrorOptions,
  ) {
    super('ARGUMENT', `${method}: ${argument} must be ${expected}, got ${describe(value)}`, options);
  }
}

/** The server could not be reached, or the connection to it broke. */
export class ConnectionError extends FireflyError {
  override name = 'ConnectionError';
  constructor(
    message: string,
    /** Whether the server can have received anything: `no` where no connection was made. */
    readonly received: 'no' | 'unknown',
    options?: ErrorOptions,
  ) {
    super('CONNECTION', message, options);
  }
}

/** An upload broke off: the connection was cut, or nothing got on any more. */
export class UploadError extends ConnectionError {
  override name = 'UploadError';
  constructor(
    message: string,
    received: 'no' | 'unknown',
    /** Bytes of the file that had left this side. */
    readonly bytesSent: number,
    /** Bytes of the file; undefined where a stream does not tell. */
    readonly bytesTotal: number | undefined,
    options?: ErrorOptions,
  ) {
    super(
      `${message} after ${bytesSent} of ${bytesTotal ?? 'an unknown number of'} bytes`,
      received,
      options,
    );
  }
}

/** The server, or a gateway in front of it, wants to know who asks. */
export class AuthenticationError extends FireflyError {
  override name = 'AuthenticationError';
  constructor(message: string, options?: ErrorOptions) {
    super('AUTHENTICATION', message, options);
  }
}

/** What answered does not speak Firefly's protocol, or broke it. */
export class ProtocolError extends FireflyError {
  override name = 'ProtocolError';
  constructor(message: string, options?: ErrorOptions) {
    super('PROTOCOL', message, options);
  }
}

/** The server understood a command and refused it or failed at it. */
export class CommandError extends FireflyError {
  override name = 'CommandError';
  /** The server's message in plain words; empty where it gave none. */
  readonly reason: string;
  constructor(
    readonly command: string,
    /** HTTP status of the answer; servers fail with 200 as well. */
    readonly status: number,
    /** What the server said, outermost first, as it came; may be empty. */
    readonly reasons: readonly string[],
    options?: ErrorOptions,
  ) {
    const reason = plainReason(reasons);
    const said = reason === '' ? 'no reason was given' : reason;
    super('COMMAND', `the server failed at ${command} (HTTP ${status}): ${said}`, options);
    this.reason = reason;
  }
}

/** What a database says of a statement, somewhere in the names of classes. */
const DATABASE_MESSAGE = /"exception_message":"((?:[^"\\\n]|\\[^\n])*)"/;
const CLASS_NAMES = /^(?:(?:[a-z]\w*\.)+[A-Z]\w*:\s*)+/;

/** Of a chain of causes the words that are not repeated, or those of the database. */
function plainReason(reasons: readonly string[]): string {
  for (const reason of reasons) {
    const [, message] = DATABASE_MESSAGE.exec(reason) ?? [];
    if (message !== undefined) return message.replace(/\\n.*$/, '').replaceAll('\\"', '"');
  }
  const plain = [...new Set(reasons.map((reason) => reason.replace(CLASS_NAMES, '')))];
  // What goes around another says nothing more but where.
  return plain.filter((one) => !plain.some((other) => other !== one && one.includes(other))).join(': ');
}

/** An input (file, URL, stream) could not be read or is not what it has to be. */
export class InputError extends FireflyError {
  override name = 'InputError';
  constructor(message: string, options?: ErrorOptions) {
    super('INPUT', message, options);
  }
}

/** A file or stream could not be written. */
export class OutputError extends FireflyError {
  override name = 'OutputError';
  constructor(message: string, options?: ErrorOptions) {
    super('OUTPUT', message, options);
  }
}

/** No viewer is open on the channel, so nobody would see, or has seen, the action. */
export class NoViewerError extends FireflyError {
  override name = 'NoViewerError';
  constructor(what: string, viewerUrl: string, options?: ErrorOptions) {
    super(
      'NO_VIEWER',
      `${what}: no viewer is open on this channel. Open ${viewerUrl} in a browser, or call openViewer()`,
      options,
    );
  }
}

/** The viewer that was to show something was closed or reloaded in the meantime. */
export class ViewerGoneError extends FireflyError {
  override name = 'ViewerGoneError';
  constructor(
    message: string,
    /** `closed`: its page is gone. `reloaded`: it came back empty. */
    readonly how: 'closed' | 'reloaded',
    options?: ErrorOptions,
  ) {
    super('VIEWER_GONE', message, options);
  }
}

/** A viewer tried to show something and failed. */
export class DisplayError extends FireflyError {
  override name = 'DisplayError';
  constructor(
    /** What was to be shown, e.g. `image 'm31'`. */
    readonly subject: string,
    /** The viewer's or the server's reason. */
    readonly reason: string,
    /** What the viewer reported, as it came. */
    readonly report: Readonly<Record<string, unknown>>,
    options?: ErrorOptions,
  ) {
    super('DISPLAY', `${subject} could not be displayed: ${reason}`, options);
  }
}

/** Something did not happen in time. */
export class TimeoutError extends FireflyError {
  override name = 'TimeoutError';
  constructor(
    /** What did not happen. */
    readonly what: string,
    /** Milliseconds that were waited. */
    readonly timeout: number,
    options?: ErrorOptions,
  ) {
    super('TIMEOUT', `${what} (waited ${timeout} ms)`, options);
  }
}

/** A later call made this one pointless: its outcome will never be known. */
export class SupersededError extends FireflyError {
  override name = 'SupersededError';
  constructor(what: string, by: string) {
    super('SUPERSEDED', `${what} was superseded by ${by}`);
  }
}

/** An action was not sent because what it depends on failed (see `cause`). */
export class DependencyError extends FireflyError {
  override name = 'DependencyError';
  constructor(action: string, on: string, options?: ErrorOptions) {
    const cause = options?.cause;
    const why = cause instanceof Error ? `: ${cause.message}` : '';
    super('DEPENDENCY', `${action} was not sent, because ${on} is not on the screen${why}`, options);
  }
}

/** The connection broke while an action was on its way: it may or may not have been run. */
export class OutcomeUnknownError extends FireflyError {
  override name = 'OutcomeUnknownError';
  constructor(action: string, options?: ErrorOptions) {
    super(
      'OUTCOME_UNKNOWN',
      `${action} was on its way when the connection broke; it may or may not have reached the viewer`,
      options,
    );
  }
}

/** The browser did not let the page open a window. */
export class PopupBlockedError extends FireflyError {
  override name = 'PopupBlockedError';
  constructor(url: string) {
    super(
      'POPUP_BLOCKED',
      `the browser blocked the window: call openViewer() directly in a click handler, or show a link to ${url}`,
    );
  }
}

/** The viewer could not become part of the page. */
export class EmbedError extends FireflyError {
  override name = 'EmbedError';
  constructor(message: string, options?: ErrorOptions) {
    super('EMBED', message, options);
  }
}

/** A reader was slower than what it reads, and its buffer is full. */
export class OverflowError extends FireflyError {
  override name = 'OverflowError';
  constructor(message: string) {
    super('OVERFLOW', message);
  }
}

/** The queue has no room: nothing was sent. */
export class QueueFullError extends FireflyError {
  override name = 'QueueFullError';
  constructor(
    /** Actions that wait or are under way. */
    readonly actions: number,
    /** Characters of these. */
    readonly characters: number,
  ) {
    super(
      'QUEUE_FULL',
      `${actions} actions of ${characters} characters wait to be sent: await some of them (or flush()) before you call more, or connect with a larger queue`,
    );
  }
}

/** The server has closed our socket again and again: others want the channel (it holds ten sockets). */
export class EvictedError extends FireflyError {
  override name = 'EvictedError';
  constructor(
    readonly channel: string,
    /** Milliseconds until the next attempt, at most. */
    readonly delay: number,
  ) {
    super(
      'EVICTED',
      `the server closed the event socket of ${channel} twice within a minute: a channel holds ten sockets, so close viewers and programs that are not used, or take another channel. The next attempt comes within ${Math.round(delay / 1000)} s`,
    );
  }
}

/** The client was closed. */
export class ClosedError extends FireflyError {
  override name = 'ClosedError';
  constructor(what: string) {
    super('CLOSED', `${what}: the client is closed`);
  }
}

/** A value in a few characters, for messages. */
export function describe(value: unknown): string {
  if (typeof value === 'string')
    return value.length > 80 ? `${JSON.stringify(value.slice(0, 77))}…` : JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'symbol' || typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : `an array of ${value.length}`;
  const name = Object.getPrototypeOf(value)?.constructor?.name;
  if (ArrayBuffer.isView(value) && 'length' in value) return `a ${name} of ${value.length}`;
  return typeof name === 'string' && name !== 'Object'
    ? `a ${name}`
    : `an object with the keys ${Object.keys(value).slice(0, 6).join(', ') || '(none)'}`;
}
