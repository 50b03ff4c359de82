/** Addresses and channels. A channel's name is all that protects it (protocol trap T17). */
import { nanoid } from 'nanoid';
import { ArgumentError } from '../errors.js';
import type { Runtime } from '../runtime/types.js';
import { parseJson } from '../schema/json.js';

/** A channel by name, or one that is made up once and kept under a name for the next run. */
export type ChannelOption = string | { readonly remember: string };

const DEFAULT_URL = 'http://localhost:8080/firefly';

/** An address, and where it comes from when no argument gave it. */
interface Named {
  readonly name: string;
  readonly url: string;
}

/** The address of the server, without a slash at the end: the given one, that of the environment, or that of this machine. */
export function serverAddress(
  given: string | URL | undefined,
  inherited: Named | undefined,
  runtime: Runtime,
  method = 'connect',
): string {
  const argument = given === undefined && inherited !== undefined ? inherited.name : 'url';
  const fallback = runtime.localhostIsMine ? DEFAULT_URL : undefined;
  const text = given === undefined ? (inherited?.url ?? fallback) : String(given);
  const expected = 'the http(s) address of a Firefly server, e.g. https://irsa.ipac.caltech.edu/irsaviewer';
  if (text === undefined) throw new ArgumentError(method, 'url', text, `given on a public page: ${expected}`);
  if (!URL.canParse(text)) throw new ArgumentError(method, argument, text, expected);
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new ArgumentError(method, argument, text, expected);
  if (/\.html?$/.test(url.pathname)) {
    throw new ArgumentError(
      method,
      argument,
      text,
      'the address of the server without a page (name the page in { htmlFile })',
    );
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** A name nobody can guess: 144 random bits. */
export const randomChannel = (): string => `ffc-${nanoid(24)}`;

/** The channel to use: the given one, that of the environment, or a random one. */
export async function chooseChannel(
  option: ChannelOption | undefined,
  inherited: string | undefined,
  base: string,
  runtime: Runtime,
  method = 'connect',
): Promise<string> {
  if (option === undefined)
    return inherited === undefined ? randomChannel() : checkChannel(inherited, method, 'FIREFLY_CHANNEL');
  if (typeof option === 'string') return checkChannel(option, method);
  const name: unknown = option?.remember;
  if (typeof name !== 'string' || name === '')
    throw new ArgumentError(method, 'channel', option, 'a name, or { remember: name }');
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(name)) {
    throw new ArgumentError(
      method,
      'channel.remember',
      name,
      'a name of up to 64 letters, digits, dots, dashes and underscores',
    );
  }
  return checkChannel(await runtime.rememberedChannel(name, base, randomChannel));
}

/** Names that survive the way into a viewer and back. Viewers mangle others, silently. */
export function checkChannel(name: string, method = 'connect', argument = 'channel'): string {
  const expected = 'up to 300 of the characters A-Z a-z 0-9 . _ ~ -';
  if (typeof name !== 'string' || !/^[A-Za-z0-9._~-]{1,300}$/.test(name))
    throw new ArgumentError(method, argument, name, expected);
  if (name.replace(/__lab-external__viewer$/, '').includes('__viewer')) {
    throw new ArgumentError(method, argument, name, 'without "__viewer", which viewers cut off');
  }
  const value = parseJson(name);
  if (value !== undefined && (value === null || String(value) !== name)) {
    throw new ArgumentError(
      method,
      argument,
      name,
      'something that does not read as another number or as null (viewers parse it)',
    );
  }
  return name;
}
