/** A Firefly server and viewer without network and screen, to test programs with. */
export * from './engine.js';
export { type Connection, ProtocolCore, type ProtocolOptions, type Sink } from './protocol-core.js';
