/** `addOrUpdateColumn` and `deleteColumn`. */
import type { CommandHandler } from '../context.js';
import { jsonReply } from '../http/reply.js';
import { addColumn, deleteColumn, updateColumn } from '../tables/column-edits.js';
import { notIngested } from '../tables/failures.js';
import { answering, requestOf, required } from './tables.js';

const DONE = [{ data: 'ok', success: 'true' }];

export const addOrUpdateColumn: CommandHandler = ({ params, session }, context) =>
  answering(context, async () => {
    const request = requestOf(params.get('request'));
    const column = {
      name: required(params.get('cname'), 'cname'),
      dtype: required(params.get('dtype'), 'dtype'),
      expression: params.get('expression') || undefined,
      preset: params.get('preset') || undefined,
      units: params.get('units'),
      desc: params.get('desc'),
      precision: params.get('precision'),
      ucd: params.get('ucd'),
    };
    const edited = params.get('editColName');
    await context.tables.change(request, session, (table) =>
      edited ? updateColumn(table, request, edited, column) : addColumn(table, request, column),
    );
    return jsonReply(DONE);
  });

export const removeColumn: CommandHandler = ({ params, session }, context) =>
  answering(context, async () => {
    const request = requestOf(params.get('request'));
    const name = required(params.get('cname'), 'cname');
    const missing = notIngested(`ALTER TABLE DATA DROP COLUMN "${name}"`, 'DATA');
    await context.tables.change(request, session, (table) => deleteColumn(table, name), missing);
    return jsonReply(DONE);
  });
