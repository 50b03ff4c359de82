/** A client, a server in memory, and viewers that are scripted. */
import {
  type ConnectOptions,
  type EventSocket,
  FireflyClient,
  type FireflyError,
  type Transport,
} from 'firefly-client';
import {
  createMemoryServer,
  type MemoryServer,
  type MemoryServerOptions,
  type ScriptedViewer,
  type ScriptedViewerOptions,
} from 'firefly-client/testing';
import { vi } from 'vitest';
import { fits, stars } from '../unit/testing/helpers.js';

export { fits, stars };

export const URL_OF_SERVER = 'http://memory.test/firefly';

/** An action as it was handed to the server. */
export interface Sent {
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

type Intercept = NonNullable<MemoryServerOptions['intercept']>;

const clients = new Set<FireflyClient>();

/** To be called after each test: ends what tests left open. */
export async function closeAll(): Promise<void> {
  vi.useRealTimers();
  await Promise.all([...clients].map((client) => client.close({ timeout: 200 })));
  clients.clear();
}

/** Only timers stand still; microtasks and `setImmediate` go on. */
export function stopTime(): void {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  });
}

export const passes = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

/** Lets everything run that waits for no timer. */
export async function turn(): Promise<void> {
  for (let round = 0; round < 3; round++) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** Lets also pass what the client leaves to the next timers, such as telling of a failure that nobody awaits. */
export async function complaints(): Promise<void> {
  await turn();
  await new Promise<void>((resolve) => setTimeout(resolve, 2));
}

/** A promise whose end is in the hands of the test. */
export function gate(): { readonly passed: Promise<undefined>; open(): void } {
  let open: () => void = () => undefined;
  const passed = new Promise<undefined>((resolve) => {
    open = () => resolve(undefined);
  });
  return { passed, open };
}

export interface StageOptions {
  readonly client?: ConnectOptions;
  readonly viewer?: ScriptedViewerOptions;
  readonly server?: MemoryServerOptions;
  /** Without a viewer nobody sees anything. @default true */
  readonly withViewer?: boolean;
}

export class Stage {
  readonly server: MemoryServer;
  readonly transport: Transport;
  /** Everything that was pushed, oldest first, our own housekeeping included. */
  readonly pushed: Sent[] = [];
  /** Names of all commands. */
  readonly commands: string[] = [];
  /** Event sockets of clients, oldest first. */
  readonly sockets: EventSocket[] = [];
  /** The client's `error` events. */
  readonly errors: (Error | FireflyError)[] = [];
  /** Asked before each command; may hold it up, answer it, or throw. */
  before: Intercept | undefined;
  /** Asked before each event socket is opened. */
  beforeSocket: () => void | Promise<void> = () => undefined;
  #client: FireflyClient | undefined;
  #viewer: ScriptedViewer | undefined;

  private constructor(options: MemoryServerOptions) {
    this.server = createMemoryServer({
      ...options,
      intercept: (cmd, params) => {
        this.commands.push(cmd);
        if (cmd === 'pushAction') this.pushed.push(JSON.parse(params['action'] ?? 'null'));
        return (this.before ?? options.intercept)?.(cmd, params);
      },
    });
    this.transport = this.newTransport();
  }

  /** A connected client, and a viewer that is ready. */
  static async open(options: StageOptions = {}): Promise<Stage> {
    const stage = new Stage(options.server ?? {});
    stage.#client = await stage.connect(options.client);
    stage.client.on('error', (error) => stage.errors.push(error));
    if (options.withViewer === false) return stage;
    stage.#viewer = stage.openViewer(options.viewer);
    await stage.viewer.ready;
    await turn();
    return stage;
  }

  get client(): FireflyClient {
    if (this.#client === undefined) throw new Error('The stage is not open.');
    return this.#client;
  }

  get viewer(): ScriptedViewer {
    if (this.#viewer === undefined) throw new Error('There is no viewer on this stage.');
    return this.#viewer;
  }

  /** One more client of the same program; give `transport` for one of another program. */
  async connect(options: ConnectOptions = {}): Promise<FireflyClient> {
    const client = await FireflyClient.connect(URL_OF_SERVER, { transport: this.transport, ...options });
    clients.add(client);
    return client;
  }

  /** Another program's client on the same channel. */
  connectElsewhere(options: ConnectOptions = {}): Promise<FireflyClient> {
    return this.connect({ channel: this.client.channel, transport: this.newTransport(), ...options });
  }

  openViewer(options?: ScriptedViewerOptions): ScriptedViewer {
    return this.server.openViewer(this.client.channel, options);
  }

  newTransport(): Transport {
    const plain = this.server.transport();
    const open: Transport['events']['open'] = async (channel, handlers, limits) => {
      await this.beforeSocket();
      const socket = this.#watched(await plain.events.open(channel, handlers, limits));
      this.sockets.push(socket);
      return socket;
    };
    return { ...plain, events: { open } };
  }

  /** A socket whose frames count as pushed. */
  #watched(socket: EventSocket): EventSocket {
    const send = (text: string) => {
      socket.send(text);
      if (text !== '') this.pushed.push(JSON.parse(text).data);
    };
    return { ...socket, send };
  }

  /** The event socket of the client breaks. */
  drop(): void {
    this.sockets.at(-1)?.terminate();
  }

  /** What was pushed but for registrations and pulses of our own. */
  get actions(): readonly Sent[] {
    return this.pushed.filter((action) => !isHousekeeping(action));
  }

  get types(): readonly string[] {
    return this.actions.map(({ type }) => type.replace(/^.*[./]/, ''));
  }

  /** Types that the client has asked viewers to report, each time it did. */
  get watched(): readonly string[] {
    return this.pushed
      .filter((action) => isHousekeeping(action) && action.type.endsWith('extensionAdd'))
      .map(({ payload }) => String(Reflect.get(Object(payload['extension']), 'extType')));
  }

  image(name = 'm.fits', width = 4, height = 3): string {
    return this.server.addFile(name, fits(width, height));
  }

  table(text = stars, name = 'stars.csv'): string {
    return this.server.addFile(name, text);
  }
}

function isHousekeeping({ type, payload }: Sent): boolean {
  if (type.startsWith('ffc.')) return true;
  const id = payload['id'] ?? Reflect.get(Object(payload['extension']), 'id');
  return typeof id === 'string' && id.startsWith('ffc:');
}

/** What viewers still have of a client's own registrations, without those of the user. */
export const ownWatches = (viewer: ScriptedViewer): readonly string[] =>
  viewer.extensions.filter(({ id }) => id.startsWith('ffc:')).map(({ extType }) => extType);

/** How a promise ends: its reason when it is rejected. */
export function failureOf(promise: PromiseLike<unknown>): Promise<unknown> {
  return Promise.resolve(promise).then(
    (value) => {
      throw new Error(`It was expected to fail, but gave ${JSON.stringify(value)?.slice(0, 200)}`);
    },
    (reason: unknown) => reason,
  );
}

/** Whether a promise has ended, and how, as far as it is known now. */
export async function stateOf(promise: PromiseLike<unknown>): Promise<'pending' | 'fulfilled' | 'rejected'> {
  const ended = Promise.resolve(promise).then(
    () => 'fulfilled' as const,
    () => 'rejected' as const,
  );
  return Promise.race([ended, turn().then(() => 'pending' as const)]);
}

/** What the process complains of while a test runs. */
export function complaintsOfProcess(what: 'unhandledRejection' | 'warning'): {
  readonly seen: unknown[];
  stop(): void;
} {
  const seen: unknown[] = [];
  const note = (reason: unknown) => seen.push(reason);
  process.on(what as 'warning', note);
  return { seen, stop: () => void process.off(what as 'warning', note) };
}
