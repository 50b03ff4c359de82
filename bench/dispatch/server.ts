/** A playground and a proxy in front of it, in a process of their own: prints the address, and ends with its standard input. */
import { startPlayground } from 'firefly-playground';
import { TcpProxy } from '../../test/support/proxy.js';

const playground = await startPlayground({ port: 0 });
const proxy = await TcpProxy.open(playground.url, { delay: Number(process.argv[2] ?? 0) });
console.log(JSON.stringify({ direct: playground.url, through: proxy.url }));
process.stdin.resume();
process.stdin.on('end', () => process.exit());
