/** What the cases of the transport contract are written with; no test runner is needed. */
import { isRecord, parseJson } from '../schema/json.js';
import { withResolvers } from '../session/timers.js';
import type { CallOptions, EventSocket, SocketClosed, Transport } from '../transport/types.js';

/** A transport does not do what clients rely on. */
export class ContractError extends Error {
  override name = 'ContractError';
}

/** What a case works with. */
export interface ContractSubject {
  readonly transport: Transport;
  /** A channel that nobody else is on. */
  readonly channel: string;
}

/** Long enough for a busy machine; what does not come in this time does not come. */
const PATIENCE = 10_000;

export const LIMITS: CallOptions = { timeout: PATIENCE };

/** Throws unless it is so. */
export function ensure(holds: boolean, rule: string, seen?: unknown): asserts holds {
  if (holds) return;
  throw new ContractError(seen === undefined ? rule : `${rule}; got ${printed(seen)}`);
}

/** What a promise is rejected with; throws when it resolves, or does neither. */
export async function rejection(promise: Promise<unknown>, rule: string): Promise<unknown> {
  const outcome = await soon(
    promise.then(
      (value) => ({ value }),
      (reason: unknown) => ({ reason }),
    ),
    `${rule}, and in time`,
  );
  ensure('reason' in outcome, rule, 'value' in outcome ? outcome.value : undefined);
  return outcome.reason;
}

/** What a promise resolves with, in time. */
export async function soon<T>(promise: Promise<T>, rule: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new ContractError(`${rule} (waited ${PATIENCE} ms)`)), PATIENCE);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** An action as text, with a mark to know it by. */
export const actionText = (mark: string, more: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({ type: 'contract.mark', payload: { mark, ...more } });

/** A frame that takes an action to the others on its channel. */
export const frameText = (mark: string): string =>
  JSON.stringify({
    name: 'FLUX_ACTION',
    scope: 'CHANNEL',
    dataType: 'JSON',
    data: { type: 'contract.mark', payload: { mark } },
  });

/** A socket that keeps what it hears. */
export class Heard {
  readonly closes: SocketClosed[] = [];
  /** Frames that came after the end. */
  late = 0;
  readonly payloads: Readonly<Record<string, unknown>>[] = [];
  #id: unknown;
  #registered = false;
  #changed = withResolvers<void>();
  #socket: EventSocket | undefined;

  /** Opens a socket, and waits until the server delivers to it. */
  static async on({ transport, channel }: ContractSubject): Promise<Heard> {
    const heard = new Heard();
    const opening = transport.events.open(
      channel,
      {
        frame: (text) => heard.#frame(channel, text),
        closed: (info) => {
          heard.closes.push(info);
          heard.#tell();
        },
      },
      LIMITS,
    );
    heard.#socket = await soon(opening, 'open() resolves with a socket');
    await heard.until(() => heard.#registered, 'a socket hears the greeting and the list of its channel');
    return heard;
  }

  get socket(): EventSocket {
    ensure(this.#socket !== undefined, 'open() resolves with a socket');
    return this.#socket;
  }

  get marks(): unknown[] {
    return this.payloads.map(({ mark }) => mark);
  }

  /** Waits until something is so; looked at again with each frame, and at the end. */
  async until(holds: () => boolean, rule: string): Promise<void> {
    while (!holds()) await soon(this.#changed.promise, rule);
  }

  #frame(channel: string, text: string): void {
    if (this.closes.length > 0) this.late++;
    const frame = parseJson(text);
    const data = isRecord(frame) && isRecord(frame['data']) ? frame['data'] : {};
    const payload = isRecord(data['payload']) ? data['payload'] : {};
    if (data['connID'] !== undefined) this.#id = data['connID'];
    const listed = payload[channel];
    if (data['type'] === 'app_data.wsConnUpdated' && Array.isArray(listed) && listed.includes(this.#id))
      this.#registered = true;
    if (data['type'] === 'contract.mark') this.payloads.push(payload);
    this.#tell();
  }

  #tell(): void {
    this.#changed.resolve();
    this.#changed = withResolvers();
  }
}

function printed(value: unknown): string {
  const text = value instanceof Error ? `${value.name}: ${value.message}` : JSON.stringify(value);
  return text === undefined ? String(value) : text.slice(0, 300);
}
