/** Whether a server can be used, and what the socket says of itself, against real servers. */
import { describe, expect, it } from 'vitest';
import { FireflyClient } from '../../src/client/client.js';
import { AuthenticationError, ConnectionError, ProtocolError, TimeoutError } from '../../src/errors.js';
import { connect, freePort, json, page, rejection, reply, silence, startServer } from './server.js';

describe('confirmAccess', () => {
  it('says that a server can be used, and its version, and opens no socket', async () => {
    const server = await startServer();
    const access = await FireflyClient.confirmAccess(`${server.url}/`);
    expect(access).toEqual({ success: true, url: server.url, serverVersion: '2026.1' });
    expect(server.handshakes).toEqual([]);
  });

  it('knows servers that do not tell their version', async () => {
    const server = await startServer({ version: reply(500, {}, '{"success":false,"error":{}}') });
    expect(await FireflyClient.confirmAccess(server.url)).toMatchObject({
      success: true,
      serverVersion: undefined,
    });
  });

  it.each([
    [
      'a redirect',
      { healthz: reply(302, { location: 'https://login.example/?state=1' }) },
      AuthenticationError,
      /token is needed/,
    ],
    ['a refusal', { healthz: reply(403, {}) }, AuthenticationError, /HTTP 403/],
    ['another web page', { healthz: page() }, ProtocolError, /not the address of a Firefly server/],
    ['something broken', { version: json('[{') }, ProtocolError, /cut off/],
    ['silence', { healthz: silence }, TimeoutError, /no connection to/],
  ] as const)('says why not, and does not reject: %s', async (_name, behaviour, type, reason) => {
    const server = await startServer(behaviour);
    const access = await FireflyClient.confirmAccess(server.url, { timeout: 300 });
    expect(access).toMatchObject({ success: false, url: server.url });
    if (access.success) throw new Error('it was let in');
    expect(access.error).toBeInstanceOf(type);
    expect(access.reason).toBe(access.error.message);
    expect(access.reason).toMatch(reason);
  });

  it('says where nobody answers what to do', async () => {
    const url = `http://127.0.0.1:${await freePort()}/firefly`;
    const access = await FireflyClient.confirmAccess(url);
    expect(access).toMatchObject({ success: false });
    if (access.success) throw new Error('it was let in');
    expect(access.error).toBeInstanceOf(ConnectionError);
    expect(access.reason).toMatch(/Is the server running\?/);
  });

  it('ends with its signal', async () => {
    const server = await startServer({ healthz: silence });
    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    expect(await rejection(FireflyClient.confirmAccess(server.url, { signal }))).toBe(reason);
  });
});

describe('the ends of the event socket', () => {
  it('are told while it is open', async () => {
    const server = await startServer();
    const client = await connect(server.url);
    expect(client.peerAddress).toEqual({ address: '127.0.0.1', port: server.port });
    expect(client.localAddress?.address).toBe('127.0.0.1');
    expect(client.localAddress?.port).not.toBe(server.port);
    await client.close();
    expect([client.localAddress, client.peerAddress]).toEqual([undefined, undefined]);
  });
});
