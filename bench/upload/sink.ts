/**
 * A server that takes uploads and throws them away, as fast as it can: what is measured is the sender. It speaks as much of the protocol as
 * a client needs to connect. It runs in a process of its own and prints its address.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://sink');
  if (pathname === '/firefly/healthz') response.end();
  else if (searchParams.get('cmd') === 'upload') takeAndForget(request, response);
  else answer(request, response);
});

function takeAndForget(request: IncomingMessage, response: ServerResponse): void {
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  request.on('end', () => {
    response.setHeader('content-type', 'text/html;charset=utf-8');
    response.end(`200::::\${upload-dir}/upload_${bytes}_forgotten`);
  });
}

/** The version, and success for everything else. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  request.on('end', () => {
    response.setHeader('content-type', 'application/json');
    response.end('[{"success":true,"data":{"Firefly Version":"2026.1-sink"}}]');
  });
}

const sockets = new WebSocketServer({ noServer: true });
server.on('upgrade', (request, stream, head) => {
  const channel = new URL(request.url ?? '/', 'http://sink').searchParams.get('channelID') ?? '';
  sockets.handleUpgrade(request, stream, head, (socket) => {
    const [established, listed] = [
      { name: 'EVT_CONN_EST', data: { connID: '1', channel } },
      { name: 'FLUX_ACTION', data: { type: 'app_data.wsConnUpdated', payload: { [channel]: ['1'] } } },
    ];
    for (const frame of [established, listed])
      socket.send(JSON.stringify({ scope: 'CHANNEL', dataType: 'JSON', from: '-1', ...frame }));
  });
});

server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/firefly`);
});
