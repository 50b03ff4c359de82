/** Reads what a server answers. It fails in several shapes, and its HTTP status does not tell which. */
import { AuthenticationError, CommandError, ProtocolError } from '../errors.js';
import { isRecord, parseJson } from '../schema/json.js';
import type { CommandReply } from '../transport/types.js';

/** Throws when a gateway, not Firefly, has answered. */
export function refuseGateway(what: string, reply: CommandReply): void {
  if (reply.status >= 300 && reply.status < 400) {
    const to = reply.location === undefined ? '' : ` to ${reply.location.split('?')[0]}`;
    throw new AuthenticationError(
      `${what} was redirected${to}: the server wants a login, so a token is needed ({ token: '…' }), or the url is not quite right`,
    );
  }
  if (reply.status === 401 || reply.status === 403) {
    const said = plainText(reply);
    throw new AuthenticationError(
      `${what} was refused (HTTP ${reply.status}): ${said ?? 'a token is needed, or the given one is not accepted'}`,
    );
  }
}

/** What a server says for people to read; most send a page instead. */
function plainText({ contentType, text }: CommandReply): string | undefined {
  const isPlain = /^text\/plain/i.test(contentType) && text.length > 0 && text.length < 400;
  return isPlain ? text.trim() : undefined;
}

/** The JSON of an answer, whatever it says. */
export function readJson(what: string, reply: CommandReply, parse = parseJson): unknown {
  refuseGateway(what, reply);
  const value = parse(reply.text);
  if (value !== undefined) return value;
  if (/html/i.test(reply.contentType) || /^\s*</.test(reply.text)) {
    throw new ProtocolError(
      `${what} answered with a web page (HTTP ${reply.status}), not JSON: is this the address of a Firefly server?`,
    );
  }
  const start = reply.text.trimStart()[0];
  if (start === '{' || start === '[') {
    throw new ProtocolError(
      `${what} answered with JSON that is cut off; a server does that when replies are not compressed on the way`,
    );
  }
  throw new ProtocolError(
    `${what} answered with HTTP ${reply.status} and no JSON: ${JSON.stringify(reply.text.slice(0, 80))}`,
  );
}

/**
 * The record of a `[{success: …}]` or `{success: …}` answer; throws `CommandError` unless it says success, and its data,
 * where they say anything about that, say so too: image commands hide their failures there.
 */
export function readSuccess(command: string, reply: CommandReply): Record<string, unknown> {
  const value = readJson(command, reply);
  const record: unknown = Array.isArray(value) ? value[0] : value;
  if (isRecord(record) && saysSuccess(record) && !saysFailure(record['data'])) return record;
  throw new CommandError(command, reply.status, reasonsOf(record));
}

const saysSuccess = ({ success }: Record<string, unknown>): boolean => success === true || success === 'true';

const saysFailure = (data: unknown): data is Record<string, unknown> =>
  isRecord(data) && (data['success'] === false || data['success'] === 'false');

/** The texts of a failure, outermost first: `error`, then `cause1`, `cause2`, …; or those of an image command. */
export function reasonsOf(value: unknown): string[] {
  if (!isRecord(value)) return [];
  const { error, data } = value;
  const own = Object.entries(value)
    .filter(([key]) => key === 'error' || /^cause\d+$/.test(key))
    .sort(([a], [b]) => order(a) - order(b))
    .map(([, text]) => text);
  const hidden = saysFailure(data)
    ? [data['userFailReason'], data['briefFailReason'], data['detailFailReason']]
    : [];
  const texts = [...own, ...(isRecord(error) ? reasonsOf(error) : []), ...hidden];
  return [...new Set(texts.filter((text): text is string => typeof text === 'string' && text !== ''))];
}

const order = (key: string): number => (key === 'error' ? 0 : Number(key.slice(5)));
