/** `/CmdSrv/async`: where jobs are made and asked about. */
import type { IncomingMessage } from 'node:http';
import type { Context } from '../context.js';
import { parseForm, readParams } from './params.js';
import { type Reply, replyOf } from './reply.js';

export const ASYNC = '/CmdSrv/async';

export const isAsync = (path: string): boolean => path === ASYNC || path.startsWith(`${ASYNC}/`);

/** Answers a request below it. The place of a job is a whole address, as that of a real server. */
export async function answerAsync(
  request: IncomingMessage,
  path: string,
  query: string,
  { jobs }: Context,
): Promise<Reply> {
  if (request.method === 'POST' && path === ASYNC) {
    const params = Object.fromEntries(await readParams(request, query));
    const { location, ...reply } = await jobs.submit(params['cmd'] ?? '', params);
    const place =
      location === undefined ? {} : { location: `http://${request.headers.host}/firefly${location}` };
    return replyOf({ ...reply, ...place });
  }
  request.resume();
  return replyOf(jobs.at(path.slice(ASYNC.length), Object.fromEntries(parseForm(query, 'utf-8'))));
}
