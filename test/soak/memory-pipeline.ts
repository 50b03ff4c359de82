/**
 * What pipelining is without a network: commands are carried out one after the other and answered in that order. Where
 * one gets no answer the connection is gone, with all that wait behind it.
 */
import { ConnectionError, type Pipeline, type Transport } from 'firefly-client';

export interface CuttablePipeline extends Pipeline {
  /** From now on no answer arrives, although so many more commands are carried out. */
  cut(more: number): void;
}

/** So many commands may wait for their answers. */
const DEPTH = 50;

/** @param onClose called when its owner lets go of it */
export function memoryPipeline(commands: Transport['commands'], onClose: () => void): CuttablePipeline {
  let line: Promise<unknown> = Promise.resolve();
  /** How many more are carried out, once it is cut. */
  let rest: number | undefined;
  let waiting = 0;
  const cut = (more: number) => {
    rest ??= more;
  };
  const lost = () => new ConnectionError('the connection was cut', 'unknown');
  return {
    get hasRoom() {
      return waiting < DEPTH;
    },
    cut,
    command: (cmd, params, limits) => {
      const before = line;
      const answer = (async () => {
        await before.catch(() => undefined);
        if (rest !== undefined && rest-- <= 0) throw lost();
        const reply = await commands.command(cmd, params, limits).catch((error: unknown) => {
          cut(0);
          throw error instanceof ConnectionError ? lost() : error;
        });
        if (rest !== undefined) throw lost();
        return reply;
      })();
      line = answer;
      waiting++;
      return answer.finally(() => {
        waiting--;
      });
    },
    close: () => {
      cut(0);
      onClose();
    },
  };
}
