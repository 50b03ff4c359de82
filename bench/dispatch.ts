/** Actions a second: the Python client, raw frames, raw requests and this client, over a near and a far line. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type ConnectOptions, FireflyClient } from 'firefly-client';
import { WebSocket } from 'ws';

export const about =
  'ordered actions a second against the Python client and raw frames, at 0 and 50 ms each way';

interface Addresses {
  /** Of the server itself: the receiver listens there. */
  readonly direct: string;
  readonly through: string;
}

const STEP = 'bench.step';
let channels = 0;

const file = (name: string): string => fileURLToPath(new URL(`dispatch/${name}`, import.meta.url));

/** A socket that counts what arrives, and notices what is not in its place. */
async function receiver(url: string, channel: string) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/sticky/firefly/events?channelID=${channel}`);
  let [next, misplaced] = [0, 0];
  let wanted = Number.POSITIVE_INFINITY;
  let complete: () => void = () => undefined;
  socket.on('message', (text) => {
    const frame = JSON.parse(String(text));
    if (frame.data?.type !== STEP) return;
    if (frame.data.payload.n !== next) misplaced++;
    if (++next === wanted) complete();
  });
  await once(socket, 'open');
  return {
    close: () => socket.terminate(),
    /** Resolves when so many have arrived. */
    all: async (count: number): Promise<void> => {
      wanted = count;
      if (next < count)
        await new Promise<void>((resolve) => {
          complete = resolve;
        });
      if (misplaced > 0) throw new Error(`${misplaced} of ${count} actions were not in their place`);
    },
  };
}

/** Actions a second, from the first call to the last arrival. */
async function measure(
  at: Addresses,
  count: number,
  send: (channel: string) => Promise<() => Promise<unknown>>,
) {
  const channel = `bench-${process.pid}-${++channels}`;
  const ear = await receiver(at.direct, channel);
  try {
    const go = await send(channel);
    const start = performance.now();
    await Promise.all([go(), ear.all(count)]);
    return (count / (performance.now() - start)) * 1000;
  } finally {
    ear.close();
  }
}

const each = (count: number, act: (n: number) => unknown): unknown[] =>
  Array.from({ length: count }, (_, n) => act(n));

function ours(at: Addresses, count: number, options: ConnectOptions, inTurn = false): Promise<number> {
  let client: FireflyClient | undefined;
  return measure(at, count, async (channel) => {
    const own = await FireflyClient.connect(at.through, { channel, ...options });
    client = own;
    return async () => {
      if (!inTurn) await Promise.all(each(count, (n) => own.dispatch(STEP, { n })));
      else for (let n = 0; n < count; n++) await own.dispatch(STEP, { n });
    };
  }).finally(() => client?.close());
}

function rawFrames(at: Addresses, count: number): Promise<number> {
  let socket: WebSocket | undefined;
  return measure(at, count, async (channel) => {
    const own = new WebSocket(
      `${at.through.replace('http', 'ws')}/sticky/firefly/events?channelID=${channel}`,
    );
    socket = own;
    await Promise.all([once(own, 'open'), once(own, 'message')]);
    const frame = (n: number) =>
      JSON.stringify({
        name: 'FLUX_ACTION',
        scope: 'CHANNEL',
        dataType: 'JSON',
        data: { type: STEP, payload: { n } },
      });
    return async () => void each(count, (n) => own.send(frame(n)));
  }).finally(() => socket?.terminate());
}

function rawRequests(at: Addresses, count: number): Promise<number> {
  return measure(at, count, async (channelID) => async () => {
    for (let n = 0; n < count; n++) {
      const action = JSON.stringify({ type: STEP, payload: { n } });
      const body = new URLSearchParams({ cmd: 'pushAction', channelID, action });
      await (await fetch(`${at.through}/CmdSrv/sync`, { method: 'POST', body })).text();
    }
  });
}

function python(at: Addresses, count: number, program: string): Promise<number> {
  let child: ChildProcess | undefined;
  return measure(at, count, async (channel) => {
    const own = spawn(program, [file('python.py'), at.through, channel, String(count)], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    child = own;
    await untilSaid(own, 'ready');
    return async () => {
      own.stdin.write('\n');
      await untilSaid(own, 'done');
    };
  }).finally(() => child?.kill());
}

/** Resolves when it has printed a word. */
function untilSaid(child: ChildProcess, word: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const hear = (bytes: Buffer) => {
      said += bytes;
      if (!said.includes(word)) return;
      child.stdout?.off('data', hear);
      resolve();
    };
    child.stdout?.on('data', hear);
    child.once('exit', () => reject(new Error(`the Python client has ended before it said ${word}`)));
  });
}

/** A Python with the client, made in a folder of its own; or why there is none. */
function pythonWithClient(folder: string): { readonly path: string } | { readonly missing: string } {
  if (spawnSync('python3', ['-m', 'venv', folder]).status !== 0)
    return { missing: 'python3 is not here, or makes no virtual environment' };
  const path = join(folder, 'bin', 'python');
  const installed = spawnSync(path, ['-m', 'pip', 'install', '-q', 'firefly-client']);
  return installed.status === 0 ? { path } : { missing: 'pip could not install firefly-client' };
}

async function withServer(delay: number, use: (at: Addresses) => Promise<void>): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', file('server.ts'), String(delay)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      await use(JSON.parse(line) as Addresses);
      break;
    }
  } finally {
    child.kill();
  }
}

async function compare(at: Addresses, delay: number, theirs: string | undefined): Promise<void> {
  console.log(`\n  ${delay} ms each way`);
  const isFar = delay > 0;
  const say = (what: string, value: number, base?: number, target = '') =>
    console.log(
      `  ${what.padEnd(24)} ${value.toFixed(value < 100 ? 1 : 0).padStart(7)}/s  ${base === undefined ? '' : `${(value / base).toFixed(1)}× Python`}  ${target}`.trimEnd(),
    );
  const py = theirs === undefined ? undefined : await python(at, isFar ? 60 : 1_000, theirs);
  if (py !== undefined) say('Python client', py);
  say('raw fetch, in turn', await rawRequests(at, isFar ? 60 : 1_000), py);
  say('ours, awaited in turn', await ours(at, isFar ? 60 : 1_000, { dispatchPath: 'http' }, true), py);
  say(
    'ours, pipelined',
    await ours(at, isFar ? 2_000 : 5_000, { dispatchPath: 'http' }),
    py,
    `target ≥ ${isFar ? 40 : 2}×`,
  );
  const raw = await rawFrames(at, 10_000);
  const framed = await ours(at, 10_000, { dispatchPath: 'socket' });
  say('raw frames', raw, py);
  say(
    'ours, frames',
    framed,
    py,
    `target ≥ ${isFar ? 100 : 6}×; ${Math.round((100 * framed) / raw)} % of raw frames, target ≥ 50 %`,
  );
}

export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'firefly-bench-'));
  try {
    const found = pythonWithClient(folder);
    if ('missing' in found) console.log(`  the Python client is left out: ${found.missing}`);
    for (const delay of [0, 50])
      await withServer(delay, (at) => compare(at, delay, 'path' in found ? found.path : undefined));
  } finally {
    await rm(folder, { recursive: true });
  }
}
