#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';

const HELP = `Usage: firefly-playground [options]

Starts a server on this machine that speaks Firefly's protocol, with a viewer page.

  --port <n>    port to listen on, default 8080; the next free one when it is taken, 0 for any
  --host <name> 127.0.0.1 (default), ::1 or localhost; other addresses are refused
  --file <path> a local file that clients may name by its absolute path; may be given several times
  --help        this text
`;

function readArguments() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      file: { type: 'string', multiple: true },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(/^\d+$/.test(values.port) && port <= 65535)) {
    throw new RangeError(`--port is ${values.port}, expected a whole number from 0 to 65535`);
  }
  return { ...values, port };
}

async function main() {
  const { port, host, file, help } = readArguments();
  if (help) {
    process.stdout.write(HELP);
    return;
  }
  if (!existsSync(new URL('../dist/server/index.js', import.meta.url))) {
    throw new Error('the playground is not built yet: run "npm run build:all" first');
  }
  const { startPlayground } = await import('../dist/server/index.js');
  const playground = await startPlayground({ port, host, files: file, log: (line) => console.log(line) });
  console.log(`viewer: ${playground.url}/`);
  const stop = () => {
    playground.close().then(() => process.exit(0));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

main().catch((error) => {
  console.error(`firefly-playground: ${error.message}`);
  process.exitCode = 1;
});
