/** HAProxy in front of the nodes of a cluster, on this machine, with a configuration made for it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

export interface BalancerOptions {
  /** Addresses of the nodes, e.g. `http://127.0.0.1:8080/firefly`. */
  readonly nodes: readonly string[];
  /** A cookie that keeps a client with its node. */
  readonly sticky: boolean;
}

export interface Balancer {
  /** What clients connect to. */
  readonly url: string;
  close(): Promise<void>;
}

/** Path of the program, or why there is none. */
export function findHaproxy(): { readonly path: string } | { readonly missing: string } {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  const path = folders.map((folder) => join(folder, 'haproxy')).find((file) => existsSync(file));
  if (path !== undefined) return { path };
  return { missing: 'there is no haproxy on this machine; Debian and Ubuntu have it as the package haproxy' };
}

/** Starts one; it serves, and has found all nodes up, when the promise resolves. */
export async function startBalancer(program: string, options: BalancerOptions): Promise<Balancer> {
  const folder = await mkdtemp(join(tmpdir(), 'firefly-haproxy-'));
  const port = await freePort();
  const file = join(folder, 'haproxy.cfg');
  await writeFile(file, configuration(port, options));
  const child = spawn(program, ['-db', '-q', '-f', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  const end = async () => {
    const ended = child.exitCode === null ? once(child, 'exit') : undefined;
    child.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true });
  };
  const url = `http://127.0.0.1:${port}/firefly`;
  try {
    await serving(child, url);
  } catch (error) {
    await end();
    throw error;
  }
  return { url, close: end };
}

/**
 * A node that refuses a connection is passed over at once, and found down by the next check. Nothing that has been sent
 * is sent again: that is HAProxy's default, and what makes it safe for actions.
 */
function configuration(port: number, { nodes, sticky }: BalancerOptions): string {
  const servers = nodes.map((node, index) => {
    const name = `node${index}`;
    return `  server ${name} ${new URL(node).host} check inter 200ms fall 2 rise 1${sticky ? ` cookie ${name}` : ''}`;
  });
  return `${[
    'global',
    '  maxconn 1000',
    'defaults',
    '  mode http',
    '  timeout connect 2s',
    '  timeout client 60s',
    '  timeout server 60s',
    '  timeout tunnel 1h',
    // A node on a busy machine is slow, not down.
    '  timeout check 10s',
    '  option redispatch 1',
    '  retries 3',
    'frontend entrance',
    `  bind 127.0.0.1:${port}`,
    '  default_backend nodes',
    'backend nodes',
    '  balance roundrobin',
    '  option httpchk',
    '  http-check send meth GET uri /firefly/healthz ver HTTP/1.1 hdr Host 127.0.0.1',
    ...(sticky ? ['  cookie FIREFLY_NODE insert indirect nocache'] : []),
    ...servers,
  ].join('\n')}\n`;
}

/** It says nothing when it is ready: it is asked until it answers. */
async function serving(child: ChildProcess, url: string): Promise<void> {
  let said = '';
  child.stderr?.on('data', (text) => {
    said += text;
  });
  for (let tries = 0; tries < 200; tries++) {
    if (child.exitCode !== null) throw new Error(`haproxy has ended (${child.exitCode}): ${said}`);
    const status = await fetch(`${url}/healthz`).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`haproxy does not answer at ${url}: ${said}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('there is no free port');
  return address.port;
}
