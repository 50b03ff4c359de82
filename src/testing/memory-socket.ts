/** An event socket without a network: frames arrive in order, never within the call that caused them. */
import type { EventSocket, SocketHandlers } from '../transport/types.js';
import type { ProtocolCore } from './protocol-core.js';

export function openMemorySocket(core: ProtocolCore, channel: string, handlers: SocketHandlers): EventSocket {
  let isOpen = true;
  const closed = (code: number, reason: string): void => {
    if (!isOpen) return;
    isOpen = false;
    queueMicrotask(() => handlers.closed({ code, reason }));
  };
  const connection = core.connect(channel, {
    send: (text) => queueMicrotask(() => handlers.frame(text)),
    close: closed,
  });
  const end = (code: number, reason: string): void => {
    if (!isOpen) return;
    closed(code, reason);
    connection.disconnected();
  };
  return {
    send: (text) => {
      if (!isOpen) throw new Error('The socket is not open.');
      connection.receive(text);
    },
    close: (code = 1000, reason = '') => end(code, reason),
    terminate: () => end(1006, ''),
    ref: () => {},
    unref: () => {},
  };
}
