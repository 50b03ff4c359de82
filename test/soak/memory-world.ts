/** A cluster without a network: two memory servers with one hub, and whoever connects comes to one after the other. */
import { type ConnectOptions, type EventSocket, FireflyClient, type Transport } from 'firefly-client';
import {
  createMemoryServer,
  type Fault,
  type FaultRule,
  Hub,
  type MemoryServer,
} from 'firefly-client/testing';
import type { Random } from '../support/random.js';
import type { Ledger } from './ledger.js';
import { type CuttablePipeline, memoryPipeline } from './memory-pipeline.js';
import { SoakNode } from './node.js';
import { EVENT, type World } from './world.js';

interface Node extends SoakNode {
  readonly server: MemoryServer;
}

type Rule = (random: Random) => FaultRule;

const push = { on: 'request', cmd: 'pushAction', times: 1 } as const;
const socket = { on: 'socket', times: 1 } as const;

/** What can be left to the servers' own faults. */
const RULES: Readonly<Record<string, Rule>> = {
  'request dropped': () => ({ ...push, fault: 'drop' }),
  'request refused': () => ({ ...push, fault: 'refuse' }),
  'answer late': (random) => ({ ...push, fault: 'late', ms: random.below(2_000) }),
  'answer lost': () => ({ ...push, fault: 'lose' }),
  'answer cut': () => ({ ...push, fault: 'cut' }),
  'answer stalled': () => ({ ...push, fault: 'stall' }),
  'request half-open': () => ({ ...push, fault: 'halfOpen' }),
  'wrong content type': () => ({ ...push, fault: 'wrongType' }),
  'status 500': () => ({ ...push, fault: 'status' }),
  'status 503': () => ({ ...push, fault: 'status', status: 503, text: 'Service Unavailable' }),
  redirect: () => ({ ...push, fault: 'redirect' }),
  'socket refused': () => ({ ...socket, fault: 'refuse' }),
  'socket late': (random) => ({ ...socket, fault: 'late', ms: random.below(3_000) }),
  'socket cut': (random) => ({ ...socket, fault: 'cut', after: random.below(60) }),
  'socket closed': (random) => ({ ...socket, fault: 'close', after: random.below(60) }),
  'socket half-open': (random) => ({ ...socket, fault: 'halfOpen', after: random.below(60) }),
  'event dropped': () => ({ on: 'frame', type: EVENT, times: 1, fault: 'drop' }),
};

/** Faults of one name that wait for their occasion. */
const MOST_WAITING = 2;

