/** Python with packages, made anew in a folder that is thrown away; nothing of the machine's own Python is changed. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type Python = { run(args: readonly string[]): Promise<string> } | { readonly missing: string };

export async function makePython(folder: string, packages: readonly string[]): Promise<Python> {
  const venv = join(folder, 'venv');
  const bin = join(venv, process.platform === 'win32' ? 'Scripts' : 'bin', 'python');
  try {
    await run('python3', ['-m', 'venv', venv]);
    await run(bin, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]);
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return { missing: `no Python with ${packages.join(' and ')} could be made: ${why}` };
  }
  return { run: async (args) => (await run(bin, [...args], { maxBuffer: 1 << 26 })).stdout };
}
