/** The commands by name. One line here and one handler make a new command. */
import type { CommandHandler } from '../context.js';
import { initApp, version } from './app.js';
import { coreCommand } from './push.js';
import { selectedValues, tableSearch } from './tables.js';

export const COMMANDS: ReadonlyMap<string, CommandHandler> = new Map<string, CommandHandler>([
  ['CmdVersion', version],
  ['CmdInitApp', initApp],
  ['pushAction', coreCommand('pushAction')],
  ['reportUserAction', coreCommand('reportUserAction')],
  ['pushAliveCheck', coreCommand('pushAliveCheck')],
  ['pushAliveCount', coreCommand('pushAliveCount')],
  ['tableSearch', tableSearch],
  ['selectedValues', selectedValues],
]);
