import { ConnectionError } from 'firefly-client';
import * as t from 'firefly-client/transports';

/** Reaches a server through a port whose other end, `bridge`, is in a page that may. */
export function portTransport(port: MessagePort): t.Transport {
  const answers = new Map<number, (data: { reply: t.CommandReply; error?: string }) => void>();
  const sockets = new Map<number, t.SocketHandlers>();
  let last = 0;
  port.onmessage = ({ data: { id, frame, closed, ...answer } }) => {
    if (frame !== undefined) return sockets.get(id)?.frame(frame);
    if (closed === undefined) return answers.get(id)?.(answer);
    sockets.get(id)?.closed(closed);
    sockets.delete(id);
  };
  const ask = (method: string, what: object, limits: t.CallOptions, id = ++last) =>
    t.withinLimits(`${method} was not answered`, limits, async () => {
      port.postMessage({ id, method, ...what });
      const answer = new Promise<{ reply: t.CommandReply; error?: string }>((ok) => answers.set(id, ok));
      const { reply, error } = await answer.finally(() => answers.delete(id));
      if (error !== undefined) throw new ConnectionError(error, 'unknown');
      return reply;
    });
  const open: t.EventTransport['open'] = async (channel, handlers, limits) => {
    const id = ++last;
    if (!limits.signal?.aborted) sockets.set(id, handlers);
    await ask('open', { channel }, limits, id);
    const send = (text: string) => {
      if (!sockets.has(id)) throw new ConnectionError('the socket is not open', 'no');
      port.postMessage({ id, method: 'send', text });
    };
    const close = (code?: number, reason?: string) => port.postMessage({ id, method: 'close', code, reason });
    return { send, close, terminate: () => port.postMessage({ id, method: 'terminate' }) };
  };
  const commands: t.CommandTransport = {
    probe: (limits) => ask('probe', {}, limits),
    command: (cmd, params, limits) => ask('command', { cmd, params }, limits),
    submit: (cmd, params, limits) => ask('submit', { cmd, params }, limits),
    download: async (...call) => t.replyAsStream(await commands.command(...call)),
    upload: async ({ name, body }, fields, { onProgress, ...limits }) => {
      const file = { name, body: await t.bodyAsBlob(body) };
      const reply = await ask('upload', { file, fields }, limits);
      onProgress?.(file.body.size);
      return reply;
    },
  };
  return { commands, events: { open }, close: () => port.close() };
}
