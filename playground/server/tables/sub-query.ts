/** `SubQueryProcessor`: any SELECT on the result of another request, aggregates and groups among them. */
import { viewOf } from './filters.js';
import { type Answer, answerQuery } from './pages.js';
import type { TableRequest } from './request.js';
import type { ResultSet, Table } from './table.js';
import { QueryFailure } from './types.js';

export async function answerSubQuery(
  table: Table,
  request: TableRequest,
  base: TableRequest,
): Promise<Answer> {
  const set = await baseResult(table, base);
  return answerQuery(table, set.relation, request);
}

/** A real server has no better word for a request whose own query is wrong. */
async function baseResult(table: Table, base: TableRequest): Promise<ResultSet> {
  try {
    return await table.resultSet(viewOf(base));
  } catch (error) {
    if (!(error instanceof QueryFailure)) throw error;
    throw new QueryFailure('Cannot invoke "String.equals(Object)" because "forTable" is null');
  }
}
