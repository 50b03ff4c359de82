/** Node, and what offers Node's modules: Deno and Bun. */
import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile as writeText } from 'node:fs/promises';
import { homedir, platform } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { constants, createDeflate, gunzip } from 'node:zlib';
import { InputError } from '../errors.js';
import { nodeUploader } from '../transport/node-upload.js';
import { openBytes, openLocalFile } from './node-file.js';
import { writeFile } from './node-output.js';
import { openPipeline } from './pipeline.js';
import type { OpenPageOptions, PageShown, Runtime } from './types.js';

export const runtime: Runtime = {
  browser: false,
  env: (name) => process.env[name],
  localhostIsMine: true,
  openFile: openLocalFile,
  openBytes,
  deflate,
  gunzip: promisify(gunzip),
  uploader: (proxy) => nodeUploader({ proxy }),
  writeFile,
  rememberedChannel,
  openPage,
  showLink: (url) => printLink(url, false),
  pipeline: openPipeline,
  // Nothing tells here; that a computer has slept is seen by its clock.
  onWake: () => () => undefined,
  importArrow: () => import('apache-arrow').catch(() => undefined),
  beforeExit,
};

/** One listener for all, because Node warns of a leak when there are more than ten. */
const atEnd = new Set<() => void>();

function beforeExit(fn: () => void): () => void {
  if (atEnd.size === 0) process.once('beforeExit', runAtEnd);
  atEnd.add(fn);
  return () => {
    atEnd.delete(fn);
    if (atEnd.size === 0) process.off('beforeExit', runAtEnd);
  };
}

function runAtEnd(): void {
  const calls = [...atEnd];
  atEnd.clear();
  for (const call of calls) call();
}

/**
 * At the fastest level: pictures become a tenth larger than at the usual one. They are packed in threads of their own,
 * several at a time.
 */
async function deflate(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const packed: Uint8Array[] = [];
  const stream = createDeflate({ level: constants.Z_BEST_SPEED, chunkSize: 1 << 18 });
  await pipeline(pieces, stream, async (out: AsyncIterable<Uint8Array>) => {
    for await (const piece of out) packed.push(piece);
  });
  return packed;
}

/**
 * Channels are secrets: the file is readable by its owner only. It appears whole or not at all, so that programs
 * started at once agree.
 */
async function rememberedChannel(name: string, base: string, make: () => string): Promise<string> {
  const server = createHash('sha256').update(base).digest('hex').slice(0, 12);
  const file = join(stateDirectory(), 'firefly-client', 'channels', `${name}-${server}`);
  try {
    const kept = await readKept(file);
    if (kept !== undefined) return kept;
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    return await keep(file, make());
  } catch (cause) {
    throw new InputError(
      `the channel '${name}' cannot be kept in ${file}: ${cause instanceof Error ? cause.message : cause}`,
      { cause },
    );
  }
}

/** What a file holds; undefined where there is none, or an empty one. */
async function readKept(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim() || undefined;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes a file unless another program was faster; gives what it holds in the end. */
async function keep(file: string, made: string): Promise<string> {
  const draft = `${file}.${process.pid}-${randomUUID()}`;
  await writeText(draft, `${made}\n`, { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, file);
    return made;
  } catch (error) {
    const other = codeOf(error) === 'EEXIST' ? await readKept(file) : undefined;
    if (other !== undefined) return other;
    await rename(draft, file);
    return made;
  } finally {
    await rm(draft, { force: true });
  }
}

const codeOf = (error: unknown): unknown => Reflect.get(Object(error), 'code');

function stateDirectory(): string {
  if (platform() === 'win32') return process.env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local');
  if (platform() === 'darwin') return join(homedir(), 'Library', 'Application Support');
  const state = process.env['XDG_STATE_HOME'];
  return state !== undefined && isAbsolute(state) ? state : join(homedir(), '.local', 'state');
}

async function openPage(url: string, _windowName: string, how: OpenPageOptions = {}): Promise<PageShown> {
  const opened = canOpen() && (await launch(url));
  if (!how.quiet) printLink(url, opened);
  return opened ? 'opened' : 'printed';
}

/** A browser needs a screen; test machines and remote shells have none. */
function canOpen(): boolean {
  if (process.env['CI'] !== undefined || process.env['FIREFLY_NO_BROWSER'] !== undefined) return false;
  if (platform() !== 'linux') return true;
  return ['DISPLAY', 'WAYLAND_DISPLAY', 'WSL_DISTRO_NAME'].some((name) => process.env[name]);
}

/** Opens the default browser by the `open` package, which is optional. */
async function launch(url: string): Promise<boolean> {
  try {
    const { default: openBrowser } = await import('open');
    await openBrowser(url);
    return true;
  } catch {
    return false;
  }
}

function printLink(url: string, opened: boolean): void {
  const title = opened
    ? 'The Firefly viewer was opened in your browser. If you do not see it:'
    : 'Open this link to see the Firefly viewer:';
  const width = Math.max(title.length, url.length) + 2;
  const bar = '─'.repeat(width);
  const line = (text: string) => `│ ${text.padEnd(width - 2)} │`;
  console.error(['', `┌${bar}┐`, line(title), line(url), `└${bar}┘`, ''].join('\n'));
}
