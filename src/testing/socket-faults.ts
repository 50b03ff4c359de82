/** Carries out the fault of one socket once it is open. */
import type { SocketRule } from './fault-rules.js';
import type { Happening } from './faults.js';
import type { Sink } from './protocol-core.js';

/** A socket with what goes wrong on it. */
export interface Line {
  /** What the protocol core talks to. */
  readonly sink: Sink;
  /** Whether what the client sends gets through. */
  isOpenInwards(): boolean;
}

/**
 * Puts a fault between the core and a socket; without one nothing changes.
 * @param onDead called when the link goes dead without saying so
 */
export function faultyLine(
  sink: Sink,
  happening: Happening<SocketRule> | undefined,
  onDead: () => void = () => undefined,
): Line {
  const plain = { sink, isOpenInwards: () => true };
  if (happening === undefined) return plain;
  const { rule, removed } = happening;
  if (rule.fault === 'refuse' || rule.fault === 'late' || rule.fault === 'stall') return plain;
  let left = rule.after ?? 0;
  let isDead = false;
  const breakOff = () => (sink.terminate === undefined ? sink.close(1006, '') : sink.terminate());
  const send = (text: string): void | Promise<void> => {
    if (left > 0) {
      left -= 1;
      return sink.send(text);
    }
    switch (rule.fault) {
      case 'cut':
        return breakOff();
      case 'close':
        return sink.close(rule.code ?? 1001, '');
      case 'halfOpen':
        if (!isDead) {
          isDead = true;
          removed.addEventListener('abort', breakOff, { once: true });
          onDead();
        }
        return undefined;
      case 'unread':
        return aborted(removed).then(() => sink.send(text));
    }
  };
  return {
    sink: {
      send,
      close: (code, reason) => (isDead ? undefined : sink.close(code, reason)),
      terminate: breakOff,
    },
    isOpenInwards: () => !isDead,
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
