/** Replays vector files through the public API. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FireflyClient, type IdKind } from 'firefly-client';
import * as plot from 'firefly-client/plot';
import { type ExpectedRequest, requestsDiffer, resultDiffers } from './compare.js';
import { type Arguments, METHODS, type Method } from './methods.js';
import { LAST_TABLE, PLOT_METHODS } from './plot-methods.js';
import { type Recorded, recordingTransport } from './recorder.js';

/** What is right for a call. */
interface Expected {
  readonly requests?: readonly ExpectedRequest[];
  readonly result?: unknown;
  readonly error?: boolean;
}

/** One line of a vector file. */
export interface Vector extends Expected {
  readonly id: string;
  readonly mode: string;
  readonly method: string;
  readonly args?: readonly unknown[];
  readonly kwargs?: Arguments;
  /** In files of deviations: what is right, where the reference is wrong. */
  readonly want?: Expected;
}

export interface Outcome {
  readonly id: string;
  readonly method: string;
  /** Why it failed; undefined when it passed. */
  readonly failure: string | undefined;
}

/** Reads a vector file: one JSON object a line. */
export function parseVectors(text: string): Vector[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(withoutNaN(line)) as Vector);
}

/** Python writes numbers that JSON does not have; strings stay as they are. */
const withoutNaN = (line: string): string =>
  line.replace(/"(?:[^"\\]|\\.)*"|NaN|-?Infinity/g, (found) => (found.startsWith('"') ? found : 'null'));

const MODES: ReadonlySet<string> = new Set(['triview', 'slate', 'slate-plot']);

/** A method of the client, or in the mode of quick looks a function of that module. */
function methodOf(name: string, mode: string): Method | undefined {
  if (mode === 'slate-plot') return PLOT_METHODS[name];
  return MODES.has(mode) ? METHODS[name] : undefined;
}

/** Whether the client has the method, and the mode, of a vector. */
export function isKnown({ method, mode }: Vector): boolean {
  return methodOf(method, mode) !== undefined;
}

/** Runs a vector; never throws. */
export async function runVector(vector: Vector): Promise<Outcome> {
  const failure = await replay(vector).catch((error: unknown) => `the runner failed: ${String(error)}`);
  return { id: vector.id, method: vector.method, failure };
}

async function replay(vector: Vector): Promise<string | undefined> {
  if (!MODES.has(vector.mode)) return `unknown mode ${vector.mode}`;
  const method = methodOf(vector.method, vector.mode);
  if (method === undefined) return `unknown method ${vector.method}`;
  const expected = vector.want ?? vector;
  const requests: Recorded[] = [];
  const files = await mkdtemp(join(tmpdir(), 'firefly-vectors-'));
  const client = await connect(vector.mode, requests);
  if (vector.mode === 'slate-plot') {
    plot.useClient(client);
    plot.useTable(LAST_TABLE);
  }
  try {
    const positional = Object.fromEntries(
      (vector.args ?? []).map((value, index) => [method.positional[index] ?? `argument ${index}`, value]),
    );
    const args = await realize({ ...positional, ...vector.kwargs }, files);
    const called = await outcomeOf(async () => method.call(client, args));
    return judge(expected, called, requests);
  } finally {
    await client.close();
    await rm(files, { recursive: true });
  }
}

function connect(mode: string, requests: Recorded[]): Promise<FireflyClient> {
  return FireflyClient.connect('http://firefly.example/firefly', {
    channel: 'vec',
    htmlFile: mode === 'triview' ? '' : 'slate.html',
    transport: recordingTransport(requests),
    tracking: false,
    ids: counter(),
  });
}

/** Ids as the vectors have them: counted per kind, from 1. */
function counter(): (kind: IdKind) => string {
  const counts = new Map<string, number>();
  return (kind) => {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return `${kind}-${count}`;
  };
}

/** Replaces `{"$file": name}` by the path of such a file and `{"$stream": text}` by its bytes. */
async function realize(value: unknown, files: string): Promise<Arguments> {
  const convert = async (item: unknown): Promise<unknown> => {
    if (Array.isArray(item)) return Promise.all(item.map(convert));
    if (typeof item !== 'object' || item === null) return item;
    if ('$stream' in item) return new TextEncoder().encode(String(item.$stream));
    if ('$file' in item) return makeFile(join(files, String(item.$file)));
    const members = Object.entries(item).map(async ([key, member]) => [key, await convert(member)] as const);
    return Object.fromEntries(await Promise.all(members));
  };
  return (await convert(value)) as Arguments;
}

async function makeFile(path: string): Promise<string> {
  await writeFile(
    path,
    path.endsWith('.fits') ? 'SIMPLE  =                    T'.padEnd(2880) : 'ra,dec\n10.68,41.27\n',
  );
  return path;
}

type Called = { readonly value: unknown } | { readonly error: unknown };

async function outcomeOf(call: () => Promise<unknown>): Promise<Called> {
  try {
    return { value: await call() };
  } catch (error) {
    return { error };
  }
}

function judge(expected: Expected, called: Called, requests: readonly Recorded[]): string | undefined {
  // What the reference refuses by `success: false` is an error here; nothing may be sent either way.
  const refused = Object(expected.result).success === false;
  if (expected.error || refused) {
    if (!('error' in called)) return 'expected an error, but the call succeeded';
    return requests.length === 0
      ? undefined
      : `expected that nothing is sent, but sent ${JSON.stringify(requests)}`;
  }
  if ('error' in called) return `expected success, but failed: ${String(called.error)}`;
  const differs = requestsDiffer(expected.requests ?? [], requests);
  return differs ?? ('result' in expected ? resultDiffers(expected.result, called.value) : undefined);
}
