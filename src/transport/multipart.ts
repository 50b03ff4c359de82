/** A form with one file as bytes: the fields first, the file last, because the server passes over what comes after it. */

export interface Multipart {
  readonly contentType: string;
  /** What goes before the file, and after it. */
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
}

export function multipart(
  name: string,
  fields: Readonly<Record<string, string>>,
  boundary: string,
): Multipart {
  const part = (header: string) => `--${boundary}\r\nContent-Disposition: form-data; ${header}`;
  const before = Object.entries(fields).map(
    ([key, value]) => `${part(`name="${quotable(key)}"`)}\r\n\r\n${value}\r\n`,
  );
  const file = `${part(`name="file"; filename="${quotable(name)}"`)}\r\nContent-Type: application/octet-stream\r\n\r\n`;
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    head: encode(`${before.join('')}${file}`),
    tail: encode(`\r\n--${boundary}--\r\n`),
  };
}

/** As browsers write names in forms. */
const quotable = (text: string): string => text.replace(/\r\n|\r|\n/g, '%0D%0A').replaceAll('"', '%22');

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
