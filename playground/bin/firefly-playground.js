#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';

const HELP = `Usage: firefly-playground [options]

Starts a server on this machine that speaks Firefly's protocol, with a viewer page.

  --port <n>              port to listen on, default 8080; the next free one when it is taken, 0 for any
  --host <name>           127.0.0.1 (default), ::1 or localhost; other addresses are refused
  --file <path>           a local file that clients may name by its absolute path; may be given several times
  --allow-origin <origin> pages of this origin may talk to it, such as https://host; may be given several times.
                          Pages of this machine may always; null is for pages without an origin, * for all
  --server-version <v>    what it says its version is, such as 2026.6, and acts like; none for one before 2026.1
  --trap <name>[=off]     switches on or off what is peculiar about a real server; may be given several times
  --traps                 lists what there is to switch, and ends
  --fault <json>          makes something go wrong, such as
                          '{"on":"request","cmd":"pushAction","fault":"lose","times":1}'; may be given several times
  --help                  this text
`;

const OPTIONS = {
  port: { type: 'string' },
  host: { type: 'string' },
  file: { type: 'string', multiple: true },
  'allow-origin': { type: 'string', multiple: true },
  'server-version': { type: 'string' },
  trap: { type: 'string', multiple: true },
  traps: { type: 'boolean' },
  fault: { type: 'string', multiple: true },
  help: { type: 'boolean', short: 'h' },
};

function readPort(text) {
  const port = text === undefined ? undefined : Number(text);
  if (port !== undefined && !(/^\d+$/.test(text) && port <= 65535)) {
    throw new RangeError(`--port is ${text}, expected a whole number from 0 to 65535`);
  }
  return port;
}

function readFault(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new SyntaxError(
      `--fault is ${text}, expected JSON such as {"on":"request","cmd":"pushAction","fault":"lose"}`,
    );
  }
}

/** The options of the command line as those of `startPlayground`. */
function optionsOf(values, parseTrapSwitch) {
  const version = values['server-version'];
  return {
    port: readPort(values.port),
    host: values.host,
    files: values.file,
    allowOrigins: values['allow-origin'],
    version: version === 'none' ? null : version,
    traps: Object.assign({}, ...(values.trap ?? []).map(parseTrapSwitch)),
    faults: values.fault?.map(readFault),
    log: (line) => console.log(line),
  };
}

function listTraps(traps) {
  for (const [name, { number, real, on }] of Object.entries(traps)) {
    const state = typeof on === 'boolean' ? (on ? 'on' : 'off') : `on from ${on.since.join('.')}`;
    console.log(`${name} (${number === undefined ? '' : `${number}, `}${state}): ${real}`);
  }
}

async function main() {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  readPort(values.port);
  if (!existsSync(new URL('../dist/server/index.js', import.meta.url))) {
    throw new Error('the playground is not built yet: run "npm run build:all" first');
  }
  const { parseTrapSwitch, TRAPS } = await import('firefly-client/testing');
  if (values.traps) {
    listTraps(TRAPS);
    return;
  }
  const options = optionsOf(values, parseTrapSwitch);
  const { startPlayground } = await import('../dist/server/index.js');
  const playground = await startPlayground(options);
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
