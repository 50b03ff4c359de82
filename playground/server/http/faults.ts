/** Carries out the fault that happens to a request. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as passed } from 'node:timers/promises';
import { type Happening, type RequestRule, replyInstead } from 'firefly-client/testing';
import { type Reply, replyOf, sendReply, startReply } from './reply.js';

/** Answers, or does not. `run` carries the request out. */
export async function answerFaultily(
  request: IncomingMessage,
  response: ServerResponse,
  { rule, removed }: Happening<RequestRule>,
  run: () => Reply | Promise<Reply>,
): Promise<void> {
  const cut = () => void request.socket.destroy();
  if (rule.fault === 'refuse') return void request.socket.resetAndDestroy();
  if (rule.fault === 'drop') return cut();
  if (rule.fault === 'halfOpen') return whenAborted(removed, cut);
  const instead = replyInstead(rule);
  if (instead !== undefined) return sendReply(request, response, replyOf(instead));
  const reply = await run();
  if (rule.fault === 'lose') return cut();
  if (rule.fault === 'late') {
    await passed(rule.ms, undefined, { signal: removed, ref: false }).catch(() => undefined);
    return sendReply(request, response, reply);
  }
  const bytes = await startReply(request, response, reply);
  if (bytes === undefined) return;
  // A bare `true` is cut as well: at least its headers arrive.
  response.flushHeaders();
  const end = rule.fault === 'cut' ? cut : () => whenAborted(removed, cut);
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), end);
}

function whenAborted(signal: AbortSignal, act: () => void): void {
  if (signal.aborted) act();
  else signal.addEventListener('abort', act, { once: true });
}
