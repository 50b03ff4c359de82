/**
 * `npm start`: a viewer in the browser, driven from here. Shows the demo data, or the files named on the command line, on the
 * embedded playground, or on the Firefly server that FIREFLY_URL names; then says what the user clicks.
 */
import { FireflyClient } from 'firefly-client';
import { startPlayground } from 'firefly-playground';
import { sayWhatIsClicked } from './clicks.js';
import { showEverything } from './tour.js';

const HELP = `usage: npm start -- [FILE…]

Shows images (.fits, .fit, .fts, .fz, also with .gz) and tables (anything else) in a viewer; without files some stars of Orion.
FIREFLY_URL=https://…/firefly npm start   uses that server in place of the playground.`;

const files = process.argv.slice(2);
if (files.some((file) => file === '-h' || file === '--help')) {
  console.log(HELP);
  process.exit(0);
}

const server = process.env['FIREFLY_URL'] || undefined;
const playground =
  server === undefined ? await startPlayground({ log: (line) => console.log(line) }) : undefined;
try {
  const firefly = await FireflyClient.connect(playground?.url ?? server, { channel: { remember: 'demo' } });
  const version = firefly.serverVersion === undefined ? '' : ` (version ${firefly.serverVersion})`;
  console.log(`connected to ${firefly.url}${version}`);
  firefly.on('error', (error) => console.error(`✗ ${error.message}`));
  process.once('SIGINT', () => void end(firefly));
  process.once('SIGTERM', () => void end(firefly));

  await firefly.openViewer();
  console.log('waiting for the viewer …');
  await firefly.viewerReady();
  await firefly.reinitViewer();
  const shown = await showEverything(firefly, files);
  await sayWhatIsClicked(firefly);
  if (!shown) process.exitCode = 1;
} catch (error) {
  console.error(`✗ ${error instanceof Error ? error.message : String(error)}`);
  await playground?.close();
  process.exit(1);
}

async function end(firefly: FireflyClient): Promise<void> {
  console.log('\nclosing');
  await firefly.close();
  await playground?.close();
}
