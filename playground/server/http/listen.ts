/** Opening the port: loopback only, and the next free one when the wanted one is taken. */
import type { Server } from 'node:http';
import { isLoopbackAddress } from './guard.js';

const PORTS_TO_TRY = 20;

/** Refuses an address that others could reach. */
export function checkLoopback(host: string): void {
  if (host === 'localhost' || host === '::1' || isLoopbackAddress(host)) return;
  throw new RangeError(
    `the playground listens on this machine only: host is ${JSON.stringify(host)}, allowed are 127.0.0.1, ::1 and localhost`,
  );
}

/** Starts listening and returns the port that was free; `0` takes any. */
export async function listenOnFreePort(
  server: Server,
  wanted: number,
  host: string,
  log: (line: string) => void,
): Promise<number> {
  if (!Number.isInteger(wanted) || wanted < 0 || wanted > 65535) {
    throw new RangeError(`port is ${wanted}, expected a whole number from 0 to 65535`);
  }
  const last = wanted === 0 ? 0 : Math.min(wanted + PORTS_TO_TRY - 1, 65535);
  for (let port = wanted; port <= last; port++) {
    const bound = await tryListen(server, port, host);
    if (bound === undefined) continue;
    if (bound !== wanted && wanted !== 0) log(`port ${wanted} is taken, using ${bound}`);
    return bound;
  }
  throw new Error(`ports ${wanted} to ${last} of ${host} are all taken: name another one, or 0 for any`);
}

/** The port, or undefined when it is taken; other faults are thrown. */
function tryListen(server: Server, port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => {
      server.off('listening', listening);
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
      else reject(error);
    };
    const listening = () => {
      server.off('error', failed);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    };
    server.once('error', failed);
    server.once('listening', listening);
    server.listen(port, host);
  });
}
