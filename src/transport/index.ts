/** What one needs to write a transport: the interfaces, the ways to a real server, and helpers. */
export { blobOf as bodyAsBlob, bytesIn, streamOf as bodyAsStream } from './bytes.js';
export { replyAsStream, withinLimits } from './helpers.js';
export { type ServerTransportOptions, serverTransport } from './server.js';
export type {
  ByteStream,
  CallOptions,
  CommandReply,
  CommandStream,
  CommandTransport,
  Endpoint,
  EventSocket,
  EventTransport,
  Pipeline,
  SocketClosed,
  SocketHandlers,
  Transport,
  UploadFile,
  UploadLimits,
} from './types.js';
export type { SocketLike, WebSocketClass } from './websocket.js';
