/** Node, and what offers Node's modules: Deno and Bun. */
import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { homedir, platform } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ArgumentError, InputError } from '../errors.js';
import type { Runtime } from './types.js';

export const runtime: Runtime = {
  browser: false,
  env: (name) => process.env[name],
  localhostIsMine: true,
  readFile: readLocalFile,
  rememberedChannel,
  openPage,
  beforeExit: (fn) => {
    process.once('beforeExit', fn);
    return () => void process.off('beforeExit', fn);
  },
};

async function readLocalFile(given: string): Promise<{ name: string; body: Blob }> {
  const path = given.startsWith('file:') ? fileURLToPath(given) : given;
  const info = await stat(path).catch((cause: unknown) => {
    const missing = Reflect.get(Object(cause), 'code') === 'ENOENT';
    throw new InputError(missing ? `there is no file ${JSON.stringify(path)}` : `${path} cannot be read`, {
      cause,
    });
  });
  if (!info.isFile())
    throw new InputError(`${path} is ${info.isDirectory() ? 'a directory' : 'not a regular file'}`);
  if (info.size === 0) throw new InputError(`${path} is empty`);
  return { name: basename(path), body: await openAsBlob(path) };
}

/** Channels are secrets: the file is readable by its owner only. */
async function rememberedChannel(name: string, base: string, make: () => string): Promise<string> {
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(name)) {
    throw new ArgumentError(
      'connect',
      'channel.remember',
      name,
      'a name of letters, digits, dots, dashes and underscores',
    );
  }
  const server = createHash('sha256').update(base).digest('hex').slice(0, 12);
  const file = join(stateDirectory(), 'firefly-client', 'channels', `${name}-${server}`);
  const kept = await readFile(file, 'utf8').catch(() => '');
  if (kept.trim() !== '') return kept.trim();
  const made = make();
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  try {
    await writeFile(file, `${made}\n`, { mode: 0o600, flag: 'wx' });
    return made;
  } catch (error) {
    const other = await readFile(file, 'utf8').catch(() => '');
    if (other.trim() === '') throw error;
    return other.trim();
  }
}

function stateDirectory(): string {
  if (platform() === 'win32') return process.env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local');
  if (platform() === 'darwin') return join(homedir(), 'Library', 'Application Support');
  return process.env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state');
}

async function openPage(url: string): Promise<'opened' | 'printed'> {
  const opened = canOpen() && (await launch(url));
  printLink(url, opened);
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
    const { default: open } = await import('open');
    await open(url);
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
