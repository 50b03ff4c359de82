/**
 * Decides what goes wrong. Pure: it is asked about each request, socket and frame and says which fault there is for
 * it; memory and playground carry it out, each in its own way.
 */
import { isRecord, parseJson } from '../schema/json.js';
import { withResolvers } from '../session/timers.js';
import {
  checkFault,
  type FaultRule,
  type FrameRule,
  type RequestRule,
  type SocketRule,
} from './fault-rules.js';

/** A fault that has been added. */
export interface Fault {
  readonly rule: FaultRule;
  /** How often it has happened. */
  readonly hits: number;
  /** Ends when it has happened so often; rejects when it is removed before. @param times default 1 */
  hit(times?: number): Promise<void>;
  /** From now on nothing of this happens; what is being held up by it ends. */
  remove(): void;
}

/** A fault that happens now. */
export interface Happening<Rule extends FaultRule> {
  readonly rule: Rule;
  /** Aborts when the fault is removed: what it holds up is to end. */
  readonly removed: AbortSignal;
}

/** What a request is matched by. */
export interface AskedRequest {
  readonly cmd: string;
  readonly channel?: string | undefined;
  readonly path?: string | undefined;
}

interface Waiting {
  readonly times: number;
  resolve(): void;
  reject(reason: unknown): void;
}

class Added implements Fault {
  hits = 0;
  #seen = 0;
  readonly #removed = new AbortController();
  readonly #waiting = new Set<Waiting>();

  constructor(
    readonly rule: FaultRule,
    private readonly onRemove: (fault: Added) => void,
  ) {}

  get removed(): AbortSignal {
    return this.#removed.signal;
  }

  /** Counts something that matches; says whether the fault happens to it. */
  meets(): boolean {
    const { skip = 0, times = Number.POSITIVE_INFINITY } = this.rule;
    this.#seen += 1;
    if (this.#seen <= skip || this.hits >= times) return false;
    this.hits += 1;
    for (const waiting of this.#waiting) {
      if (this.hits < waiting.times) continue;
      this.#waiting.delete(waiting);
      waiting.resolve();
    }
    return true;
  }

  hit(times = 1): Promise<void> {
    if (this.hits >= times) return Promise.resolve();
    const { promise, resolve, reject } = withResolvers<void>();
    if (this.removed.aborted) reject(this.#tooEarly(times));
    else this.#waiting.add({ times, resolve, reject });
    return promise;
  }

  remove(): void {
    if (this.removed.aborted) return;
    this.onRemove(this);
    this.#removed.abort();
    for (const { times, reject } of this.#waiting) reject(this.#tooEarly(times));
    this.#waiting.clear();
  }

  #tooEarly(times: number): Error {
    const { on, fault, name = `${fault} of a ${on}` } = this.rule;
    return new Error(`the fault "${name}" was removed after ${this.hits} of ${times}`);
  }
}

/** The faults of one server. The one that was added first counts. */
export class Faults {
  readonly #added = new Set<Added>();

  /** @param onHit hears of each fault when it happens */
  constructor(private readonly onHit: (rule: FaultRule) => void = () => undefined) {}

  add(rule: FaultRule): Fault {
    checkFault(rule);
    const fault = new Added({ ...rule }, (gone) => this.#added.delete(gone));
    this.#added.add(fault);
    return fault;
  }

  /** Removes all. */
  clear(): void {
    for (const fault of [...this.#added]) fault.remove();
  }

  forRequest(asked: AskedRequest): Happening<RequestRule> | undefined {
    return this.#first((rule): rule is RequestRule => rule.on === 'request' && isFor(rule, asked));
  }

  forSocket(channel: string): Happening<SocketRule> | undefined {
    return this.#first((rule): rule is SocketRule => rule.on === 'socket' && fits(rule.channel, channel));
  }

  forFrame(channel: string, text: string): Happening<FrameRule> | undefined {
    let names: readonly unknown[] | undefined;
    return this.#first((rule): rule is FrameRule => {
      if (rule.on !== 'frame' || !fits(rule.channel, channel)) return false;
      if (rule.type === undefined) return true;
      names ??= namesOf(text);
      return names.includes(rule.type);
    });
  }

  #first<Rule extends FaultRule>(matches: (rule: FaultRule) => rule is Rule): Happening<Rule> | undefined {
    for (const fault of this.#added) {
      const { rule } = fault;
      if (!matches(rule) || !fault.meets()) continue;
      this.onHit(rule);
      return { rule, removed: fault.removed };
    }
    return undefined;
  }
}

function isFor({ cmd, channel, path }: RequestRule, asked: AskedRequest): boolean {
  const isCommand =
    cmd === undefined || (typeof cmd === 'string' ? cmd === asked.cmd : cmd.includes(asked.cmd));
  return isCommand && fits(channel, asked.channel) && fits(path, asked.path);
}

const fits = (wanted: string | undefined, value: string | undefined): boolean =>
  wanted === undefined || wanted === value;

/** What a frame can be called by: type of its action, id and type of its report, or the name of the frame. */
function namesOf(text: string): readonly unknown[] {
  const frame = parseJson(text);
  if (!isRecord(frame)) return [];
  const data = isRecord(frame['data']) ? frame['data'] : {};
  return [frame['name'], data['type'], data['id']];
}
