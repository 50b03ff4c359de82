/** Uploads: the client against a raw pipe in Node, Deno and Bun, and against the Python client; throughput and peak of memory. */
import { execFileSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { mkdtemp, open, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { startPlayground } from 'firefly-playground';
import { median } from './support/figures.js';
import { type Program, python, runtimes, startServer, type Taken, taken } from './upload/programs.js';

export const about =
  'a file of 4 GB up: against a raw pipe in Node, Deno and Bun, and against the Python client (--gb=N)';

const RUNS = 3;
const GB = 1e9;
/** What the file may take of the disk. */
const SHARE = 0.25;
const PYTHON_BYTES = GB;
const MOST_MEMORY_MB = 120;

const place = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const BUILT = pathToFileURL(place('../dist/index.js')).href;

export async function run(flags: ReadonlyMap<string, string>): Promise<void> {
  execFileSync(process.execPath, [place('../scripts/ensure-build.js')], { stdio: 'inherit' });
  const folder = await mkdtemp(join(tmpdir(), 'firefly-bench-'));
  const sink = await startServer(['--import', 'tsx', place('upload/sink.ts')]);
  try {
    const large = await makeFile(
      join(folder, 'large.bin'),
      await sizeFor(folder, Number(flags.get('gb') ?? 4)),
    );
    await againstPipe(sink.url, large);
    await againstPython(sink.url, await makeFile(join(folder, 'small.bin'), PYTHON_BYTES));
    await toPlayground(join(folder, 'small.bin'));
  } finally {
    await sink.stop();
    await rm(folder, { recursive: true });
  }
}

async function sizeFor(folder: string, gigabytes: number): Promise<number> {
  if (!(gigabytes > 0)) throw new Error(`--gb=${gigabytes} is no size in gigabytes`);
  const { bavail, bsize } = await statfs(folder);
  const room = Math.floor((bavail * bsize * SHARE) / GB);
  if (gigabytes <= room) return gigabytes * GB;
  if (room < 1) throw new Error(`there is no room for a file of 1 GB in ${tmpdir()}`);
  console.log(`  ${gigabytes} GB would fill the disk: ${room} GB are sent`);
  return room * GB;
}

interface File {
  readonly path: string;
  readonly bytes: number;
}

/** A file that cannot be packed, and is in the cache of the system as far as there is room: the disk is not what is measured. */
async function makeFile(path: string, bytes: number): Promise<File> {
  const block = randomFillSync(Buffer.alloc(16 * 1024 * 1024));
  const file = await open(path, 'w');
  for (let left = bytes; left > 0; left -= block.length)
    await file.write(block, 0, Math.min(left, block.length));
  await file.close();
  return { path, bytes };
}

/** By turns, so that what else the machine does hits both. */
async function againstPipe(url: string, file: File): Promise<void> {
  console.log(
    `\n(a) ${file.bytes / GB} GB to a server that throws them away, medians of ${RUNS} runs; the pipe reads 1 MiB at a time, as the client does`,
  );
  head();
  for (const program of runtimes()) {
    if ('missing' in program) {
      console.log(`  ${program.name} is left out: ${program.missing}`);
      continue;
    }
    const [ours, pipe]: [Taken[], Taken[]] = [[], []];
    for (let run = 0; run < RUNS; run++) {
      pipe.push(await send(program, 'pipe', url, file));
      ours.push(await send(program, 'client', url, file));
    }
    const ratio = speed(ours) / speed(pipe);
    print(`${program.name}: raw node:http pipe`, pipe);
    print(`${program.name}: firefly-client`, ours, [
      [`${(ratio * 100).toFixed(0)} % of the pipe, target ≥ 90 %`, ratio >= 0.9],
      [`target ≤ ${MOST_MEMORY_MB} MB`, peakOf(ours) <= MOST_MEMORY_MB],
    ]);
  }
}

async function againstPython(url: string, file: File): Promise<void> {
  console.log(`\n(b) ${file.bytes / GB} GB to the same server, medians of ${RUNS} runs`);
  const program = await python();
  if ('missing' in program) {
    console.log(`  the Python client is left out: ${program.missing}`);
    return;
  }
  head();
  const [node] = runtimes();
  if (node === undefined || 'missing' in node) return;
  const [ours, theirs]: [Taken[], Taken[]] = [[], []];
  for (let run = 0; run < RUNS; run++) {
    theirs.push(await taken(program, [place('upload/send.py'), url, file.path]));
    ours.push(await send(node, 'client', url, file));
  }
  const ratio = speed(ours) / speed(theirs);
  print('Python client', theirs);
  print('Node: firefly-client', ours, [[`${ratio.toFixed(1)}×, target ≥ 4×`, ratio >= 4]]);
}

/** Its server takes the form apart and writes to the disk: slower, and nearer to what a server does. */
async function toPlayground(path: string): Promise<void> {
  console.log(
    `\n(c) ${PYTHON_BYTES / GB} GB to the playground, which takes the form apart and writes the file, in Node, 1 run`,
  );
  head();
  const playground = await startPlayground({ port: 0 });
  const [node] = runtimes();
  try {
    if (node === undefined || 'missing' in node) return;
    const file = { path, bytes: PYTHON_BYTES };
    print('raw node:http pipe', [await send(node, 'pipe', playground.url, file)]);
    print('firefly-client', [await send(node, 'client', playground.url, file)]);
  } finally {
    await playground.close();
  }
}

async function send(
  program: Extract<Program, { command: string }>,
  how: 'client' | 'pipe',
  url: string,
  file: File,
): Promise<Taken> {
  const result = await taken(program, [place('upload/send.js'), how, url, file.path, BUILT]);
  if (result.bytes !== file.bytes)
    throw new Error(`${program.name} sent ${result.bytes} of ${file.bytes} bytes`);
  return result;
}

/** MB/s */
const speed = (runs: readonly Taken[]): number => median(runs.map(({ ms, bytes }) => bytes / 1000 / ms));

/** MB, of the worst run. */
const peakOf = (runs: readonly Taken[]): number =>
  Math.max(...runs.map(({ peakKb }) => (peakKb ?? Number.NaN) / 1024));

function head(): void {
  console.log(`  ${''.padEnd(28)} ${'MB/s'.padStart(6)}  peak memory`);
}

function print(
  what: string,
  runs: readonly Taken[],
  targets: readonly (readonly [text: string, met: boolean])[] = [],
): void {
  const verdicts = targets.map(([text, met]) => `${text}: ${met ? 'met' : 'MISSED'}`);
  const peak = `${peakOf(runs).toFixed(0)} MB`;
  console.log(
    `  ${what.padEnd(28)} ${speed(runs).toFixed(0).padStart(6)}  ${peak.padStart(8)}    ${verdicts.join('; ')}`.trimEnd(),
  );
}
