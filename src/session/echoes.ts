/**
 * What was pushed over HTTP comes back on our own socket, in the order in which the server published it. So an action
 * whose answer was lost can be settled all the same: it is looked for among what came back, by content and order. The
 * server prints actions anew (protocol trap T8), so values are compared, not texts.
 */
import { isRecord, parseJson } from '../schema/json.js';

/** One action that is expected back. */
export interface Echo {
  readonly text: string;
  readonly sentAt: number;
  seen: boolean;
  /** Whether the server has said that it has accepted it. */
  answered: boolean;
  /** The same as a value, once it has been needed. */
  value?: unknown;
}

/** An action comes back within 12 ms and the way; on a busy server somewhat later. */
const PATIENCE = 1_000;
/** Echoes that are waited for although their answer has come, so that later equal actions are not taken for them. */
const MOST = 512;

/** An action is printed with its type first. */
const PAYLOAD = /^\{"type":"(?:[^"\\]|\\.)*","payload":\{/;

export class Echoes {
  readonly #expected: Echo[] = [];
  readonly #onSeen = new Set<() => void>();
  #marks = 0;

  /** An action is about to be pushed. */
  expect(text: string): Echo {
    const echo: Echo = { text, sentAt: performance.now(), seen: false, answered: false };
    this.#expected.push(echo);
    if (this.#expected.length > MOST) this.#expected.shift();
    return echo;
  }

  /** An action with a private key in it, where an equal one is on its way: else their echoes could be mixed up. */
  mark(text: string): string {
    if (!this.#expected.some((echo) => echo.text === text && !echo.answered)) return text;
    const start = PAYLOAD.exec(text)?.[0];
    if (start === undefined) return text;
    const rest = text.slice(start.length);
    const key = `"fireflyClientKey":"${++this.#marks}"`;
    return rest.startsWith('}') ? start + key + rest : `${start}${key},${rest}`;
  }

  /** An action has come in over the socket: ours, or another program's. */
  take(action: unknown): void {
    if (this.#expected.length === 0 || !isRecord(action)) return;
    const start = `{"type":${JSON.stringify(action['type'])},`;
    const index = this.#expected.findIndex(
      (echo) => echo.text.startsWith(start) && isSame(actionOf(echo), action),
    );
    const echo = this.#expected[index];
    if (echo === undefined) return;
    echo.seen = true;
    this.#expected.splice(index, 1);
    for (const tell of [...this.#onSeen]) tell();
  }

  /** What will not come back any more: sockets have changed, and what came in between is lost. */
  forget(): void {
    this.#expected.length = 0;
  }

  /** Waits until all of these have come back, or cannot be expected to any more. */
  async settled(echoes: readonly Echo[], patience = PATIENCE): Promise<void> {
    const latest = Math.max(...echoes.map(({ sentAt }) => sentAt));
    const left = latest + patience - performance.now();
    const isDone = () => echoes.every((echo) => echo.seen || !this.#expected.includes(echo));
    if (left <= 0 || isDone()) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#onSeen.delete(look);
        resolve();
      };
      const look = () => isDone() && done();
      // This timer keeps the process alive: somebody waits for the end.
      const timer = setTimeout(done, left);
      this.#onSeen.add(look);
    });
  }

  /** Waits until nothing is expected back, for a while. */
  quiet(patience: number): Promise<void> {
    return this.settled([...this.#expected], patience);
  }
}

function actionOf(echo: Echo): unknown {
  echo.value ??= parseJson(echo.text);
  return echo.value;
}

/** Equal as values: the order of keys does not count, and numbers may have been printed anew. */
function isSame(one: unknown, other: unknown): boolean {
  if (typeof one === 'number' && typeof other === 'number')
    return one === other || Math.abs(one - other) <= 1e-12 * Math.max(Math.abs(one), Math.abs(other));
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, index) => isSame(item, other[index]));
  if (!isRecord(one) || !isRecord(other)) return one === other;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => isSame(one[key], other[key]));
}
