/** An event socket without a network: frames arrive in order, never within the call that caused them. */
import { ConnectionError } from '../errors.js';
import type { EventSocket, SocketHandlers } from '../transport/types.js';
import type { SocketRule } from './fault-rules.js';
import type { Happening } from './faults.js';
import type { ProtocolCore } from './protocol-core.js';
import { faultyLine } from './socket-faults.js';

export function openMemorySocket(
  core: ProtocolCore,
  channel: string,
  handlers: SocketHandlers,
  happening?: Happening<SocketRule>,
): EventSocket {
  let isOpen = true;
  const pings = new Set<(error: Error) => void>();
  const closed = (code: number, reason: string): void => {
    if (!isOpen) return;
    isOpen = false;
    queueMicrotask(() => {
      handlers.closed({ code, reason });
      connection.disconnected();
      for (const reject of pings) reject(new ConnectionError('the event socket was closed', 'unknown'));
    });
  };
  const line = faultyLine(
    {
      send: (text) => {
        if (isOpen) queueMicrotask(() => handlers.frame(text));
      },
      close: closed,
      terminate: () => closed(core.traps.suddenEnds ? 1006 : 1001, ''),
    },
    happening,
  );
  const connection = core.connect(channel, line.sink);
  const end = (code: number, reason: string): void => {
    if (!isOpen) return;
    closed(code, reason);
    connection.disconnected();
  };
  /** Answered after what was sent before, as frames are; never where the link is dead. */
  const ping = (): Promise<void> =>
    new Promise((resolve, reject) => {
      if (!isOpen) throw new ConnectionError('the event socket is not open', 'no');
      pings.add(reject);
      queueMicrotask(() => {
        if (!isOpen || !line.isOpenInwards()) return;
        pings.delete(reject);
        resolve();
      });
    });
  return {
    send: (text) => {
      if (!isOpen) throw new Error('The socket is not open.');
      if (line.isOpenInwards()) connection.receive(text);
    },
    ping: () => ping(),
    close: (code = 1000, reason = '') => end(code, reason),
    terminate: () => end(1006, ''),
    ref: () => {},
    unref: () => {},
  };
}
