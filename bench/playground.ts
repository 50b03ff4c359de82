/** The playground: its page against the raw engines, long tasks with a million rows, its server against bare DuckDB. */
import { findChromium } from '../test/setup/browser.js';
import { benchEngines } from './playground/engines.js';
import { benchLongTasks } from './playground/long-tasks.js';
import { benchServer } from './playground/server.js';

export const about = 'page against raw engines, long tasks with 1,000,000 rows, server against bare DuckDB';

export async function run(): Promise<void> {
  const chromium = await findChromium();
  if ('missing' in chromium) {
    console.log(`  parts with a browser are left out: ${chromium.missing}`);
  } else {
    await benchEngines(chromium.path);
    await benchLongTasks(chromium.path);
  }
  await benchServer();
}
