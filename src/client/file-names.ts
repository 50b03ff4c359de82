/** Names of files, here and on the server. */

/** What an input is to be; of `data` nothing is known. */
export type Kind = 'image' | 'table' | 'region' | 'data';

/**
 * A name the server can store: ASCII, without separators (protocol trap T22). A compressed table loses its `.gz`,
 * because the server unpacks it, keeps the name, and then fails to unpack it again.
 */
export function slug(name: string, kind: Kind): string {
  const ascii = name.normalize('NFKD').replace(/[\u0300-\u036f]/g, '');
  const safe = ascii.replace(/[^A-Za-z0-9._-]+/g, '_');
  const packed = kind === 'table' ? /\.gz$/i : kind === 'data' ? PACKED_TABLE : undefined;
  const whole = packed === undefined ? safe : safe.replace(packed, '');
  const short = whole.slice(-120).replace(/^\.+/, '');
  return /[A-Za-z0-9]/.test(short) ? short : 'data';
}

const PACKED_TABLE = /(?<=\.(?:csv|tsv|tbl|txt|vot|xml))\.gz$/i;

/** The last part of a path. */
export const baseName = (path: string): string | undefined => path.split(/[/\\]/).at(-1) || undefined;

/** The last part of the path of an address, where it looks like the name of a file. */
export const fileNameOf = (url: string): string | undefined =>
  URL.canParse(url) ? /([^/\\]+\.[^./\\]+)$/.exec(new URL(url).pathname)?.[1] : undefined;
