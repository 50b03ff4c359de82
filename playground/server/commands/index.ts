/** The commands by name. One line here and one handler make a new command. */
import type { CommandHandler } from '../context.js';
import { fileAnalysis } from './analysis.js';
import { applicationCommand } from './app.js';
import { addOrUpdateColumn, removeColumn } from './columns.js';
import { jobCommand } from './jobs.js';
import { coreCommand } from './push.js';
import { tableSave } from './save.js';
import { spatialBinary } from './spatial.js';
import { queryTable, selectedValues, tableSearch } from './tables.js';

export const COMMANDS: ReadonlyMap<string, CommandHandler> = new Map<string, CommandHandler>([
  ['CmdVersion', applicationCommand('CmdVersion')],
  ['CmdInitApp', applicationCommand('CmdInitApp')],
  ['CmdJsonProperty', applicationCommand('CmdJsonProperty')],
  ['CmdAlerts', applicationCommand('CmdAlerts')],
  ['CmdResolveName', applicationCommand('CmdResolveName')],
  ['pushAction', coreCommand('pushAction')],
  ['reportUserAction', coreCommand('reportUserAction')],
  ['pushAliveCheck', coreCommand('pushAliveCheck')],
  ['pushAliveCount', coreCommand('pushAliveCount')],
  ['tableSearch', tableSearch],
  ['queryTable', queryTable],
  ['selectedValues', selectedValues],
  ['addOrUpdateColumn', addOrUpdateColumn],
  ['deleteColumn', removeColumn],
  ['tableSave', tableSave],
  ['TableSearchSpatialBinary', spatialBinary],
  ['fileAnalysis', fileAnalysis],
  ...['uwsJobInfo', 'cancel', 'archive', 'addBgJob', 'removeBgJob', 'setBgJobNotif'].map(
    (name) => [name, jobCommand(name)] as const,
  ),
]);
