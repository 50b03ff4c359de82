/** Work in the background: the commands about jobs, and the addresses below `/CmdSrv/async`. */
import { Jobs } from 'firefly-client/testing';
import type { CommandHandler, Context } from '../context.js';
import { emptyServerError, type Reply, replyOf } from '../http/reply.js';
import { tableSearch } from './tables.js';

/** The jobs of a playground; `context` is there when the first is made. */
export function createJobs(context: () => Context): Jobs {
  return new Jobs({
    search: async (request) => {
      const call = { params: new Map([['request', request]]), session: '', caller: NOBODY };
      const reply = await tableSearch(call, context());
      return { status: reply.status, contentType: reply.contentType ?? '', text: await textOf(reply) };
    },
  });
}

const NOBODY = { channel: undefined, signal: undefined };

async function textOf({ body, stream }: Reply): Promise<string> {
  if (stream === undefined) return String(body);
  const pieces: Buffer[] = [];
  for await (const piece of stream()) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString('utf8');
}

/** Makes the handler of a command about a job. */
export const jobCommand =
  (name: string): CommandHandler =>
  ({ params }, { jobs }) => {
    const reply = jobs.command(name, Object.fromEntries(params));
    return reply === undefined ? emptyServerError() : replyOf(reply);
  };