export class MemoryWorld implements World {
  readonly channel = 'soak';
  readonly happened = new Map<string, number>();
  readonly ways = { framed: 0, piped: 0, posted: 0 };
  readonly #hub = new Hub();
  readonly #nodes: Node[] = [];
  readonly #sockets = new Set<EventSocket>();
  readonly #pipelines = new Set<CuttablePipeline>();
  readonly #waiting = new Set<{ readonly fault: Fault; readonly server: MemoryServer }>();
  readonly #coming = new Set<Promise<void>>();
  /** Faults that happen at once; false where there is nothing for them to happen to. */
  readonly #acts: Readonly<Record<string, () => boolean>> = {
    'line cut': () => this.#cutLines(),
    'pipeline cut': () => this.#cutPipelines(),
    'node killed': () => this.#replace((server) => server.kill()),
    'node stopped': () => this.#replace((server) => server.stop()),
  };
  readonly faults = [...Object.keys(RULES), ...Object.keys(this.#acts)];
  #turn = 0;
  #numbers = 0;

  private constructor(
    private readonly ledger: Ledger,
    private readonly random: Random,
  ) {}

  static async open(ledger: Ledger, random: Random): Promise<MemoryWorld> {
    const world = new MemoryWorld(ledger, random);
    await Promise.all([world.#addNode(), world.#addNode()]);
    return world;
  }

  async connect(who: number, options: ConnectOptions = {}): Promise<FireflyClient> {
    const { channel } = this;
    const transport = this.#transport();
    return FireflyClient.connect(`http://soak-${who}.test/firefly`, { channel, transport, ...options });
  }

  inject(name: string): void {
    const act = this.#acts[name];
    if (act !== undefined) {
      if (act()) this.#count(name);
      return;
    }
    const rule = RULES[name];
    if (rule === undefined) throw new RangeError(`there is no fault ${JSON.stringify(name)}`);
    const { server } = this.random.pick(this.#nodes);
    for (const waiting of this.#waiting) if (waiting.fault.hits > 0) this.#waiting.delete(waiting);
    const same = [...this.#waiting].filter(({ fault }) => fault.rule.name === name);
    if (same.length >= MOST_WAITING) return;
    const fault = server.faults.add({ ...rule(this.random), name });
    this.#waiting.add({ fault, server });
  }

  async calm(): Promise<void> {
    await Promise.all(this.#coming);
    for (const { server } of this.#nodes) server.faults.clear();
    this.#waiting.clear();
  }

  say(event: number): void {
    const action = JSON.stringify({ type: EVENT, payload: { event } });
    this.random.pick(this.#nodes).core.pushAction(this.channel, action);
  }

  reload(): Promise<void> {
    return this.random.pick(this.#nodes).reload();
  }

  async reloadAll(): Promise<void> {
    await Promise.all(this.#nodes.map((node) => node.reload()));
  }

  async close(): Promise<void> {
    await Promise.all(this.#coming);
    for (const node of this.#nodes) {
      node.close();
      node.server.stop();
    }
  }

  #count(name: string): void {
    this.happened.set(name, (this.happened.get(name) ?? 0) + 1);
  }

  async #addNode(): Promise<void> {
    const server = createMemoryServer({
      hub: this.#hub,
      onFault: ({ name = '' }) => this.#count(name),
    });
    const parts = {
      name: `node ${++this.#numbers}`,
      channel: this.channel,
      core: server.core,
      openViewer: () => server.openViewer(this.channel),
    };
    const node: Node = Object.assign(new SoakNode(this.ledger, parts), { server });
    this.#nodes.push(node);
    await node.opened();
  }

  #cutLines(): boolean {
    const open = [...this.#sockets];
    for (const socket of open) socket.terminate();
    return open.length > 0;
  }

  #cutPipelines(): boolean {
    const open = [...this.#pipelines];
    for (const pipeline of open) pipeline.cut(this.random.below(30));
    this.#pipelines.clear();
    return open.length > 0;
  }

  /** A node goes, and another one takes its place. Whoever waits at it for a fault waits in vain. */
  #replace(end: (server: MemoryServer) => void): boolean {
    // One at a time, so that somebody is always there to see.
    if (this.#coming.size > 0) return false;
    const [node] = this.#nodes.splice(this.random.below(this.#nodes.length), 1);
    if (node === undefined) return false;
    node.gone();
    end(node.server);
    node.server.faults.clear();
    for (const waiting of this.#waiting) if (waiting.server === node.server) this.#waiting.delete(waiting);
    node.close();
    const coming = this.#addNode().finally(() => this.#coming.delete(coming));
    this.#coming.add(coming);
    return true;
  }

  /** One that comes to another node each time, as through a balancer without stickiness. */
  #transport(): Transport {
    const next = (): Transport => {
      const node = this.#nodes[this.#turn++ % this.#nodes.length];
      if (node === undefined) throw new Error('there is no node');
      return node.server.transport();
    };
    return {
      commands: {
        probe: (limits) => next().commands.probe(limits),
        command: (...call) => this.#counted(next().commands, 'posted').command(...call),
        upload: (...call) => next().commands.upload(...call),
        download: (...call) => next().commands.download(...call),
        submit: (...call) => next().commands.submit(...call),
      },
      pipeline: async () => {
        const own: { pipeline?: CuttablePipeline } = {};
        own.pipeline = memoryPipeline(this.#counted(next().commands, 'piped'), () => {
          if (own.pipeline !== undefined) this.#pipelines.delete(own.pipeline);
        });
        this.#pipelines.add(own.pipeline);
        return own.pipeline;
      },
      events: {
        open: async (channel, handlers, limits) => {
          const own: { socket?: EventSocket } = {};
          const closed: typeof handlers.closed = (info) => {
            if (own.socket !== undefined) this.#sockets.delete(own.socket);
            handlers.closed(info);
          };
          const opened = await next().events.open(channel, { ...handlers, closed }, limits);
          own.socket = {
            ...opened,
            send: (text) => {
              opened.send(text);
              if (text.includes('"FLUX_ACTION"')) this.ways.framed++;
            },
          };
          this.#sockets.add(own.socket);
          return own.socket;
        },
      },
      close: () => undefined,
    };
  }

  #counted(commands: Transport['commands'], way: 'posted' | 'piped'): Transport['commands'] {
    return {
      ...commands,
      command: (cmd, params, limits) => {
        if (cmd === 'pushAction') this.ways[way]++;
        return commands.command(cmd, params, limits);
      },
    };
  }
}
