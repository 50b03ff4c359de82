/**
 * `npm run examples -- [NAME…] [--shots FOLDER]`: packs this package, builds each page of `examples/` from the tarball in a temporary
 * folder, opens it in Chromium with a playground, and waits until it says that its table is displayed. One line for each; fails when one does.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startPlayground } from 'firefly-playground';
import { type Browser, chromium } from 'playwright-core';
import { findChromium } from '../test/setup/browser.js';
import { sendFile } from './static-files.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const EXAMPLES = join(ROOT, 'examples');
const PATIENCE = 60_000;

const known = readdirSync(EXAMPLES).filter((name) => existsSync(join(EXAMPLES, name, 'package.json')));
const { values, positionals } = parseArgs({ allowPositionals: true, options: { shots: { type: 'string' } } });
const wanted = positionals.length === 0 ? known : positionals;
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0)
  throw new Error(`there is no example ${unknown.join(', ')}; there are ${known.join(', ')}`);

/** Runs a command; throws with what it printed when it fails. */
function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', CI: 'true' },
    shell: process.platform === 'win32',
  });
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.join(' ')} failed: ${`${stdout}\n${stderr}`.trim().slice(-1500)}`);
}

function pack(folder: string): string {
  const packed: readonly { filename: string }[] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], ROOT),
  );
  return join(folder, packed[0]?.filename ?? '');
}

function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => void sendFile(folder, request, response));
  return new Promise((ok) => server.listen(0, '127.0.0.1', () => ok(server)));
}

/** Builds one and opens it; gives what it says. */
async function tryOut(name: string, folder: string, tarball: string, browser: Browser): Promise<string> {
  const place = join(folder, name);
  cpSync(join(EXAMPLES, name), place, {
    recursive: true,
    filter: (path) => !/node_modules|dist$|\.next/.test(path.slice(EXAMPLES.length)),
  });
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', tarball], place);
  run('npm', ['run', 'build'], place);
  const playground = await startPlayground({ port: 0 });
  const server = await serve(join(place, 'dist'));
  const page = await browser.newPage({ viewport: { width: 1100, height: 750 } });
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  try {
    const { port } = server.address() as AddressInfo;
    await page.goto(`http://localhost:${port}/?server=${encodeURIComponent(playground.url)}`);
    const status = page.locator('#status');
    await status.filter({ hasText: /displayed|Error/ }).waitFor({ timeout: PATIENCE });
    const words = (await status.textContent()) ?? '';
    if (values.shots !== undefined) {
      mkdirSync(values.shots, { recursive: true });
      await page.screenshot({ path: join(values.shots, `${name}.png`) });
    }
    if (errors.length > 0) throw new Error(errors.join('; '));
    if (!words.includes('displayed')) throw new Error(words);
    return words;
  } finally {
    await page.close();
    server.close();
    server.closeAllConnections();
    await playground.close();
  }
}

const found = await findChromium();
if ('missing' in found) throw new Error(found.missing);
const folder = mkdtempSync(join(tmpdir(), 'firefly-examples-'));
const browser = await chromium.launch({ executablePath: found.path, args: ['--no-sandbox'] });
let passed = 0;
try {
  const tarball = pack(folder);
  for (const name of wanted) {
    const began = performance.now();
    const outcome = await tryOut(name, folder, tarball, browser).then(
      (words) => {
        passed++;
        return `ok      ${words}`;
      },
      (error: unknown) => `FAILED  ${error instanceof Error ? error.message : error}`,
    );
    console.log(`${name.padEnd(12)} ${outcome} (${Math.round((performance.now() - began) / 1000)} s)`);
    rmSync(join(folder, name), { recursive: true, force: true });
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${passed} passed, ${wanted.length - passed} failed`);
process.exit(passed === wanted.length ? 0 : 1);
