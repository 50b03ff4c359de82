/** Builds the client and the playground when something that goes into them has changed. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const MARKER = join(root, 'dist', '.built');
const SOURCES = [
  ...['package.json', 'package-lock.json', 'tsup.config.ts', 'tsconfig.json', 'src'],
  ...['package.json', 'tsup.config.ts', 'server', 'viewer', 'demo'].map((name) => join('playground', name)),
];

/** The latest change of a file or of anything in a folder. */
function changed(path) {
  const info = statSync(path);
  if (!info.isDirectory()) return info.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => changed(join(path, name))));
}

export function ensureBuild() {
  const latest = Math.max(...SOURCES.map((source) => changed(join(root, source))));
  const complete = existsSync(MARKER) && existsSync(join(root, 'playground', 'dist', 'demo', 'run.js'));
  if (complete && statSync(MARKER).mtimeMs >= latest) return;
  console.log('building the client and the playground (about half a minute) …');
  rmSync(MARKER, { force: true });
  const began = new Date();
  const build = spawnSync('npm', ['run', 'build:all', '--silent'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (build.status !== 0) {
    console.error(build.stdout, build.stderr);
    process.exit(build.status ?? 1);
  }
  writeFileSync(MARKER, `${began.toISOString()}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) ensureBuild();
