/** Opens requests of `node:http(s)`, also through a proxy. */
import { type ClientRequest, request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { ArgumentError, AuthenticationError, ConnectionError } from '../errors.js';

/**
 * A POST that is about to be written. Through a proxy plain requests are sent as they are, with their whole address, and secure ones
 * through a tunnel.
 */
export async function openRequest(
  url: string,
  proxy: string | undefined,
  headers: Readonly<Record<string, string>>,
): Promise<ClientRequest> {
  const target = new URL(url);
  const secure = target.protocol === 'https:';
  const how: RequestOptions = { method: 'POST', headers: { ...headers, host: target.host } };
  const direct = { ...how, ...placeOf(target), path: `${target.pathname}${target.search}` };
  const send = secure ? httpsRequest : httpRequest;
  // A connection of its own, closed at the end: a kept one may be closed by the server in the moment it is used again.
  if (proxy === undefined) return send({ ...direct, agent: false });
  const by = addressOf(proxy, secure ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  const pass = passOf(by);
  if (!secure) {
    const throughProxy = by.protocol === 'https:' ? httpsRequest : httpRequest;
    return throughProxy({
      ...how,
      ...placeOf(by),
      agent: false,
      path: url,
      headers: { ...headers, host: target.host, ...(pass && { 'proxy-authorization': pass }) },
    });
  }
  const tunnel = await openTunnel(by, placeOf(target), pass);
  const socket = connectTls({ socket: tunnel, servername: target.hostname, ALPNProtocols: ['http/1.1'] });
  return send({ ...direct, createConnection: () => socket });
}

function addressOf(proxy: string, variable: string): URL {
  if (URL.canParse(proxy) && /^https?:$/.test(new URL(proxy).protocol)) return new URL(proxy);
  // What it says may hold a password.
  const given = 'another text';
  const expected = 'the address of an http or https proxy, such as http://proxy.example:3128';
  throw new ArgumentError('upload', `the environment variable ${variable}`, given, expected);
}

interface Place {
  readonly host: string;
  readonly port: number;
}

const placeOf = ({ hostname, port, protocol }: URL): Place => ({
  host: hostname.replace(/^\[|\]$/g, ''),
  port: Number(port) || (protocol === 'https:' ? 443 : 80),
});

function passOf({ username, password }: URL): string | undefined {
  if (username === '') return undefined;
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
}

/** A connection through a proxy, by the method CONNECT; by hand, because not every runtime's `node:http` knows it. */
function openTunnel(by: URL, { host, port }: Place, pass: string | undefined): Promise<Socket> {
  const place = placeOf(by);
  const socket =
    by.protocol === 'https:' ? connectTls({ ...place, servername: place.host }) : connectTcp(place);
  const name = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const lines = [`CONNECT ${name} HTTP/1.1`, `Host: ${name}`];
  if (pass !== undefined) lines.push(`Proxy-Authorization: ${pass}`);
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = (why: string, cause?: unknown) => {
      socket.destroy();
      reject(new ConnectionError(`the proxy ${by.host} ${why}`, 'no', { cause }));
    };
    const onError = (error: Error) => fail(`could not be used: ${error.message}`, error);
    const onClose = () => fail('closed the connection');
    const onData = (chunk: Buffer) => {
      said += chunk.toString('latin1');
      if (!said.includes('\r\n\r\n')) {
        if (said.length > LONGEST_HEAD) fail('does not speak HTTP');
        return;
      }
      socket.off('data', onData).off('error', onError).off('close', onClose).pause();
      const status = /^HTTP\/1\.\d (\d{3})/.exec(said)?.[1];
      if (status === '200') resolve(socket);
      else if (status === '407') {
        socket.destroy();
        reject(wantsLogin(by));
      } else fail(`opened no way to ${name} (HTTP ${status ?? 'missing'})`);
    };
    socket.on('data', onData).on('error', onError).on('close', onClose);
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  });
}

const LONGEST_HEAD = 64 * 1024;

/** Names the proxy without user and password. */
export const wantsLogin = ({ host }: URL): AuthenticationError =>
  new AuthenticationError(
    `the proxy ${host} wants a login (HTTP 407): HTTP_PROXY or HTTPS_PROXY has to name user and password`,
  );
