/**
 * A TCP proxy on this machine: the slow, the broken and the dead line between a client and a server. Tests, benchmarks and
 * the soak have it from here. The handshake of TCP itself takes no time; everything after it is delayed.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { type Conditions, Lane } from './lane.js';
import { type Random, randomOf } from './random.js';

export interface ProxyOptions {
  /** Milliseconds each way. @default 0 */
  readonly delay?: number | undefined;
  /** Up to so many milliseconds more for each piece; the order of what is sent holds. @default 0 */
  readonly jitter?: number | undefined;
  /** Where jitter and cuts come from. @default the seed 1 */
  readonly random?: Random | undefined;
}

/** A connection through the proxy. */
class Line {
  readonly #lanes: readonly [Lane, Lane];
  isOpen = true;

  constructor(
    readonly near: Socket,
    readonly far: Socket,
    conditions: Conditions,
    onEnd: (line: Line) => void,
  ) {
    this.#lanes = [new Lane(near, far, conditions), new Lane(far, near, conditions)];
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      end.setNoDelay(true);
      // The reason why an end broke is of no use to anybody here: the other breaks too.
      end.on('error', () => undefined);
      end.on('close', () => {
        const isBroken = end.errored !== null || !end.readableEnded;
        if (isBroken && this.isOpen && !conditions.isBlackHole) other.resetAndDestroy();
        if (near.destroyed && far.destroyed) onEnd(this);
      });
    }
  }

  /** One of the ends has left. */
  get isLeft(): boolean {
    return this.near.destroyed || this.far.destroyed || this.near.readableEnded;
  }

  pump(): void {
    for (const lane of this.#lanes) lane.pump();
  }

  /** Both ends hear of it at once. */
  cut(): void {
    this.#end();
    this.near.resetAndDestroy();
    this.far.resetAndDestroy();
  }

  /** The far end is gone, and the near one is not told; it is let go when it leaves by itself. */
  halfOpen(): void {
    this.#end();
    this.far.resetAndDestroy();
    if (this.near.readableEnded) this.near.destroy();
    else this.near.once('end', () => this.near.destroy());
  }

  #end(): void {
    this.isOpen = false;
    for (const lane of this.#lanes) lane.end();
  }
}

export class TcpProxy {
  readonly #server: Server;
  readonly #lines = new Set<Line>();
  readonly #conditions: Conditions;
  #isRefusing = false;
  #accepted = 0;

  private constructor(
    private readonly target: URL,
    options: ProxyOptions,
  ) {
    const { delay = 0, jitter = 0, random = randomOf(1) } = options;
    this.#conditions = { delay, jitter, isBlackHole: false, random };
    this.#server = createServer({ allowHalfOpen: true }, (near) => this.#accept(near));
  }

  /** One in front of the server of this address. */
  static async open(target: string, options: ProxyOptions = {}): Promise<TcpProxy> {
    const proxy = new TcpProxy(new URL(target), options);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** The server's address, through the proxy. */
  get url(): string {
    const url = new URL(this.target);
    url.host = `127.0.0.1:${this.port}`;
    return url.href;
  }

  /** Connections that are open, or that somebody takes for open. */
  get connections(): number {
    return this.#lines.size;
  }

  /** Connections that there have been. */
  get accepted(): number {
    return this.#accepted;
  }

  get delay(): number {
    return this.#conditions.delay;
  }

  set delay(ms: number) {
    this.#conditions.delay = ms;
  }

  /** New connections are reset as soon as they are there. */
  refuse(isRefusing: boolean): void {
    this.#isRefusing = isRefusing;
  }

  /** All connections break at once; says how many. */
  cut(): number {
    return this.#each((line) => line.cut());
  }

  /** The far ends are gone, and the near ends are not told: silence. New connections work. */
  halfOpen(): number {
    return this.#each((line) => line.halfOpen());
  }

  /** One connection, picked by the seed, breaks; false where there is none. */
  cutOne(): boolean {
    const open = [...this.#lines].filter(({ isOpen }) => isOpen);
    if (open.length === 0) return false;
    this.#conditions.random.pick(open).cut();
    return true;
  }

  /**
   * Nothing passes either way on any connection, and new ones are as dead. What waits passes when it is over, unless one
   * end has given up meanwhile: nobody is left to send it again.
   */
  blackHole(isBlackHole: boolean): void {
    this.#conditions.isBlackHole = isBlackHole;
    if (isBlackHole) return;
    for (const line of [...this.#lines]) {
      if (line.isOpen && line.isLeft) line.cut();
      else line.pump();
    }
  }

  /** Ends all, the half-open ones too. */
  async close(): Promise<void> {
    for (const line of this.#lines) line.cut();
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }

  #each(act: (line: Line) => void): number {
    const open = [...this.#lines].filter(({ isOpen }) => isOpen);
    for (const line of open) act(line);
    return open.length;
  }

  #accept(near: Socket): void {
    this.#accepted++;
    if (this.#isRefusing) {
      near.on('error', () => undefined);
      near.resetAndDestroy();
      return;
    }
    const host = this.target.hostname.replace(/^\[|\]$/g, '');
    const far = connect({ host, port: Number(this.target.port || 80), allowHalfOpen: true });
    this.#lines.add(new Line(near, far, this.#conditions, (line) => this.#lines.delete(line)));
  }
}
