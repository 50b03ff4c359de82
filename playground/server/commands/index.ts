/** The commands by name. One line here and one handler make a new command. */
import type { CommandHandler } from '../context.js';
import { applicationCommand } from './app.js';
import { coreCommand } from './push.js';
import { selectedValues, tableSearch } from './tables.js';

export const COMMANDS: ReadonlyMap<string, CommandHandler> = new Map<string, CommandHandler>([
  ['CmdVersion', applicationCommand('CmdVersion')],
  ['CmdInitApp', applicationCommand('CmdInitApp')],
  ['CmdJsonProperty', applicationCommand('CmdJsonProperty')],
  ['CmdAlerts', applicationCommand('CmdAlerts')],
  ['pushAction', coreCommand('pushAction')],
  ['reportUserAction', coreCommand('reportUserAction')],
  ['pushAliveCheck', coreCommand('pushAliveCheck')],
  ['pushAliveCount', coreCommand('pushAliveCount')],
  ['tableSearch', tableSearch],
  ['selectedValues', selectedValues],
]);
