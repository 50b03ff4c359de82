/** The package as it is built, and real Node processes that use it. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const DIST = join(ROOT, 'dist');

/** To be called before the tests of a file. */
export function requireBuild(): void {
  if (!existsSync(join(DIST, 'index.js')) || !existsSync(join(DIST, 'index.d.cts'))) {
    throw new Error('the package is not built: run "npm run build" (npm test does it by itself)');
  }
}

/** Files of the build, as paths relative to it. */
export function builtFiles(suffix: RegExp): string[] {
  const names = readdirSync(DIST, { recursive: true }).map((name) => String(name).replaceAll('\\', '/'));
  return names.filter((name) => suffix.test(name)).sort();
}

export const readBuilt = (name: string): string => readFileSync(join(DIST, name), 'utf8');

export interface ProcessOptions {
  /** How the script is written. @default 'module' */
  readonly type?: 'module' | 'commonjs';
  readonly nodeArgs?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** How a process ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Ended>;
  /** When the script has printed a line: performance.now() at that moment. */
  printed(line: string): Promise<number>;
}

/** Only a guard: a process that hangs would hold up the whole run. */
const LIMIT = 20_000;

/** Runs a script that may import the package by its name. */
export function start(script: string, options: ProcessOptions = {}): Running {
  const { type = 'module', nodeArgs = [], args = [] } = options;
  const env = {
    ...process.env,
    NODE_OPTIONS: undefined,
    FIREFLY_URL: undefined,
    FIREFLY_CHANNEL: undefined,
    FIREFLY_HTML: undefined,
    fireflyLabExtension: undefined,
    fireflyURLLab: undefined,
    fireflyChannelLab: undefined,
    ...options.env,
  };
  const child = spawn(process.execPath, [...nodeArgs, `--input-type=${type}`, '-e', script, '--', ...args], {
    cwd: ROOT,
    env,
  });
  const said = { stdout: '', stderr: '' };
  const waiting = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
      for (const look of [...waiting]) look();
    });
  }
  const guard = setTimeout(() => child.kill('SIGKILL'), LIMIT);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(guard);
      resolve({ code, signal, ...said });
    });
  });
  const printed = (line: string) =>
    new Promise<number>((resolve, reject) => {
      const look = () => {
        if (!said.stdout.split('\n').slice(0, -1).includes(line)) return;
        waiting.delete(look);
        resolve(performance.now());
      };
      waiting.add(look);
      look();
      void ended.then(({ code, stderr }) =>
        reject(new Error(`it ended with ${code} and did not print ${line}: ${stderr}`)),
      );
    });
  return { child, ended, printed };
}

/** Runs a script to its end; gives what it printed as JSON. */
export async function evaluate(script: string, options: ProcessOptions = {}): Promise<unknown> {
  const { code, stdout, stderr } = await start(script, options).ended;
  if (code !== 0) throw new Error(`it ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}
