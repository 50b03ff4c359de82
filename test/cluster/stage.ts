/** Two playgrounds with one hub behind HAProxy, a viewer on each, and a client that comes in through HAProxy. */
import { type ConnectOptions, FireflyClient } from 'firefly-client';
import { startPlayground } from 'firefly-playground';
import { describe, onTestFinished } from 'vitest';
import type { Playground } from '../../playground/server/index.js';
import { Hub, type ScriptedViewer } from '../../src/testing/index.js';
import { openViewer } from '../process/viewers.js';
import { findHaproxy, startBalancer } from '../support/haproxy.js';

export interface Node {
  readonly playground: Playground;
  readonly viewer: ScriptedViewer;
}

export interface Cluster {
  readonly url: string;
  readonly channel: string;
  readonly nodes: readonly [Node, Node];
  /** Has come before the viewers, so that its number and that of the far viewer are the same (T6). */
  readonly client: FireflyClient;
  /** One more client, of another program. */
  connect(): Promise<FireflyClient>;
  /** The node that has the client's event socket, and the other one. */
  sides(): { readonly near: Node; readonly far: Node };
}

type Open = (options?: ConnectOptions) => Promise<Cluster>;

let count = 0;

/** Runs tests with and without a stickiness cookie; skipped, with the reason, where there is no HAProxy. */
export function describeCluster(title: string, tests: (open: Open) => void): void {
  const haproxy = findHaproxy();
  if ('missing' in haproxy) console.log(`${title}: not tried: ${haproxy.missing}`);
  const program = 'path' in haproxy ? haproxy.path : undefined;
  describe.skipIf(program === undefined).each([
    ['with a stickiness cookie', true],
    ['without one', false],
  ])(`${title}, %s`, (_how, sticky) => tests((options) => openCluster(String(program), sticky, options)));
}

async function openCluster(program: string, sticky: boolean, options: ConnectOptions = {}): Promise<Cluster> {
  const hub = new Hub();
  const playgrounds = [
    await startPlayground({ port: 0, hub }),
    await startPlayground({ port: 0, hub }),
  ] as const;
  onTestFinished(async () => void (await Promise.all(playgrounds.map((node) => node.close()))));
  const balancer = await startBalancer(program, { nodes: playgrounds.map(({ url }) => url), sticky });
  onTestFinished(() => balancer.close());
  const channel = `cluster-${++count}`;
  const connect = async (own: ConnectOptions) => {
    const client = await FireflyClient.connect(balancer.url, { channel, ...own });
    onTestFinished(() => client.close({ timeout: 500 }));
    return client;
  };
  const node = async (playground: Playground): Promise<Node> => ({
    playground,
    viewer: await openViewer(playground, channel),
  });
  const client = await connect(options);
  const nodes = [await node(playgrounds[0]), await node(playgrounds[1])] as const;
  return {
    url: balancer.url,
    channel,
    nodes,
    client,
    // A `fetch` of its own gives it a session of its own.
    connect: () => connect({ fetch: (...about) => fetch(...about) }),
    sides: () => {
      const [one, other] = nodes;
      const isNear = one.playground.core.connectionIds(channel).length > 1;
      return isNear ? { near: one, far: other } : { near: other, far: one };
    },
  };
}
