/** Programs that upload: the runtimes and the Python client, where they are on this machine. */
import { execFile, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What runs a script, or why there is nothing. */
export type Program = { readonly name: string } & (
  | { readonly command: string; readonly args: readonly string[] }
  | { readonly missing: string }
);

/** What an upload took. */
export interface Taken {
  readonly ms: number;
  readonly bytes: number;
  /** Peak of the process's memory in kB; null where the system does not tell. */
  readonly peakKb?: number | null;
}

export function runtimes(): Program[] {
  return [
    { name: 'Node', command: process.execPath, args: [] },
    find('Deno', 'deno', 'DENO_PATH', ['run', '--allow-all', '--quiet']),
    find('Bun', 'bun', 'BUN_PATH', []),
  ];
}

function find(name: string, file: string, variable: string, args: readonly string[]): Program {
  const named = process.env[variable];
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const command = [named, ...folders.map((folder) => join(folder, file))].find(isProgram);
  return command === undefined
    ? { name, missing: `${file} is not on the PATH, and ${variable} does not name it` }
    : { name, command, args };
}

function isProgram(path: string | undefined): path is string {
  try {
    accessSync(path ?? '', constants.X_OK);
    return path !== undefined;
  } catch {
    return false;
  }
}

/** A Python that has the Python client. */
export async function python(): Promise<Program> {
  const name = 'Python client';
  const command = process.env['FIREFLY_PYTHON'] ?? 'python3';
  try {
    await run(command, ['-c', 'import firefly_client']);
    return { name, command, args: [] };
  } catch {
    const how = 'python3 -m venv v && v/bin/pip install firefly_client; FIREFLY_PYTHON=v/bin/python';
    return { name, missing: `${command} has no firefly_client (${how})` };
  }
}

/** Runs a script to its end; gives what it prints last. */
export async function taken(
  program: Extract<Program, { command: string }>,
  args: readonly string[],
): Promise<Taken> {
  const { stdout } = await run(program.command, [...program.args, ...args], { timeout: 600_000 });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

/** Starts a server in a process of its own, which prints its address first. */
export function startServer(
  args: readonly string[],
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const child = spawn(process.execPath, [...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = () => {
    child.kill();
    return ended;
  };
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`the server ended with ${code} before it told its address`)),
    );
    child.stdout.setEncoding('utf8');
    child.stdout.once('data', (text: string) => resolve({ url: text.trim(), stop }));
  });
}
