/** Who answers table requests, by the `id` of the request. */
import { answerDecimated } from './decimate.js';
import { type Answer, answerPage } from './pages.js';
import { parseRequest, type TableRequest } from './request.js';
import { answerStatistics } from './statistics.js';
import { answerSubQuery } from './sub-query.js';
import type { Table } from './table.js';
import { RequestFailure, TableFailure } from './types.js';

/** The processor that reads tables from files. */
export const FILE_PROCESSOR = 'IpacTableFromSource';

/** Makes a table of its own out of another. */
export const HISTOGRAM = 'HistogramProcessor';

/** Answers `request` from the table of `base`, which is the request itself where it names a table. */
type Answerer = (table: Table, request: TableRequest, base: TableRequest) => Promise<Answer>;

const OWN_TABLE = new Map<string, Answerer>([
  [FILE_PROCESSOR, answerPage],
  [HISTOGRAM, answerPage],
]);

const BASED = new Map<string, Answerer>([
  ['SubQueryProcessor', answerSubQuery],
  ['StatisticsProcessor', answerStatistics],
  ['DecimateTable', answerDecimated],
]);

/** Does the processor work on the table of another request? */
export function isBasedOn(id: string | undefined): boolean {
  return BASED.has(id ?? '');
}

export function answererOf(id: string | undefined): Answerer {
  const answerer = OWN_TABLE.get(id ?? '') ?? BASED.get(id ?? '');
  if (answerer === undefined) throw unknownProcessor(id);
  return answerer;
}

/** The text is that of a real server. */
export function unknownProcessor(id: string | undefined): RequestFailure {
  const reason =
    'Cannot invoke "java.lang.Class.newInstance()" because the return value of "java.util.Map.get(Object)" is null';
  return new RequestFailure(`Unable to get query processor for ${id ?? 'ID_NOT_DEFINED'}: ${reason}`);
}

/** The request of the table that another is based on. */
export function baseRequest(request: TableRequest): TableRequest {
  const text = request.params.get('searchRequest');
  if (text === undefined || text === null) {
    throw new TableFailure('Bad Request: searchRequest is missing');
  }
  const base = parseRequest(text);
  if (base.id === undefined) throw unknownProcessor(base.id);
  return base;
}
